"""Signals: what is drawn, told again by a plain loop, and the guesses, measured on what is drawn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks import TASKS, Batch
from lstm_studio.core.tasks.ahead import autoregression
from lstm_studio.core.tasks.level_shift import jump_of
from lstm_studio.core.tasks.mackey_glass import orbit
from lstm_studio.core.tasks.trend_season import points

AHEAD = ("sine", "sum-of-sines", "mackey-glass", "trend-season", "level-shift")
every = pytest.mark.parametrize("name", AHEAD)


def drawn(name: str, samples: int = 500, **options: float) -> NDArray[np.float64]:
    """Give whole signals (T + 1, B): the input, and behind it the last target."""
    batch = TASKS[name].make(np.random.default_rng(7), samples, options)
    x, y = np.asarray(batch.x, dtype=np.float64), np.asarray(batch.y, dtype=np.float64)
    assert np.array_equal(x[1:], y[:-1])
    return np.concatenate([x[:, :, 0], y[-1:, :, 0]])


@every
def test_the_target_of_an_examination_is_free_of_noise(name: str) -> None:
    task = TASKS[name]
    (exam,) = task.exams(np.random.default_rng(0), {"noise": 0.2})
    noise = np.asarray(exam.x[1:] - exam.y[:-1], dtype=np.float64)
    unit = points(task.settle({"noise": 0.2}))[2] if name == "trend-season" else 1.0
    assert noise.std() * unit == pytest.approx(0.2, rel=0.05)
    (silent,) = task.exams(np.random.default_rng(0), {"noise": 0.0})
    assert np.array_equal(silent.x[1:], silent.y[:-1])


@every
def test_persistence_scores_one_and_does_not_solve(name: str) -> None:
    (exam,) = TASKS[name].exams(np.random.default_rng(0))
    assert TASKS[name].score(np.asarray(exam.x), exam) == pytest.approx(1.0)
    assert not TASKS[name].solved(1.0)


@every
@pytest.mark.parametrize("noise", [0.1, 0.5])
def test_guesses_are_the_losses_of_what_they_say(name: str, noise: float) -> None:
    task = TASKS[name]
    options = {"noise": noise, ("window" if name == "trend-season" else "length"): 200}
    signal = drawn(name, 4000, **options)
    assert task.season is not None
    season = task.season(task.settle(options))
    losses = task.baselines(options)
    measured = [
        float(np.mean((signal[1:] - signal[:-1]) ** 2)),
        float(np.mean((signal[season:] - signal[:-season]) ** 2)),
        _fitted(signal),
        (noise / points(task.settle(options))[2] if name == "trend-season" else noise) ** 2,
    ]
    assert list(losses.values()) == pytest.approx(measured, rel=0.1)


def test_a_guess_that_is_exact_has_no_line() -> None:
    """Of a bare sine persistence alone is wrong: by (1 − cos 2π/P) in the mean."""
    (loss,) = TASKS["sine"].baselines({"noise": 0.0, "period": 20}).values()
    assert loss == pytest.approx(1 - math.cos(2 * math.pi / 20))


def _fitted(signal: NDArray[np.float64]) -> float:
    """Fit a·x_t + b·x_{t−1} to the signals by least squares; give the mean squared error."""
    rows = np.stack([signal[1:-1].ravel(), signal[:-2].ravel()], axis=1)
    answer = signal[2:].ravel()
    weights = np.linalg.lstsq(rows, answer)[0]
    return float(np.mean((answer - rows @ weights) ** 2))


def test_two_steps_foretell_a_bare_wave_and_no_noise() -> None:
    wave = 0.5 * np.cos(2 * np.pi * np.arange(3) / 25)
    assert autoregression(wave) == pytest.approx(0.0, abs=1e-12)
    assert autoregression(np.array([4.0, 0.0, 0.0])) == pytest.approx(4.0)


@every
def test_the_shown_target_is_the_next_step(name: str) -> None:
    shown = TASKS[name].show(np.random.default_rng(1))
    assert shown.target is not None
    assert shown.weight is not None
    assert np.array_equal(shown.target[:-1], shown.values[1:])
    assert shown.weight.tolist() == [1.0] * (shown.steps - 1) + [0.0]
    alone = TASKS[name].answered(Sequence(frozen([[1.0]])))
    assert (alone.target, alone.weight) == (None, None)


# Sines


def test_a_sine_goes_on_by_a_turn_of_its_period() -> None:
    """x_{t+1} = 2 cos(2π/P) x_t − x_{t−1} for every phase."""
    signal = drawn("sine", 20, period=17, noise=0.0)
    assert np.allclose(signal[2:], 2 * math.cos(2 * math.pi / 17) * signal[1:-1] - signal[:-2])
    assert np.abs(signal).max() == pytest.approx(1.0, abs=0.01)


def test_a_sum_has_both_periods_and_repeats_after_their_least_common_multiple() -> None:
    signal = drawn("sum-of-sines", 20, period=12, slow=30, noise=0.0)
    assert np.allclose(signal[60:], signal[:-60])
    heights = np.abs(np.fft.rfft(signal[:60], axis=0)) / 30
    assert heights[5] == pytest.approx(0.5)  # five of the fast periods in 60 steps, two of the slow one
    assert heights[2] == pytest.approx(0.5)
    assert np.delete(heights, [2, 5], axis=0) == pytest.approx(0.0, abs=1e-9)
    season = TASKS["sum-of-sines"].season
    assert season is not None
    assert season({"period": 12, "slow": 30, "length": 100}) == 60
    assert season({"period": 12, "slow": 31, "length": 100}) == 31


# Mackey–Glass


def test_the_orbit_is_that_of_small_steps() -> None:
    """Against Euler's method with a thousand steps in a unit of time."""
    fine, delay, units = 1000, 17, 60
    x = [1.2] * (delay * fine + 1)
    for _step in range(units * fine):
        before = x[-delay * fine - 1]
        x.append(x[-1] + (0.2 * before / (1 + before**10) - 0.1 * x[-1]) / fine)
    assert orbit(delay, units)[::10] == pytest.approx(np.array(x[delay * fine :: fine]), abs=2e-3)


