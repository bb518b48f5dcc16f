"""A parser in a child process answers with plain arrays, one sentence, or not at all, and takes nothing along."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from threading import Event, Timer
from typing import Any

import numpy as np
import pytest

from lstm_studio.formats import child
from lstm_studio.formats.child import StoppedError, asked, stoppable

READER = """
import os, sys, time
import numpy as np

time.sleep(0.2)  # the parser is slow to load: who asks has looked for an answer before the file is read

def plain(content):
    os.write(1, b"noise of a library in C")
    return {"length": len(content), "ä": [1, 2.5, None]}, {
        "a": np.arange(6, dtype=">f4").reshape(2, 3).T,
        "none": np.zeros((0, 3), np.int64),
        "number": np.array(2.5),
    }

def sentence(content):
    raise ValueError("given “x”, expected y")

def greedy(content):
    return {}, {"a": np.ones(10**9)}

def endless(content):
    while True:
        pass

def broken(content):
    os.abort()

def path(content):
    return {"path": sys.path, "name": __name__}, {}

def objects(content):
    return {}, {"a": np.array(["text"])}
"""


@pytest.fixture(autouse=True)
def readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a module of readers where a child finds it: a reader is named after the package of our own."""
    (tmp_path / "readers.py").write_text(READER, encoding="utf-8")
    monkeypatch.setattr(child, "PACKAGE", "")
    monkeypatch.syspath_prepend(tmp_path)
    # The module that is run is ours; the reader is found beside it.
    start = "import sys; from lstm_studio.formats import child; child.PACKAGE = ''; child.main(*sys.argv[1:])"
    (tmp_path / "child.py").write_text(start, encoding="utf-8")


def test_arrays_and_plain_values_come_back() -> None:
    answer = asked("readers:plain", b"12345")
    assert answer.plain == {"length": 5, "ä": [1, 2.5, None]}
    np.testing.assert_array_equal(answer.arrays["a"], np.arange(6).reshape(2, 3).T)
    assert answer.arrays["none"].shape == (0, 3)
    assert answer.arrays["number"].shape == ()
    assert answer.arrays["number"] == 2.5
    with pytest.raises(ValueError, match="read-only"):
        answer.arrays["a"][0] = 1.0


def test_a_file_is_handed_on_whole_however_late_it_is_read() -> None:
    """A pipe holds 64 kB; the rest has to follow."""
    assert asked("readers:plain", bytes(5_000_000)).plain["length"] == 5_000_000
    with pytest.raises(ValueError, match="its parser ended without an answer"):
        asked("readers:missing", bytes(5_000_000))


@pytest.mark.parametrize(
    ("reader", "sentence"),
    [
        ("sentence", "given “x”, expected y"),
        ("broken", "its parser ended without an answer"),
        ("objects", "gave no whole answer"),
        ("missing", "its parser ended without an answer"),
    ],
)
def test_one_sentence(reader: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        asked(f"readers:{reader}", b"")


def test_no_more_memory_than_a_model_needs() -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux counts what a process may ask for")
    import resource  # there is none on Windows

    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    with pytest.raises(ValueError, match="claims more memory than a model of its size needs"):
        asked("readers:greedy", b"")
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert max(after - before, 0) < 256 * 1024


def test_no_more_time_than_a_model_needs() -> None:
    start = time.process_time()
    with pytest.raises(ValueError, match=r"takes longer than 0\.2 seconds to parse"):
        asked("readers:endless", b"", seconds=0.2)
    assert time.process_time() - start < 1.0


def test_what_stands_in_the_folder_of_the_start_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "json.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.chdir(strange)
    answer = asked("readers:path", b"")
    assert answer.plain["name"] == "readers"
    assert str(strange) not in answer.plain["path"]


def said(head: dict[str, Any], body: bytes = b"") -> bytes:
    written = json.dumps(head).encode()
    return len(written).to_bytes(8, "little") + written + body


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\xff" * 16,
        said({"plain": 1, "arrays": [["a", "<f4", [2]]]}, bytes(7)),
        said({"plain": 1, "arrays": [["a", "<f4", [-1, -2]]]}, bytes(8)),
        said({"plain": 1, "arrays": [["a", "|O", [1]]]}, bytes(8)),
    ],
)
def test_an_answer_is_not_believed(answer: bytes) -> None:
    with pytest.raises(ValueError, match="gave no whole answer"):
        child._answered(answer)


def test_a_child_whose_answer_nobody_waits_for_any_more_is_ended() -> None:
    stop = Event()
    timer = Timer(0.3, stop.set)
    timer.start()
    begun = time.monotonic()
    with stoppable(stop), pytest.raises(StoppedError):
        asked("readers:endless", b"", seconds=20.0)
    assert time.monotonic() - begun < 5
    timer.join()
    with stoppable(Event()):
        assert asked("readers:plain", b"abc").plain["length"] == 3
