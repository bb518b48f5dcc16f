"""Scales: what they make of numbers, what they leave alone, and that they can be taken back exactly."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_studio.core.scaling import joined, rescaled
from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.own import OWN

RNG = np.random.default_rng(4)
FLIGHTS = Sequence(
    frozen(np.column_stack([RNG.uniform(100, 600, 50), np.full(50, 7.0), RNG.integers(0, 2, 50)])),
    ("flights", "still", "mark"),
    text="typed",
)


def test_standard_gives_mean_0_and_deviation_1_of_what_is_learnt() -> None:
    found = rescaled(FLIGHTS, "standard", 40)
    assert found.values[:40].mean(axis=0)[:2] == pytest.approx([0, 0])
    assert found.values[:40].std(axis=0)[:2] == pytest.approx([1, 0])
    assert np.corrcoef(found.values[:, 0], FLIGHTS.values[:, 0])[0, 1] == pytest.approx(1)
    assert np.array_equal(found.values[:, 2], FLIGHTS.values[:, 2])
    assert found.text == "typed"  # of the numbers as they were given


def test_range_gives_0_to_1_of_what_is_learnt() -> None:
    found = rescaled(FLIGHTS, "range", 40)
    assert found.values[:40].min(axis=0).tolist() == [0, 0, 0]
    assert found.values[:40].max(axis=0).tolist() == [1, 0, 1]


def test_a_scale_is_taken_back_exactly_and_changed_for_another() -> None:
    once = rescaled(FLIGHTS, "standard", 40)
    other = rescaled(once, "range", 50)
    assert np.array_equal(other.values, rescaled(FLIGHTS, "range", 50).values)
    back = rescaled(other, "", 50)
    assert np.array_equal(back.values, FLIGHTS.values)
    assert back.raw is None
    assert rescaled(once, "standard", 40) is once
    with pytest.raises(ValueError, match="no scale “log”; expected one of standard, range"):
        rescaled(FLIGHTS, "log", 40)


def test_given_targets_are_scaled_with_their_inputs() -> None:
    asked = Sequence(frozen([[1.0], [3.0]]), ("x",), target=frozen([[100.0], [300.0]]), asked=("y",))
    found = rescaled(asked, "range", 2)
    assert found.target is not None
    assert found.target.tolist() == [[0], [1]]
    back = rescaled(found, "", 2)
    assert back.target is not None
    assert back.target.tolist() == [[100], [300]]


def test_the_task_scales_by_what_it_learns() -> None:
    once = OWN.answered(rescaled(FLIGHTS, "standard", 50), {"share": 50})
    assert once.values[:25, 0].mean() == pytest.approx(0)
    assert once.target is not None
    assert np.array_equal(once.target[:-1], once.values[1:])


def test_what_is_joined_has_the_scale_of_the_first() -> None:
    first = rescaled(Sequence(frozen([[10.0], [20.0]]), ("x",)), "range", 2)
    found = joined(first, (Sequence(frozen([[30.0], [40.0]]), ("x",)),), 2)
    assert found.values[:, 0].tolist() == [0, 1, 2, 3]
    assert found.joints == (2,)
    assert joined(first, (first,), 2) is first
