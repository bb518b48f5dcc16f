"""Grids are read as they are written, and what is wrong in one is said with its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.insight.parts import Scheme
from lstm_studio.ui.diagram.blocks import Sizes
from lstm_studio.ui.diagram.drawing import draw
from lstm_studio.ui.diagram.layers import layered
from lstm_studio.ui.diagram.layout import Grid, read_grid
from tests.ui.diagram.cells import every_cell

PLAIN = """
        |    |         | >h |
        | h  |         |    |
>h_prev |    | ~h_prev |    | >h
        | >x |         |    |
"""
CELL = Cell.from_text("h = tanh(W x + R h_prev + b)")


def grid(text: str, cell: Cell = CELL) -> Grid:
    return read_grid(text, cell.graph, Scheme(cell.graph))


def test_a_grid_says_rows_columns_ports_and_hints() -> None:
    found = grid(PLAIN)
    assert (found.rows, found.columns) == (4, 5)
    assert found.parts == {"h": (1, 1)}
    places = {(port.key, port.side, port.entering): place for port, place in found.ports.items()}
    assert places == {
        (">h_prev", "left", True): (2, 0),
        (">x", "bottom", True): (3, 1),
        (">h", "top", False): (0, 3),
        (">h'", "right", False): (2, 4),
    }
    assert found.hints == [("h_prev", 2, 2)]


def test_an_expression_may_be_spelled_in_any_way() -> None:
    lstm = load_cell("lstm")
    text = lstm.diagram.replace("=f * c_prev", "=f⊙c_{t-1}").replace("=tanh(c)", "= tanh( c )")
    assert grid(text, lstm).parts == grid(lstm.diagram, lstm).parts


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("| h  |", "| q  |", "line 2, column 2: .*no part “q”.*>h_prev, h"),
        ("| h  |", "| =h_prev + h  |", "line 2, column 2: .*no part “h_prev \\+ h”"),
        ("| h  |", "| =h * |", "line 2, column 2: expected a name"),
        ("| h  |", "|    |", "lacks h;"),
        ("| h  |         |", "| h  | h       |", "line 2, column 3: “h” stands in line 2, column 2 already"),
        (">h_prev |", "        |", "lacks >h_prev"),
        ("| >x |", "|    |", "lacks >x"),
        ("| h  |", "| >h |", "line 2, column 2: a port stands on an edge"),
        ("| >x |", "| >y |", "line 4, column 2: “y” neither enters nor leaves.*>x"),
        ("| h  |", "| h_prev |", "line 2, column 2: “h_prev” enters the cell"),
        (">h_prev |    |", ">h_prev |    | ~q |", "line 3, column 3: there is no part “q”"),
        ("        | h  |", "h       |    |", "line 2, column 1: “h” stands among the ports of the left edge"),
        ("| >x |         |", "| >x | >x     |", "line 4, column 3: “x” enters twice"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(old: str, new: str, said: str) -> None:
    assert old in PLAIN
    with pytest.raises(ValueError, match=said):
        grid(PLAIN.replace(old, new))


def test_a_grid_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="more than"):
        grid("|" * 5_000)


def test_every_built_in_cell_has_a_grid_of_its_own() -> None:
    for name in cell_names():
        cell = load_cell(name)
        assert grid(cell.diagram, cell).parts.keys() == {
            part.key for part in Scheme(cell.graph).parts.values() if part.kind != "input"
        }


@pytest.mark.parametrize("cell", every_cell(), ids=lambda cell: cell.name)
def test_layers_give_every_part_and_port_a_place_of_its_own(cell: Cell) -> None:
    scheme = Scheme(cell.graph)
    found = layered(scheme)
    places = [*found.parts.values(), *found.ports.values()]
    assert len(set(places)) == len(places)
    assert found.parts.keys() == {part.key for part in scheme.parts.values() if part.kind != "input"}
    assert {port.value for port in found.ports} == {*scheme.inputs, *scheme.outputs}
    assert all(0 <= row < found.rows and 0 <= column < found.columns for row, column in places)


ROUND = """
        |    |   |    | >h
        |    | h |    |
>h_prev |    |   |    | >h
        |    |>x |    |
"""


@pytest.mark.parametrize(("hint", "left"), [("        | ~h | h |", True), ("        |    | h |", False)])
def test_a_hint_leads_a_wire_through_its_cell(hint: str, left: bool) -> None:
    text = ROUND.replace("        |    | h |", hint)
    drawing = draw(replace(CELL, diagram=text), Sizes(4, 2), {})
    wire = next(wire for wire in drawing.wires if wire.value == "h")
    body = next(figure.body for figure in drawing.figures if figure.key == "h")
    assert body is not None
    reaches = min(x for branch in wire.branches for x, _y in branch.points)
    assert (reaches < body.x) == left


def test_hints_of_one_wire_are_met_one_after_the_other() -> None:
    text = ROUND.replace("        |    | h |    |", "        | ~h | h | ~h |")
    drawing = draw(replace(CELL, diagram=text), Sizes(4, 2), {})
    wire = next(wire for wire in drawing.wires if wire.value == "h")
    body = next(figure.body for figure in drawing.figures if figure.key == "h")
    assert body is not None
    first = wire.branches[0].points
    turns = [x < body.x for x, _y in first if x < body.x or x > body.right]
    assert turns == sorted(turns, reverse=True)
    assert {True, False} <= set(turns)
