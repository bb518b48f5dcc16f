"""How long the window takes to mark what is pointed at, and a step with numbers for symbols, beside an empty repaint.

Run: ``python -m pytest tests/benchmarks/test_pointing.py -m benchmark -s``
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from lstm_studio.catalogue import load_cell
from lstm_studio.session.open import open_session
from lstm_studio.session.verbs import hover
from lstm_studio.session.verbs.notation import show_numbers
from lstm_studio.session.verbs.sizes import set_units
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.session.verbs.transport import go
from lstm_studio.ui.frame import Frame
from lstm_studio.ui.panels.diagram import DiagramPanel
from lstm_studio.ui.panels.equations import EquationsPanel

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.benchmark

ROUNDS = 40
BAR = 16.0  # milliseconds


def milliseconds(act: Callable[[int], None]) -> float:
    """The median time of an act and of all that is painted after it."""
    times = []
    for number in range(ROUNDS):
        start = perf_counter()
        act(number)
        QApplication.processEvents()
        times.append(1000 * (perf_counter() - start))
    return float(np.median(times))


@pytest.mark.parametrize("name", ["lstm", "lstm-fgr"])
def test_pointing_and_numbers(qtbot: QtBot, name: str) -> None:
    session = open_session(new_study("spike-latch", load_cell(name)))
    session.do(set_units, 64)
    session.do(go, 3)
    both, empty_card = QWidget(), QWidget()
    qtbot.addWidget(both)
    row = QHBoxLayout(both)
    panel, diagram = EquationsPanel(session), DiagramPanel(session)
    frame = Frame(session, both)
    for card in (diagram, panel, empty_card):
        row.addWidget(card, 1)
    both.resize(1500, 500)
    with qtbot.waitExposed(both):
        both.show()
    frame.add(panel)
    frame.add(diagram)
    frame.flush()
    diagram.finish()
    panel.finish()
    QApplication.processEvents()
    line = panel.lines[0]
    places = line.places()

    def empty(_number: int) -> None:
        empty_card.repaint()

    def from_equations(number: int) -> None:
        line.equation.pointed.emit(places[number % len(places)])
        frame.flush()

    def from_elsewhere(number: int) -> None:
        session.glance(hover.point, ("f", "h_prev")[number % 2])
        frame.flush()

    def step(number: int) -> None:
        session.do(go, 1 + number)
        frame.flush()

    bare = milliseconds(empty)
    rows = {"symbol": from_equations, "elsewhere": from_elsewhere}
    for words, act in rows.items():
        taken = milliseconds(act)
        print(f"\n{name}, {words}: {taken:.1f} ms, {taken / bare:.0f} empty repaints (bar {BAR:.0f} ms)")
    session.do(show_numbers, numbers=True)
    frame.flush()
    panel.finish()
    taken = milliseconds(step)
    print(
        f"\n{name}, a step of diagram and numbers: {taken:.1f} ms, {taken / bare:.0f} empty repaints (bar {BAR:.0f} ms)"
    )
    session.close()
