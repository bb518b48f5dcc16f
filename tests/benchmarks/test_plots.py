"""How long a frame of a plot takes, beside pyqtgraph's own items showing the same numbers.

Run: ``python -m pytest tests/benchmarks/test_plots.py -m benchmark -s``
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtWidgets import QApplication

from lstm_studio.catalogue import load_cell
from lstm_studio.core.study import Sequence, frozen
from lstm_studio.session.open import open_session
from lstm_studio.session.verbs.parameters import set_start
from lstm_studio.session.verbs.sizes import set_units
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.session.verbs.transport import go
from lstm_studio.ui.panels.gates import GatesPanel
from lstm_studio.ui.panels.loss import LossPanel
from lstm_studio.ui.panels.states import StatesPanel
from lstm_studio.ui.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from lstm_studio.session.session import Session
    from lstm_studio.session.state import State
    from lstm_studio.ui.panels.over_time import OverTimePanel

FRAMES, STEPS = 60, 500
SIZE = (420, 180)

pytestmark = pytest.mark.benchmark


@pytest.fixture(params=[32, 64])
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    values = frozen(np.random.default_rng(0).normal(size=(STEPS, 3)))
    session = open_session(new_study("spike-latch", load_cell("lstm")).replace(sequence=Sequence(values)))
    session.do(set_units, request.param)
    yield session
    session.close()


def median(frame: Callable[[int], None]) -> float:
    """Milliseconds of a frame, the median of many."""
    times = []
    for number in range(FRAMES):
        start = perf_counter()
        frame(number)
        times.append(1000 * (perf_counter() - start))
    return float(np.median(times))


def stock(qtbot: QtBot, values: list[np.ndarray], curves: list[np.ndarray]) -> float:
    """The same maps and curves by pyqtgraph's own widgets, as its examples do it."""
    view = pg.GraphicsLayoutWidget()
    qtbot.addWidget(view)
    view.resize(*SIZE)
    images = [pg.ImageItem() for _ in values]
    for row, image in enumerate(images):
        view.addPlot(row, 0).addItem(image)
    plot = view.addPlot(len(images), 0) if curves else None
    lines = [plot.plot() for _ in curves] if plot else []
    view.show()
    QApplication.processEvents()

    def frame(number: int) -> None:
        for image, array in zip(images, values, strict=True):
            image.setImage(array + 1e-3 * number, levels=(-1, 1))
        for line, curve in zip(lines, curves, strict=True):
            line.setData(curve + 1e-3 * number)
        view.viewport().repaint()

    return median(frame)


@pytest.mark.parametrize("kind", [GatesPanel, StatesPanel, LossPanel])
def test_a_frame_of_a_plot_while_training(
    qtbot: QtBot, session: Session, kind: type[OverTimePanel | LossPanel]
) -> None:
    panel = kind(session)
    qtbot.addWidget(panel)
    qtbot.addWidget(panel.header)
    panel.set_theme(LIGHT)
    panel.resize(*SIZE)
    panel.show()
    QApplication.processEvents()
    losses = frozen(np.stack([np.arange(1.0, 2001), np.random.default_rng(1).uniform(0.01, 1, 2000)], axis=1))

    def trained(state: State, number: int) -> State:
        return state.with_record(losses=losses[: 1000 + number], update=1000 + number, updates=2000)

    def frame(number: int) -> None:
        session.do(trained, number)
        session.do(go, number)
        panel.show_scene(session.scene, panel.needs)
        panel.chart.viewport().repaint()

    def step(number: int) -> None:
        session.do(go, number)
        panel.show_scene(session.scene, frozenset({"cursor"}))
        QApplication.processEvents()

    def drawn_anew(number: int) -> None:
        session.do(set_start, seed=number)
        panel.show_scene(session.scene, panel.needs)
        panel.chart.viewport().repaint()

    units = session.state.study.sizes.units
    rng = np.random.default_rng(2)
    maps = [
        rng.uniform(-1, 1, (STEPS, units)) for _ in range({"gates": 4, "states": 2, "loss": 0}[kind.name])
    ]
    curves = [
        rng.uniform(-1, 1, n) for n in {"gates": (), "states": (STEPS, STEPS), "loss": (1000,)}[kind.name]
    ]
    frame(0)
    own, moved, anew = median(frame), median(step), median(drawn_anew)
    other = stock(qtbot, maps, curves)
    print(
        f"\n{kind.name:6} H={units} T={STEPS}: refresh and paint {own:.2f} ms ({own / other:.2f} × pyqtgraph's own "
        f"{other:.2f} ms), a step {moved:.2f} ms, with the trace computed {anew:.2f} ms"
    )
