"""Mackey–Glass: a chaotic signal, sampled; say at every step which value comes next.

dx/dt = 0.2·x(t−τ) / (1 + x(t−τ)¹⁰) − 0.1·x(t). x (T, B, 1): stretches of one long run, with mean 0 and standard
deviation 1; y (T, B, 1): the next value. Output identity, mean squared error.
Source: Mackey & Glass 1977; τ = 17, which is mildly chaotic, is the usual benchmark.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import frozen
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

__all__ = ["MACKEY_GLASS", "orbit"]

FINE = 10  # steps of integration in a unit of time
TIME = 12_000  # units of time that are kept
SETTLING = 1_000  # units of time until the start is forgotten
SEASON = (30, 70)  # units of time between which it nearly repeats


def orbit(delay: int, units: int, start: float = 1.2) -> NDArray[np.float64]:
    """Integrate from x = ``start`` at all times up to 0; give x at 0, 1/FINE, … (units·FINE + 1,).

    What is delayed is known for one delay ahead, and the rest is linear: x(t) = e^(−bt)·(x(0) + ∫ e^(bs) f(s) ds), by
    Simpson's rule on pairs of fine steps, each half of a step of integration.
    """
    rate, step, block = 0.1, 1 / (2 * FINE), 2 * FINE * delay
    x = np.full(2 * FINE * units + block + 1, start)
    grown = np.exp(rate * step * np.arange(block + 1))
    for first in range(block, len(x) - 1, block):
        before = x[first - block : first + 1]
        push = grown * 0.2 * before / (1 + before**10)
        whole = step / 3 * (push[:-2:2] + 4 * push[1:-1:2] + push[2::2])
        # To a middle: the same parabola through three neighbours, integrated over its first half.
        half = step / 12 * (5 * push[:-2:2] + 8 * push[1:-1:2] - push[2::2])
        sums = np.zeros(block + 1)
        sums[2::2] = np.cumsum(whole)
        sums[1::2] = sums[:-1:2] + half
        here = ((x[first] + sums) / grown)[: len(x) - first]
        x[first : first + len(here)] = here
    return x[block::2]


@lru_cache(maxsize=4)
def _signal(delay: int, every: int) -> NDArray[np.float64]:
    """Give the settled run at every so many units of time, with mean 0 and deviation 1 (where it has one)."""
    run = orbit(delay, SETTLING + TIME)[SETTLING * FINE :: FINE * every]
    deviation = float(run.std())
    return frozen((run - run.mean()) / (deviation if deviation > 1e-6 else 1.0))


def _draw(
    rng: np.random.Generator, batch: int, options: Values
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    signal, steps = _signal(int(options["delay"]), int(options["every"])), int(options["length"]) + 1
    starts = rng.integers(0, len(signal) - steps, batch)
    clean = signal[starts + np.arange(steps)[:, None]]
    return clean + options["noise"] * rng.normal(size=clean.shape), clean


def _covariance(signal: NDArray[np.float64], most: int) -> NDArray[np.float64]:
    """Give the autocovariances (r_0 … r_most) of a signal of mean 0."""
    return np.array([np.mean(signal[: len(signal) - lag] * signal[lag:]) for lag in range(most + 1)])


def _season(options: Values) -> int:
    """Give the steps after which the run is most like itself."""
    every = int(options["every"])
    low = max(SEASON[0] // every, 2)
    covariance = _covariance(_signal(int(options["delay"]), every), SEASON[1] // every + 1)
    return low + int(covariance[low:].argmax())


def _guesses(options: Values, _sequence: Sequence | None) -> dict[str, float]:
    """Counted on the run: its autocovariance, which at the season is largest."""
    every, noise = int(options["every"]), options["noise"] ** 2
    signal = _signal(int(options["delay"]), every)
    covariance = _covariance(signal, SEASON[1] // every + 1)
    return guessed(covariance + noise * (np.arange(len(covariance)) == 0), _season(options), noise)


def _sample(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    return sampled(_draw, rng, batch, options)


def _sketch(rng: np.random.Generator, options: Values, _sequence: Sequence | None) -> Sequence:
    return drawn_signal(_draw, rng, options, _("Mackey–Glass"))


def _answer(sequence: Sequence, _options: Values) -> Sequence:
    return continued(sequence)


def _values(sequence: Sequence, _options: Values) -> NDArray[np.float64]:
    return sequence.values[:, 0]


MACKEY_GLASS = Task(
    name="mackey-glass",
    title=_("Mackey–Glass"),
    summary=_("A chaotic signal that nearly repeats; say at every step which value comes next."),
    form=Form(1, 1, "identity"),
    channels=CHANNELS,
    options=(
        Option("length", _("Steps"), 100, 4, 1000, whole=True),
        Option("delay", _("Delay τ"), 17, 5, 40, whole=True),
        Option("every", _("Time between steps"), 6, 1, 10, whole=True),
        Option("noise", _("Noise"), 0.0, 0.0, 0.5),
    ),
    criterion=_("error, but for the noise, below half of that of the last value"),
    look=_(
        "One step ahead is easy; fed with its own output, the model goes its own way: the errors of chaos grow."
    ),
    bar=0.5,
    higher=False,
    advice=Advice(units=16, rate=0.01, updates=1000, clip=1.0, keep=None, batch=32),
    sample=_sample,
    sketch=_sketch,
    answer=_answer,
    guesses=_guesses,
    measure=beside_persistence,
    scored=_("error / persistence"),
    trials=quiet,
    family="signals",
    source="Mackey & Glass 1977, Science 197",
    sights=(
        Sight(_("Find the unit that goes with the signal"), ("states", "output"), ("state",), _values),
        Sight(_("Hold the answer against what comes"), ("forecast",), ("output",)),
    ),
    variants=(
        Variant(_("τ = 12, where it repeats"), {"delay": 12}),
        Variant(_("τ = 30, much wilder"), {"delay": 30}),
        Variant(_("Three units of time a step"), {"every": 3, "length": 200}),
    ),
    pictured={"length": 60},
    season=_season,
)
