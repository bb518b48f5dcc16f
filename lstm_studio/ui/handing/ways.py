"""What a model is in each kind of file, in words: which kinds can say it, and how."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from lstm_studio.core.edits import BEFORE, INPUT
from lstm_studio.formats.models import FORMATS, Format
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.study import Study

__all__ = ["Way", "left_out", "ways"]

NEEDED = {"pytorch": "", "onnx": "onnx", "keras": "h5py"}
"""Kind of a file -> the package that writes it."""


@dataclass(frozen=True)
class Way:
    """A kind of file: what the model is there, or why it cannot be."""

    row: Format
    said: str
    refused: bool = False


def ways(study: Study) -> tuple[Way, ...]:
    """Give a row for each kind of file that is written."""
    return tuple(_way(row, study) for row in FORMATS if row.written)


def _way(row: Format, study: Study) -> Way:
    kind = row.module.partition(".")[0]
    package = NEEDED[kind]
    if package and find_spec(package) is None:
        sentence = _("needs the package {package}: pip install {package}")
        return Way(row, sentence.format(package=package), refused=True)
    try:
        said = row.room.places(study.cell, study.sizes).said
    except ValueError as error:
        return Way(row, str(error), refused=True)
    raw = study.raw
    if raw is not None and raw.kind == kind:
        text = _("back into the tensors of “{name}”; what has not changed stays bit for bit")
        said = text.format(name=raw.name)
    return Way(row, said)


def left_out(study: Study, suffix: str) -> str:
    """Say what of a study is no part of such a file, "" for nothing."""
    held = any(clamp.value != INPUT and clamp.last > BEFORE for clamp in study.edits)
    begun = any(clamp.value != INPUT and clamp.first <= BEFORE for clamp in study.edits)
    said = []
    if held:
        said.append(_("Values that are held are left out: they are no part of a model."))
    if begun and suffix != ".onnx":
        said.append(_("States before the first step are left out: only ONNX has them."))
    return " ".join(said)
