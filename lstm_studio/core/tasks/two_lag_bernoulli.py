"""Two-lag Bernoulli: the chance of a 1 depends on two earlier bits.

x (T, B, 1): fair bits X. y (T, B, 1): bits Y with P(Y = 1) = ½ + ½ X of ``first`` steps ago − ¼ X of ``second`` steps
ago; steps before there are both count nothing. Output sigmoid, binary cross-entropy in nats.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.delayed_echo import late
from lstm_studio.core.tasks.symbols import entropy
from lstm_studio.core.tasks.task import Advice, Batch, Form, Option, Sight, Task, Variant
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from lstm_studio.core.tasks.task import Values

__all__ = ["TWO_LAG_BERNOULLI"]

CHANNELS = ("X",)
EXAM_STEPS = 500
LEAST = 1e-12


def _chance(x: NDArray[np.float64], options: Values) -> NDArray[np.float64]:
    """Give P(Y = 1) at every step of x (T, …)."""
    return np.asarray(
        0.5 + 0.5 * late(x, int(options["first"])) - 0.25 * late(x, int(options["second"])), dtype=np.float64
    )


def _sample(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    lag = int(options["second"])
    steps = lag + int(options["length"])
    x = rng.integers(0, 2, (steps, batch, 1)).astype(np.float64)
    y = np.asarray(rng.random(x.shape) < _chance(x, options), dtype=np.float64)
    weight = np.broadcast_to(np.arange(steps)[:, None] >= lag, (steps, batch)).astype(np.float64)
    return Batch(x, y, weight)


def _sketch(rng: np.random.Generator, options: Values, _sequence: Sequence | None) -> Sequence:
    x = np.asarray(_sample(rng, 1, options, None).x[:, 0], dtype=np.float64)
    text = " ".join(f"{value:g}" for value in x[:, 0])
    return Sequence(frozen(x), CHANNELS, title=_("Two-lag Bernoulli"), text=text)


def _answer(sequence: Sequence, options: Values) -> Sequence:
    """The target that is shown is the chance itself, which is what the output comes to."""
    weight = frozen(np.arange(sequence.steps) >= int(options["second"]))
    labels = tuple(f"{value:g}" for value in sequence.values[:, 0])
    if not weight.any():
        return replace(sequence, labels=labels, target=None, weight=None)
    chance = frozen(np.clip(_chance(sequence.values, options), 0.0, 1.0))
    return replace(sequence, labels=labels, target=chance, weight=weight)


def _guesses(_options: Values, _sequence: Sequence | None) -> dict[str, float]:
    """Closed form: the mean entropy of Y, where both, one or none of the four pairs of bits is known."""
    both = sum(entropy(chance) for chance in (0.5, 1.0, 0.25, 0.75)) / 4
    first = (entropy(0.375) + entropy(0.875)) / 2
    return {_("no lag"): entropy(0.625), _("the first lag alone"): first, _("both lags"): both}


def _measure(y: NDArray[np.float64], batch: Batch) -> float:
    """Give the cross-entropy in nats."""
    right = np.maximum(np.where(batch.y > 0.5, y, 1.0 - y), LEAST)
    return float(np.average(-np.log(right[:, :, 0]), weights=batch.weight))


def _lagged(lag: str) -> Callable[[Sequence, Values], NDArray[np.float64]]:
    return lambda sequence, options: late(sequence.values[:, 0], int(options[lag]))


TWO_LAG_BERNOULLI = Task(
    name="two-lag-bernoulli",
    title=_("Two-lag Bernoulli"),
    summary=_("Bits X; the chance of a 1 in Y is ½ + ½ X of 3 steps ago − ¼ X of 8 steps ago; foretell Y."),
    form=Form(1, 1, "sigmoid"),
    channels=CHANNELS,
    options=(
        Option("first", _("First lag"), 3, 0, 5, whole=True),
        Option("second", _("Second lag"), 8, 6, 30, whole=True),
        Option("length", _("Steps after it"), 50, 2, 500, whole=True),
    ),
    criterion=_("cross-entropy of 0.47 nats"),
    look=_(
        "The loss passes the lines of the lags one after the other; the longer the second lag, the longer it rests on "
        "the first. The dots are the chances themselves."
    ),
    bar=0.47,
    higher=False,
    advice=Advice(units=16, rate=0.01, updates=2000, clip=1.0, keep=None, batch=32),
    sample=_sample,
    sketch=_sketch,
    answer=_answer,
    guesses=_guesses,
    measure=_measure,
    scored=_("cross-entropy (nats)"),
    trials=lambda options: ({**options, "length": EXAM_STEPS},),
    sights=(
        Sight(_("Find the unit of the first lag"), ("states", "output"), ("output",), _lagged("first")),
        Sight(_("Find the unit of the second lag"), ("states", "output"), ("output",), _lagged("second")),
    ),
    variants=(
        Variant(_("Second lag 12"), {"second": 12}, Advice(units=16, updates=3000, keep=None)),
        Variant(_("Plain RNN"), advice=Advice(units=16, updates=2000, keep=None, cell="rnn")),
        Variant(_("GRU"), advice=Advice(units=16, updates=2000, keep=None, cell="gru")),
    ),
    pictured={"length": 20},
)
