"""A pin says what is held, now or at other steps, and in which units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.study import Clamp
from lstm_studio.ui.diagram.look import qrect
from lstm_studio.ui.diagram.pins import Hold, holds
from tests.ui.diagram.conftest import picture, pixels

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF

    from lstm_studio.ui.diagram.shapes import Rect
    from tests.ui.diagram.conftest import Scenes

STEPS = 20


def told(
    value: str, cursor: int, *clamps: Clamp, turned: bool = False, units: int = 4
) -> tuple[Hold, tuple[int, ...]]:
    return holds(clamps, value, cursor, steps=STEPS, turned=turned, units=units)


def covers(place: QRectF, rect: Rect) -> bool:
    return qrect(rect).intersects(place)


def test_a_value_is_held_from_the_first_step_to_the_last() -> None:
    clamp = Clamp("f", (1, 3), 4, 7, 1.0)  # steps 5 to 8
    assert told("f", 4, clamp) == (Hold.ELSEWHERE, ())
    assert told("f", 5, clamp) == told("f", 8, clamp) == (Hold.NOW, (1, 3))
    assert told("f", 9, clamp) == (Hold.ELSEWHERE, ())
    assert told("i", 6, clamp) == (Hold.FREE, ())
    assert told("f", 6, clamp, units=2) == (Hold.NOW, (1,))
    assert told("f", 6, Clamp("f", (), 0, 19, 0.0)) == (Hold.NOW, (0, 1, 2, 3))


def test_the_state_that_is_read_is_held_where_it_was_held_a_step_ago() -> None:
    clamp = Clamp("c", (), 4, 4, 1.0)
    assert [told("c_prev", cursor, clamp)[0] for cursor in (4, 5, 6, 7)] == [
        Hold.FREE, Hold.FREE, Hold.NOW, Hold.FREE,
    ]  # fmt: skip
    assert told("c_prev", 4, clamp, turned=True)[0] is Hold.NOW


def test_a_state_before_the_first_input_is_held_there() -> None:
    clamp = Clamp("c", (2,), -1, -1, 1.0)
    assert told("c_prev", 1, clamp) == (Hold.NOW, (2,))
    assert told("c_prev", 2, clamp) == (Hold.ELSEWHERE, ())
    assert told("c", 0, clamp) == (Hold.NOW, (2,))
    assert told("c", 1, clamp) == (Hold.FREE, ())  # what is computed is free
    assert told("c_prev", STEPS, clamp, turned=True) == (Hold.NOW, (2,))
    assert told("c_prev", 1, clamp, turned=True) == (Hold.ELSEWHERE, ())
    assert told("c_prev", 0, clamp) == (Hold.ELSEWHERE, ())


def test_what_is_held_wears_one_pin_and_its_cells_a_dot_each(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm"), clamps=(Clamp("c", (0, 5), 11, 11, 1.0),))
    assert {key for key, figure in scene.figures.items() if figure.hold is not Hold.FREE} == {"c"}
    assert scene.figures["c"].held == scene.figures[">c"].held == (0, 5)
    assert scene.figures["c_prev"].held == ()


@pytest.mark.parametrize("units", [4, 64])
@pytest.mark.parametrize("name", cell_names())
def test_a_pin_is_seen_and_covers_nothing(scenes: Scenes, name: str, units: int) -> None:
    cell = load_cell(name)
    held = (*cell.graph.named, "x")
    scene = scenes(cell, units=units, clamps=tuple(Clamp(value, (1,), 0, 19, 0.5) for value in held))
    pinned = [figure for figure in scene.figures.values() if figure.hold is Hold.NOW]
    assert {figure.figure.value.removesuffix("_prev") for figure in pinned} == {
        value for value in held if value in scene.figures or f">{value}" in scene.figures
    } | {"h"}
    for figure in pinned:
        own = figure.figure
        for key, other in scene.figures.items():
            for what, rect in other.figure.texts.items():
                if key != own.key or what == "label":  # it is stuck on its own strip, or beside it
                    assert not covers(figure.pin, rect), f"the pin of {own.key} covers the {what} of {key}"
        for label in scene.drawing.shapes:
            assert not covers(figure.pin, label.rect), f"the pin of {own.key} covers {label}"
    before = pixels(picture(scene))
    for figure in pinned:
        figure.take_hold(Hold.FREE, ())
    assert (pixels(picture(scene)) != before).any()


def test_a_tip_says_what_is_held_where_and_at_what(scenes: Scenes) -> None:
    clamps = (
        Clamp("f", (2, 5), 3, 15, 0.25),
        Clamp("f", (1,), 3, 3, -1.0),
        Clamp("c", (), -1, -1, 2.0),
        Clamp("i", tuple(range(10)), 0, 1, 1e-5),
    )
    scene = scenes(load_cell("lstm"), units=16, clamps=clamps)
    said = scene.about(scene.figures["f"].core.center())
    assert "held at 0.25 in steps 4 to 16, units 3, 6" in said
    assert "held at −1 in step 4, unit 2" in said
    assert "held at 2 before the first step, all units" in scene.about(scene.figures["c_prev"].core.center())
    assert "units 1, 2, 3, 4, 5, 6, 7, 8, …" in scene.about(scene.figures["i"].core.center())
