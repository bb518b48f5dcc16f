"""Spike latch: remember which of two spikes came last, whatever else arrives in between.

x (T, B, 3): one-hot set, reset, distract, or silence. y (T, B, 1): 1 while "set" came last, else 0; before
the first spike it is 0, as after a reset. Output sigmoid, loss binary cross-entropy in nats.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.task import Advice, Batch, Form, Option, Sight, Task, Variant, decided
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.tasks.task import Values

__all__ = ["SPIKE_LATCH", "latched"]

CHANNELS = ("set", "reset", "distract")
EXAM_STEPS = 200


def latched(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the target (T, B, 1) of spikes x (T, B, 3): the running last of set and reset."""
    steps = np.arange(1, len(x) + 1)[:, None]
    last_set = np.maximum.accumulate(np.where(x[:, :, 0] > 0, steps, 0), axis=0)
    last_reset = np.maximum.accumulate(np.where(x[:, :, 1] > 0, steps, 0), axis=0)
    return np.asarray(last_set > last_reset, dtype=np.float64)[:, :, None]


def _sample(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    bounds = np.cumsum([options[channel] for channel in CHANNELS])
    kind = np.searchsorted(bounds, rng.random((int(options["length"]), batch)), side="right")
    x = np.asarray(kind[:, :, None] == np.arange(3), dtype=np.float64)
    return Batch(x, latched(x))


def _sketch(rng: np.random.Generator, options: Values, _sequence: Sequence | None) -> Sequence:
    x = frozen(_sample(rng, 1, options, None).x[:, 0])
    return Sequence(x, CHANNELS, title=_("Spike latch"), text=" ".join(label or "." for label in _labels(x)))


def _labels(x: NDArray[np.float64]) -> tuple[str, ...]:
    return tuple(CHANNELS[int(row.argmax())] if row.any() else "" for row in x)


def _answer(sequence: Sequence, _options: Values) -> Sequence:
    x = sequence.values
    return replace(sequence, labels=_labels(x), target=frozen(latched(x[:, None])[:, 0]), weight=None)


def _guesses(options: Values, _sequence: Sequence | None) -> dict[str, float]:
    """Closed form: P(set came last) is s/(s+r)·(1 − (1−s−r)^t) at step t; the best constant is its mean."""
    either = options["set"] + options["reset"]
    steps = np.arange(1, int(options["length"]) + 1)
    share = float(np.mean(options["set"] / either * (1 - (1 - either) ** steps)))
    return {_("always the mean"): -share * math.log(share) - (1 - share) * math.log(1 - share)}


def _first_spike(sequence: Sequence, _options: Values) -> int:
    """Give the first step, from 1, at which the memory is set or reset."""
    return int(sequence.values[:, :2].any(axis=1).argmax()) + 1


def _memory(sequence: Sequence, _options: Values) -> NDArray[np.float64]:
    return latched(sequence.values[:, None])[:, 0, 0]


SPIKE_LATCH = Task(
    name="spike-latch",
    title=_("Spike latch"),
    summary=_("Spikes set or reset a memory, others distract; say at every step which of the two came last."),
    form=Form(3, 1, "sigmoid", others=("identity",)),
    channels=CHANNELS,
    options=(
        Option("length", _("Steps"), 50, 2, 2000, whole=True),
        Option("set", _("Share of set"), 0.10, 0.01, 0.30),
        Option("reset", _("Share of reset"), 0.15, 0.01, 0.30),
        Option("distract", _("Share of distractors"), 0.25, 0.0, 0.39),
    ),
    criterion=_("right at 99 % of the steps of sequences of 200 steps"),
    look=_(
        "Two ways to remember: f near 1 holds the cell, and only spikes write; or f is low, i high, and a unit "
        "writes the same again at every step. Either way h is a step function."
    ),
    bar=0.99,
    higher=True,
    advice=Advice(units=8, rate=0.01, updates=1000, clip=1.0, keep="chrono", batch=32),
    sample=_sample,
    sketch=_sketch,
    answer=_answer,
    guesses=_guesses,
    measure=decided,
    trials=lambda options: ({**options, "length": EXAM_STEPS},),
    family="memory",
    sights=(
        Sight(_("Find the unit that remembers"), ("states", "output"), ("state",), _memory),
        Sight(_("See its gate hold between the spikes"), ("gates",), ("keep",), _memory, within=("state",)),
        Sight(_("Stand at the first spike"), ("gates", "states"), ("write",), step=_first_spike),
    ),
    variants=(
        Variant(_("Plain RNN"), advice=Advice(units=8, keep=None, cell="rnn")),
        Variant(_("GRU"), advice=Advice(units=8, keep="chrono", cell="gru")),
    ),
)
