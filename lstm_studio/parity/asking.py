"""Asking for a comparison from outside: in a process of its own, whatever becomes of the other program in it.

Other programs take seconds and gigabytes to load, and a parser of theirs that crashes ends that process alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import msgspec

from lstm_studio.core.edits import BEFORE
from lstm_studio.core.study import Clamp, Sequence, Study, frozen
from lstm_studio.formats.study import write_study
from lstm_studio.parity.exchange import Asked, runtime_of
from lstm_studio.parity.program import OF
from lstm_studio.parity.report import Answer
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lstm_studio.core.model import Model

__all__ = ["SECONDS", "asked", "asked_of", "command", "concluded", "failed", "study_for", "surroundings"]

SECONDS = 180.0  # that a comparison may take: to load some programs takes half a minute
REFUSED = 2  # the exit code that goes with a sentence
ROOT = Path(__file__).resolve().parents[2]  # where the package lies: the child must find the same one


def command(given: Asked) -> list[str]:
    """Give the program and its arguments."""
    # Not the folder that the program was started in, where a file may be called like a module (-P).
    text = msgspec.json.encode(given).decode()
    return [sys.executable, "-P", "-m", "lstm_studio.parity.exchange", text]


def surroundings() -> dict[str, str]:
    """Give what its environment has beside ours."""
    places = dict.fromkeys((str(ROOT), *filter(None, sys.path)))
    # What it says is read as UTF-8 here; Keras on TensorFlow says much.
    return {"PYTHONPATH": os.pathsep.join(places), "PYTHONUTF8": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}


def asked(given: Asked, seconds: float = SECONDS) -> Answer:
    """Compare, and wait for the answer. Raises ValueError for a file that holds no model."""
    try:
        done = subprocess.run(
            command(given), capture_output=True, timeout=seconds, check=False, env=os.environ | surroundings()
        )
    except subprocess.TimeoutExpired:
        return concluded(given, None, b"", b"")
    except OSError as error:
        why = _("no process can be started: {why}").format(why=error.strerror or error)
        return failed(given, why)
    return concluded(given, done.returncode, done.stdout, done.stderr)


def concluded(given: Asked, code: int | None, said: bytes, heard: bytes) -> Answer:
    """Give the answer of a process that has ended with a code, None where it took too long.

    Raises ValueError with its sentence where what was asked has no answer.
    """
    last = (heard.decode(errors="replace").strip().splitlines() or [""])[-1]
    if code == REFUSED:
        raise ValueError(last)
    if code is None:
        return failed(given, _("it took too long, and was ended"))
    if code < 0:
        return failed(given, _("it was ended from outside, or ran out of memory"))
    if code:
        return failed(given, last)
    try:
        return msgspec.json.decode(said[said.rfind(b"\n{") + 1 :], type=Answer)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return failed(given, _("what it said cannot be read"))


def failed(given: Asked, why: str) -> Answer:
    """Give the answer of a runtime that is there and did not answer."""
    kind = "code" if given.language else "file"
    of = OF[given.language] if given.language else Path(given.file).name
    title = runtime_of(given).title
    note = _("{runtime} gave no answer: {why}").format(runtime=title, why=why)
    return Answer(kind, title, note=note, failed=True, of=of)


def asked_of(model: Model, given: Asked, seconds: float = SECONDS) -> Answer:
    """Compare with a model of this process. Raises ValueError for a file that holds none."""
    with TemporaryDirectory(prefix="lstm-studio-") as folder:
        path = Path(folder, "model.lstm")
        write_study(study_for(model), path)
        return asked(msgspec.structs.replace(given, study=str(path)), seconds)


def study_for(model: Model) -> Study:
    """Give a study of a model, in which it goes to the other process."""
    sizes = model.sizes
    values = [[0.0] * (1 if sizes.symbols else sizes.inputs)]
    return Study(
        "", model.cell, sizes, frozen(model.flat), Sequence(frozen(values)), "own", edits=tuple(_begun(model))
    )


def _begun(model: Model) -> Iterator[Clamp]:
    """Give the states before the first step as edits. Raises ValueError for those of several samples."""
    for name, value in (model.initial or {}).items():
        array = frozen(value)
        if array.ndim > 1:
            sentence = _("the model begins with other states in each sample of {name}; expected one for all")
            raise ValueError(sentence.format(name=name))
        for unit, number in enumerate(array.ravel()):
            yield Clamp(name, (unit,) if array.ndim else (), BEFORE, BEFORE, float(number))
