"""Adding: two numbers of a long sequence are marked; give their sum at the end.

x (T, B, 2): a value, uniform between the lowest value and 1, and a marker, 1 at one step of the first half
and one of the second. y (B, 1): the sum of the two marked values, at the last step only. Output identity,
mean squared error.
Source: after Hochreiter & Schmidhuber 1997, experiment 4.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.task import (
    Advice,
    Batch,
    Form,
    Hard,
    Option,
    Sight,
    Task,
    Variant,
    at_the_end,
    rows_of_text,
)
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.tasks.task import Values

__all__ = ["ADDING"]

CHANNELS = ("value", "marker")


def _sample(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    steps, samples = int(options["length"]), np.arange(batch)
    first = rng.integers(0, steps // 2, batch)
    second = rng.integers(steps // 2, steps, batch)
    x = np.zeros((steps, batch, 2))
    x[:, :, 0] = rng.uniform(options["lowest"], 1.0, (steps, batch))
    x[first, samples, 1] = 1.0
    x[second, samples, 1] = 1.0
    return Batch(x, (x[first, samples, 0] + x[second, samples, 0])[:, None])


def _sketch(rng: np.random.Generator, options: Values, _sequence: Sequence | None) -> Sequence:
    drawn = _sample(rng, 1, options, None).x[:, 0]
    x: NDArray[np.float64] = np.round(drawn, 3)  # so that the text says the same
    return Sequence(frozen(x), CHANNELS, title=_("Adding"), text=rows_of_text(x))


def _answer(sequence: Sequence, _options: Values) -> Sequence:
    marked = sequence.values[:, 1] != 0
    labels = tuple(_("add") if here else "" for here in marked)
    target = np.full((sequence.steps, 1), sequence.values[marked, 0].sum())
    return replace(sequence, labels=labels, target=frozen(target), weight=at_the_end(sequence.steps))


def _guesses(options: Values, _sequence: Sequence | None) -> dict[str, float]:
    """Closed form: the variance of the sum of two uniform numbers, 2·(width²/12)."""
    return {_("always the mean"): (1.0 - options["lowest"]) ** 2 / 6.0}


def _measure(y: NDArray[np.float64], batch: Batch) -> float:
    return float(np.mean((y[-1] - batch.y) ** 2))


def _sum_so_far(sequence: Sequence, _options: Values) -> NDArray[np.float64]:
    return np.asarray(np.cumsum(sequence.values[:, 0] * sequence.values[:, 1]))


def _marker(sequence: Sequence, _options: Values) -> NDArray[np.float64]:
    return sequence.values[:, 1]


def _first_marker(sequence: Sequence, _options: Values) -> int:
    return int((sequence.values[:, 1] != 0).argmax()) + 1


ADDING = Task(
    name="adding",
    title=_("Adding"),
    summary=_("Two numbers of the sequence are marked; give their sum at the end."),
    form=Form(2, 1, "identity"),
    channels=CHANNELS,
    options=(
        Option("length", _("Steps"), 50, 2, 400, whole=True),
        Option("lowest", _("Lowest value"), -1, -1, 0, whole=True),
    ),
    criterion=_("mean squared error below 0.01"),
    look=_(
        "The input gate opens at the markers and stays shut between them; the cell state carries the sum."
    ),
    bar=0.01,
    higher=False,
    advice=Advice(units=12, rate=0.01, updates=1500, clip=1.0, keep="chrono", batch=32),
    sample=_sample,
    sketch=_sketch,
    answer=_answer,
    guesses=_guesses,
    measure=_measure,
    scored=_("mean squared error"),
    family="memory",
    source="Hochreiter & Schmidhuber 1997",
    sights=(
        Sight(_("Find the unit that carries the sum"), ("states", "output"), ("state",), _sum_so_far),
        Sight(_("Find the gate that opens at the markers"), ("gates",), ("write",), _marker),
        Sight(_("Stand at the first marker"), ("gates", "states"), ("state",), step=_first_marker),
    ),
    variants=(
        Variant(_("Numbers from 0 to 1"), {"lowest": 0}),
        Variant(_("GRU"), advice=Advice(units=12, updates=1500, keep="chrono", cell="gru")),
        Variant(_("Plain RNN"), advice=Advice(units=12, updates=1500, keep=None, cell="rnn")),
    ),
    hard=Hard(_("more than 200 steps take minutes"), lambda options: options["length"] > 200),
    pictured={"length": 24},
)
