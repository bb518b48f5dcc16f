"""What moves along the wires: how long a frame of it takes, beside an empty repaint of the same scene.

A frame sets how far the beads are and paints what moves; an empty repaint paints the whole scene, in which nothing has
changed. A frame should cost no more than that, and far less than 16 ms. While nothing moves there are no frames.

Run: ``python -m pytest tests/benchmarks/test_motion.py -m benchmark -s``
"""

from __future__ import annotations

from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell, resource
from lstm_studio.core.insight.moments import moments
from lstm_studio.core.model import Model
from lstm_studio.ui.diagram.blocks import Sizes
from lstm_studio.ui.diagram.motion import Motion
from lstm_studio.ui.diagram.scene import DiagramScene
from lstm_studio.ui.diagram.view import DiagramView
from lstm_studio.ui.fonts import load_fonts
from lstm_studio.ui.theme import LIGHT, apply

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

UNITS, STEPS, INPUTS = 64, 50, 3
FRAMES = 40  # of one stage
SECONDS = 2.0  # that the clock runs

pytestmark = pytest.mark.benchmark


@pytest.mark.parametrize(
    "size", [(690, 390), (1240, 640)], ids=str
)  # of the diagram in a window of 1280 and of 1920
@pytest.mark.parametrize("name", ["lstm", "gru", "lstm-peephole-full"])
def test_a_frame_beside_an_empty_repaint(
    name: str, size: tuple[int, int], qapp: QApplication, qtbot: QtBot
) -> None:
    load_fonts(resource("fonts"))
    apply(qapp, LIGHT)
    cell = load_cell(name)
    view = DiagramView()
    qtbot.addWidget(view)
    view.resize(*size)
    diagram = DiagramScene(cell, Sizes(UNITS, INPUTS), LIGHT, size[0] / size[1], parent=view)
    model = Model(cell, inputs=INPUTS, units=UNITS, dtype="float64")
    diagram.show_step(model.run(np.ones((STEPS, INPUTS))).cell(0), 12, 2, steps=STEPS)
    view.show_diagram(diagram)
    with qtbot.waitExposed(view):
        view.show()
    empty = [_timed(view.viewport().repaint) for _time in range(FRAMES)]

    motion = Motion(view)
    frames: list[float] = []
    found = moments(cell.graph)
    stages = diagram.inside.step()
    motion.run(diagram.inside, stages, 3600.0, stays=False)
    motion._timer.stop()
    for stage, region in zip(stages, motion._regions, strict=True):
        diagram.inside.light(stage)
        for place in np.linspace(0.0, 1.0, FRAMES):
            diagram.inside.move(float(place))
            frames.append(_timed(partial(view.viewport().repaint, region)))
    diagram.inside.light(None)
    inside = [_timed(partial(diagram.inside.show, found, place, arrived=True)) for place in range(len(found))]

    ticks: list[float] = []
    motion._timer.timeout.connect(lambda: ticks.append(perf_counter()))
    motion.run(diagram.inside, stages, SECONDS, stays=False)
    qtbot.waitUntil(lambda: not motion.moving, timeout=round(3000 * SECONDS))
    print(
        f"\n{name} {size[0]}x{size[1]}, H = {UNITS}: an empty repaint {np.median(empty):.2f} ms; a frame "
        f"{np.median(frames):.2f} ms (median), {np.percentile(frames, 95):.2f} ms (95 %): "
        f"{np.median(frames) / np.median(empty):.2f} of it; {len(ticks) / (ticks[-1] - ticks[0]):.0f} frames a second; "
        f"an operation is shown in {np.median(inside):.2f} ms"
    )


def _timed(act: Callable[[], object]) -> float:
    begun = perf_counter()
    act()
    return (perf_counter() - begun) * 1000
