"""Parity: say whether the number of ones so far is odd.

x (T, B, 1): fair bits. y: the parity of the bits so far, (T, B, 1) at every step, or (B, 1) at the last step only.
Output sigmoid, binary cross-entropy in nats.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.task import Advice, Batch, Form, Hard, Option, Sight, Task, Variant, at_the_end
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.tasks.task import Values

__all__ = ["PARITY"]

CHANNELS = ("bit",)
EXAM_STEPS = 100


def _odd(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the parity (T, …, 1) of the ones among x (T, …, 1) so far."""
    return np.asarray(np.cumsum(x > 0.5, axis=0) % 2, dtype=np.float64)


def _sample(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    x = rng.integers(0, 2, (int(options["length"]), batch, 1)).astype(np.float64)
    y = _odd(x)
    return Batch(x, y[-1] if options["last"] else y)


def _sketch(rng: np.random.Generator, options: Values, _sequence: Sequence | None) -> Sequence:
    x = np.asarray(_sample(rng, 1, options, None).x[:, 0], dtype=np.float64)
    text = " ".join(f"{value:g}" for value in x[:, 0])
    return Sequence(frozen(x), CHANNELS, title=_("Parity"), text=text)


def _answer(sequence: Sequence, options: Values) -> Sequence:
    y = _odd(sequence.values)
    labels = tuple(f"{value:g}" for value in sequence.values[:, 0])
    if not options["last"]:
        return replace(sequence, labels=labels, target=frozen(y), weight=None)
    target = np.broadcast_to(y[-1], y.shape)
    return replace(sequence, labels=labels, target=frozen(target), weight=at_the_end(sequence.steps))


def _guesses(_options: Values, _sequence: Sequence | None) -> dict[str, float]:
    """Closed form: who forgets one bit knows nothing."""
    return {_("a coin"): math.log(2)}


def _measure(y: NDArray[np.float64], batch: Batch) -> float:
    answer = y if batch.y.ndim == 3 else y[-1]
    return float(np.mean((answer > 0.5) == (batch.y > 0.5)))


def _course(sequence: Sequence, _options: Values) -> NDArray[np.float64]:
    return _odd(sequence.values)[:, 0]


def _first_one(sequence: Sequence, _options: Values) -> int:
    return int((sequence.values[:, 0] > 0.5).argmax()) + 1


PARITY = Task(
    name="parity",
    title=_("Parity"),
    summary=_("Bits; say whether there were an odd number of ones so far."),
    form=Form(1, 1, "sigmoid", others=("identity",)),
    channels=CHANNELS,
    options=(
        Option("length", _("Steps"), 20, 2, 200, whole=True),
        Option("last", _("Graded at the end alone (1) or at every step (0)"), 0, 0, 1, whole=True),
    ),
    criterion=_("right at every step, also of sequences of 100 steps"),
    look=_(
        "A unit turns over at every 1. Graded at every step it is found at once; graded at the end alone, one answer "
        "for twenty bits says too little, and nothing is learnt: credit assignment."
    ),
    bar=1.0,
    higher=True,
    advice=Advice(units=8, rate=0.01, updates=1000, clip=1.0, keep=None, batch=32),
    sample=_sample,
    sketch=_sketch,
    answer=_answer,
    guesses=_guesses,
    measure=_measure,
    trials=lambda options: (options, {**options, "length": EXAM_STEPS}),
    family="order and counting",
    sights=(
        Sight(_("Find the unit that turns over at every 1"), ("states", "output"), ("output",), _course),
        Sight(_("Stand at the first 1"), ("gates", "states"), ("state",), step=_first_one),
    ),
    variants=(
        Variant(_("Graded at the end alone"), {"last": 1}, Advice(units=8, updates=3000)),
        Variant(_("GRU"), advice=Advice(units=8, cell="gru")),
    ),
    hard=Hard(
        _("graded at the end alone it takes minutes; 3000 updates do not solve it"),
        lambda options: bool(options["last"]),
    ),
)
