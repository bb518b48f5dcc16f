"""Without any help of the input: periodic functions, and spikes that are timed."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks import TASKS
from lstm_studio.core.tasks.periodic import function

PERIODIC, TIMING = TASKS["periodic"], TASKS["spike-timing"]


@pytest.mark.parametrize(
    ("shape", "values"),
    [
        (1, [0.5, 1.0, 0.5, 0.0]),
        (2, [0.5, 1.0, 0.5, 0.0]),
        (3, [0.0, 1.0, 1.0, 0.0]),
    ],
)
def test_functions_of_four_steps(shape: int, values: list[float]) -> None:
    assert function(shape, 4, 8) == pytest.approx([*values, *values])


def test_a_triangle_has_straight_sides() -> None:
    assert np.abs(np.diff(function(2, 10, 40))) == pytest.approx(0.2)


def test_a_period_is_examined_twice_as_often_as_it_is_learnt() -> None:
    batch = PERIODIC.make(np.random.default_rng(0), 3, {"period": 7, "periods": 4})
    (exam,) = PERIODIC.exams(np.random.default_rng(0), {"period": 7, "periods": 4})
    assert (len(batch.x), len(exam.x)) == (28, 56)
    assert not batch.x.any()
    assert np.array_equal(exam.y[:28, 0], batch.y[:, 0])
    assert np.allclose(exam.y[7:], exam.y[:-7])


@pytest.mark.parametrize("shape", [1, 2, 3])
def test_periodic_guesses_are_the_losses_of_constants(shape: int) -> None:
    y = np.asarray(PERIODIC.make(np.random.default_rng(0), 1, {"shape": shape}).y)
    mean, nothing = PERIODIC.baselines({"shape": shape}).values()
    assert (mean, nothing) == pytest.approx((y.var(), np.mean(y**2)))


def test_the_largest_error_decides() -> None:
    (exam,) = PERIODIC.exams(np.random.default_rng(0))
    y = np.asarray(exam.y, dtype=np.float64).copy()
    y[3, 0, 0] += 0.31
    assert PERIODIC.score(y, exam) == pytest.approx(0.31)
    assert not PERIODIC.solved(PERIODIC.score(y, exam))


@pytest.mark.parametrize("spread", [0, 1, 4])
def test_spikes_come_after_as_many_steps_as_the_input_says(spread: int) -> None:
    batch = TIMING.make(np.random.default_rng(1), 30, {"spread": spread, "shortest": 6})
    x, y = np.asarray(batch.x)[:, :, 0], np.asarray(batch.y)[:, :, 0]
    seen = set()
    for sample in range(30):
        last = -1
        for step in np.flatnonzero(y[:, sample]):
            said = set(x[last + 1 : step + 1, sample])
            assert said == {step - last - 6}
            seen |= said
            last = int(step)
        assert len(y) - 1 - last < 6 + spread
    assert seen == set(range(spread + 1))


def test_the_spike_baseline_is_the_loss_of_the_best_constant() -> None:
    y = np.asarray(TIMING.make(np.random.default_rng(1), 300, {"length": 1000, "spread": 3}).y)
    share = y.mean()
    loss = -(share * np.log(share) + (1 - share) * np.log(1 - share))
    assert list(TIMING.baselines({"spread": 3}).values()) == pytest.approx([loss], rel=0.01)


def test_a_typed_interval_gets_its_spikes() -> None:
    typed = Sequence(frozen([[1], [1], [1], [0], [0], [0]]))
    found = TIMING.answered(typed, {"shortest": 2})
    assert found.target is not None
    assert found.target[:, 0].tolist() == [0, 0, 1, 0, 1, 0]
    assert found.labels == ("", "", "spike", "", "spike", "")
