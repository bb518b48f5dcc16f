"""The diagram while a step is computed: what is there, what waits, what moves, and that nothing is left of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from lstm_studio.catalogue import load_cell
from lstm_studio.core.insight.moments import moments
from lstm_studio.ui.diagram.inside import WAITS
from lstm_studio.ui.diagram.motion import Motion
from lstm_studio.ui.diagram.stream_item import StreamItem
from lstm_studio.ui.diagram.view import DiagramView
from lstm_studio.ui.theme import DARK
from tests.ui.diagram.cells import every_cell
from tests.ui.diagram.conftest import picture, pixels

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from lstm_studio.core.cell import Cell
    from lstm_studio.ui.diagram.scene import DiagramScene
    from tests.ui.diagram.conftest import Scenes


def show(scene: DiagramScene, inside: int | None, *, arrived: bool = True) -> None:
    scene.inside.show(moments(scene.cell.graph), inside, arrived=arrived)


def seen(scene: DiagramScene) -> set[str]:
    """The figures that show values."""
    return {
        figure.figure.key
        for figure in scene.figures.values()
        if figure.strip and figure.strip.shades is not None
    }


def at(cell: Cell, kind: str, value: str) -> int:
    return next(
        k for k, moment in enumerate(moments(cell.graph)) if (moment.kind, moment.value) == (kind, value)
    )


@pytest.mark.parametrize("cell", every_cell(), ids=lambda cell: cell.name)
def test_values_come_one_after_the_other_until_all_are_there(cell: Cell, scenes: Scenes) -> None:
    scene = scenes(cell)
    whole = seen(scene)
    before = {key for key in whole if (port := scene.figures[key].figure.port) is not None and port.entering}
    with np.errstate(over="ignore", invalid="ignore"):
        for place, moment in enumerate(moments(cell.graph)):
            show(scene, place, arrived=False)
            assert seen(scene) == before & whole
            show(scene, place)
            if moment.kind != "gather":
                written = {
                    key for key in whole if key.startswith(">") and key[1:].rstrip("'") == moment.value
                }
                made = written if moment.kind == "write" else {moment.part}
                assert seen(scene) == (before | made) & whole
            if moment.kind == "write" or moment.value == moment.part:
                before = seen(scene)
            scene.show_step(scene.readings._trace, scene.cursor, scene.unit, steps=20)
    assert seen(scene) == whole


def test_a_sum_stands_at_its_gate_until_it_is_squashed(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm"))
    gate, trace = scene.figures["f"], scene.readings._trace
    assert trace is not None
    for place in (1, 2, 3):
        show(scene, place)
        value = moments(scene.cell.graph)[place].value
        assert gate.value == pytest.approx(float(trace[value][scene.cursor - 1, scene.unit]))
        assert (gate.shading == "") == (value == "f")
        scene.show_step(trace, scene.cursor, scene.unit, steps=20)


def test_what_is_not_computed_is_dim_and_nothing_is_left_of_it(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm"))
    before = pixels(picture(scene))
    show(scene, at(scene.cell, "apply", "i * g"))
    assert scene.figures["c"].opacity() == scene.wires["c"].opacity() == WAITS
    for key in ("f", "x", "i * g"):
        assert scene.figures[key].opacity() == 1.0
    assert scene.wires["x"].opacity() == scene.wires["g"].opacity() == 1.0
    assert "operation" in scene.title.text
    assert (pixels(picture(scene)) != before).any()
    show(scene, None)
    scene.show_step(scene.readings._trace, 12, 2, steps=20, label="set",
                    sentence="step 12 “set”: unit 3 kept 73 % of +1.29 and wrote +0.05")  # fmt: skip
    assert (pixels(picture(scene)) == before).all()


def test_a_tip_does_not_run_ahead(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm"))
    for place, shown in ((2, False), (3, True)):
        show(scene, place)
        for key, there in (("f", shown), ("h_prev", True), ("c", False)):
            strip = scene.figures[key].strip
            assert strip is not None
            assert ("<b>" in scene.about(strip.rect.center())) == there, (place, key)
        scene.show_step(scene.readings._trace, scene.cursor, scene.unit, steps=20)
    show(scene, None)
    wire = scene.wires["x"].wire.branches[0].points
    middle = QPointF((wire[0][0] + wire[1][0]) / 2, (wire[0][1] + wire[1][1]) / 2)
    assert "3×1: a vector, one value a channel" in scene.about(middle)


def test_the_beads_run_from_the_source_to_the_part(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm"), theme=DARK)
    show(scene, at(scene.cell, "apply", "f * c_prev"), arrived=False)
    (stage,) = scene.inside.stages
    scene.inside.light(stage)
    still = pixels(picture(scene))
    middles = []
    for place in (0.2, 0.5, 0.8):
        scene.inside.move(place)
        rows, columns = np.nonzero((pixels(picture(scene)) != still).any(axis=2))
        assert len(rows)
        middles.append(rows[columns > 150].mean())
    # Those of f rise from its box to the line of c.
    assert middles[0] > middles[1] > middles[2]


def test_frames_make_nothing_and_the_clock_stands_still_behind_the_last(
    scenes: Scenes, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = scenes(load_cell("lstm"))
    view = DiagramView()
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show_diagram(scene)
    with qtbot.waitExposed(view):
        view.show()
    motion = Motion(view)
    stages = scene.inside.step()
    motion.run(scene.inside, stages, 0.3, stays=False)
    motion.stop()
    items = {id(item) for item in scene.items()}
    painted: list[float] = []
    monkeypatch.setattr(
        StreamItem, "paint", lambda item, *_rest: painted.append(-1.0 if item.place is None else item.place)
    )
    motion.run(scene.inside, stages, 0.3, stays=False)
    qtbot.waitUntil(lambda: not motion.moving, timeout=3000)
    assert len(painted) > 10
    assert {id(item) for item in scene.items()} == items
    assert not [item for item in scene.items() if isinstance(item, StreamItem) and item.isVisible()]
    del painted[:]
    qtbot.wait(60)
    assert painted == []


def test_what_is_computed_stays_lit_when_its_inputs_have_come(scenes: Scenes, qtbot: QtBot) -> None:
    scene = scenes(load_cell("gru"))
    view = DiagramView()
    qtbot.addWidget(view)
    view.show_diagram(scene)
    with qtbot.waitExposed(view):
        view.show()
    motion = Motion(view)
    show(scene, at(scene.cell, "apply", "z * h_prev"), arrived=False)
    motion.run(scene.inside, scene.inside.stages, 0.05, stays=True)
    assert scene.figures["z * h_prev"].value is None
    qtbot.waitUntil(lambda: not motion.moving, timeout=3000)
    assert scene.figures["z * h_prev"].value is not None
    lit = [item for item in scene.items() if isinstance(item, StreamItem) and item.isVisible()]
    assert len(lit) == 2
    assert all(item.place is None for item in lit)
