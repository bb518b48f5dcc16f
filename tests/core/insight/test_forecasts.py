"""Errors of forecasts beside simple guesses: against published figures and closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_studio.core.insight.forecasts import free_errors, season_of, step_errors

YEARS = (
    (112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118),
    (115, 126, 141, 135, 125, 149, 170, 170, 158, 133, 114, 140),
    (145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166),
    (171, 180, 193, 181, 183, 218, 230, 242, 209, 191, 172, 194),
    (196, 196, 236, 235, 229, 243, 264, 272, 237, 211, 180, 201),
    (204, 188, 235, 227, 234, 264, 302, 293, 259, 229, 203, 229),
    (242, 233, 267, 269, 270, 315, 364, 347, 312, 274, 237, 278),
    (284, 277, 317, 313, 318, 374, 413, 405, 355, 306, 271, 306),
    (315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336),
    (340, 318, 362, 348, 363, 435, 491, 505, 404, 359, 310, 337),
    (360, 342, 406, 396, 420, 472, 548, 559, 463, 407, 362, 405),
    (417, 391, 419, 461, 472, 535, 622, 606, 508, 461, 390, 432),
)  # fmt: skip
PASSENGERS = np.array(YEARS, dtype=np.float64).ravel()


def test_guesses_of_the_airline_passengers_are_the_known_ones() -> None:
    found = step_errors(PASSENGERS, PASSENGERS, season_of(PASSENGERS), 96)
    assert found is not None
    assert (found.first, found.last) == (96, 143)
    assert found.persistence == pytest.approx(48.04, abs=0.005)
    assert found.seasonal == pytest.approx(41.85, abs=0.005)
    assert found.model == found.persistence  # a model that says the last month again is persistence


@pytest.mark.parametrize("period", [4, 12, 50])
def test_a_season_is_found_under_trend_and_noise(period: int) -> None:
    at, noise = np.arange(8 * period), np.random.default_rng(0).normal(size=8 * period)
    values = 0.1 * at + 10 * np.sin(2 * np.pi * at / period) + 2 * noise
    assert season_of(values) == period


@pytest.mark.parametrize(
    "values",
    [
        np.ones(40), np.arange(40.0), np.random.default_rng(0).normal(size=300), np.zeros(3),
        np.cumsum(np.random.default_rng(0).normal(size=300)), 1e9 + np.arange(60.0),
    ],
)  # fmt: skip
def test_what_does_not_repeat_has_no_season(values: np.ndarray) -> None:
    assert season_of(values) == 0


def test_one_step_ahead_holds_what_was_said_against_the_next_step() -> None:
    values = np.array([0.0, 1.0, 3.0, 2.0, 5.0])
    found = step_errors(values, np.array([1.0, 3.0, 2.0, 4.0, 99.0]), 2, 0)
    assert found is not None
    assert found.first == 2  # before it there is no season
    assert found.model == pytest.approx(np.sqrt(1 / 3))
    assert found.persistence == pytest.approx(np.sqrt((4 + 1 + 9) / 3))
    assert found.seasonal == pytest.approx(np.sqrt((9 + 1 + 4) / 3))
    assert step_errors(values, values, 0, 5) is None


def test_freely_the_guesses_know_no_more_than_the_model() -> None:
    values = np.array([0.0, 1.0, 0.0, 1.0, 5.0, 2.0])
    found = free_errors(values, np.array([0.0, 1.0, 0.0, 1.0, 0.0]), 2, 2)
    assert found is not None
    assert (found.first, found.last) == (2, 5)
    assert found.model == pytest.approx(np.sqrt((25 + 1) / 4))
    assert found.persistence == pytest.approx(np.sqrt((1 + 0 + 16 + 1) / 4))
    assert found.seasonal == pytest.approx(np.sqrt((25 + 1) / 4))
    early = free_errors(values, np.zeros(3), 2, 1)
    assert early is not None
    assert early.seasonal is None
    assert free_errors(values, np.zeros(3), 2, 6) is None
