"""A child process with a limit on memory and on time, in which a parser written in C reads a file.

A reader is a function of this package, ``bytes -> (plain, arrays)``: what JSON can say, and arrays of plain numbers by
name. Its ValueErrors arrive as such. What comes back is checked here; nothing is unpickled.

As bytes: the length of the head in 8 bytes, the head as JSON, and the arrays one behind the other.
"""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Event, Thread
from typing import IO, TYPE_CHECKING, Any, cast

import numpy as np

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

__all__ = ["Answer", "StoppedError", "asked", "stoppable"]

SECONDS = 1.2  # of the processor's time, for the parser alone
PATIENCE = 30.0  # seconds by the clock, with the start of the child, on a machine with much else to do
LOOK = 0.05  # seconds between two looks whether the answer is still wanted
MEMORY = 128 * 1024 * 1024  # for the parser, beside three times what it is given
KINDS = "biuf"  # kinds of numbers that may come back: truths, whole numbers, floats
PACKAGE = "lstm_studio.formats."


_stop: ContextVar[Event | None] = ContextVar("stop", default=None)


class StoppedError(Exception):
    """Nobody waits for this answer any more."""


@contextmanager
def stoppable(stop: Event) -> Iterator[None]:
    """End the child that is asked in here, in this thread, once ``stop`` is set: ``asked`` raises StoppedError."""
    token = _stop.set(stop)
    try:
        yield
    finally:
        _stop.reset(token)


@dataclass(frozen=True)
class Answer:
    """What a reader found: ``plain`` is of dicts, lists, strings and numbers; ``arrays`` are read-only."""

    plain: Any
    arrays: Mapping[str, NDArray[Any]]


def asked(reader: str, content: bytes, *, seconds: float = SECONDS, memory: int = MEMORY) -> Answer:
    """Let a reader, "module:function" of this package, read ``content`` in a child process.

    The parser may use ``seconds`` of the processor's time and ``memory`` bytes beside three times the content. Raises
    ValueError with one sentence: that of the reader, or what became of the child.
    """
    most = memory + 3 * len(content)
    # Not the folder that the program was started in, where a file may be called like a module (-P).
    command = [sys.executable, "-P", "-m", f"{PACKAGE}child", reader, str(seconds), str(most)]
    try:
        code, said = _spoken(command, content, PATIENCE + seconds)
    except subprocess.TimeoutExpired as error:
        raise ValueError(_slow(seconds)) from error
    except OSError as error:
        sentence = _("no process can be started to read the file: {why}")
        raise ValueError(sentence.format(why=error.strerror or error)) from error
    if code == -getattr(signal, "SIGPROF", 0):
        raise ValueError(_slow(seconds))
    if code:
        raise ValueError(_("the file is broken: its parser ended without an answer"))
    return _answered(said)


def _spoken(command: list[str], content: bytes, patience: float) -> tuple[int, bytes]:
    """Give the exit code of a program and what it printed. It does not outlive this call."""
    stop, end = _stop.get(), time.monotonic() + patience
    done, late = Event(), Event()

    def written() -> None:
        # A program that ends before it has read everything has said what it had to say.
        with suppress(OSError), entry:
            entry.write(content)

    def watched() -> None:
        while not done.wait(LOOK):
            if time.monotonic() > end:
                late.set()
            if late.is_set() or (stop is not None and stop.is_set()):
                program.kill()
                return

    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_surroundings(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows
    ) as program:
        entry, answer = cast("IO[bytes]", program.stdin), cast("IO[bytes]", program.stdout)
        program.stdin = None  # whose it is now: leaving this block would close it under the hand that writes
        threads = [Thread(target=written), Thread(target=watched)]
        for thread in threads:
            thread.start()
        try:
            said = answer.read()
            code = program.wait()
        finally:
            program.kill()
            done.set()
            for thread in threads:
                thread.join()
    if stop is not None and stop.is_set():
        raise StoppedError
    if late.is_set():
        raise subprocess.TimeoutExpired(command, patience)
    return code, said


def _slow(seconds: float) -> str:
    return _("the file takes longer than {seconds:g} seconds to parse; expected a model").format(
        seconds=seconds
    )


def _surroundings() -> dict[str, str]:
    """Give the environment of the child: it finds what we find, and multiplies on one thread."""
    here = str(Path(__file__).resolve().parents[2])
    places = dict.fromkeys((here, *filter(None, sys.path)))
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return os.environ | threads | {"PYTHONPATH": os.pathsep.join(places)}


def _answered(said: bytes) -> Answer:
    """Read the answer of a child. Raises ValueError with what it says went wrong."""
    broken = ValueError(_("the file is broken: its parser gave no whole answer"))
    start = 8 + int.from_bytes(said[:8], "little")
    try:
        head = json.loads(said[8:start])
    except ValueError as error:
        raise broken from error
    if "error" in head:
        raise ValueError(head["error"])
    arrays: dict[str, NDArray[Any]] = {}
    for name, kind, shape in head["arrays"]:
        dtype, count = np.dtype(kind), math.prod(shape)
        stop = start + count * dtype.itemsize
        if dtype.kind not in KINDS or min(shape, default=0) < 0 or len(said) < stop:
            raise broken
        # A view on bytes, which nobody can write to.
        arrays[name] = np.frombuffer(said, dtype, count, start).reshape(shape)
        start = stop
    return Answer(head["plain"], arrays)


def _limited(seconds: float, memory: int) -> None:
    """Let the system end this process where it uses more than ``seconds`` or ``memory`` beside what it has now.

    Only Linux counts what a process may ask for, and Windows no time: there the parent's clock is the limit.
    """
    if sys.platform != "win32":
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, seconds)
    if sys.platform == "linux":
        import resource  # there is none on Windows

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + memory
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _head(head: dict[str, Any]) -> bytes:
    written = json.dumps(head).encode("ascii")
    return len(written).to_bytes(8, "little") + written


def main(reader: str, seconds: str, memory: str) -> None:
    """Be the child: read standard input, answer on standard output."""
    # What a library in C prints must not stand between the bytes of the answer.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    module, name = reader.split(":")
    read = getattr(import_module(PACKAGE + module), name)
    _limited(float(seconds), int(memory))
    try:
        plain, arrays = read(sys.stdin.buffer.read())
        whole = {key: np.ascontiguousarray(value) for key, value in arrays.items()}
        listed = [(key, value.dtype.str, np.shape(arrays[key])) for key, value in whole.items()]
        head = _head({"plain": plain, "arrays": listed})
    except ValueError as error:
        head, whole = _head({"error": str(error)}), {}
    except MemoryError:
        head, whole = _head({"error": _("the file claims more memory than a model of its size needs")}), {}
    with answer:
        answer.write(head)
        for value in whole.values():
            answer.write(value.data if value.size else b"")


if __name__ == "__main__":
    main(*sys.argv[1:])
