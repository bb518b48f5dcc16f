"""Two-sequence: the first steps say the class, all others are noise; say the class at the end.

x (T, B, 1): +1 or −1 in the first N steps, then normal noise of variance 0.2; T is L to 1.1 L. y (B, 1): 1 for the
class +1, else 0, at the last step only. Output sigmoid, binary cross-entropy in nats. Source: Bengio, Simard &
Frasconi 1994, as Hochreiter & Schmidhuber 1997 set it, experiment 3a, with L = 100 and N = 3.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.symbols import final
from lstm_studio.core.tasks.task import Advice, Batch, Form, Option, Sight, Task, Variant, at_the_end
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.tasks.task import Values

__all__ = ["TWO_SEQUENCE"]

CHANNELS = ("signal",)
VARIANCE = 0.2


def _sample(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    least, known = int(options["length"]), int(options["known"])
    lengths = rng.integers(least, least + least // 10 + 1, batch)
    kind = rng.integers(0, 2, batch)
    x = rng.normal(0.0, math.sqrt(VARIANCE), (int(lengths.max()), batch, 1))
    x[:known] = (2.0 * kind - 1.0)[None, :, None]
    x[np.arange(len(x))[:, None] >= lengths] = 0.0
    return Batch(x, kind[:, None].astype(np.float64), lengths=lengths)


def _sketch(rng: np.random.Generator, options: Values, _sequence: Sequence | None) -> Sequence:
    x = (
        np.round(np.asarray(_sample(rng, 1, options, None).x[:, 0], dtype=np.float64), 3) + 0.0
    )  # as they are written
    text = " ".join(f"{value:g}" for value in x[:, 0])
    return Sequence(frozen(x), CHANNELS, title=_("Two-sequence"), text=text)


def _answer(sequence: Sequence, options: Values) -> Sequence:
    """The class of a typed sequence is the sign of its first steps."""
    known = int(options["known"])
    labels = tuple(_("class") if step < known else "" for step in range(sequence.steps))
    positive = float(sequence.values[:known].sum() > 0)
    target = np.full((sequence.steps, 1), positive)
    return replace(sequence, labels=labels, target=frozen(target), weight=at_the_end(sequence.steps))


def _guesses(_options: Values, _sequence: Sequence | None) -> dict[str, float]:
    """Closed form: two classes, equally often."""
    return {_("a coin"): math.log(2)}


def _measure(y: NDArray[np.float64], batch: Batch) -> float:
    return float(np.mean((final(y, batch.lengths) > 0.5) == (batch.y > 0.5)))


def _latched(sequence: Sequence, options: Values) -> NDArray[np.float64]:
    """Give 1 from the last step that says the class on, 0 before."""
    return np.asarray(np.arange(sequence.steps) >= int(options["known"]) - 1, dtype=np.float64)


TWO_SEQUENCE = Task(
    name="two-sequence",
    title=_("Two-sequence"),
    summary=_("The first steps are all +1 or all −1, then comes noise alone; say at the end which it was."),
    form=Form(1, 1, "sigmoid", others=("identity",)),
    channels=CHANNELS,
    options=(
        Option("length", _("Steps, at least"), 100, 10, 1000, whole=True),
        Option("known", _("Steps that say the class"), 3, 1, 10, whole=True),
    ),
    criterion=_("none of 256 sequences wrong"),
    look=_(
        "A unit latches: it goes to one side within the first steps, and noise does not move it. A plain RNN of 4 "
        "units does not learn that, but weights drawn at random do it after some hundred tries."
    ),
    bar=1.0,
    higher=True,
    advice=Advice(units=8, rate=0.01, updates=1000, clip=1.0, keep="chrono", batch=32),
    sample=_sample,
    sketch=_sketch,
    answer=_answer,
    guesses=_guesses,
    measure=_measure,
    trials=lambda options: (options,) * 4,  # 256 sequences in all
    source="Bengio, Simard & Frasconi 1994; Hochreiter & Schmidhuber 1997, experiment 3a",
    sights=(
        Sight(_("Find the unit that latches"), ("states", "output"), ("output",), _latched),
        Sight(_("See its gate hold"), ("gates",), ("keep",), _latched, within=("output",)),
        Sight(
            _("Stand where the noise begins"),
            ("gates", "states"),
            ("state",),
            step=lambda sequence, options: min(int(options["known"]) + 1, sequence.steps),
        ),
    ),
    variants=(
        Variant(_("Plain RNN of 4 units, to be guessed"), advice=Advice(units=4, keep=None, cell="rnn")),
        Variant(_("One step says the class"), {"known": 1}),
    ),
    pictured={"length": 30},
    luck=4.0,
)
