"""Level shift: a wave whose mean, or whose period, jumps once; say at every step which value comes next.

x (T, B, 1): sin(φ_t) with noise, whose phase goes on by 2π/P a step; from a step between a third and two thirds of the
length on it stands higher or lower by the jump, and goes by the other period. y (T, B, 1): the next value. Output
identity, mean squared error. Examined from one period after the jump to two: is the memory of the old level gone?
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.tasks.ahead import (
    CHANNELS,
    QUIET,
    beside_persistence,
    continued,
    drawn_signal,
    guessed,
    quiet,
)
from lstm_studio.core.tasks.task import Advice, Batch, Form, Option, Sight, Task, Variant
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.study import Sequence
    from lstm_studio.core.tasks.task import Values

__all__ = ["LEVEL_SHIFT", "jump_of"]

ABRUPT = 4.0  # times the median change of direction


def jump_of(values: NDArray[np.float64]) -> int | None:
    """Give the step, from 0, at which values (T,) jump; None where they bend much like elsewhere."""
    bends = np.abs(np.diff(values, 2))
    if not len(bends) or bends.max() <= ABRUPT * np.median(bends):
        return None
    return int(np.abs(np.diff(values)).argmax()) + 1


def _draw_at(
    rng: np.random.Generator, jumps: NDArray[np.int64], options: Values
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Draw signals (T + 1, B) that jump at the given steps (B,)."""
    steps = np.arange(int(options["length"]) + 1)[:, None]
    jumped = steps >= jumps
    turn = np.where(jumped, 2 * np.pi / options["after"], 2 * np.pi / options["period"])
    clean = np.sin(rng.uniform(0, 2 * np.pi, len(jumps)) + np.cumsum(turn, axis=0))
    clean += jumped * options["jump"] * rng.choice([-1.0, 1.0], len(jumps))
    return clean + options["noise"] * rng.normal(size=clean.shape), clean


def _draw(
    rng: np.random.Generator, batch: int, options: Values
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    length = int(options["length"])
    return _draw_at(rng, rng.integers(length // 3, 2 * length // 3 + 1, batch), options)


def _sample(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    if not options.get(QUIET):
        noisy, _clean = _draw(rng, batch, options)
        return Batch(noisy[:-1, :, None], noisy[1:, :, None])
    length, period = int(options["length"]), int(max(options["period"], options["after"]))
    jumps = np.full(batch, length // 3)
    noisy, clean = _draw_at(rng, jumps, options)
    first = min(length // 3 + period, length - 1)
    weight = np.zeros((length, batch))
    weight[first : first + period] = 1.0
    return Batch(noisy[:-1, :, None], clean[1:, :, None], weight)


def _season(options: Values) -> int:
    return int(options["period"])


def _guesses(options: Values, _sequence: Sequence | None) -> dict[str, float]:
    """Closed form: before and after are equally long; a value a period ago may stand on the other side of the jump."""
    length, noise, jump = int(options["length"]), options["noise"] ** 2, options["jump"]
    season = _season(options)
    lags = np.arange(season + 1)
    waves = [0.25 * np.cos(2 * np.pi * lags / options[key]) for key in ("period", "after")]
    across = np.minimum(lags / length, 1.0)
    covariance = waves[0] + waves[1] + jump**2 * (0.5 - across / 2)
    covariance[0] += noise
    return guessed(covariance, season, noise)


def _sketch(rng: np.random.Generator, options: Values, _sequence: Sequence | None) -> Sequence:
    return drawn_signal(_draw, rng, options, _("Level shift"))


def _answer(sequence: Sequence, _options: Values) -> Sequence:
    jump = jump_of(sequence.values[:, 0])
    labels = tuple(_("jump") if step == jump else "" for step in range(sequence.steps))
    return replace(continued(sequence), labels=labels)


def _jump_step(sequence: Sequence, _options: Values) -> int:
    """Give the step of the jump, from 1; the middle where none is seen."""
    jump = jump_of(sequence.values[:, 0])
    return (sequence.steps + 1) // 2 if jump is None else jump + 1


def _level(sequence: Sequence, options: Values) -> NDArray[np.float64]:
    return np.asarray(np.arange(1, sequence.steps + 1) >= _jump_step(sequence, options), dtype=np.float64)


LEVEL_SHIFT = Task(
    name="level-shift",
    title=_("Level shift"),
    summary=_("A wave that jumps to another level once; say at every step which value comes next."),
    form=Form(1, 1, "identity"),
    channels=CHANNELS,
    options=(
        Option("length", _("Steps"), 120, 30, 1000, whole=True),
        Option("period", _("Steps of a period"), 20, 4, 100, whole=True),
        Option("after", _("Steps of a period after the jump"), 20, 4, 100, whole=True),
        Option("jump", _("Height of the jump"), 2.0, 0.0, 5.0),
        Option("noise", _("Noise"), 0.02, 0.0, 0.5),
    ),
    criterion=_("one period after the jump, error below half of that of the last value"),
    look=_("How fast the memory of the old level goes: the forget gate at the jump."),
    bar=0.5,
    higher=False,
    advice=Advice(units=12, rate=0.01, updates=1000, clip=1.0, keep=None, batch=32),
    sample=_sample,
    sketch=_sketch,
    answer=_answer,
    guesses=_guesses,
    measure=beside_persistence,
    scored=_("error / persistence"),
    trials=quiet,
    family="signals",
    sights=(
        Sight(_("Find the unit that knows the level"), ("states", "output"), ("state",), _level, _jump_step),
        Sight(_("See its forget gate at the jump"), ("gates",), ("keep",), _level, _jump_step, ("state",)),
        Sight(_("Hold the answer against what comes"), ("forecast",), ("output",), step=_jump_step),
    ),
    variants=(
        Variant(_("The period jumps, not the level"), {"jump": 0.0, "after": 12}),
        Variant(_("Both jump"), {"after": 12}),
    ),
    season=_season,
)
