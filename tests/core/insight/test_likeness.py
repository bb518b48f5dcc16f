"""The unit that goes with a course, held against NumPy's own correlation and a unit that is built to follow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_studio.catalogue import load_cell
from lstm_studio.core.insight.likeness import correlations, most_alike
from lstm_studio.core.model import Model
from lstm_studio.core.sizes import Sizes


@given(st.integers(0, 10_000), st.integers(3, 40), st.integers(1, 6))
def test_correlations_are_those_of_numpy(seed: int, steps: int, units: int) -> None:
    rng = np.random.default_rng(seed)
    values, course = rng.normal(size=(steps, units)), rng.normal(size=steps)
    wanted = [np.corrcoef(values[:, unit], course)[0, 1] for unit in range(units)]
    assert correlations(values, course) == pytest.approx(wanted, abs=1e-9)


def test_steps_that_are_not_asked_for_do_not_count() -> None:
    values = np.arange(6.0)[:, None]
    course = np.array([0.0, 1.0, np.nan, 3.0, np.nan, 5.0])
    assert correlations(values, course) == pytest.approx([1.0])
    assert correlations(values, -course) == pytest.approx([-1.0])


def test_what_stands_still_goes_with_nothing() -> None:
    values = np.stack([np.full(9, 0.1), np.arange(9.0)], axis=1)
    assert correlations(values, np.arange(9.0)) == pytest.approx([0.0, 1.0])
    assert correlations(values, np.full(9, 7.0)).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("course", [np.zeros(3), np.full(5, np.nan)])
def test_a_course_of_other_steps_is_refused(course: np.ndarray) -> None:
    with pytest.raises(ValueError, match="expected 5"):
        correlations(np.zeros((5, 2)), course)


def test_the_unit_is_found_in_whichever_layer_and_direction_it_is() -> None:
    """A reverse unit of the upper layer sums the input, as h = h_prev + W x does; all others stay 0."""
    sizes = Sizes(inputs=1, units=3, layers=2, directions=2)
    cell = load_cell("rnn").from_text("h = h_prev + W @ x")
    model = Model(cell, sizes.inputs, sizes.units, layers=2, directions=2, dtype="float64", seed=3)
    for name in model.parameters:
        model.parameters[name][...] = 0.0
    model.parameters["0.W"][0, 0] = 1.0
    model.parameters["1.reverse.W"][2, 0] = -1.0
    x = np.random.default_rng(0).uniform(-1, 1, (20, 1))
    rising = np.cumsum(x[:, 0])
    upper = np.cumsum(rising[::-1])[::-1]
    trace = model.run(x)
    found = most_alike(trace, sizes, "h", upper)
    assert (found.layer, found.direction, found.unit) == (1, 1, 2)
    assert found.correlation == pytest.approx(-1.0)
    lower = most_alike(trace, sizes, "h", rising)
    assert (lower.layer, lower.direction, lower.unit) == (0, 0, 0)
    assert lower.correlation == pytest.approx(1.0)
