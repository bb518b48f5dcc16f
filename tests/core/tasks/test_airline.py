"""Airline passengers: the numbers, the published errors of simple rules, and what may be learnt."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks import TASKS
from lstm_studio.core.tasks.airline import LEARNT, PASSENGERS, SEASONAL_NAIVE, passengers, read

AIRLINE = TASKS["airline"]


def rmse(said: list[float], asked: list[float]) -> float:
    return math.sqrt(sum((one - other) ** 2 for one, other in zip(said, asked, strict=True)) / len(asked))


def test_the_numbers_are_those_of_the_series() -> None:
    assert (len(PASSENGERS), PASSENGERS.sum()) == (144, 40363)
    assert PASSENGERS.min() == PASSENGERS[0 + 10] == 104  # November 1949
    assert PASSENGERS.max() == PASSENGERS[11 * 12 + 6] == 622  # July 1960


def test_simple_rules_err_as_published() -> None:
    series = PASSENGERS.tolist()
    months = range(96, 144)
    asked = [series[month] for month in months]
    persistence = rmse([series[month - 1] for month in months], asked)
    naive = rmse([series[month - 12] for month in months], asked)
    ratio = rmse([series[month - 1] * series[month - 12] / series[month - 13] for month in months], asked)
    assert (persistence, naive, ratio) == pytest.approx((48.04, 41.85, 15.62), abs=0.005)
    assert pytest.approx(naive, abs=0.005) == SEASONAL_NAIVE
    labels = list(AIRLINE.baselines())
    assert [float(label.split()[-2]) for label in labels] == pytest.approx(
        [persistence, naive, ratio], abs=0.06
    )
    assert labels[1] == "seasonal-naive, 41.9 thousand"


def test_the_lines_are_in_the_unit_of_training() -> None:
    values = read(PASSENGERS)
    losses = list(AIRLINE.baselines().values())
    assert losses[0] == pytest.approx(np.mean((values[96:] - values[95:-1]) ** 2), rel=1e-3)
    assert losses[1] == pytest.approx(np.mean((values[96:] - values[84:-12]) ** 2), rel=1e-3)


def test_reading_and_giving_back_are_inverse() -> None:
    assert passengers(read(PASSENGERS)) == pytest.approx(PASSENGERS)
    known = read(PASSENGERS)[:LEARNT]
    assert (known.mean(), known.std()) == pytest.approx((0.0, 1.0))


def test_nothing_of_the_months_examined_is_learnt() -> None:
    batch = AIRLINE.make(np.random.default_rng(0), 2000, {"moved": 0.0, "window": 12})
    series = read(PASSENGERS)
    x, y = np.asarray(batch.x)[:, :, 0], np.asarray(batch.y)[:, :, 0]
    windows = {tuple(np.round([*column, last], 4)) for column, last in zip(x.T, y[-1], strict=True)}
    known = {tuple(np.round(series[start : start + 13], 4)) for start in range(LEARNT - 12)}
    assert windows == known
    assert np.array_equal(x[1:], y[:-1])


def test_windows_move_as_a_whole() -> None:
    still, moved = (
        np.asarray(AIRLINE.make(np.random.default_rng(3), 40, {"moved": by}).x)[:, :, 0] for by in (0.0, 2.0)
    )
    by = moved - still
    assert by == pytest.approx(np.broadcast_to(by[0], by.shape))
    assert 1.5 < np.abs(by[0]).max() <= 2.0


def test_the_last_48_months_are_examined_one_month_ahead() -> None:
    (exam,) = AIRLINE.exams(np.random.default_rng(0))
    assert exam.weight is not None
    assert exam.x.shape == (143, 1, 1)
    assert exam.weight[:, 0].tolist() == [0.0] * 95 + [1.0] * 48
    assert AIRLINE.score(np.asarray(exam.x), exam) == pytest.approx(48.04, abs=0.01)
    assert not AIRLINE.solved(SEASONAL_NAIVE + 0.01)


def test_every_month_has_its_name() -> None:
    shown = AIRLINE.show(np.random.default_rng(0))
    assert shown.labels[0] == "Jan 1949"
    assert shown.labels[-1] == "Dec 1960"
    typed = AIRLINE.answered(Sequence(frozen([[0.0], [0.5]])))
    assert typed.labels == ("Jan 1949", "Feb 1949")
