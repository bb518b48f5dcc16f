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
BY_NAME = "pytorch"  # the kind whose code finds its weights by their names


@dataclass(frozen=True)
class Way:
    """A kind of file: what the model is there, or why it cannot be.

    ``afresh``: by the names that its code has, though the model came from a file of the kind with names of its own.
    """

    row: Format
    said: str
    refused: bool = False
    afresh: bool = False


def ways(study: Study) -> tuple[Way, ...]:
    """Give a row for each kind of file that is written."""
    return tuple(way for row in FORMATS if row.written for way in _ways(row, study))


def _ways(row: Format, study: Study) -> tuple[Way, ...]:
    kind = row.module.partition(".")[0]
    package = NEEDED[kind]
    if package and find_spec(package) is None:
        sentence = _("needs the package {package}: pip install {package}")
        return (Way(row, sentence.format(package=package), refused=True),)
    try:
        arranged = row.room.places(study.cell, study.sizes)
    except ValueError as error:
        return (Way(row, str(error), refused=True),)
    raw = study.raw
    if raw is not None and raw.kind == kind:
        text = _("back into the tensors of “{name}”; what has not changed stays bit for bit")
        again = Way(row, text.format(name=raw.name))
        if kind != BY_NAME or raw.tensors.keys() == {block.tensor for block in arranged.blocks}:
            return (again,)
        text = _("{said} · with the names that “Model as code” has")
        return again, Way(row, text.format(said=arranged.said), afresh=True)
    return (Way(row, arranged.said),)


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
