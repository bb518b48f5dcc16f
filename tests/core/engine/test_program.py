"""The tape: how many calls a step takes, that its loops allocate nothing, and that a clamp is a changed equation."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.engine.tape import play
from lstm_studio.core.model import Model

if TYPE_CHECKING:
    from lstm_studio.core.engine.program import Program

STEPS, BATCH, INPUTS, UNITS = 40, 16, 3, 24
SMALL = 1024  # bytes: a third of one value of all units and samples

# NumPy calls of one forward step.
CALLS = {
    "rnn": 2,
    "forget-gate": 5,
    "lstm": 8,
    "lstm-1997": 8,
    "lstm-cifg": 10,
    "gru": 10,
}


def trained(name: str) -> Program:
    """Give the program of a cell after one update's work."""
    model = Model(load_cell(name), INPUTS, UNITS, outputs=1)
    rng = np.random.default_rng(0)
    model.gradients(rng.normal(size=(STEPS, BATCH, INPUTS)), rng.normal(size=(STEPS, BATCH, 1)))
    return model.network(STEPS, BATCH, purpose="update").layers[0][0]


def allocated(tape: list[Any]) -> int:
    """Give the bytes that a tape has held beside its buffers, at most."""
    play(tape)
    tracemalloc.start()
    try:
        play(tape)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_step_of_the_lstm_takes_at_most_nine_calls() -> None:
    program = trained("lstm")
    assert len(program.forward) <= 9 * STEPS
    assert program.calls * STEPS == len(program.forward)


@pytest.mark.parametrize("name", CALLS)
def test_calls_are_joined_as_well_as_they_can_be(name: str) -> None:
    assert len(trained(name).forward) <= CALLS[name] * STEPS


@pytest.mark.parametrize("name", cell_names())
def test_the_loops_through_time_allocate_nothing(name: str) -> None:
    program = trained(name)
    assert allocated(program.forward) < SMALL
    assert allocated(program.way_back.tape) < SMALL


def test_an_allocation_would_be_seen() -> None:
    one = np.zeros((UNITS, BATCH), np.float32)
    assert allocated([(np.tanh, (one,))]) >= one.nbytes > SMALL


@pytest.mark.parametrize("name", cell_names())
def test_a_clamp_is_the_run_of_the_cell_whose_equation_is_a_number(name: str) -> None:
    cell = load_cell(name)
    rng = np.random.default_rng(1)
    model = Model(cell, INPUTS, 4, outputs=2, dtype="float64")
    model.flat[:] = rng.uniform(-0.5, 0.5, model.flat.shape)
    x = rng.normal(size=(9, 3, INPUTS))
    for value in cell.graph.named:
        other = Model(Cell(name, {**cell.equations, value: "0.3"}), INPUTS, 4, outputs=2, dtype="float64")
        assert set(other.adopt(model.parameters)) == set(other.parameters)
        expected, found = other.run(x), model.run(x, clamp={value: 0.3})
        assert (found[value] == 0.3).all()
        for named in cell.graph.named:
            np.testing.assert_allclose(found[named], expected[named], rtol=0, atol=1e-14)
        np.testing.assert_allclose(np.asarray(found.y), np.asarray(expected.y), rtol=0, atol=1e-14)
        assert np.abs(np.asarray(found.y) - model.run(x).y).max() > 1e-3


def test_a_clamp_holds_single_units_steps_and_samples() -> None:
    model = Model(load_cell("lstm"), INPUTS, 4, dtype="float64")
    x = np.random.default_rng(2).normal(size=(6, 2, INPUTS))
    held = np.full((6, 2, 4), np.nan)
    held[3, 1, 2] = -0.25
    free, clamped = model.run(x), model.run(x, clamp={"c": held})
    assert clamped["c"][3, 1, 2] == -0.25
    changed = clamped["c"] != free["c"]
    assert changed[3, 1, 2]
    assert not changed[:3].any()
    assert not changed[:, 0].any()
    assert changed[3].sum() == 1
    assert changed[4:, 1].all()
    np.testing.assert_array_equal(model.run(x)["c"], free["c"])


def test_a_clamp_of_one_sample_has_the_shape_of_its_trace() -> None:
    model = Model(load_cell("lstm"), INPUTS, 4, dtype="float64")
    x = np.random.default_rng(2).normal(size=(6, INPUTS))
    held = np.full((6, 4), np.nan)
    held[2] = 0.0
    clamped = model.run(x, clamp={"f": held})
    np.testing.assert_array_equal(clamped["f"][2], 0.0)
    np.testing.assert_array_equal(clamped["f"][:2], model.run(x)["f"][:2])
    np.testing.assert_array_equal(clamped["f"], model.run(x[:, None], clamp={"f": held[:, None]})["f"][:, 0])


def test_a_run_of_few_steps_is_the_beginning_of_a_long_one() -> None:
    model = Model(load_cell("gru"), INPUTS, 4, dtype="float64")
    x = np.random.default_rng(3).normal(size=(30, 2, INPUTS))
    whole = model.run(x).h
    for steps in (30, 16, 15, 29, 1):
        np.testing.assert_array_equal(model.run(x[:steps]).h, whole[:steps])


def test_the_memory_of_a_run_is_used_again_once_nobody_looks_at_it() -> None:
    model = Model(load_cell("lstm"), 2, 8)
    x = np.random.default_rng(0).normal(size=(30, 2))
    trace = model.run(x)
    kept, values = trace["f"], trace["f"].copy()
    del trace
    for scale in (2, 3, 4):
        model.run(scale * x)
    np.testing.assert_array_equal(kept, values)
    start = model.run(x).layers[0]["c"].__array_interface__["data"][0]
    assert model.run(x).layers[0]["c"].__array_interface__["data"][0] == start
