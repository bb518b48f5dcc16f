"""What is unsaved is kept beside, found after a crash, and gone after a clean end."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication

from lstm_studio.formats.study import write_study
from lstm_studio.session import recovery as module
from lstm_studio.session.open import open_session
from lstm_studio.session.recovery import Recovery, folder_of_recovery, left_behind
from lstm_studio.session.verbs import selection, sizes
from lstm_studio.session.verbs.studies import set_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from lstm_studio.core.study import Study
    from lstm_studio.session.session import Session

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import sys
from PySide6.QtCore import QCoreApplication
from lstm_studio.catalogue import load_cell
from lstm_studio.session.open import open_session
from lstm_studio.session.recovery import Recovery
from lstm_studio.session.verbs import sizes
from lstm_studio.session.verbs.studies import new_study

app = QCoreApplication([])
app.setApplicationName(sys.argv[2])
session = open_session(new_study("spike-latch", load_cell("lstm")))
recovery = Recovery(session, period=1)
recovery.watch()
session.do(sizes.set_units, int(sys.argv[1]))
recovery.keep()
recovery._pool.shutdown(wait=True)
print("kept", flush=True)
sys.stdin.read()
"""


def other(units: int) -> subprocess.Popen[str]:
    """Start a program that keeps a study of so many units and then lives on."""
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(units), QCoreApplication.applicationName()],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "kept\n"
    return program


def end(program: subprocess.Popen[str]) -> None:
    program.kill()
    program.communicate()


def names() -> list[str]:
    folder = folder_of_recovery()
    return sorted(path.suffix for path in folder.iterdir()) if folder.is_dir() else []


@pytest.fixture
def session(qtbot: QtBot, study: Study) -> Iterator[Session]:
    assert qtbot
    opened = open_session(study)
    yield opened
    opened.close()


@pytest.fixture
def recovery(session: Session) -> Iterator[Recovery]:
    watching = Recovery(session, period=20)
    watching.watch()
    yield watching
    watching.close()


def test_what_is_changed_is_kept_in_another_thread_and_gone_when_it_is_saved(
    qtbot: QtBot, session: Session, recovery: Recovery, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    threads: list[threading.Thread] = []
    write = write_study

    def noted(study: Study, path: Path) -> None:
        threads.append(threading.current_thread())
        write(study, path)

    monkeypatch.setattr(module, "write_study", noted)
    session.do(selection.select_unit, 2)
    qtbot.wait(60)
    assert names() == []  # to look is no change
    session.do(sizes.set_units, 5)
    qtbot.waitUntil(lambda: names() == [".json", ".lock", ".lstm"])
    assert threads
    assert threading.main_thread() not in threads
    qtbot.wait(80)
    assert len(threads) == 1  # nothing has changed since
    session.do(set_title, "Mine")
    qtbot.waitUntil(lambda: len(threads) == 2)
    path = tmp_path / "mine.lstm"
    write_study(session.state.study, path)
    session.mark_saved(path)
    qtbot.waitUntil(lambda: names() == [".lock"])
    recovery.close()
    assert names() == []


def test_what_is_undone_again_is_kept_no_more(qtbot: QtBot, session: Session, recovery: Recovery) -> None:
    assert recovery
    session.do(sizes.set_units, 5)
    qtbot.waitUntil(lambda: ".lstm" in names())
    session.undo()
    qtbot.waitUntil(lambda: ".lstm" not in names())
    session.redo()
    qtbot.waitUntil(lambda: ".lstm" in names())


def test_a_program_that_is_killed_leaves_what_it_kept_and_one_that_lives_is_left_alone(
    session: Session, recovery: Recovery
) -> None:
    dead, alive = other(5), other(6)
    assert left_behind(folder_of_recovery()) == ()
    end(dead)
    try:
        left = left_behind(folder_of_recovery())
        assert [found.read().sizes.units for found in left] == [5]
        assert (left[0].title, left[0].path) == ("Spike latch", None)
        assert left_behind(folder_of_recovery()) == ()  # nobody else is offered it meanwhile
        left[0].release()
        (again,) = left_behind(folder_of_recovery())
        recovery.adopt(again)
    finally:
        end(alive)
    assert session.state.study.sizes.units == 5
    assert session.unsaved
    found = left_behind(folder_of_recovery())
    assert [left.read().sizes.units for left in found] == [6]  # the first one is ours now
    found[0].throw_away()
    recovery.close()
    assert names() == []


def test_what_was_adopted_is_the_study_to_the_last_bit_with_its_file(
    qtbot: QtBot, session: Session, recovery: Recovery, tmp_path: Path
) -> None:
    path = tmp_path / "mine.lstm"
    write_study(session.state.study, path)
    session.mark_saved(path)
    session.do(sizes.set_units, 5)
    before = session.state.study
    qtbot.waitUntil(lambda: ".lstm" in names())
    folder = folder_of_recovery()
    (file,) = folder.glob("*.lstm")
    for name in (file.name, file.with_suffix(".json").name):  # as if another program had left them
        (folder / f"left{name[-5:]}").write_bytes((folder / name).read_bytes())
    (left,) = left_behind(folder)
    assert left.path == path
    assert not left.outdated
    recovery.adopt(left)
    assert session.path == path
    assert np.array_equal(session.state.study.parameters, before.parameters)
    assert session.unsaved
    assert [entry.stem for entry in folder.glob("*.lstm")] == ["left"]
    os.utime(path, (left.kept + 60, left.kept + 60))
    assert left.outdated


def test_a_disk_without_room_is_said_once_and_tried_again(
    qtbot: QtBot, session: Session, recovery: Recovery, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    recovery.failed.connect(said.append)
    tries: list[int] = []

    def full(_study: Study, path: Path) -> None:
        tries.append(1)
        raise ValueError(f"“{path.name}” cannot be written: No space left on device")

    monkeypatch.setattr(module, "write_study", full)
    session.do(sizes.set_units, 5)
    qtbot.waitUntil(lambda: len(tries) >= 3)
    assert len(said) == 1
    assert "cannot be kept for a recovery" in said[0]
    assert "No space left" in said[0]
    monkeypatch.undo()
    monkeypatch.setattr(module, "folder_of_recovery", folder_of_recovery)
    qtbot.waitUntil(lambda: recovery._writing is not None and recovery._writing.exception() is None)


def test_a_folder_that_cannot_be_made_is_said(
    qtbot: QtBot, session: Session, recovery: Recovery, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setattr(module, "folder_of_recovery", lambda: tmp_path / "file" / "recovery")
    with qtbot.waitSignal(recovery.failed) as said:
        session.do(sizes.set_units, 5)
    assert "Not a directory" in said.args[0]


def test_what_is_damaged_is_refused_and_stays(session: Session, recovery: Recovery) -> None:
    folder = folder_of_recovery()
    folder.mkdir(parents=True)
    (folder / "left.lstm").write_bytes(b"no study")
    (folder / "left.json").write_bytes(b"{")
    before = session.state.study
    (left,) = left_behind(folder)
    with pytest.raises(ValueError, match="this is no study"):
        recovery.adopt(left)
    assert session.state.study is before
    assert left.title == "left"
    assert (folder / "left.lstm").exists()
    left.throw_away()
    assert names() == []
