"""A sine, and a sum of two: say at every step which value comes next.

x (T, B, 1): sin(2πt/P + φ), φ drawn for every sample, with white noise; the sum has two of them, of half the height.
y (T, B, 1): the next value. Output identity, mean squared error.
"""

from __future__ import annotations

import math
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

__all__ = ["SINE", "SUM_OF_SINES"]

CRITERION = _("error, but for the noise, below half of that of the last value")
LENGTH = Option("length", _("Steps"), 100, 4, 1000, whole=True)
NOISE = Option("noise", _("Noise"), 0.05, 0.0, 0.5)


def _waves(options: Values) -> NDArray[np.float64]:
    """Give the waves (W, 2) of a signal: height and steps of a period."""
    periods = [options[key] for key in ("period", "slow") if key in options]
    return np.array([(1 / len(periods), period) for period in periods])


def _season(options: Values) -> int:
    """Give the steps after which all waves have come round; the slowest's period where that is more than is shown."""
    periods = [int(period) for period in _waves(options)[:, 1]]
    together = math.lcm(*periods)
    return together if together < options["length"] else max(periods)


def _draw(
    rng: np.random.Generator, batch: int, options: Values
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    waves, steps = _waves(options), np.arange(int(options["length"]) + 1)
    phase = rng.uniform(0, 2 * np.pi, (len(waves), 1, batch))
    angle = 2 * np.pi * steps[:, None] / waves[:, 1, None, None] + phase
    clean = (waves[:, 0, None, None] * np.sin(angle)).sum(axis=0)
    return clean + options["noise"] * rng.normal(size=clean.shape), clean


def _guesses(options: Values, _sequence: Sequence | None) -> dict[str, float]:
    """Closed form: the autocovariance of a·sin(ωt + φ) with φ drawn evenly is a²/2·cos ωk; white noise adds to r_0."""
    waves, noise, season = _waves(options), options["noise"] ** 2, _season(options)
    lags = np.arange(season + 1)
    covariance = (waves[:, 0, None] ** 2 / 2 * np.cos(2 * np.pi * lags / waves[:, 1, None])).sum(axis=0)
    covariance[0] += noise
    return guessed(covariance, season, noise)


def _sample(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    return sampled(_draw, rng, batch, options)


def _answer(sequence: Sequence, _options: Values) -> Sequence:
    return continued(sequence)


def _values(sequence: Sequence, _options: Values) -> NDArray[np.float64]:
    return sequence.values[:, 0]


def _slope(sequence: Sequence, _options: Values) -> NDArray[np.float64]:
    return np.gradient(sequence.values[:, 0]) if sequence.steps > 1 else np.zeros(1)


def _slow(sequence: Sequence, options: Values) -> NDArray[np.float64]:
    """Give what is left of a signal when it is averaged over the fast period."""
    fast = min(int(options["period"]), sequence.steps)
    return np.convolve(sequence.values[:, 0], np.full(fast, 1 / fast), mode="same")


def _fast(sequence: Sequence, options: Values) -> NDArray[np.float64]:
    return _values(sequence, options) - _slow(sequence, options)


def _task(
    name: str,
    title: str,
    summary: str,
    look: str,
    options: tuple[Option, ...],
    sights: tuple[Sight, ...],
    variants: tuple[Variant, ...],
) -> Task:
    return Task(
        name=name,
        title=title,
        summary=summary,
        form=Form(1, 1, "identity"),
        channels=CHANNELS,
        options=options,
        criterion=CRITERION,
        look=look,
        bar=0.5,
        higher=False,
        advice=Advice(units=8, rate=0.01, updates=1000, clip=1.0, keep=None, batch=32),
        sample=_sample,
        sketch=lambda rng, options, _sequence: drawn_signal(_draw, rng, options, title),
        answer=_answer,
        guesses=_guesses,
        measure=beside_persistence,
        scored=_("error / persistence"),
        trials=quiet,
        family="signals",
        sights=(*sights, Sight(_("Hold the answer against what comes"), ("forecast",), ("output",))),
        variants=(
            *variants,
            Variant(_("Four times the noise"), {"noise": 0.2}),
            Variant(_("Without noise"), {"noise": 0.0}),
        ),
        season=_season,
    )


SINE = _task(
    "sine",
    _("Sine"),
    _("A wave with noise; say at every step which value comes next."),
    _(
        "Some units go with the wave, others a quarter of a period aside, with its slope: both together say what "
        "comes next."
    ),
    (LENGTH, Option("period", _("Steps of a period"), 25, 4, 200, whole=True), NOISE),
    (
        Sight(_("Find the unit that goes with the wave"), ("states", "output"), ("state",), _values),
        Sight(_("Find the unit that goes with its slope"), ("states", "output"), ("state",), _slope),
    ),
    (Variant(_("A period of 50 steps"), {"period": 50, "length": 150}),),
)

SUM_OF_SINES = _task(
    "sum-of-sines",
    _("Sum of two sines"),
    _("A fast and a slow wave, added; say at every step which value comes next."),
    _("Some units follow the fast wave, some the slow one: the forget gates of these stand higher."),
    (
        LENGTH,
        Option("period", _("Steps of the fast period"), 12, 4, 100, whole=True),
        Option("slow", _("Steps of the slow period"), 30, 4, 200, whole=True),
        NOISE,
    ),
    (
        Sight(_("Find the unit that goes with the slow wave"), ("states",), ("state",), _slow),
        Sight(_("Find the unit that goes with the fast wave"), ("states",), ("state",), _fast),
    ),
    (),
)
