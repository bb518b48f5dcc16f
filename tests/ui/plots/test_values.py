from __future__ import annotations

import numpy as np
import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.model import Model
from lstm_studio.ui.plots.heat import indices
from lstm_studio.ui.plots.values import (
    LEAST,
    Scale,
    extremes,
    gate_bands,
    keep_factors,
    kept,
    shown_states,
    state_values,
)


def test_the_extremes_are_those_of_all_finite_values() -> None:
    arrays = [
        np.array([1.0, np.nan, -3.0]),
        np.array([np.inf, 2.0, -np.inf]),
        np.zeros(0),
        np.array([np.nan]),
    ]
    assert extremes(arrays) == (-3.0, 2.0)
    assert extremes([np.array([4.0, 5.0])]) == (4.0, 5.0)
    assert extremes([]) == (0.0, 0.0)


@pytest.mark.parametrize("name", cell_names())
def test_every_cell_can_be_plotted(name: str) -> None:
    cell = load_cell(name)
    trace = Model(cell, inputs=2, units=3, seed=4).run(np.random.default_rng(0).normal(size=(7, 2)))
    start = {state: np.full(3, 0.25) for state in cell.graph.states}
    later = Model(cell, inputs=2, units=3, seed=4).run(np.ones((7, 2)), initial=start)
    for state in cell.graph.states:
        assert state_values(later, state)[0].tolist() == [0.25] * 3
        assert state_values(later, state)[1:] == pytest.approx(later[state], rel=1e-6)
    bands = gate_bands(trace, cell.graph, Scale())
    assert [band.name for band in bands] == list(cell.graph.gates)
    for band in bands:
        assert band.first == 1
        assert band.values.shape == (7, 3)
        assert band.low <= band.values.min()
        assert band.high >= band.values.max()
        assert band.around == (band.low < 0)
    for text in keep_factors(cell.graph):
        assert trace[text].shape == (7, 3)


def test_the_output_is_plotted_though_no_step_reads_it_back() -> None:
    cell = Cell.from_text("c = σ(b) * c_prev + W x\nh = tanh(c)")
    assert shown_states(cell.graph) == ("c", "h")
    assert shown_states(Cell.from_text("h = 5").graph) == ("h",)
    trace = Model(cell, inputs=2, units=3).run(np.ones((7, 2)))
    values = state_values(trace, "h")
    assert np.isnan(values[0]).all()
    assert values[1:] == pytest.approx(trace["h"], rel=1e-6)


def test_a_linear_gate_has_bounds_of_its_own_that_do_not_jump() -> None:
    graph = Cell.from_text("g = W_g x\nh = tanh(g + h_prev)").graph
    scale = Scale()
    assert scale.of(graph, "g", np.array([[0.01]])) == (-LEAST, LEAST, True)
    assert scale.of(graph, "g", np.array([[-3.7]])) == (-4.0, 4.0, True)
    assert scale.of(graph, "g", np.array([[2.5]])) == (-4.0, 4.0, True)
    assert scale.of(graph, "g", np.array([[1.9]])) == (-2.0, 2.0, True)


@pytest.mark.parametrize(
    ("name", "factors"),
    [  # no factor: of 1997 it is 1, of a plain network there is none
        ("lstm", ("f",)),
        ("lstm-1997", ()),
        ("lstm-cifg", ("f",)),
        ("gru", ("z",)),
        ("gru-write", ("1 - z",)),
        ("forget-gate", ("f",)),
        ("rnn", ()),
    ],
)
def test_keep_factors_are_read_off_the_equations(name: str, factors: tuple[str, ...]) -> None:
    assert keep_factors(load_cell(name).graph) == factors


def test_what_is_kept_starts_whole_and_is_multiplied_step_by_step() -> None:
    factors = np.array([0.5, 0.5, 1.0, 0.25])
    assert kept(factors, 0)[0].tolist() == [1.0, 0.5, 0.25, 0.25, 0.0625]
    assert kept(factors, 3)[0].tolist() == [1.0, 0.25]
    assert [kept(factors, step)[1] for step in (0, 3, 4)] == [0, 3, 4]
    assert kept(factors, 4)[0].tolist() == [1.0]


def test_what_a_cell_that_reads_back_keeps_lasts_to_the_first_step() -> None:
    factors = np.array([0.25, 1.0, 0.5, 0.75])
    for cursor, shares in ((4, [0.125, 0.5, 0.5, 1.0]), (2, [0.25, 1.0]), (1, [1.0]), (0, [1.0])):
        values, first = kept(factors, cursor, back=True)
        assert (values.tolist(), first) == (shares, 1)


def test_a_state_that_grows_over_all_bounds_is_told_without_a_warning() -> None:
    cell = Cell.from_text("c = 1e30 * c_prev + W @ x + 1\nh = c")
    trace = Model(cell, 1, 2, dtype="float64").run(np.ones((6, 1)))
    values = state_values(trace, "c")
    assert np.isinf(values[-1]).all()
    assert indices(values[2:], -1.0, 1.0).max() == 255
