"""How long until the first paint that contains gate values, against a bare window of PySide6 and pyqtgraph.

Fresh processes, in turns, from the moment a process is asked for to the end of the event that has painted. Bytecode
is cached for both, as it is from a second start on.

Run: ``python -m pytest tests/benchmarks/test_start.py -m benchmark -s``; on a screen with QT_QPA_PLATFORM=xcb.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUNS = 7

BARE = """
import time
import pyqtgraph
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, told)
        return False

def told():
    print(time.time(), flush=True)
    app.quit()

app = QApplication([])
window = QMainWindow()
window.resize(1280, 800)
plot = pyqtgraph.PlotWidget()
plot.plot([0.0, 1.0, 0.5])
window.setCentralWidget(plot)
watch = Watch()
plot.viewport().installEventFilter(watch)
window.show()
app.exec()
"""

STUDIO = """
import time
from lstm_studio import cli
from lstm_studio.ui.loading import load_lightly
load_lightly()  # as cli.main does
from lstm_studio.ui import start, window
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self.told)
        return False

    def told(self):
        numbers = [line.number.text() for line in self.studio.desk.panels["equations"].lines]
        if self.studio.session.scene.trace is not None and numbers[0][0] in "01":
            print(time.time(), flush=True)
            self.studio.close()
            QApplication.quit()

class Timed(window.Window):
    def __init__(self, *given, **named):
        super().__init__(*given, **named)
        self.watch = Watch()
        self.watch.studio = self
        self.desk.panels["diagram"].view.viewport().installEventFilter(self.watch)

start.Window = Timed
cli.main([])
"""


def first_paint(program: str, environment: dict[str, str]) -> float:
    """Seconds from the start of a process to its first paint."""
    started = time.time()
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    if done.returncode:
        raise AssertionError(f"a start failed ({done.returncode}): {done.stderr}")
    return float(done.stdout.split()[-1]) - started


@pytest.mark.benchmark
def test_the_first_paint(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    times: dict[str, list[float]] = {BARE: [], STUDIO: []}
    for run in range(RUNS + 1):
        for program, found in times.items():
            seconds = first_paint(program, environment)
            if run:  # the one before fills the caches
                found.append(seconds)
    bare, studio = (statistics.median(found) for found in times.values())
    print(f"\nbare window {bare:.3f} s, studio {studio:.3f} s, ratio {studio / bare:.2f} (median of {RUNS})")
