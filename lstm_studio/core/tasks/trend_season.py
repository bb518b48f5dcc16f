"""Trend, season and noise: a slope, a wave and chance, added; say at every step which value comes next.

The signal is 0.1·t + 10·sin(2πt/50) + 2·noise at 200 points. x (T, B, 1): windows of it, each with noise of its own,
with mean 0 and standard deviation 1 over all points; y (T, B, 1): the next value. Output identity, mean squared error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.tasks.ahead import (
    CHANNELS,
    beside_persistence,
    continued,
    drawn_signal,
    guessed,
    quiet,
    sampled,
)
from lstm_studio.core.tasks.task import Advice, Form, Option, Sight, Task, Variant
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.study import Sequence
    from lstm_studio.core.tasks.task import Batch, Values

__all__ = ["TREND_SEASON", "points"]

POINTS = 200
HEIGHT = 10.0


def points(options: Values) -> tuple[NDArray[np.float64], float, float]:
    """Give the signal without its noise (POINTS + 1,), and the mean and deviation by which it is scaled."""
    at = np.arange(POINTS + 1)
    signal = options["trend"] * at + HEIGHT * np.sin(2 * np.pi * at / options["period"])
    return signal, float(signal.mean()), float(np.sqrt(signal.var() + options["noise"] ** 2))


def _scaled(
    rng: np.random.Generator, starts: NDArray[np.int64], steps: int, options: Values
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    signal, mean, deviation = points(options)
    clean = signal[starts + np.arange(steps)[:, None]]
    noisy = clean + options["noise"] * rng.normal(size=clean.shape)
    return (noisy - mean) / deviation, (clean - mean) / deviation


def _draw(
    rng: np.random.Generator, batch: int, options: Values
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    window = int(options["window"])
    starts = rng.integers(0, POINTS - window + 1, batch)
    return _scaled(rng, starts, window + 1, options)


def _whole(
    rng: np.random.Generator, batch: int, options: Values
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return _scaled(rng, np.zeros(batch, dtype=np.int64), POINTS + 1, options)


def _guesses(options: Values, _sequence: Sequence | None) -> dict[str, float]:
    """Closed form, but for the windows' ends: the autocovariance of the wave, and what the slope does to it."""
    _signal, _mean, deviation = points(options)
    noise, period, slope = options["noise"] ** 2, _season(options), options["trend"]
    lags = np.arange(period + 1)
    # A slope adds (slope·k)²/2 to what the covariance falls by in k steps; its own variance is one of levels.
    level = float(np.var(slope * np.arange(POINTS)))
    covariance = HEIGHT**2 / 2 * np.cos(2 * np.pi * lags / period) + level - (slope * lags) ** 2 / 2
    covariance[0] += noise
    return guessed(covariance / deviation**2, period, noise / deviation**2)


def _season(options: Values) -> int:
    return int(options["period"])


def _season_course(sequence: Sequence, options: Values) -> NDArray[np.float64]:
    return np.asarray(np.sin(2 * np.pi * np.arange(sequence.steps) / options["period"]))


def _climb(sequence: Sequence, _options: Values) -> NDArray[np.float64]:
    return np.arange(sequence.steps, dtype=np.float64)


def _sample(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    return sampled(_draw, rng, batch, options)


def _sketch(rng: np.random.Generator, options: Values, _sequence: Sequence | None) -> Sequence:
    return drawn_signal(_whole, rng, options, _("Trend, season and noise"))


def _answer(sequence: Sequence, _options: Values) -> Sequence:
    return continued(sequence)


TREND_SEASON = Task(
    name="trend-season",
    title=_("Trend, season and noise"),
    summary=_("A slope, a wave and chance, added; say at every step which value comes next."),
    form=Form(1, 1, "identity"),
    channels=CHANNELS,
    options=(
        Option("window", _("Steps in a window"), 100, 2, POINTS, whole=True),
        Option("trend", _("Rise of a step"), 0.1, 0.0, 1.0),
        Option("period", _("Steps of a season"), 50, 4, 100, whole=True),
        Option("noise", _("Noise"), 2.0, 0.0, 10.0),
    ),
    criterion=_("error, but for the noise, below half of that of the last value"),
    look=_(
        "The output runs smoothly through the noise: it is made of many steps, no longer of the last value alone."
    ),
    bar=0.5,
    higher=False,
    advice=Advice(units=12, rate=0.01, updates=2000, clip=1.0, keep=None, batch=32),
    sample=_sample,
    sketch=_sketch,
    answer=_answer,
    guesses=_guesses,
    measure=beside_persistence,
    scored=_("error / persistence"),
    trials=quiet,
    family="signals",
    sights=(
        Sight(_("Find the unit that goes with the season"), ("states", "output"), ("state",), _season_course),
        Sight(_("Find the unit that climbs with the trend"), ("states",), ("state",), _climb),
        Sight(_("Hold the answer against what comes"), ("forecast",), ("output",)),
    ),
    variants=(
        Variant(_("Windows of 10 points: too short for such noise"), {"window": 10}),
        Variant(_("Hardly any noise"), {"noise": 0.2}),
        Variant(_("Steep trend, no noise"), {"trend": 0.5, "noise": 0.0}),
    ),
    season=_season,
)
