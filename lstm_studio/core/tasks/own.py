"""The person's own sequence: at every step, say what comes next.

The sequence is cut into windows of equal length. One-hot sequences: y (T, B) is the next symbol, output
softmax, loss cross-entropy in nats. Numbers: y (T, B, D) is the next step, output identity, mean squared
error.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.task import Advice, Batch, Form, Option, Task
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.tasks.task import Values

__all__ = ["OWN", "one_hot", "scaled", "wide"]

LEAST = 1e-6  # a guess without any loss leaves nothing to halve
WIDE = 5.0  # a readout that starts near 0 needs hundreds of updates to get further than this


def one_hot(values: NDArray[np.float64]) -> bool:
    """Tell whether values (T, D) are symbols: one 1 in every step, all else 0, on two channels or more."""
    only = bool(np.all((values == 0) | (values == 1)))
    return values.shape[1] > 1 and only and bool(np.all(values.sum(axis=1) == 1))


def wide(values: NDArray[np.float64]) -> bool:
    """Tell whether values (T, D) are so far from 0, or from each other, that they are better learnt scaled."""
    return bool(np.abs(values).max(initial=0.0) > WIDE)


def scaled(sequence: Sequence) -> Sequence:
    """Give the sequence with mean 0 and standard deviation 1 in every channel; a constant channel becomes 0."""
    values = sequence.values
    deviation = values.std(axis=0)
    normal = (values - values.mean(axis=0)) / np.where(deviation > 0, deviation, 1.0)
    if np.allclose(normal, values):
        return sequence
    title = _("{title}, scaled").format(title=sequence.title) if sequence.title else ""
    return replace(sequence, values=frozen(normal), target=None, weight=None, title=title, text="")


def _own(sequence: Sequence | None) -> Sequence:
    if sequence is None or sequence.steps < 2:
        raise ValueError(
            _("there is no sequence of two steps or more to learn; type or load one of your own first")
        )
    return sequence


def _shape(sequence: Sequence) -> Form:
    values = sequence.values
    channels = int(values.shape[1])
    if one_hot(values):
        return Form(channels, channels, "softmax")
    shares = bool(values.min() >= 0 and values.max() <= 1)
    return Form(channels, channels, "identity", others=("sigmoid",) * shares)


@lru_cache(maxsize=2)  # asked for at every update, and a sequence may have millions of values
def _answers(sequence: Sequence) -> NDArray[np.float64] | NDArray[np.int64]:
    """Give what there is to predict: classes (T,) or values (T, D)."""
    return sequence.values.argmax(axis=1) if one_hot(sequence.values) else sequence.values


def _sample(rng: np.random.Generator, batch: int, options: Values, sequence: Sequence | None) -> Batch:
    own = _own(sequence)
    values = own.values
    window = min(int(options["window"]), len(values) - 1)
    places = len(values) - window
    starts = rng.choice(places, size=min(batch, places), replace=False)
    steps = starts[None, :] + np.arange(window)[:, None]
    return Batch(values[steps], _answers(own)[steps + 1])


def _sketch(_rng: np.random.Generator, _options: Values, sequence: Sequence | None) -> Sequence:
    return _own(sequence)


def _answer(sequence: Sequence, _options: Values) -> Sequence:
    """The target of a step is the step after it; the last step has none, so that one counts nothing."""
    if sequence.steps < 2:
        return replace(sequence, target=None, weight=None)
    target, weight = np.roll(sequence.values, -1, axis=0), np.ones(sequence.steps)
    weight[-1] = 0.0
    return replace(sequence, target=frozen(target), weight=frozen(weight))


def _entropy(counts: NDArray[np.float64]) -> float:
    """Give the entropy in nats of each row of counts, weighted by the row's share of all."""
    rows = counts.sum(axis=1, keepdims=True)
    share = counts / np.maximum(rows, 1.0)
    logs = np.log(np.where(share > 0, share, 1.0))
    return float(-(counts * logs).sum() / counts.sum())


def _guesses(_options: Values, sequence: Sequence | None) -> dict[str, float]:
    """Counted on the sequence itself: persistence and the mean, or the shares of symbols and of pairs."""
    values = _own(sequence).values
    if not one_hot(values):
        mean = float(np.mean((values[1:] - values[1:].mean(axis=0)) ** 2))
        return {
            _("as the step before"): float(np.mean(np.diff(values, axis=0) ** 2)),
            _("always the mean"): mean,
        }
    symbols = values.shape[1]
    following = np.zeros((symbols, symbols))
    np.add.at(following, (values[:-1].argmax(axis=1), values[1:].argmax(axis=1)), 1.0)
    single = _entropy(following.sum(axis=0, keepdims=True))
    return {
        _("how often each symbol comes"): single,
        _("which symbol follows which"): _entropy(following),
    }


def _measure(y: NDArray[np.float64], batch: Batch) -> float:
    """Error over a simple guess: RMSE over persistence, or cross-entropy over that of the symbols' shares."""
    if batch.y.ndim == 2:
        symbols = np.asarray(batch.y, dtype=np.int64)
        right = np.take_along_axis(y, symbols[:, :, None], axis=2)
        counts = np.bincount(symbols.ravel(), minlength=y.shape[2]).astype(np.float64)
        return float(-np.log(np.maximum(right, 1e-12)).mean()) / max(_entropy(counts[None]), LEAST)
    error, step = np.mean((y - batch.y) ** 2), np.mean((batch.x - batch.y) ** 2)
    return float(np.sqrt(error / max(float(step), LEAST**2)))


OWN = Task(
    name="own",
    title=_("Own sequence"),
    summary=_("Read your own sequence and say at every step what comes next."),
    form=Form(0, 0, "identity"),
    channels=(),
    options=(Option("window", _("Steps in a window"), 20, 1, 500, whole=True),),
    criterion=_("less than half of the error of the simplest guess"),
    look=_("Which units follow the rhythm of the sequence, and where the gates open."),
    bar=0.5,
    higher=False,
    advice=Advice(units=16, rate=0.01, updates=1000, clip=1.0, keep=1.0, batch=32),
    sample=_sample,
    sketch=_sketch,
    answer=_answer,
    guesses=_guesses,
    measure=_measure,
    shape=_shape,
)
