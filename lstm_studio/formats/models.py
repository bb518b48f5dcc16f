"""Files of trained models, one row a format. Nothing is ever unpickled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from lstm_studio.formats.files import beginning_of, write_file
from lstm_studio.formats.picked import Picked
from lstm_studio.words import _

if TYPE_CHECKING:
    from types import ModuleType

    from lstm_studio.core.model import Model
    from lstm_studio.core.opened import Opened

__all__ = ["BYTES", "FORMATS", "Format", "PickledError", "format_of", "is_model", "open_file", "save"]

BYTES = 512 * 1024 * 1024


@dataclass(frozen=True)
class Format:
    """Files of models, known by suffix; ``module`` of this room reads and writes them, loaded at its first use.

    It has ``read_model(path, picked) -> Opened`` and ``write_model(model, opened) -> bytes``; ``opened`` is
    the file that the model came from, or None. ``places(cell, sizes) -> Arrangement`` says what it would write, and
    raises ValueError where it cannot say the cell.
    """

    title: str
    suffixes: tuple[str, ...]
    module: str
    written: bool = True  # else files of the kind are only read

    @property
    def room(self) -> ModuleType:
        """The module."""
        return import_module(f"lstm_studio.formats.{self.module}")


FORMATS: tuple[Format, ...] = (
    Format(_("PyTorch, as safetensors"), (".safetensors",), "pytorch"),
    Format(_("PyTorch, safetensors in several files"), (".safetensors.index.json",), "shards", written=False),
    Format(_("ONNX"), (".onnx",), "onnx.model"),
    Format(_("Keras, weights alone"), (".weights.h5",), "keras"),
    Format(_("Keras, whole models"), (".keras", ".h5", ".hdf5"), "keras", written=False),
)


def open_file(
    path: str | Path,
    embedding: str | None = None,
    readout: str | None = None,
    recurrent: str | None = None,
    nonlinearity: str | None = None,
) -> Opened:
    """Read a model from a file; the rest is a Picked, for what the file leaves open.

    Raises ChoiceError, a ValueError, where it does, and ValueError with one sentence for everything that is no model.
    """
    picked = Picked(embedding, readout, recurrent, nonlinearity)
    path = Path(path)
    if _is_pickle(path):
        raise PickledError(path)
    row = format_of(path)
    try:
        opened: Opened = row.room.read_model(path, picked)
    except ValueError as error:
        error.args = (_("{file}: {why}").format(file=path.name, why=error),)
        raise
    return replace(opened, name=path.name)


PICKLED = (".pt", ".pth", ".ckpt", ".pkl", ".pickle")


class PickledError(ValueError):
    """The file is a pickle; ``program`` are the two lines of Python that convert it, the last of the sentence."""

    def __init__(self, path: Path) -> None:
        given, wanted = path.name, f"{path.stem}.safetensors"
        self.program = (
            "import torch; from safetensors.torch import save_file\n"
            f"save_file({{k: v.clone().contiguous() for k, v in torch.load({given!r}, weights_only=True).items()}}, "
            f"{wanted!r})"
        )
        sentence = _(
            "“{file}” is a pickle, and to read one may run any program, so it is not opened; where you trust it, "
            "these two lines of Python convert it:"
        )
        super().__init__(f"{sentence.format(file=path.name)}\n{self.program}")


def _is_pickle(path: Path) -> bool:
    """Whether PyTorch pickled it: to read such a file is to run what it says."""
    if path.suffix.lower() in PICKLED:
        return True
    if not path.is_file():
        return False
    start = beginning_of(path, 256)
    # The length of a safetensors header may begin with the same two bytes; its upper half is 0.
    bare = start[:1] == b"\x80" and start[1:2] in {b"\2", b"\3", b"\4", b"\5"} and start[4:8] != bytes(4)
    return bare or (start.startswith(b"PK") and b"data.pkl" in start)


def save(model: Model, path: str | Path, opened: Opened | None = None) -> None:
    """Write a model to a file; the suffix says how. ``opened`` is the file that it came from.

    Raises ValueError for another suffix, for a cell that the format cannot say, and where it cannot be written.
    """
    path = Path(path)
    row = format_of(path)
    if not row.written:
        known = ", ".join(suffix for row in FORMATS if row.written for suffix in row.suffixes)
        sentence = _("“{file}”: files of this kind are only read; expected one of {known}")
        raise ValueError(sentence.format(file=path.name, known=known))
    content: bytes = row.room.write_model(model, opened)
    write_file(path, content)


def is_model(path: Path) -> bool:
    """Whether a file is one of a model by the end of its name, or a pickle of one. Raises ValueError."""
    name = path.name.lower()
    return name.endswith(tuple(suffix for row in FORMATS for suffix in row.suffixes)) or _is_pickle(path)


def format_of(path: Path) -> Format:
    """Give the format of a file by the end of its name. Raises ValueError where there is none."""
    name = path.name.lower()
    known = [(suffix, row) for row in FORMATS for suffix in row.suffixes]
    for suffix, row in known:
        if name.endswith(suffix):
            return row
    sentence = _("“{file}” is no file of a model that is known; expected {known}")
    raise ValueError(sentence.format(file=path.name, known=", ".join(suffix for suffix, _row in known)))
