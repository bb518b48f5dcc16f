"""After a crash: the real program is killed, the next one offers what was unsaved, and opens it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from lstm_studio.formats.study import write_study
from lstm_studio.session.recovery import folder_of_recovery, left_behind
from lstm_studio.session.verbs import sizes
from lstm_studio.session.verbs.studies import set_title
from lstm_studio.ui.recovery import RecoveryDialog, said_time
from lstm_studio.ui.start import offer_recovery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from lstm_studio.core.study import Study
    from lstm_studio.ui.window import Window

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from lstm_studio.session.verbs import sizes
from lstm_studio.ui import start, window
from lstm_studio.ui.recovery import RecoveryDialog

class Watched(window.Window):
    def __init__(self, *given, **named):
        super().__init__(*given, **named)
        QTimer.singleShot(0, self, self.begin)

    def begin(self):
        {act}

    def change(self):
        self.session.do(sizes.set_units, 5)
        print("changed", flush=True)

    def kept(self):
        self.change()
        self.files.recovery.keep_at_once()
        print("kept", flush=True)

    def recovered(self):
        dialogs = self.findChildren(RecoveryDialog)
        if not dialogs:
            QTimer.singleShot(20, self, self.recovered)
            return
        dialogs[0].open_button.click()
        print(self.session.state.study.sizes.units, self.session.unsaved, self.isWindowModified(), flush=True)
        self.files.may_leave = lambda: True
        self.close()

    def count(self):
        QTimer.singleShot(600, self, lambda: print(len(self.findChildren(RecoveryDialog)), flush=True) or self.close())

if __name__ == "__main__":
    start.Window = Watched
    sys.exit(start.main(None))
"""


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Start the program, in which the window does something; it does not outlive the test."""
    running: list[subprocess.Popen[str]] = []

    def start(act: str) -> subprocess.Popen[str]:
        script = tmp_path / f"{act}.py"  # a file, since a process of its own for training imports it again
        script.write_text(PROGRAM.format(act=f"self.{act}()"), encoding="utf-8")
        running.append(
            subprocess.Popen(
                [sys.executable, str(script)],
                env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        return running[-1]

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def heard(running: subprocess.Popen[str]) -> str:
    assert running.stdout is not None
    return running.stdout.readline().strip()


def test_what_a_killed_program_had_unsaved_is_opened_by_the_next_one(
    program: Callable[[str], subprocess.Popen[str]],
) -> None:
    first = program("kept")
    assert (heard(first), heard(first)) == ("changed", "kept")
    beside = program("count")  # while the first lives, nobody is offered its work
    assert beside.communicate(timeout=60)[0].split() == ["0"]
    first.kill()
    first.communicate()
    second = program("recovered")
    said, errors = second.communicate(timeout=60)
    assert said.split()[:2] == ["5", "True"], errors
    assert second.returncode == 0, errors
    third = program("count")  # the second came to its end: nothing is left
    assert third.communicate(timeout=60)[0].split() == ["0"]


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_what_the_system_ends_is_kept_before(program: Callable[[str], subprocess.Popen[str]]) -> None:
    first = program("change")
    assert heard(first) == "changed"
    first.send_signal(signal.SIGTERM)
    first.communicate(timeout=60)
    assert first.returncode == -signal.SIGTERM
    second = program("recovered")
    assert second.communicate(timeout=60)[0].split()[:2] == ["5", "True"]


def leave(study: Study, name: str, kept: float) -> None:
    """Put a study there as a crash leaves it."""
    folder = folder_of_recovery()
    folder.mkdir(parents=True, exist_ok=True)
    write_study(study, folder / f"{name}.lstm")
    (folder / f"{name}.json").write_text(f'{{"title": "{study.title}", "path": ""}}', encoding="utf-8")
    os.utime(folder / f"{name}.lstm", (kept, kept))


def offered(window: Window) -> RecoveryDialog:
    (dialog,) = window.findChildren(RecoveryDialog)
    assert isinstance(dialog, RecoveryDialog)
    return dialog


def text(dialog: RecoveryDialog, row: int, column: int) -> str:
    return str(dialog.list.model().index(row, column).data())


def gone(window: Window) -> bool:
    QCoreApplication.sendPostedEvents(None, 52)  # those that delete
    return not window.findChildren(RecoveryDialog)


def test_of_several_one_is_opened_and_the_others_are_offered_again(window: Window, qtbot: QtBot) -> None:
    study, now = window.session.state.study, time.time()
    for name, ago in (("old", 90_000.0), ("new", 60.0), ("middle", 120.0)):
        leave(study.replace(title=name), name, now - ago)
    offer_recovery(window)
    dialog = offered(window)
    titles = [text(dialog, row, 0) for row in range(3)]
    assert titles == ["new", "middle", "old"]
    assert text(dialog, 0, 1).startswith("today")
    assert not text(dialog, 2, 1).startswith("today")
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    QTest.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    assert window.session.state.study.title == "middle"
    window.frame.flush()
    assert window.isWindowModified()
    qtbot.waitUntil(lambda: gone(window))
    window.acts.all["recover"].trigger()
    assert offered(window).list.topLevelItemCount() == 2
    QTest.keyClick(offered(window), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: gone(window))
    left = left_behind(folder_of_recovery())
    assert [found.title for found in left] == ["new", "old"]
    for found in left:
        found.release()


def test_what_is_thrown_away_is_asked_about(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(window.session.state.study, "left", time.time())
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard]
    monkeypatch.setattr(QMessageBox, "question", lambda *_words: answers.pop(0))
    window.acts.all["recover"].trigger()
    dialog = offered(window)
    dialog.throw.click()
    assert dialog.list.topLevelItemCount() == 1
    dialog.throw.click()
    qtbot.waitUntil(lambda: gone(window))
    assert list(folder_of_recovery().iterdir()) == []
    window.acts.all["recover"].trigger()
    assert window.statusBar().currentMessage() == "Nothing unsaved was left behind"


def test_one_that_is_damaged_is_said_and_stays(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: said.append(words[2]))
    leave(window.session.state.study, "left", time.time())
    (folder_of_recovery() / "left.lstm").write_bytes(b"no study")
    before = window.session.state.study
    offer_recovery(window)
    dialog = offered(window)
    dialog.open_button.click()
    assert "this is no study" in said[0]
    assert dialog.isVisible()
    assert window.session.state.study is before
    dialog.reject()


def test_unsaved_work_of_this_window_is_asked_about_first(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(window.session.state.study.replace(title="left"), "left", time.time())
    window.session.do(sizes.set_units, 5)
    window.session.do(set_title, "mine")
    monkeypatch.setattr(QMessageBox, "question", lambda *_words: QMessageBox.StandardButton.Cancel)
    offer_recovery(window)
    dialog = offered(window)
    dialog.open_button.click()
    assert window.session.state.study.title == "mine"
    dialog.reject()
    assert len(left_behind(folder_of_recovery())) == 1


def test_the_time_names_the_day_where_it_is_another_one() -> None:
    noon = time.mktime((2026, 3, 5, 12, 0, 0, 0, 0, -1))
    assert said_time(noon, noon + 60).startswith("today, ")
    assert "today" not in said_time(noon - 86_400, noon)
