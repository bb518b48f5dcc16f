"""Playing while training: how long a frame of the whole window takes, and what is left of the training's speed.

A frame runs from the first change of the session to the end of the paint of all visible panels. The studio plays at 60
steps a second and trains H = 32, T = 500 at the same time; training is compared with the loop alone, in the same run.

Run: ``python -m pytest tests/benchmarks/test_frames.py -m benchmark -s``
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QEventLoop, QObject

from lstm_studio.catalogue import load_cell, resource
from lstm_studio.core.fit import Job, fit
from lstm_studio.session.open import open_session
from lstm_studio.session.settings import Settings
from lstm_studio.session.verbs.selection import set_theme
from lstm_studio.session.verbs.sizes import set_units
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.session.verbs.task import set_option
from lstm_studio.session.verbs.training import set_training
from lstm_studio.session.verbs.transport import play, set_speed
from lstm_studio.ui.fonts import load_fonts
from lstm_studio.ui.panels.diagram import DiagramPanel
from lstm_studio.ui.theme import LIGHT, apply
from lstm_studio.ui.window import Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from lstm_studio.core.study import Study
    from lstm_studio.session.session import Session

UNITS, STEPS, SPEED = 32, 500, 60.0
SECONDS = 8.0

pytestmark = pytest.mark.benchmark


@pytest.fixture
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    session = open_session(new_study("spike-latch", load_cell(request.param)))
    session.do(set_option, "length", STEPS)
    session.do(set_units, UNITS)
    session.do(set_training, updates=10_000_000)
    session.do(set_speed, SPEED)
    session.do(set_theme, "light")
    yield session
    session.close()


def headless(study: Study) -> float:
    """Updates a second of the loop alone."""
    steps = fit(Job.of(study))
    next(steps)
    updates, begun = 0, perf_counter()
    while perf_counter() - begun < SECONDS:
        next(steps)
        updates += 1
    return updates / (perf_counter() - begun)


class Paints(QObject):
    """Counts the paints of one widget."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


class Stopwatch:
    """Notes for each refresh of the window the time from the first change to the end of all paints."""

    def __init__(self, window: Window, app: QApplication) -> None:
        self._app, self._frame = app, window.frame
        self.frames: list[float] = []
        self._since: float | None = None
        self._shown: float | None = None
        window.session.changed.connect(self._on_changed)
        self._flush = window.frame.flush
        window.frame._timer.timeout.disconnect(window.frame.flush)
        window.frame._timer.timeout.connect(self._on_timeout)

    def _on_changed(self, _names: object) -> None:
        self._since = perf_counter() if self._since is None else self._since

    def _on_timeout(self) -> None:
        # What changes from now on is seen in the next frame.
        self._shown, self._since = self._since, None
        self._flush()

    def run(self, seconds: float) -> None:
        end = perf_counter() + seconds
        while perf_counter() < end:
            self._app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if self._shown is not None:
                self._app.processEvents()  # what the refresh has asked for: all paints
                self.frames.append(perf_counter() - self._shown)
                self._shown = None


@pytest.mark.parametrize("session", ["lstm", "gru"], indirect=True)
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)], ids=str)
def test_playing_while_training(
    session: Session, size: tuple[int, int], qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = headless(session.state.study)
    load_fonts(resource("fonts"))
    apply(qapp, LIGHT)
    window = Window(session, Settings())
    qtbot.addWidget(window)
    monkeypatch.setattr(window.files, "may_leave", lambda: True)
    window.resize(*size)
    with qtbot.waitExposed(window):
        window.show()
    window.trainer.train()
    qtbot.waitUntil(lambda: session.state.study.record.update > 0, timeout=20_000)

    paints, stopwatch = Paints(), Stopwatch(window, qapp)
    diagram = window.findChild(DiagramPanel)
    assert diagram is not None
    diagram.view.viewport().installEventFilter(paints)
    before, begun = session.state.study.record.update, perf_counter()
    while perf_counter() - begun < SECONDS:
        if not session.state.run.playing:
            session.do(play)
        stopwatch.run(0.2)
    seconds = perf_counter() - begun
    rate = (session.state.study.record.update - before) / seconds
    frames = np.array(stopwatch.frames) * 1000
    assert paints.count >= 0.9 * len(frames) > 0
    print(
        f"\n{session.state.study.cell.name} {size[0]}x{size[1]}: a frame takes {np.median(frames):.1f} ms (median), "
        f"{np.percentile(frames, 95):.1f} ms (95 %), {len(frames) / seconds:.0f} frames a second; "
        f"training {rate:.1f} updates a second, {rate / alone:.0%} of {alone:.1f} alone"
    )
    window.close()
