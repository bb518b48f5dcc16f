"""The ways on which values flow, and what moves at the same time."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.insight.moments import moments
from lstm_studio.ui.diagram.blocks import Sizes
from lstm_studio.ui.diagram.drawing import Drawing, draw
from lstm_studio.ui.diagram.streams import Way, of_moment, of_step, streams
from tests.ui.diagram.cells import every_cell

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell
    from lstm_studio.ui.diagram.shapes import Point


def wanted(drawing: Drawing) -> set[Way]:
    scheme = drawing.scheme
    ways = {(source, part.key) for part in scheme.parts.values() for source in part.sources}
    ports = (figure for figure in drawing.figures if figure.port and not figure.port.entering)
    return ways | {(scheme.outputs[figure.value], figure.key) for figure in ports}


def on(point: Point, drawing: Drawing, value: str) -> bool:
    """Whether a point lies on the wire of a value."""
    for wire in drawing.wires:
        for branch in wire.branches if wire.value == value else ():
            for (x1, y1), (x2, y2) in pairwise(branch.points):
                if min(x1, x2) <= point[0] <= max(x1, x2) and min(y1, y2) <= point[1] <= max(y1, y2):
                    return True
    return False


@pytest.mark.parametrize("cell", every_cell(), ids=lambda cell: cell.name)
def test_each_way_runs_on_its_wire_from_the_source_to_its_reader(cell: Cell) -> None:
    drawing = draw(cell, Sizes(4, 2), {})
    ways = streams(drawing.wires)
    assert set(ways) == wanted(drawing)
    tips = {(wire.value, sink): branch.points[-1] for wire in drawing.wires for branch in wire.branches
            for sink in branch.sinks}  # fmt: skip
    starts = {wire.value: wire.branches[0].points[0] for wire in drawing.wires}
    for way, points in ways.items():
        assert (points[0], points[-1]) == (starts[way[0]], tips[way])
        for one, other in pairwise(points):
            assert (one[0] == other[0]) != (one[1] == other[1])
            middle = ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
            assert on(middle, drawing, way[0])


@pytest.mark.parametrize("cell", every_cell(), ids=lambda cell: cell.name)
def test_a_step_lets_every_part_work_once_behind_all_that_it_reads(cell: Cell) -> None:
    drawing = draw(cell, Sizes(4, 2), {})
    ways = streams(drawing.wires)
    there = set(drawing.scheme.inputs)
    moved: list[Way] = []
    for stage in of_step(drawing.scheme, ways):
        assert {source for source, _sink in stage.ways} <= there
        assert there.isdisjoint(stage.works)
        there |= set(stage.works)
        moved += stage.ways
    assert there == set(drawing.scheme.parts)
    assert sorted(moved) == sorted(ways)


@pytest.mark.parametrize("cell", every_cell(), ids=lambda cell: cell.name)
def test_the_moments_use_every_way(cell: Cell) -> None:
    ways = streams(draw(cell, Sizes(4, 2), {}).wires)
    used = {way for moment in moments(cell.graph) for way in of_moment(moment, ways).ways}
    assert used == set(ways)


def test_what_is_gathered_runs_to_all_boxes_and_what_is_written_to_its_ports() -> None:
    cell = load_cell("lstm")
    ways = streams(draw(cell, Sizes(4, 2), {}).wires)
    found = moments(cell.graph)
    gathered = of_moment(found[0], ways)
    assert gathered.works == ("f", "i", "g", "o")
    assert set(gathered.ways) == {(source, gate) for source in ("h_prev", "x") for gate in "figo"}
    assert set(of_moment(found[-1], ways).works) == {">h", ">h'"}
    assert of_moment(found[-2], ways).ways == (("c", ">c"),)
