"""A model held against what another program computes from its file, or from its code, on a random batch.

The other program is PyTorch, onnxruntime or Keras, as the kind of the file is, where it is installed. As a program of
its own (``python -m``) this module takes an Asked as JSON and prints an Answer.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from lstm_studio.core.edits import model_of
from lstm_studio.core.model import Model
from lstm_studio.formats.models import open_file
from lstm_studio.formats.study import read_study
from lstm_studio.parity.program import OF
from lstm_studio.parity.report import Answer
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from lstm_studio.core.opened import Opened

__all__ = ["RUNTIMES", "Asked", "Runtime", "Subject", "compared", "main", "picks_of", "runtime_of"]


class Asked(msgspec.Struct, frozen=True):
    """What is compared: a model, and a ``file`` or the code of it in a ``language``.

    The model is that of a file ``study``; without one it is what is read from ``file``, of which ``picked`` says what
    it leaves open, as ``open_file`` takes it.
    """

    file: str = ""
    language: str = ""
    study: str = ""
    picked: dict[str, str] = {}
    seed: int = 0


@dataclass(frozen=True)
class Runtime:
    """A program that computes models: what it is called, the packages that it needs, and our module that asks it."""

    title: str
    packages: tuple[str, ...]
    module: str

    @property
    def missing(self) -> tuple[str, ...]:
        """The packages that are not installed."""
        return tuple(name for name in self.packages if find_spec(name) is None)


RUNTIMES: dict[str, Runtime] = {
    "pytorch": Runtime("PyTorch", ("torch",), "torch_file"),
    "onnx": Runtime("onnxruntime", ("onnxruntime", "onnx"), "onnx_file"),
    "keras": Runtime("Keras", ("keras", "h5py"), "keras_file"),
}
"""Kind of a file -> what reads it."""

PART = re.compile(r"(?:weight|bias)_[ih]h(?:_l\d+)?(?:_reverse)?$")
"""What PyTorch calls a tensor within its module."""

CODE: dict[str, Runtime] = {
    "pytorch": Runtime("PyTorch", ("torch",), "program"),
    "keras": Runtime("Keras", ("keras", "h5py"), "program"),
    "numpy": Runtime("NumPy", ("numpy",), "program"),
    "latex": Runtime("LSTM Studio", (), "program"),
}
"""Language -> what runs it."""


@dataclass(frozen=True, eq=False)
class Subject:
    """What a runtime is asked of: the file as it is read here, and the model in float32 that it is held against."""

    path: Path
    opened: Opened
    model: Model
    seed: int
    picked: dict[str, str]


def picks_of(opened: Opened) -> dict[str, str]:
    """Give what has to be picked of a file of PyTorch's tensors for the same model to be found in it again."""
    roles = {block.parameter: block.tensor for block in opened.blocks}
    inner = (block.tensor for block in opened.blocks if block.parameter not in ("E", "V", "k"))
    modules = dict.fromkeys(PART.sub("", name).removesuffix(".") for name in inner)
    return {
        "embedding": roles.get("E", ""),
        "readout": roles.get("V", ""),
        "recurrent": ", ".join(modules),
        "nonlinearity": "relu" if "relu(" in opened.cell.text else "tanh",
    }


def runtime_of(asked: Asked) -> Runtime:
    """Give the runtime of what is asked. Raises ValueError for a language or a kind of file that there is not."""
    if asked.language:
        if asked.language not in CODE:
            sentence = _("no code is written in “{language}”; expected one of {known}")
            raise ValueError(sentence.format(language=asked.language, known=", ".join(CODE)))
        return CODE[asked.language]
    name = asked.file.lower()
    if name.endswith((".safetensors", ".safetensors.index.json")):
        return RUNTIMES["pytorch"]
    return RUNTIMES["onnx" if name.endswith(".onnx") else "keras"]


def compared(asked: Asked) -> Answer:
    """Compare in this process. Raises ValueError for a file that holds no model, and what the runtime raises."""
    runtime = runtime_of(asked)
    kind = "code" if asked.language else "file"
    of = OF[asked.language] if asked.language else Path(asked.file).name
    study = read_study(Path(asked.study)) if asked.study else None
    opened = None if asked.language else open_file(asked.file, **asked.picked)
    if runtime.missing:
        packages = " ".join(runtime.missing)
        note = _("{runtime} is not installed: pip install {packages}")
        note = note.format(runtime=runtime.title, packages=packages)
        return Answer(kind, runtime.title, note=note, of=of)
    answered: Callable[..., Answer] = import_module(f"lstm_studio.parity.{runtime.module}").answered
    if opened is None:
        if study is None:
            raise ValueError(_("nothing is said of whose code is compared; expected a study"))
        return answered(model_of(study), asked.language, asked.seed)
    if study is not None:
        model = model_of(study)
        if opened.kind != "onnx":  # no other kind of file holds states before the first step
            model.initial = None
    else:
        model = Model.of(opened.cell, opened.sizes, opened.parameters, "float32")
        model.initial = opened.initial or None
    return answered(Subject(Path(asked.file), opened, model, asked.seed, asked.picked))


def main(text: str) -> int:
    """Answer what is asked in JSON; give the exit code, 2 with a sentence on the error output for a mistake."""
    try:
        answer = compared(msgspec.json.decode(text, type=Asked))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    # On a line of its own: what another program prints may stand before it.
    sys.stdout.buffer.write(b"\n" + msgspec.json.encode(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
