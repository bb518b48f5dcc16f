"""How long a drag of a clamp takes until every plot shows both runs, beside an empty repaint of the same panels.

A frame runs from the change to the end of all paints: both runs, where they part, ghosts, trails and the table.

Run: ``python -m pytest tests/benchmarks/test_beside.py -m benchmark -s``
"""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from lstm_studio.catalogue import load_cell
from lstm_studio.core.study import Sequence, frozen
from lstm_studio.session.open import open_session
from lstm_studio.session.verbs.selection import toggle_backward
from lstm_studio.session.verbs.sizes import set_units
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.session.verbs.transport import go
from lstm_studio.session.verbs.what_if import hold
from lstm_studio.ui.frame import Frame
from lstm_studio.ui.panels.gates import GatesPanel
from lstm_studio.ui.panels.output import OutputPanel
from lstm_studio.ui.panels.states import StatesPanel
from lstm_studio.ui.panels.values import ValuesPanel
from lstm_studio.ui.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from lstm_studio.session.session import Session
    from lstm_studio.ui.panels.steps_panel import StepsPanel

FRAMES, STEPS, UNITS = 40, 500, 32
SIZE = (420, 180)
KINDS: dict[str, type[StepsPanel | ValuesPanel]] = {
    "gates": GatesPanel,
    "states": StatesPanel,
    "output": OutputPanel,
    "values": ValuesPanel,
}

pytestmark = pytest.mark.benchmark


@pytest.fixture(params=["lstm", "gru"])
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    rng = np.random.default_rng(0)
    values, target = frozen(rng.normal(size=(STEPS, 3))), frozen(rng.uniform(size=(STEPS, 1)).round())
    study = new_study("spike-latch", load_cell(request.param))
    session = open_session(study.replace(sequence=Sequence(values, target=target)))
    session.do(set_units, UNITS)
    session.do(go, STEPS // 2)
    yield session
    session.close()


def painted(panel: StepsPanel | ValuesPanel) -> None:
    """Paint a panel now: Qt would join paints."""
    view = panel.view if isinstance(panel, ValuesPanel) else panel.chart
    view.viewport().repaint()


def frame_of(
    session: Session, panels: list[StepsPanel | ValuesPanel], frame: Frame
) -> Callable[[int], float]:
    """Give the drag of a clamp: seconds until all is painted."""
    gate = session.state.study.cell.graph.gates[0]

    def dragged(number: int) -> float:
        start = process_time()
        session.drag("clamp", hold, gate, number / FRAMES, (0,), (STEPS // 4, STEPS // 2))
        frame.flush()
        for panel in panels:
            painted(panel)
        return process_time() - start

    return dragged


@pytest.mark.parametrize("names", [["gates"], ["states"], ["output"], ["values"], list(KINDS)], ids=str)
@pytest.mark.parametrize("backward", [False, True])
def test_a_drag_of_a_clamp(qtbot: QtBot, session: Session, names: list[str], backward: bool) -> None:
    panels: list[StepsPanel | ValuesPanel] = [KINDS[name](session) for name in names]
    frame = Frame(session)
    for panel in panels:
        qtbot.addWidget(panel)
        qtbot.addWidget(panel.header)
        panel.set_theme(LIGHT)
        panel.resize(*SIZE)
        frame.add(panel)
        panel.show()
    if backward:
        session.do(toggle_backward)
    frame.flush()
    QApplication.processEvents()
    dragged = frame_of(session, panels, frame)
    dragged(FRAMES)
    empty, full = [], []
    for number in range(FRAMES):
        start = process_time()
        for panel in panels:
            painted(panel)
        empty.append(process_time() - start)
        full.append(dragged(number))
    assert session.scene.parting is not None
    assert session.scene.parting.step is not None
    bare, own = 1000 * np.median(empty), 1000 * np.median(full)
    mode = "backward" if backward else "values"
    print(
        f"\n{session.state.study.cell.name} H={UNITS} T={STEPS} {'+'.join(names)} ({mode}): {own:.1f} ms "
        f"(95 %: {1000 * np.percentile(full, 95):.1f}), {own / bare:.1f} × an empty repaint of {bare:.1f} ms"
    )
