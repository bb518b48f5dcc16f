"""The labels of the wires: one for each, beside it, and upon nothing else."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_studio.catalogue import load_cell
from lstm_studio.ui.diagram.blocks import Sizes
from lstm_studio.ui.diagram.captions import roles
from lstm_studio.ui.diagram.drawing import Drawing, draw
from lstm_studio.ui.diagram.shape_labels import ShapeLabel, shape_labels
from lstm_studio.ui.diagram.shapes import Rect
from lstm_studio.ui.theme import DARK
from tests.ui.diagram.cells import any_cell, every_cell
from tests.ui.diagram.conftest import picture, pixels

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell
    from tests.ui.diagram.conftest import Scenes

PLACES = [
    ((8, 3, False), 0.0),
    ((1, 1, True), 1.85),
    ((4, 2, False), 1.2),
    ((16, 16, True), 2.6),
    ((64, 40, False), 1.85),
]
FAR = 10.0  # a label farther from its wire and strip than this belongs to none


def lines(drawing: Drawing) -> list[tuple[str, Rect]]:
    """Every straight piece of a wire as a thin rectangle."""
    return [
        (wire.value, Rect(min(x1, x2) - 1, min(y1, y2) - 1, abs(x2 - x1) + 2, abs(y2 - y1) + 2))
        for wire in drawing.wires
        for branch in wire.branches
        for (x1, y1), (x2, y2) in pairwise(branch.points)
    ]


def inside(rect: Rect, bounds: Rect) -> bool:
    across = bounds.x <= rect.x and rect.right <= bounds.right
    return across and bounds.y <= rect.y and rect.bottom <= bounds.bottom


def faults(drawing: Drawing) -> list[object]:
    """Labels that stand on something, outside, or at no wire of theirs."""
    found: list[object] = []
    wires = lines(drawing)
    words = [rect for figure in drawing.figures for rect in figure.rects]
    for label in drawing.shapes:
        near = label.rect.grown(FAR)
        own = [rect for f in drawing.figures if f.key == label.value for rect in (f.strip, f.number) if rect]
        own += [line for value, line in wires if value == label.value]
        found += [
            (label, rect) for rect in (*words, drawing.legend, drawing.title) if label.rect.overlaps(rect)
        ]
        found += [(label, value) for value, line in wires if label.rect.overlaps(line)]
        if not any(near.overlaps(rect) for rect in own):
            found.append((label, "far"))
        if not inside(label.rect, drawing.bounds.grown(0.01)):
            found.append((label, "outside"))
    found += [pair for pair in combinations(drawing.shapes, 2) if pair[0].rect.overlaps(pair[1].rect)]
    return found


@pytest.mark.parametrize("cell", every_cell(), ids=lambda cell: cell.name)
def test_every_wire_says_how_many_values_it_carries(cell: Cell) -> None:
    for (units, inputs, ghosts), aspect in PLACES:
        drawing = draw(cell, Sizes(units, inputs, ghosts), roles(cell), aspect)
        said = {label.value: label.text for label in drawing.shapes}
        assert said == {wire.value: f"{inputs if wire.value == 'x' else units}×1" for wire in drawing.wires}
        assert faults(drawing) == []


@settings(max_examples=20)
@given(any_cell(), st.sampled_from(PLACES))
def test_no_label_of_any_cell_stands_on_anything(
    cell: Cell, place: tuple[tuple[int, int, bool], float]
) -> None:
    (units, inputs, ghosts), aspect = place
    assert faults(draw(cell, Sizes(units, inputs, ghosts), {}, aspect)) == []


def test_a_label_that_stands_on_something_is_seen() -> None:
    drawing = draw(load_cell("lstm"), Sizes(8, 3), {})
    figures = {figure.key: figure for figure in drawing.figures}
    body = figures["f"].body
    assert body is not None
    assert faults(replace(drawing, shapes=(ShapeLabel("f", "8×1", body),)))
    assert faults(replace(drawing, shapes=(ShapeLabel("f", "8×1", drawing.shapes[0].rect.moved(9e3, 0.0)),)))
    assert faults(replace(drawing, shapes=(drawing.shapes[0], drawing.shapes[0])))


def test_a_wire_without_room_has_no_label() -> None:
    drawing = draw(load_cell("lstm"), Sizes(8, 3), {})
    crowded = replace(drawing, legend=drawing.bounds)
    assert shape_labels(crowded, Sizes(8, 3)) == ()


def test_labels_are_seen_and_hidden(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm"), theme=DARK)
    shown = pixels(picture(scene))
    scene.shapes.setVisible(False)
    hidden = pixels(picture(scene))
    assert (shown != hidden).any()
    assert ((shown != hidden).any(axis=2)).mean() < 0.02
