"""How long a step of the diagram takes, beside an empty scene of the same size, and how long it takes to build one.

Run: ``python -m pytest tests/benchmarks/test_diagram.py -m benchmark -s``
"""

from __future__ import annotations

from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QGraphicsScene

from lstm_studio.catalogue import load_cell, resource
from lstm_studio.core.model import Model
from lstm_studio.ui.diagram.blocks import Sizes
from lstm_studio.ui.diagram.scene import DiagramScene
from lstm_studio.ui.diagram.view import DiagramView
from lstm_studio.ui.fonts import load_fonts
from lstm_studio.ui.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

ROUNDS = 200
STEPS = 500


def milliseconds(act: Callable[[int], object], rounds: int = ROUNDS) -> float:
    taken = []
    for number in range(rounds):
        begun = perf_counter()
        act(number)
        taken.append(1000 * (perf_counter() - begun))
    return median(taken)


@pytest.mark.benchmark
@pytest.mark.parametrize(("name", "units"), [("lstm", 8), ("lstm-peephole", 32), ("gru", 16), ("lstm", 64)])
def test_a_step(qtbot: QtBot, qapp: QApplication, name: str, units: int) -> None:
    assert qapp
    load_fonts(resource("fonts"))
    cell = load_cell(name)
    trace = Model(cell, inputs=3, units=units, dtype="float64").run(
        np.random.default_rng(0).normal(size=(STEPS, 3))
    )
    view = DiagramView()
    qtbot.addWidget(view)
    view.resize(730, 400)
    scene = DiagramScene(cell, Sizes(units, 3), LIGHT, 1.825)
    view.show_diagram(scene)
    with qtbot.waitExposed(view):
        view.show()
    step = milliseconds(lambda number: scene.show_step(trace, number + 1, 0, steps=STEPS))
    paint = milliseconds(lambda _number: view.viewport().repaint())
    view.setScene(QGraphicsScene(0, 0, 730, 400, view))
    empty = milliseconds(lambda _number: view.viewport().repaint())
    build = milliseconds(lambda number: DiagramScene(cell, Sizes(units, 3), LIGHT, 1.5 + number / 100), 20)
    print(
        f"\n{name}, H={units}: values {step:.2f} ms, paint {paint:.2f} ms ({paint / empty:.0f} × an empty scene), "
        f"build {build:.1f} ms"
    )
