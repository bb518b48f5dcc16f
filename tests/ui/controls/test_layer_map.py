"""The map of the layers: a box a cell, and a click walks into it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lstm_studio.core.sizes import Sizes
from lstm_studio.ui.controls.layer_map import LayerMap


def shown(qtbot: QtBot, layers: int, directions: int, high: int = 380) -> LayerMap:
    made = LayerMap()
    qtbot.addWidget(made)
    made.show_model(Sizes(inputs=3, units=5, outputs=1, layers=layers, directions=directions), 0, 0)
    made.resize(made.sizeHint().width(), high)
    return made


def test_a_single_cell_has_no_map(qtbot: QtBot) -> None:
    assert shown(qtbot, 1, 1).isHidden()
    assert not shown(qtbot, 2, 1).isHidden()
    assert not shown(qtbot, 1, 2).isHidden()


@pytest.mark.parametrize(
    ("layers", "directions", "high"), [(1, 2, 200), (3, 2, 380), (16, 1, 340), (16, 2, 340)]
)
def test_every_cell_has_a_box_in_sight_above_the_layer_below(
    qtbot: QtBot, layers: int, directions: int, high: int
) -> None:
    made = shown(qtbot, layers, directions, high)
    boxes = {(layer, way): made.place(layer, way) for layer in range(layers) for way in range(directions)}
    for (layer, way), box in boxes.items():
        assert made.rect().toRectF().contains(box)
        assert made.at(box.center()) == (layer, way)
        assert not any(box.intersects(other) for key, other in boxes.items() if key != (layer, way))
        if layer:
            assert box.bottom() < boxes[layer - 1, way].top()


@pytest.mark.parametrize("directions", [1, 2])
def test_a_wider_layer_has_a_wider_box(qtbot: QtBot, directions: int) -> None:
    made = LayerMap()
    qtbot.addWidget(made)
    made.show_model(Sizes(3, 4, layers=3, directions=directions, widths=(64, 16, 4)), 1, 0)
    made.resize(made.sizeHint().width(), 380)
    wide, middle, narrow = (made.place(layer, 0).width() for layer in range(3))
    assert wide > middle > narrow >= 0.5 * wide
    middles = {made.place(n, 0).united(made.place(n, directions - 1)).center().x() for n in range(3)}
    assert max(middles) - min(middles) < 1e-9  # one above the other
    assert f"16 units on {64 * directions} values" in made.about(1, 0)
    numbers = made.grab().toImage()
    made.show_model(Sizes(3, 4, layers=3, directions=directions, widths=(64, 32, 4)), 1, 0)
    assert made.grab().toImage() != numbers


def test_a_click_walks_into_a_cell(qtbot: QtBot) -> None:
    made = shown(qtbot, 3, 2)
    with qtbot.waitSignal(made.entered) as heard:
        QTest.mouseClick(made, Qt.MouseButton.LeftButton, pos=made.place(2, 1).center().toPoint())
    assert heard.args == [2, 1]


def test_it_says_what_a_layer_reads(qtbot: QtBot) -> None:
    made = shown(qtbot, 3, 2)
    assert made.about(0, 0) == "layer 1 of 3, reads from the first step on: 5 units on 3 values, the input"
    assert made.about(2, 1).endswith(
        "reads from the last step to the first: 5 units on 10 values, both directions of layer 2"
    )
    assert made.accessibleDescription() == made.about(0, 0)
    assert shown(qtbot, 2, 1).about(1, 0) == "layer 2 of 2: 5 units on 5 values, h of layer 1"
