"""How long a step of the diagram takes, beside an empty scene of the same size, and how long it takes to build one.

Run: ``python -m pytest tests/benchmarks/test_diagram.py -m benchmark -s``
"""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QGraphicsScene

from lstm_studio.catalogue import load_cell, resource
from lstm_studio.core.edits import held
from lstm_studio.core.insight.influence import LayerGradient
from lstm_studio.core.model import Model
from lstm_studio.core.study import Clamp
from lstm_studio.ui.diagram.blocks import Sizes
from lstm_studio.ui.diagram.ghosts import Original
from lstm_studio.ui.diagram.scene import DiagramScene
from lstm_studio.ui.diagram.stage import Stage
from lstm_studio.ui.diagram.view import DiagramView
from lstm_studio.ui.fonts import load_fonts
from lstm_studio.ui.theme import LIGHT
from tests.ui.diagram.cells import gates, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.trace import LayerTrace

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
@pytest.mark.parametrize("mode", ["forward", "held", "backward"])
@pytest.mark.parametrize(("name", "units"), [("lstm", 8), ("lstm-peephole", 32), ("gru", 16), ("lstm", 64)])
def test_a_step(qtbot: QtBot, qapp: QApplication, name: str, units: int, mode: str) -> None:
    assert qapp
    load_fonts(resource("fonts"))
    cell = load_cell(name)
    rng = np.random.default_rng(0)
    model = Model(cell, inputs=3, units=units, outputs=1, dtype="float64")
    x, y = rng.normal(size=(STEPS, 3)), rng.normal(size=(STEPS, 1))
    shown = model.run(x).cell(0)
    original = Original(cell, "original", shown) if mode == "held" else None
    clamps = (Clamp(cell.graph.gates[0], (), 9, 99, 1.0),) if mode == "held" else ()
    trace: LayerTrace | LayerGradient = model.run(x, held(clamps, STEPS, model.sizes)).cell(0)
    if mode == "backward":
        trace = LayerGradient(cell.graph, shown, model.gradients(x, y).adjoints(0))
    view = DiagramView()
    qtbot.addWidget(view)
    view.resize(730, 400)
    scene = DiagramScene(cell, Sizes(units, 3, ghosts=original is not None), LIGHT, 1.825)
    scene.hold(clamps)
    scene.compare(original)
    view.show_diagram(scene)
    with qtbot.waitExposed(view):
        view.show()
    first = milliseconds(lambda _number: scene.show_step(trace, 1, 0, steps=STEPS), 1)
    step = milliseconds(lambda number: scene.show_step(trace, number + 1, 0, steps=STEPS))
    paint = milliseconds(lambda _number: view.viewport().repaint())
    view.setScene(QGraphicsScene(0, 0, 730, 400, view))
    empty = milliseconds(lambda _number: view.viewport().repaint())
    build = milliseconds(lambda number: DiagramScene(cell, Sizes(units, 3), LIGHT, 1.5 + number / 100), 20)
    print(
        f"\n{name}, H={units}, {mode}: values {step:.2f} ms, the first {first:.1f}, "
        f"paint {paint:.2f} ms ({paint / empty:.0f} × an empty scene), build {build:.1f} ms"
    )


@pytest.mark.benchmark
@pytest.mark.parametrize("cell", [gates(40), rows(75), rows(100)], ids=lambda cell: cell.name)
def test_a_large_cell(qtbot: QtBot, qapp: QApplication, cell: Cell) -> None:
    """How long a large cell is drawn, and the longest time in which the window does not answer meanwhile."""
    assert qapp
    load_fonts(resource("fonts"))
    stage = Stage()
    qtbot.addWidget(stage)
    stage.resize(730, 400)
    with qtbot.waitExposed(stage):
        stage.show()
    ticks = [perf_counter()]
    timer = QTimer(stage)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: ticks.append(perf_counter()))
    timer.start(2)
    begun = perf_counter()
    stage.redrawn.connect(lambda: stage.show_cell(cell, Sizes(8, 3), LIGHT))
    stage.show_cell(cell, Sizes(8, 3), LIGHT)
    qtbot.waitUntil(lambda: stage.diagram is not None and not stage.behind, timeout=20_000)
    drawn = perf_counter() - begun
    qtbot.wait(100)
    timer.stop()
    longest = max(after - before for before, after in pairwise(ticks))
    print(f"\n{cell.name}: drawn in {1000 * drawn:.0f} ms, the window waited {1000 * longest:.0f} ms at most")
