"""Temporal order: two of some hundred symbols are X or Y; say at the end in which order they came.

x (T, B, 8): one-hot E, B, X, Y, a, b, c, d. It begins with E and ends with B; X or Y stands somewhere from step L/10
to L/5 and again from L/2 to 3L/5, all else is drawn from a to d; T is L to 1.1 L. y (B,): the class XX, XY, YX or
YY, at the last step only. Output softmax, cross-entropy in nats. Source: Hochreiter & Schmidhuber 1997, experiment
6a, with L = 100.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.symbols import coded, final, labelled, named, spelled
from lstm_studio.core.tasks.task import Advice, Batch, Form, Option, Sight, Task, Variant, at_the_end
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.tasks.task import Values

__all__ = ["TEMPORAL_ORDER"]

CHANNELS = ("E", "B", "X", "Y", "a", "b", "c", "d")
BEGIN, END, X, DISTRACTORS = 0, 1, 2, 4
CLASSES = 4


def _sample(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    least, samples = int(options["length"]), np.arange(batch)
    lengths = rng.integers(least, least + least // 10 + 1, batch)
    codes = rng.integers(DISTRACTORS, len(CHANNELS), (int(lengths.max()), batch))
    codes[np.arange(len(codes))[:, None] >= lengths] = -1
    codes[0], codes[lengths - 1, samples] = BEGIN, END
    order = rng.integers(0, 2, (2, batch))
    for which, (first, last) in zip(
        order, ((least // 10, least // 5), (least // 2, least * 3 // 5)), strict=True
    ):
        codes[rng.integers(first, last + 1, batch), samples] = X + which
    return Batch(spelled(codes, len(CHANNELS)), 2 * order[0] + order[1], lengths=lengths)


def _sketch(rng: np.random.Generator, options: Values, _sequence: Sequence | None) -> Sequence:
    drawn = _sample(rng, 1, options, None).x[:, 0]
    return named(np.asarray(drawn, dtype=np.float64), CHANNELS, _("Temporal order"))


def _answer(sequence: Sequence, _options: Values) -> Sequence:
    """The class of a sequence with other than two of X and Y is that of its last two; one alone counts as two."""
    codes = coded(sequence.values)
    labels = tuple(label if label in "EBXY" else "" for label in labelled(sequence.values, CHANNELS))
    asked = codes[(codes == X) | (codes == X + 1)] - X
    if not len(asked):
        return replace(sequence, labels=labels, target=None, weight=None)
    place = 2 * asked[-2:][0] + asked[-1]
    target = np.tile(np.eye(CLASSES)[place], (sequence.steps, 1))
    return replace(sequence, labels=labels, target=frozen(target), weight=at_the_end(sequence.steps))


def _guesses(_options: Values, _sequence: Sequence | None) -> dict[str, float]:
    """Closed form: four classes, equally often."""
    return {_("one of four"): math.log(CLASSES)}


def _measure(y: NDArray[np.float64], batch: Batch) -> float:
    return float(np.mean(final(y, batch.lengths).argmax(axis=1) == batch.y))


def _relevant(sequence: Sequence) -> NDArray[np.float64]:
    """Give 1 at X, -1 at Y, 0 elsewhere, (T,)."""
    codes = coded(sequence.values)
    return np.asarray((codes == X) * 1.0 - (codes == X + 1))


def _remembered(sequence: Sequence, _options: Values, which: int = 0) -> NDArray[np.float64]:
    """Give the sign of the first X or Y, or of another, from its step on; 0 before."""
    marks = _relevant(sequence)
    places = np.flatnonzero(marks)[which : which + 1]
    return np.asarray(sum((marks[place] * (np.arange(len(marks)) >= place) for place in places), marks * 0.0))


def _second(sequence: Sequence, options: Values) -> NDArray[np.float64]:
    return _remembered(sequence, options, 1)


def _first_place(sequence: Sequence, _options: Values) -> int:
    return int(np.abs(_relevant(sequence)).argmax()) + 1


TEMPORAL_ORDER = Task(
    name="temporal-order",
    title=_("Temporal order"),
    summary=_(
        "Among many symbols there are two of X and Y; say at the end whether they were XX, XY, YX or YY."
    ),
    form=Form(len(CHANNELS), CLASSES, "softmax"),
    channels=CHANNELS,
    options=(Option("length", _("Steps, at least"), 100, 10, 500, whole=True),),
    criterion=_("right for 99.5 % of the sequences"),
    look=_(
        "A keep bias of 1 has a half-life of 2.2 steps, and nothing is learnt over 50; with chrono the forget gate "
        "stays near 1. The output steps at X and at Y, and at nothing between them."
    ),
    bar=0.995,
    higher=True,
    advice=Advice(units=16, rate=0.01, updates=1000, clip=1.0, keep="chrono", batch=32),
    sample=_sample,
    sketch=_sketch,
    answer=_answer,
    guesses=_guesses,
    measure=_measure,
    family="order and counting",
    source="Hochreiter & Schmidhuber 1997, experiment 6a",
    sights=(
        Sight(_("Find the unit that keeps the first X or Y"), ("states", "output"), ("state",), _remembered),
        Sight(_("See its forget gate hold"), ("gates",), ("keep",), _remembered, within=("state",)),
        Sight(_("Find the unit that takes up the second"), ("states", "output"), ("state",), _second),
        Sight(_("Stand at the first X or Y"), ("gates", "output"), ("write",), step=_first_place),
    ),
    variants=(
        Variant(_("Forget bias 1"), advice=Advice(units=16, updates=500, keep=1.0)),
        Variant(_("GRU"), advice=Advice(units=16, keep="chrono", cell="gru")),
        Variant(_("20 steps, forget bias 1"), {"length": 20}, Advice(units=16, keep=1.0)),
    ),
    pictured={"length": 20},
    answers=("XX", "XY", "YX", "YY"),
)
