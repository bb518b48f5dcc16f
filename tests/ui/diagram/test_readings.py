"""The strips show the values of the run, in scales that can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.insight.parts import Scheme
from lstm_studio.core.model import Model
from lstm_studio.ui.diagram.readings import GATE, Readings, scales, shown_scales

if TYPE_CHECKING:
    from tests.ui.diagram.conftest import Traced


def scales_of(cell: Cell) -> dict[str, str]:
    return scales(cell.graph, Scheme(cell.graph))


def test_what_is_added_to_a_state_has_the_scale_of_the_state() -> None:
    found = scales_of(load_cell("lstm"))
    assert {value for value, scale in found.items() if scale == "c"} == {"c_prev", "f * c_prev", "i * g", "c"}
    assert {value for value, scale in found.items() if scale == GATE} == {"f", "i", "o"}
    assert {value for value, scale in found.items() if scale == "h"} == {"g", "tanh(c)", "h", "h_prev"}
    assert found["x"] == "x"


def test_an_unbounded_sum_has_a_scale_of_its_own() -> None:
    found = scales_of(load_cell("gru"))
    inner = "R_n @ h_prev + d_n"
    assert found[inner] == found[f"r * ({inner})"] == inner
    assert found["1 - z"] == GATE
    assert found["n"] == found["z * h_prev"] == found["h_prev"] == "h"


def test_a_state_that_is_a_gate_has_the_scale_of_gates() -> None:
    assert scales_of(load_cell("forget-gate")) == {"x": "x", "h_prev": GATE, "f": GATE, "h": GATE}
    assert shown_scales(load_cell("forget-gate").graph, Scheme(load_cell("forget-gate").graph)) == (GATE,)


def test_an_output_that_is_a_state_has_the_scale_of_that_state() -> None:
    janet = load_cell("janet")
    found = scales_of(janet)
    assert {found[value] for value in ("c_prev", "c", "h_prev", "h")} == {"c"}
    assert shown_scales(janet.graph, Scheme(janet.graph)) == (GATE, "c")


@pytest.mark.parametrize("name", cell_names())
def test_every_strip_shows_the_value_of_its_part(name: str, traced: Traced) -> None:
    """Held against the equations, worked out here from what enters."""
    cell = load_cell(name)
    trace = traced(cell, 5, 2)
    readings = Readings(cell.graph, Scheme(cell.graph))
    readings.take(trace)
    for cursor in (1, 2, 20):
        for state in cell.graph.states:
            before = trace.initial[state] if cursor == 1 else trace[state][cursor - 2]
            row = readings.at(f"{state}_prev", cursor)
            assert row is not None
            assert np.array_equal(row, before)
        for value in readings.scales:
            row = readings.at(value, cursor)
            assert row is not None
            assert len(row) == (2 if value == "x" else 5)
            high = readings.high(value)
            low = 0.0 if readings.scales[value] == GATE else -high
            assert (row >= low).all()
            assert (row <= high).all()


def test_products_on_the_wires_are_products_of_what_meets_there(traced: Traced) -> None:
    cell = load_cell("lstm")
    readings = Readings(cell.graph, Scheme(cell.graph))
    readings.take(traced(cell, 4, 2))
    found = {value: readings.at(value, 7) for value in readings.scales}
    row = {value: values for value, values in found.items() if values is not None}
    assert row.keys() == found.keys()
    assert np.allclose(row["f * c_prev"], row["f"] * row["c_prev"])
    assert np.allclose(row["c"], row["f * c_prev"] + row["i * g"])
    assert np.allclose(row["h"], row["o"] * np.tanh(row["c"]))


def test_colours_go_from_one_end_of_the_scale_to_the_other(traced: Traced) -> None:
    cell = load_cell("lstm")
    readings = Readings(cell.graph, Scheme(cell.graph))
    readings.take(traced(cell, 4, 2))
    high = readings.high("c")
    assert readings.shades("c", np.array([-high, 0.0, high, 2 * high, np.nan])).tolist() == [
        0,
        127,
        255,
        255,
        127,
    ]
    assert readings.shades("f", np.array([0.0, 0.5, 1.0])).tolist() == [0, 127, 255]


def test_scales_stay_while_values_move_a_little(traced: Traced) -> None:
    cell = load_cell("lstm")
    readings = Readings(cell.graph, Scheme(cell.graph))
    readings.take(traced(cell, 4, 2))
    before = readings.high("c")
    readings.take(traced(load_cell("lstm"), 4, 2))
    assert readings.high("c") == before


def test_before_the_first_step_there_are_states_alone(traced: Traced) -> None:
    cell = load_cell("lstm")
    readings = Readings(cell.graph, Scheme(cell.graph))
    assert readings.at("c", 0) is None
    readings.take(traced(cell, 4, 2))
    assert readings.at("c", 0) is not None
    assert readings.at("f", 0) is None


def test_values_without_end_have_a_scale_too() -> None:
    cell = Cell.from_text("c = c_prev * c_prev + W x\nh = c")
    readings = Readings(cell.graph, Scheme(cell.graph))
    with np.errstate(over="ignore", invalid="ignore"):
        trace = Model(cell, inputs=1, units=2, seed=0, dtype="float64").run(np.full((40, 1), 9.0))
        readings.take(trace)
        row = readings.at("c", 40)
    assert row is not None
    assert not np.isfinite(row).all()
    assert np.isfinite(readings.high("c"))
    assert readings.shades("c", row).min() >= 0


@pytest.mark.parametrize(("first", "scale"), [("σ", GATE), ("exp", "h")])
def test_what_is_read_twice_at_every_line_is_looked_at_once(first: str, scale: str) -> None:
    """A walk that does not remember would take 2^60 steps."""
    links = [
        f"v{k} = v{k - 1} * v{k - 1}" if scale == GATE else f"v{k} = v{k - 1} * exp(v{k - 1})"
        for k in range(1, 60)
    ]
    cell = Cell.from_text("\n".join([f"v0 = {first}(h_prev)", *links, "h = tanh(W v59)"]))
    assert scales_of(cell)["v59"] == scale
