"""Study files: ``.lstm``, a zip of one JSON text and arrays.

``study.json`` holds everything but the arrays, the cell's whole text included; ``parameters.npy``,
``sequence.npy``, ``target.npy``, ``weight.npy``, ``losses.npy``, ``curve.npy``, ``exams.npy``, ``against.npy`` and
``original.npy`` are float64, all but the first two only where there is something; ``tensors.safetensors`` and
``initial.safetensors`` are what a file of weights held, ``text.safetensors`` the text around a sequence. Those of
models and sequences that are kept stand in ``models/0/`` and ``sequences/0/``, and so on. What comes back is exactly
what was written. A file that is damaged, hostile or of another program is a ValueError with one sentence; no count that
it claims is believed before it is checked, and nothing is unpickled.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import msgspec
import numpy as np

from lstm_studio.core.check import MOST_VALUES, check_study
from lstm_studio.formats.checkpoints import PART as MOMENTS
from lstm_studio.formats.checkpoints import spared
from lstm_studio.formats.files import content_of, write_file
from lstm_studio.formats.npy import read_array, write_array
from lstm_studio.formats.record import WHOLE, parts_of, recorded, restored
from lstm_studio.formats.records import VERSION, StudyRecord, Version
from lstm_studio.formats.safetensors import Tensors, read_tensors, write_tensors
from lstm_studio.formats.zipped import unzipped
from lstm_studio.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from lstm_studio.core.study import Study
    from lstm_studio.formats.record import Part

__all__ = ["bytes_of", "read_study", "study_of", "write_study"]

TEXT = "study.json"
PART = re.compile(
    r"(against|original)\.npy|((models/\d{1,3}/)?((parameters|losses|curve|exams)\.npy|(tensors|initial|checkpoints)\.safetensors))"
    r"|(sequences/\d{1,3}/)?((sequence|target|weight|raw)\.npy|text\.safetensors)"
)
LONG = (WHOLE, MOMENTS)
LONGEST_TEXT = 16 * 2**20  # bytes of study.json
LONGEST_ARRAY = 8 * MOST_VALUES + 1024
LARGEST = 256 * 2**20  # bytes of a file
LONGEST_ERROR = 400  # characters
EPOCH = (1980, 1, 1, 0, 0, 0)  # no clock: the same study gives the same bytes


def write_study(study: Study, path: Path) -> None:
    """Write a study to a file, whole or not at all. Raises ValueError with a sentence."""
    write_file(path, bytes_of(study))


def read_study(path: Path) -> Study:
    """Read a study. Raises ValueError with a sentence."""
    content = content_of(path, LARGEST)
    try:
        return study_of(content)
    except ValueError as error:
        raise ValueError(_("{file}: {why}").format(file=path.name, why=error)) from error


def bytes_of(study: Study) -> bytes:
    """Give the bytes of a study file; the same study gives the same bytes. Raises ValueError."""
    check_study(study)
    study = spared(study)
    text = msgspec.json.format(msgspec.json.encode(recorded(study)), indent=1)
    if len(text) > LONGEST_TEXT:
        sentence = _("the texts of the study have {found} bytes; expected at most {most}")
        raise ValueError(sentence.format(found=len(text), most=LONGEST_TEXT))
    parts = {name: _written(part) for name, part in parts_of(study).items()}
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in {TEXT: text, **parts}.items():
            # What is long is put there as it is: nobody shall wait for it to be packed.
            archive.writestr(
                ZipInfo(name, EPOCH), content, ZIP_STORED if name.endswith(LONG) else ZIP_DEFLATED
            )
    return file.getvalue()


def study_of(content: bytes) -> Study:
    """Read the bytes of a study file. Raises ValueError with a sentence."""
    try:
        return _checked(content)
    except ValueError as error:  # what it says of the file may hold texts of the file, of any length
        sentence = " ".join(str(error).split())
        raise ValueError(
            sentence if len(sentence) <= LONGEST_ERROR else sentence[:LONGEST_ERROR] + "…"
        ) from error


def _checked(content: bytes) -> Study:
    parts = unzipped(content, _most, _("this is no study, or it is damaged"))
    if not {TEXT, "parameters.npy", "sequence.npy"} <= set(parts):
        raise ValueError(_("this is no study: it lacks a part that every study has"))
    record = _read(parts.pop(TEXT))
    study = restored(record, {name: _array(name, part) for name, part in parts.items()})
    check_study(study)
    return study


def _written(part: Part) -> bytes:
    return write_array(part) if isinstance(part, np.ndarray) else write_tensors(Tensors(dict(part), {}, {}))


def _array(name: str, content: bytes) -> Part:
    return read_array(content) if name.endswith(".npy") else read_tensors(content).arrays


def _most(part: str) -> int:
    """Give the most bytes that a part may have. Raises ValueError for one that no study has."""
    if part != TEXT and not PART.fullmatch(part):
        raise ValueError(_("this is no study: “{part}” does not belong into one").format(part=part))
    return LONGEST_TEXT if part == TEXT else LONGEST_ARRAY


def _read(text: bytes) -> StudyRecord:
    try:
        version = msgspec.json.decode(text, type=Version).version
        if not 1 <= version <= VERSION:
            sentence = _(
                "this study is of version {found}; expected 1 to {known}: install a newer LSTM Studio"
            )
            raise ValueError(sentence.format(found=version, known=VERSION))
        return msgspec.json.decode(text, type=StudyRecord)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise ValueError(_("this is no study: {why}").format(why=error)) from error
