"""Periodic functions: without any input, give a cosine, a triangle or a rectangle, period after period.

x (T, B, 1): zeros. y (T, B, 1): the function between 0 and 1, which begins near 0; every sample is the same. Output
identity, mean squared error. Trained on some periods, examined on twice as many.
Source: Gers, Schraudolph & Schmidhuber 2002, section 5 (periods of 10 and 25; solved where no error reaches 0.3).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.ahead import typed
from lstm_studio.core.tasks.task import Advice, Batch, Form, Hard, Option, Sight, Task, Variant
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.tasks.task import Values

__all__ = ["PERIODIC", "function"]

CHANNELS = ("silence",)


def function(shape: int, period: int, steps: int) -> NDArray[np.float64]:
    """Give the values (T,) of a function: 1 a cosine, 2 a triangle, 3 a rectangle."""
    place = np.arange(1, steps + 1) % period / period
    if shape == 1:
        return np.asarray(0.5 * (1 - np.cos(2 * np.pi * place)))
    if shape == 2:
        return np.asarray(1 - np.abs(1 - 2 * place))
    return np.asarray(place >= 0.5, dtype=np.float64)


def _target(options: Values, steps: int) -> NDArray[np.float64]:
    return function(int(options["shape"]), int(options["period"]), steps)[:, None]


def _steps(options: Values) -> int:
    return int(options["periods"] * options["period"])


def _sample(_rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    steps = _steps(options)
    return Batch(np.zeros((steps, batch, 1)), np.tile(_target(options, steps)[:, None], (1, batch, 1)))


def _sketch(_rng: np.random.Generator, options: Values, _sequence: Sequence | None) -> Sequence:
    x = np.zeros((_steps(options), 1))
    return Sequence(frozen(x), CHANNELS, title=_("Periodic functions"), text=typed(x))


def _answer(sequence: Sequence, options: Values) -> Sequence:
    period = int(options["period"])
    labels = tuple(_("begin") if (step + 1) % period == 0 else "" for step in range(sequence.steps))
    return replace(sequence, labels=labels, target=frozen(_target(options, sequence.steps)), weight=None)


def _guesses(options: Values, _sequence: Sequence | None) -> dict[str, float]:
    """Counted on one period."""
    values = _target({**options, "periods": 1}, int(options["period"]))
    return {_("always the mean"): float(values.var()), _("always 0"): float(np.mean(values**2))}


def _measure(y: NDArray[np.float64], batch: Batch) -> float:
    return float(np.abs(y - batch.y).max())


def _course(sequence: Sequence, options: Values) -> NDArray[np.float64]:
    return _target(options, sequence.steps)[:, 0]


PERIODIC = Task(
    name="periodic",
    title=_("Periodic functions"),
    summary=_("Without any input, give the same function period after period."),
    form=Form(1, 1, "identity", others=("sigmoid",)),
    channels=CHANNELS,
    options=(
        Option("shape", _("Cosine 1, triangle 2, rectangle 3"), 1, 1, 3, whole=True),
        Option("period", _("Steps of a period"), 10, 4, 50, whole=True),
        Option("periods", _("Periods"), 5, 1, 20, whole=True),
    ),
    criterion=_("largest error below 0.3, in twice as many periods as were learnt"),
    look=_("Without input only the memory can keep time: its units go round, each with a phase of its own."),
    bar=0.3,
    higher=False,
    advice=Advice(units=8, rate=0.01, updates=3000, clip=1.0, keep=1.0, batch=1, cell="lstm-peephole"),
    sample=_sample,
    sketch=_sketch,
    answer=_answer,
    guesses=_guesses,
    measure=_measure,
    scored=_("largest error"),
    trials=lambda options: ({**options, "periods": 2 * options["periods"]},),
    family="signals",
    sights=(
        Sight(_("Find the unit that keeps the time"), ("states", "output"), ("state",), _course),
        Sight(_("See what its forget gate does"), ("gates",), ("keep",), _course, within=("state",)),
    ),
    variants=(
        Variant(_("Triangle"), {"shape": 2}),
        Variant(_("Rectangle"), {"shape": 3}),
        Variant(_("A period of 25 steps"), {"period": 25}),
        Variant(_("Without peepholes"), advice=Advice(units=8, updates=3000, keep=1.0, batch=1)),
    ),
    hard=Hard(_("periods of more than 25 steps may take minutes"), lambda options: options["period"] > 25),
    pictured={"periods": 4},
    season=lambda options: int(options["period"]),
    source="Gers, Schraudolph & Schmidhuber 2002",
)
