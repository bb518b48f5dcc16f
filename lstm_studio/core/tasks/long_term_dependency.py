"""Long-term dependency: one bit is given at one step, then zeros; recall it at the end.

x (T, B, 1): zeros, but for the relevant step, which is 1 in half of the samples. y (B, 1): that bit, at the
last step only. Output identity, mean squared error.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.task import Advice, Batch, Form, Option, Sight, Task, Variant, at_the_end
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.tasks.task import Values

__all__ = ["LONG_TERM_DEPENDENCY"]

CHANNELS = ("bit",)


def _relevant(options: Values) -> int:
    """Give the relevant step, from 0; past the end it is the last one."""
    return min(int(options["relevant_index"]), int(options["length"])) - 1


def _sample(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    bit = rng.integers(0, 2, batch).astype(np.float64)
    x = np.zeros((int(options["length"]), batch, 1))
    x[_relevant(options), :, 0] = bit
    return Batch(x, bit[:, None])


def _sketch(_rng: np.random.Generator, options: Values, _sequence: Sequence | None) -> Sequence:
    """Show the sample with the 1: the one with nothing in it shows nothing."""
    mark = np.zeros((int(options["length"]), 1))
    mark[_relevant(options)] = 1.0
    text = " ".join(f"{value:g}" for value in mark[:, 0])
    return Sequence(frozen(mark), CHANNELS, title=_("Long-term dependency"), text=text)


def _answer(sequence: Sequence, options: Values) -> Sequence:
    place = min(_relevant(options), sequence.steps - 1)
    labels = tuple(_("relevant") if step == place else "" for step in range(sequence.steps))
    target = np.full((sequence.steps, 1), sequence.values[place, 0])
    return replace(sequence, labels=labels, target=frozen(target), weight=at_the_end(sequence.steps))


def _guesses(_options: Values, _sequence: Sequence | None) -> dict[str, float]:
    """Closed form: the variance of a fair bit."""
    return {_("always one half"): 0.25}


def _measure(y: NDArray[np.float64], batch: Batch) -> float:
    return float(np.abs(y[-1] - batch.y).max())


def _place(sequence: Sequence, options: Values) -> int:
    """Give the relevant step of a sequence, from 1."""
    return min(_relevant(options) + 1, sequence.steps)


def _since(sequence: Sequence, options: Values) -> NDArray[np.float64]:
    """Give 0 before the relevant step and what it holds from there on."""
    place = _place(sequence, options) - 1
    course = np.zeros(sequence.steps)
    course[place:] = sequence.values[place, 0] or 1.0
    return course


LONG_TERM_DEPENDENCY = Task(
    name="long-term-dependency",
    title=_("Long-term dependency"),
    summary=_("One step holds a 1 or a 0, all others are zero; recall it at the end."),
    form=Form(1, 1, "identity"),
    channels=CHANNELS,
    options=(
        Option("length", _("Steps"), 50, 2, 1000, whole=True),
        Option("relevant_index", _("Relevant step"), 10, 1, 1000, whole=True),
    ),
    criterion=_("largest error below 0.1 at the end"),
    look=_("The forget gate stays near 1 from the relevant step on and carries one bit to the end."),
    bar=0.1,
    higher=False,
    advice=Advice(units=8, rate=0.01, updates=1000, clip=1.0, keep="chrono", batch=32),
    sample=_sample,
    sketch=_sketch,
    answer=_answer,
    guesses=_guesses,
    measure=_measure,
    scored=_("largest error"),
    family="memory",
    sights=(
        Sight(_("Find the unit that carries the bit"), ("states", "output"), ("state",), _since),
        Sight(_("See its forget gate hold"), ("gates",), ("keep",), _since, within=("state",)),
        Sight(_("Stand where the bit comes"), ("gates", "states"), ("write",), step=_place),
    ),
    variants=(
        Variant(_("Forget bias 1"), advice=Advice(units=8, keep=1.0)),
        Variant(_("Plain RNN"), advice=Advice(units=8, keep=None, cell="rnn")),
    ),
    pictured={"length": 24, "relevant_index": 6},
)
