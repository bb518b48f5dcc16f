"""The picture that a cell gets without a grid: lines across the top, h at the bottom, what reads a line under it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.insight.parts import BOXES, Scheme
from lstm_studio.ui.diagram.bends import least_prices
from lstm_studio.ui.diagram.blocks import Sizes
from lstm_studio.ui.diagram.board import STEPS
from lstm_studio.ui.diagram.drawing import draw
from lstm_studio.ui.diagram.flow import Flow
from lstm_studio.ui.diagram.layers import layered
from lstm_studio.ui.diagram.layout import Grid, read_grid
from tests.ui.diagram.cells import ODD, every_cell


def order(grid: Grid) -> dict[str, tuple[int, int]]:
    """The places of the parts, empty rows and columns left out."""
    rows, columns = (sorted({place[axis] for place in grid.parts.values()}) for axis in (0, 1))
    return {key: (rows.index(row), columns.index(column)) for key, (row, column) in grid.parts.items()}


@pytest.mark.parametrize(
    "name", ["lstm-nog", "lstm-nig", "lstm-noaf", "janet", "ugrnn", "rnn", "forget-gate"]
)
def test_a_cell_stands_as_a_person_would_draw_it(name: str) -> None:
    cell = load_cell(name)
    scheme = Scheme(cell.graph)
    assert order(layered(scheme)) == order(read_grid(cell.diagram, cell.graph, scheme))


@pytest.mark.parametrize("cell", every_cell(), ids=lambda cell: cell.name)
def test_lines_run_along_the_top_from_left_to_right(cell: Cell) -> None:
    scheme = Scheme(cell.graph)
    flow, grid = Flow(scheme), layered(scheme)
    rows = {port.value: row for port, (row, _column) in grid.ports.items() if port.side in ("left", "right")}
    others = [row for key, (row, _column) in grid.parts.items() if key not in flow.on_line]
    for number, (state, keys) in enumerate(flow.lines.items(), start=1):
        assert {rows[state], rows[f"{state}_prev"], *(grid.parts[key][0] for key in keys)} == {number}
        columns = [grid.parts[key][1] for key in keys]
        assert all(left < right for left, right in pairwise(columns))
        assert all(number < row for row in others)
    boxes = [row for key, (row, _column) in grid.parts.items() if scheme.parts[key].kind in BOXES]
    for value, row in rows.items():
        if value.removesuffix("_prev") not in flow.lines:
            assert all(row > box for box in boxes)
    if "h" not in flow.lines:
        assert rows["h"] == min(row for row in rows.values() if row > len(flow.lines))


@pytest.mark.parametrize(
    ("name", "state", "line", "below"),
    [
        ("linear writing", "c", ["sigmoid(b_f) * c_prev", "c"], ["W @ x"]),
        ("number", "h", ["0.5 * h_prev", "h"], ["W @ x"]),
        ("terms in any order", "c", ["c"], ["W @ x + R @ h_prev"]),
    ],
)
def test_a_sum_that_adds_products_to_a_state_lies_on_its_line(
    name: str, state: str, line: list[str], below: list[str]
) -> None:
    scheme = Scheme(Cell.from_text(ODD[name]).graph)
    flow, grid = Flow(scheme), layered(scheme)
    assert flow.lines == {state: line}
    assert [key for key, part in scheme.parts.items() if part.kind == "linear"] == below
    ports = {port.key: row for port, (row, _column) in grid.ports.items()}
    assert ports[f">{state}_prev"] == ports[f">{state}"] == 1
    assert all(grid.parts[key][0] > 1 for key in below)


def test_a_sum_of_products_alone_is_one_box_and_its_state_has_no_line() -> None:
    scheme = Scheme(Cell.from_text(ODD["linear without a line"]).graph)
    assert scheme.parts["s"].kind == "linear"
    assert not Flow(scheme).lines


def test_what_reads_a_line_hangs_under_it_and_h_leaves_at_the_bottom() -> None:
    grid = layered(Scheme(load_cell("lstm").graph))
    (line, last), (squashed, column), (shown, below) = (grid.parts[key] for key in ("c", "tanh(c)", "h"))
    assert (squashed, shown) == (line + 1, line + 2)
    assert column == below > max(last, grid.parts["o"][1])
    drawing = draw(replace(load_cell("lstm"), diagram=""), Sizes(4, 2), {})
    wire = next(wire for wire in drawing.wires if wire.value == "h")
    down = wire.branches[0].points
    assert down[0][0] == down[1][0]
    assert down[1][1] > max(figure.body.bottom for figure in drawing.figures if figure.body)


def test_one_minus_a_gate_stands_beside_the_way_of_the_gate() -> None:
    grid = layered(Scheme(load_cell("gru").graph))
    assert grid.parts["1 - z"][0] == grid.parts["(1 - z) * n"][0]
    assert grid.parts["z"][1] == grid.parts["z * h_prev"][1] == grid.parts["1 - z"][1] - 1
    coupled = layered(Scheme(load_cell("lstm-cifg").graph))
    assert coupled.parts["f"][1] == coupled.parts["f * c_prev"][1] < coupled.parts["i"][1]


def test_a_part_stands_in_no_other_way_and_lines_stay_straight() -> None:
    cell = Cell.from_text(ODD["one value for two lines"])
    grid = layered(Scheme(cell.graph))
    assert grid.parts["k"][1] == grid.parts["d"][1] < grid.parts["n"][1]
    for wire in draw(cell, Sizes(4, 2), {}).wires:
        if wire.value in ("d", "n", "d_prev", "n_prev"):
            assert wire.branches[0].points[0][1] == wire.branches[0].points[-1][1]


def test_the_order_of_the_terms_does_not_turn_a_line_around() -> None:
    lstm = load_cell("lstm")
    turned = Cell("turned", {**lstm.equations, "c": "i * g + f * c_prev"})
    assert order(layered(Scheme(turned.graph))) == order(layered(Scheme(lstm.graph)))


@pytest.mark.parametrize("enters", [{}, {1: 0.0, 2: 14.0}, {3: 0.5}])
def test_no_way_over_free_ground_is_cheaper_than_the_least_price(enters: dict[int, float]) -> None:
    """Every way of up to eight steps to a goal, against what the search takes for the least."""
    least = least_prices(tuple(enters.items()), bend=3.0)
    cheapest: dict[tuple[int, int, int], float] = {}
    for ways in (found for count in range(1, 9) for found in product(range(4), repeat=count)):
        if any(one == (other ^ 2) for one, other in pairwise(ways)):
            continue  # a wire does not turn back on itself
        if enters and ways[-1] ^ 2 not in enters:
            continue
        x, y = (sum(STEPS[way][axis] for way in ways) for axis in (0, 1))
        state = ((x > 0) - (x < 0), (y > 0) - (y < 0), ways[0])
        price = 3.0 * sum(one != other for one, other in pairwise(ways)) + enters.get(ways[-1] ^ 2, 0.0)
        cheapest[state] = min(price, cheapest.get(state, price))
    assert cheapest.keys() == least.keys()
    assert cheapest == pytest.approx(least)


def test_the_longest_chain_that_is_read_is_followed_to_its_end() -> None:
    deep = "abs(-" * 20, ")" * 20
    links = [f"v{k} = {deep[0]}v{k - 1}{deep[1]}" for k in range(1, 18)]
    flow = Flow(Scheme(Cell.from_text("\n".join(["v0 = tanh(W x)", *links, "h = v17"])).graph))
    assert len(flow.scheme.parts) > 680
    assert list(flow.order()) == [key for key, part in flow.scheme.parts.items() if part.kind != "input"]
