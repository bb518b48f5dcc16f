"""The forget gate alone: random inputs on two channels, and a gate that learns when to forget.

x (T, B, 2): numbers uniform between -1 and 1. y (T, B, 1): 0 (forget) at a step whose first number is above
its second, and at the step after it; 1 (keep) elsewhere. One layer of σ can see the first condition in x; the
second needs the gate's own previous value, through R_f h_prev. Output identity, mean squared error.
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
    Option,
    Sight,
    Task,
    Variant,
    decided,
    rows_of_text,
)
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.tasks.task import Values

__all__ = ["FORGET_GATE"]

CHANNELS = ("x[1]", "x[2]")


def _forgotten(x: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell the steps (T, B) at which x (T, B, 2) asks to forget, now or one step ago."""
    now = x[:, :, 0] > x[:, :, 1]
    before = np.zeros_like(now)
    before[1:] = now[:-1]
    return np.asarray(now | before)


def _sample(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    x = rng.uniform(-1.0, 1.0, (int(options["length"]), batch, 2))
    return Batch(x, np.asarray(~_forgotten(x), dtype=np.float64)[:, :, None])


def _sketch(rng: np.random.Generator, options: Values, _sequence: Sequence | None) -> Sequence:
    drawn = _sample(rng, 1, options, None).x[:, 0]
    x: NDArray[np.float64] = np.round(drawn, 3)  # so that the text says the same
    return Sequence(frozen(x), CHANNELS, title=_("Forget gate alone"), text=rows_of_text(x))


def _answer(sequence: Sequence, _options: Values) -> Sequence:
    x = sequence.values
    labels = tuple(_("forget") if row[0] > row[1] else "" for row in x)
    return replace(sequence, labels=labels, target=frozen(~_forgotten(x[:, None])), weight=None)


def _guesses(options: Values, _sequence: Sequence | None) -> dict[str, float]:
    """Closed form: keep has probability ½ at the first step and ¼ after it, and p(1−p) is the loss of p.

    With x known but not the step before, the best guess is 0 where x asks to forget, else ½ (1 at the first).
    """
    steps = int(options["length"])
    share = (0.5 + 0.25 * (steps - 1)) / steps
    return {_("always the mean"): share * (1 - share), _("from x alone"): 0.125 * (steps - 1) / steps}


def _kept(sequence: Sequence, _options: Values) -> NDArray[np.float64]:
    return np.asarray(~_forgotten(sequence.values[:, None])[:, 0], dtype=np.float64)


FORGET_GATE = Task(
    name="forget-gate",
    title=_("Forget gate alone"),
    summary=_("Two random channels; forget where the first is above the second, and one step longer."),
    form=Form(2, 1, "identity", others=("sigmoid",)),
    channels=CHANNELS,
    options=(Option("length", _("Steps"), 10, 2, 500, whole=True),),
    criterion=_("right at 95 % of the steps"),
    look=_("What the gate does untrained; then how it answers x, and its own last value, with 0 or 1."),
    bar=0.95,
    higher=True,
    advice=Advice(units=3, rate=0.05, updates=1000, clip=1.0, keep=None, batch=32, cell="forget-gate"),
    sample=_sample,
    sketch=_sketch,
    answer=_answer,
    guesses=_guesses,
    measure=decided,
    family="memory",
    sights=(
        Sight(_("Find the unit that forgets when it should"), ("gates", "output"), ("f",), _kept),
        Sight(_("Take its gate apart"), ("lens", "gates"), ("f",), _kept),
    ),
    variants=(Variant(_("500 steps"), {"length": 500}),),
)
