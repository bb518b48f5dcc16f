"""Spike timing: give a spike every F + I steps, where I is said from one spike to the next.

x (T, B, 1): I, a whole number, constant from the step after a spike to the next spike; y (T, B, 1): 1 at the last step
of every interval, else 0. Output sigmoid, binary cross-entropy in nats.
Source: Gers, Schraudolph & Schmidhuber 2002, section 4 (solved where no error reaches 0.49).
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

__all__ = ["SPIKE_TIMING", "spikes"]

CHANNELS = ("longer by",)


def spikes(x: NDArray[np.float64], shortest: int) -> NDArray[np.float64]:
    """Give 1 at the steps (T, B) at which ``shortest`` + x steps have gone by since the last spike, else 0."""
    y, since = np.zeros_like(x), np.zeros(x.shape[1:])
    for step in range(len(x)):
        since += 1
        y[step] = since >= shortest + x[step]
        since[y[step] > 0] = 0
    return y


def _sample(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    steps, shortest, spread = int(options["length"]), int(options["shortest"]), int(options["spread"])
    longer = rng.integers(0, spread + 1, (steps // shortest + 1, batch))
    x = np.stack(
        [np.repeat(longer[:, place], shortest + longer[:, place])[:steps] for place in range(batch)], axis=1
    ).astype(np.float64)
    return Batch(x[:, :, None], spikes(x, shortest)[:, :, None])


def _sketch(rng: np.random.Generator, options: Values, _sequence: Sequence | None) -> Sequence:
    x = np.asarray(_sample(rng, 1, options, None).x[:, 0], dtype=np.float64)
    return Sequence(frozen(x), CHANNELS, title=_("Spike timing"), text=typed(x))


def _answer(sequence: Sequence, options: Values) -> Sequence:
    target = spikes(sequence.values, int(options["shortest"]))
    labels = tuple(_("spike") if here else "" for here in target[:, 0])
    return replace(sequence, labels=labels, target=frozen(target), weight=None)


def _guesses(options: Values, _sequence: Sequence | None) -> dict[str, float]:
    """Closed form of an endless sequence: one spike in the mean interval, F + spread/2."""
    share = 1 / (options["shortest"] + options["spread"] / 2)
    return {_("always the mean"): float(-share * np.log(share) - (1 - share) * np.log(1 - share))}


def _measure(y: NDArray[np.float64], batch: Batch) -> float:
    return float(np.abs(y - batch.y).max())


def _since(sequence: Sequence, options: Values) -> NDArray[np.float64]:
    """Give the steps since the last spike, and 0 at one."""
    spiked = spikes(sequence.values, int(options["shortest"]))[:, 0] > 0
    steps = np.arange(1, sequence.steps + 1)
    return np.asarray(steps - np.maximum.accumulate(np.where(spiked, steps, 0)), dtype=np.float64)


def _first(sequence: Sequence, options: Values) -> int:
    spiked = spikes(sequence.values, int(options["shortest"]))[:, 0]
    return int(spiked.argmax()) + 1


SPIKE_TIMING = Task(
    name="spike-timing",
    title=_("Spike timing"),
    summary=_("Give a spike every so many steps, counted without any help; the input says how many."),
    form=Form(1, 1, "sigmoid", others=("identity",)),
    channels=CHANNELS,
    options=(
        Option("length", _("Steps"), 100, 10, 1000, whole=True),
        Option("shortest", _("Shortest interval"), 10, 2, 50, whole=True),
        Option("spread", _("Longer by at most"), 1, 0, 10, whole=True),
    ),
    criterion=_("largest error below 0.49"),
    look=_(
        "Some cells climb or fall from spike to spike and start anew; peepholes let the gates see how far they are."
    ),
    bar=0.49,
    higher=False,
    advice=Advice(units=16, rate=0.01, updates=5000, clip=1.0, keep="chrono", batch=16),
    sample=_sample,
    sketch=_sketch,
    answer=_answer,
    guesses=_guesses,
    measure=_measure,
    scored=_("largest error"),
    family="signals",
    sights=(
        Sight(_("Find the unit that counts from spike to spike"), ("states", "output"), ("state",), _since),
        Sight(_("See its forget gate at the first spike"), ("gates",), ("keep",), _since, _first, ("state",)),
    ),
    variants=(
        Variant(
            _("Peepholes"),
            advice=Advice(units=16, updates=5000, keep="chrono", batch=16, cell="lstm-peephole"),
        ),
        Variant(_("Longer by up to 4 steps"), {"spread": 4}),
    ),
    hard=Hard(
        _("intervals of more than 15 steps, and those that are always the same, take minutes"),
        lambda options: options["shortest"] > 15 or options["spread"] == 0,
    ),
    pictured={"length": 40},
    source="Gers, Schraudolph & Schmidhuber 2002",
)
