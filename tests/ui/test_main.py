"""The program from start to end, in a process of its own: an end with a thread or a process alive would be a crash."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from lstm_studio.ui import start, window

class Watched(window.Window):
    def __init__(self, *given, **named):
        super().__init__(*given, **named)
        self.files.may_leave = lambda: True
        QTimer.singleShot(100, self.told)

    def told(self):
        numbers = [line.number.text() for line in self.desk.panels["equations"].lines]
        print(self.session.state.study.title, self.session.state.run.playing, *numbers)
        {act}

if __name__ == "__main__":
    start.Window = Watched
    sys.exit(start.main({study}))
"""


def run(tmp_path: Path, act: str, study: str = "None") -> subprocess.CompletedProcess[str]:
    script = tmp_path / "program.py"  # a file, since a process of its own for training imports it again
    script.write_text(PROGRAM.format(act=act, study=study), encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    return subprocess.run(
        [sys.executable, str(script)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_opens_on_a_study_that_plays_and_shows_gates(tmp_path: Path) -> None:
    done = run(tmp_path, "self.close()")
    assert done.returncode == 0, done.stderr
    title, _, rest = done.stdout.partition(" True ")
    assert title == "Spike latch"
    assert "–" not in rest


def test_what_the_first_paint_leaves_out_is_there_right_after_it(tmp_path: Path) -> None:
    # Asked again and again: the test ends when they are there, or with its process.
    act = (
        "if self.desk.staged: QTimer.singleShot(20, self.told)\n"
        "        else: print(*self.desk.panels); self.close()"
    )
    done = run(tmp_path, act)
    assert done.returncode == 0, done.stderr
    assert {"gates", "states", "loss"} <= {*done.stdout.splitlines()[-1].split()}


def test_garbage_is_looked_for_in_the_thread_of_the_window_alone(tmp_path: Path) -> None:
    act = "import gc; print(gc.isenabled(), gc.get_freeze_count() > 10_000); self.close()"
    done = run(tmp_path, act)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("False True\n")


def test_it_can_be_closed_in_the_middle_of_training(tmp_path: Path) -> None:
    done = run(tmp_path, "self.trainer.toggle(); QTimer.singleShot(700, self.close)")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "QThread" not in done.stderr


@pytest.mark.parametrize("content", ["step,rain\n1,0.5\n2,1.5\n"])
def test_it_opens_the_file_that_is_named(tmp_path: Path, content: str) -> None:
    table = tmp_path / "rain.csv"
    table.write_text(content, encoding="utf-8")
    act = "print(self.session.state.study.sequence.steps); self.close()"
    done = run(tmp_path, act, f"Path({str(table)!r})")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-1] == "2"
