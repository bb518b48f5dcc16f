"""Delayed echo: say at every step what the bit was some steps ago.

x (T, B, 1): fair bits. y (T, B, 1): the bit ``delay`` steps ago; steps before there is one count nothing. Output
sigmoid, binary cross-entropy in nats.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.task import Advice, Batch, Form, Option, Sight, Task, Variant
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from lstm_studio.core.tasks.task import Values

__all__ = ["DELAYED_ECHO", "late"]

CHANNELS = ("bit",)


def late(x: NDArray[np.float64], delay: int) -> NDArray[np.float64]:
    """Give x (T, …) so many steps later, 0 before."""
    y = np.zeros_like(x)
    y[delay:] = x[: max(0, len(x) - delay)]
    return y


def _sample(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    delay = int(options["delay"])
    steps = delay + int(options["length"])
    x = rng.integers(0, 2, (steps, batch, 1)).astype(np.float64)
    weight = np.broadcast_to(np.arange(steps)[:, None] >= delay, (steps, batch)).astype(np.float64)
    return Batch(x, late(x, delay), weight)


def _sketch(rng: np.random.Generator, options: Values, _sequence: Sequence | None) -> Sequence:
    x = np.asarray(_sample(rng, 1, options, None).x[:, 0], dtype=np.float64)
    text = " ".join(f"{value:g}" for value in x[:, 0])
    return Sequence(frozen(x), CHANNELS, title=_("Delayed echo"), text=text)


def _answer(sequence: Sequence, options: Values) -> Sequence:
    delay = int(options["delay"])
    weight = frozen(np.arange(sequence.steps) >= delay)
    labels = tuple(f"{value:g}" for value in sequence.values[:, 0])
    if not weight.any():
        return replace(sequence, labels=labels, target=None, weight=None)
    return replace(sequence, labels=labels, target=frozen(late(sequence.values, delay)), weight=weight)


def _guesses(_options: Values, _sequence: Sequence | None) -> dict[str, float]:
    """Closed form: a fair bit."""
    return {_("a coin"): math.log(2)}


def _measure(y: NDArray[np.float64], batch: Batch) -> float:
    graded = batch.weight > 0 if batch.weight is not None else np.ones(y.shape[:2], dtype=np.bool_)
    return float(np.mean(((y > 0.5) == (batch.y > 0.5))[graded]))


def _before(steps: int) -> Callable[[Sequence, Values], NDArray[np.float64]]:
    """Give the bits of so many steps ago; 0 means those of the delay."""
    return lambda sequence, options: late(sequence.values[:, 0], steps or int(options["delay"]))


DELAYED_ECHO = Task(
    name="delayed-echo",
    title=_("Delayed echo"),
    summary=_("Bits; say at every step what the bit was some steps ago."),
    form=Form(1, 1, "sigmoid", others=("identity",)),
    channels=CHANNELS,
    options=(
        Option("delay", _("Delay"), 5, 0, 50, whole=True),
        Option("length", _("Steps after it"), 50, 2, 500, whole=True),
    ),
    criterion=_("right at 99 % of the steps"),
    look=_(
        "Units hold the bits of one, two, three steps ago, and hand them on. A plain RNN learns it fastest: gates are "
        "not always needed."
    ),
    bar=0.99,
    higher=True,
    advice=Advice(units=16, rate=0.01, updates=1500, clip=1.0, keep=None, batch=32),
    sample=_sample,
    sketch=_sketch,
    answer=_answer,
    guesses=_guesses,
    measure=_measure,
    sights=(
        Sight(_("Find the unit that keeps the last bit"), ("states", "output"), ("output",), _before(1)),
        Sight(_("Find the unit that has the oldest"), ("states", "output"), ("output",), _before(0)),
    ),
    variants=(
        Variant(_("Delay of 20 steps"), {"delay": 20}, Advice(units=32, updates=4000, keep="chrono")),
        Variant(_("Plain RNN"), advice=Advice(units=16, updates=1500, keep=None, cell="rnn")),
        Variant(_("GRU"), advice=Advice(units=16, updates=1500, keep=None, cell="gru")),
    ),
    pictured={"length": 20},
)