@pytest.mark.parametrize(("delay", "least"), [(4, 0.0), (5, 0.1), (17, 0.8), (30, 0.8)])
def test_only_a_long_delay_keeps_moving(delay: int, least: float) -> None:
    """Below τ = 4.53 it comes to rest at 1, where 0.2 / (1 + 1) = 0.1; above it stays between 0.2 and 1.4."""
    late = orbit(delay, 3000)[-1000:]
    assert 0.2 < late.min() <= late.max() < 1.45
    assert np.ptp(late) >= least
    if not least:
        assert late == pytest.approx(1.0, abs=1e-6)


def test_the_run_is_scaled() -> None:
    signal = drawn("mackey-glass", 2000)
    assert (signal.mean(), signal.std()) == pytest.approx((0.0, 1.0), abs=0.05)


# Trend, season and noise


def test_the_points_are_those_of_the_formula() -> None:
    signal, mean, deviation = points({"trend": 0.1, "period": 50, "noise": 2.0})
    told = [0.1 * t + 10 * math.sin(2 * math.pi * t / 50) for t in range(201)]
    assert signal == pytest.approx(told)
    drawn_often = drawn("trend-season", 4000, window=200)
    assert drawn_often.mean(axis=1) * deviation + mean == pytest.approx(told, abs=0.2)
    assert (drawn_often.mean(), drawn_often.std()) == pytest.approx((0.0, 1.0), abs=0.01)


def test_windows_lie_in_the_points() -> None:
    signal, mean, deviation = points({"trend": 1.0, "period": 50, "noise": 0.0})
    windows = drawn("trend-season", 500, window=10, trend=1.0, noise=0.0) * deviation + mean
    known = np.lib.stride_tricks.sliding_window_view(signal, 11)
    distances = np.abs(known[:, None] - windows.T).max(axis=2)
    assert distances.min(axis=0) == pytest.approx(0.0, abs=1e-9)
    assert set(distances.argmin(axis=0)) >= {0, 190}


# Level shift


def test_a_level_jumps_once_in_the_middle_third() -> None:
    signal = drawn("level-shift", 300, length=90, noise=0.0, jump=3.0)
    # What a wave goes on by is at most 2π/20; all else is the jump.
    jumps = np.abs(np.diff(signal, axis=0)) > 2
    assert jumps.sum(axis=0).tolist() == [1] * 300
    places = jumps.argmax(axis=0) + 1
    assert {places.min(), places.max()} == {30, 60}
    for sample, place in enumerate(places):
        assert jump_of(signal[:, sample]) == place


def test_a_period_jumps_without_a_leap() -> None:
    signal = drawn("level-shift", 50, jump=0.0, after=8, noise=0.0)
    for period, part in ((20, signal[:40]), (8, signal[-40:])):
        turn = 2 * math.cos(2 * math.pi / period)
        assert np.allclose(part[2:], turn * part[1:-1] - part[:-2])
    assert np.abs(np.diff(signal, axis=0)).max() <= 2 * math.pi / 8


def test_the_examination_looks_at_the_second_period_after_the_jump() -> None:
    (exam,) = TASKS["level-shift"].exams(np.random.default_rng(0), {"length": 90, "period": 10, "after": 15})
    assert exam.weight is not None
    assert np.flatnonzero(exam.weight[:, 0]).tolist() == list(range(45, 60))
    late = Batch(exam.x, exam.y, exam.weight)
    y = np.asarray(exam.y, dtype=np.float64).copy()
    y[:45] = 100.0
    assert TASKS["level-shift"].score(y, late) == 0.0


def test_the_jump_is_named() -> None:
    shown = TASKS["level-shift"].show(np.random.default_rng(1))
    (place,) = [step for step, label in enumerate(shown.labels) if label]
    assert abs(shown.values[place, 0] - shown.values[place - 1, 0]) > 1
    assert jump_of(np.sin(np.arange(50) / 3)) is None
    assert jump_of(np.zeros(2)) is None
    still = TASKS["level-shift"].answered(Sequence(frozen(np.zeros((9, 1)))))
    assert not any(still.labels)
