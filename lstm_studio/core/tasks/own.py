"""The person's own sequence: at every step, say what comes next, or what the person wants to be said there.

The sequence is cut into windows of equal length, whose last share may be held out for the examination. One-hot
sequences: y (T, B) is the next symbol, output softmax, loss cross-entropy in nats. Numbers: y (T, B, D) is the next
step, output identity, mean squared error. Targets that are given: y (T, B, O), or classes (T, B), of the step itself;
steps without one count nothing.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.scaling import joined, rescaled
from lstm_studio.core.sequence import Corpus
from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.task import Advice, Batch, Form, Option, Sight, Task
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from lstm_studio.core.tasks.task import Values

__all__ = ["OWN", "given", "learnt", "length", "one_hot", "taught", "wide"]

LEAST = 1e-6  # a guess without any loss leaves nothing to halve
WIDE = 5.0  # a readout that starts near 0 needs hundreds of updates to get further than this
COUNTED = 1_000_000  # symbols of a text in which guesses are counted
HELD = "held out"
"""Among the options of an examination: its windows are those that are not learnt."""


def one_hot(values: NDArray[np.float64]) -> bool:
    """Tell whether values (T, D) are symbols: one 1 in every step, all else 0, on two channels or more."""
    only = bool(np.all((values == 0) | (values == 1)))
    return values.shape[1] > 1 and only and bool(np.all(values.sum(axis=1) == 1))


def wide(values: NDArray[np.float64]) -> bool:
    """Tell whether values (T, D) are so far from 0, or from each other, that they are better learnt scaled."""
    return bool(np.abs(values).max(initial=0.0) > WIDE)


def given(sequence: Sequence) -> NDArray[np.float64] | None:
    """Give the targets (T, O) that the person has given, None where the next step is the target."""
    return sequence.target if sequence.asked else None


def length(sequence: Sequence) -> int:
    """Give the number of steps that there are to learn: those of the whole text where a part of one is shown."""
    return sequence.steps if sequence.corpus is None else sequence.corpus.steps


def learnt(sequence: Sequence, options: Values) -> int:
    """Give the number of steps that are learnt, from the first on; fewer than 2 are never held out."""
    steps = length(sequence)
    first = max(2, round(steps * options.get("share", 100.0) / 100.0))
    return first if steps - first >= 2 else steps


def taught(shown: Sequence, others: Iterable[Sequence], options: Values) -> Sequence:
    """Give what is learnt: the sequence that is shown, or, where that is chosen, all that are like it as one."""
    return joined(shown, others, learnt(shown, options)) if options.get("together") else shown


def _own(sequence: Sequence | None) -> Sequence:
    if sequence is None or sequence.steps < 2:
        raise ValueError(
            _("there is no sequence of two steps or more to learn; type or load one of your own first")
        )
    return sequence


def _shape(sequence: Sequence) -> Form:
    values, target = sequence.values, given(sequence)
    channels = int(values.shape[1])
    if target is not None:
        outputs, asked = int(target.shape[1]), target[_weight(sequence) > 0]
        if one_hot(asked):
            return Form(channels, outputs, "softmax")
        if np.isin(asked, (0.0, 1.0)).all():
            return Form(channels, outputs, "sigmoid", others=("identity",))
        return Form(channels, outputs, "identity")
    if one_hot(values):
        return Form(channels, channels, "softmax")
    shares = bool(values.min() >= 0 and values.max() <= 1)
    return Form(channels, channels, "identity", others=("sigmoid",) * shares)


def _weight(sequence: Sequence) -> NDArray[np.float64]:
    return np.ones(sequence.steps) if sequence.weight is None else sequence.weight


@lru_cache(maxsize=2)  # asked for at every update, and a sequence may have millions of values
def _answers(sequence: Sequence) -> NDArray[np.float64] | NDArray[np.int64]:
    """Give what there is to predict: classes (T,) or values (T, D)."""
    target = given(sequence)
    if target is not None:
        return target.argmax(axis=1) if _shape(sequence).output == "softmax" else target
    if sequence.corpus is not None:
        return sequence.corpus.codes
    return sequence.values.argmax(axis=1) if one_hot(sequence.values) else sequence.values


@lru_cache(maxsize=4)
def _starts(sequence: Sequence, first: int, last: int, window: int, ahead: int) -> NDArray[np.int64] | None:
    """Give where windows may begin that lie within steps first … last, None for everywhere.

    None of them reaches over a joint, and each has a step that counts.
    """
    if not sequence.joints and given(sequence) is None:
        return None
    starts = np.arange(first, last - window - ahead + 1)
    joints = np.array(sequence.joints)
    fits = np.searchsorted(joints, starts, "right") == np.searchsorted(
        joints, starts + window + ahead - 1, "right"
    )
    if given(sequence) is not None:
        summed = np.concatenate([[0.0], np.cumsum(_weight(sequence))])
        fits &= summed[starts + window] > summed[starts]
    return np.asarray(starts[fits])


def _sample(rng: np.random.Generator, batch: int, options: Values, sequence: Sequence | None) -> Batch:
    own = _own(sequence)
    middle, end = learnt(own, options), length(own)
    first, last = (middle, end) if options.get(HELD) and middle < end else (0, middle)
    ahead = int(given(own) is None)
    window = min(int(options["window"]), last - first - ahead)
    starts = _starts(own, first, last, window, ahead)
    places = last - first - window - ahead + 1 if starts is None else len(starts)
    if not places:
        sentence = _(
            "there is no window of {window} steps with a target; expected a smaller window or more targets"
        )
        raise ValueError(sentence.format(window=window))
    drawn = rng.choice(places, size=min(batch, places), replace=False)
    steps = (first + drawn if starts is None else starts[drawn])[None, :] + np.arange(window)[:, None]
    x = own.values[steps] if own.corpus is None else own.corpus.one_hot(steps)
    y = _answers(own)[steps + ahead]
    if own.corpus is not None:
        y = y.astype(np.int64)
    return Batch(x, y, None if ahead else _weight(own)[steps])


def _sketch(_rng: np.random.Generator, _options: Values, sequence: Sequence | None) -> Sequence:
    return _own(sequence)


def _answer(sequence: Sequence, options: Values) -> Sequence:
    """The target of a step is the step after it; the last step has none, so that one counts nothing.

    A scale is that of the steps that are learnt.
    """
    sequence = rescaled(sequence, sequence.scaling, learnt(sequence, options))
    if given(sequence) is not None:
        return sequence
    if sequence.steps < 2:
        return replace(sequence, target=None, weight=None, asked=())
    target, weight = np.roll(sequence.values, -1, axis=0), np.ones(sequence.steps)
    weight[-1] = 0.0
    return replace(sequence, target=frozen(target), weight=frozen(weight), asked=())


def _entropy(counts: NDArray[np.float64]) -> float:
    """Give the entropy in nats of each row of counts, weighted by the row's share of all."""
    rows = counts.sum(axis=1, keepdims=True)
    share = counts / np.maximum(rows, 1.0)
    logs = np.log(np.where(share > 0, share, 1.0))
    return float(-(counts * logs).sum() / counts.sum())


def _guesses(options: Values, sequence: Sequence | None) -> dict[str, float]:
    """Counted on the steps that are learnt: persistence and the mean, or the shares of symbols and of pairs."""
    own = _own(sequence)
    steps, target = min(learnt(own, options), COUNTED), given(own)
    answers = _answers(own)[:steps]
    if target is not None:
        counts = _weight(own)[:steps]
        return _guesses_given(_shape(own).output, answers, counts) if counts.any() else {}
    if answers.ndim == 2:
        mean = float(np.mean((answers[1:] - answers[1:].mean(axis=0)) ** 2))
        return {
            _("as the step before"): float(np.mean(np.diff(answers, axis=0) ** 2)),
            _("always the mean"): mean,
        }
    single, pairs = _entropies(own.corpus or own, steps)
    return {
        _("how often each symbol comes"): single,
        _("which symbol follows which"): pairs,
    }


@lru_cache(maxsize=4)  # the same for every part of a text that is shown
def _entropies(source: Corpus | Sequence, steps: int) -> tuple[float, float]:
    """Give the entropies in nats of the symbols of a text, and of each after the one before it."""
    if isinstance(source, Corpus):
        codes, symbols = source.codes[:steps], len(source.symbols)
    else:
        codes, symbols = source.values[:steps].argmax(axis=1), source.values.shape[1]
    pairs = codes[:-1].astype(np.int64) * symbols + codes[1:]
    following = np.bincount(pairs, minlength=symbols**2).reshape(symbols, symbols).astype(np.float64)
    return _entropy(following.sum(axis=0, keepdims=True)), _entropy(following)


def _guesses_given(output: str, answers: NDArray[Any], weight: NDArray[np.float64]) -> dict[str, float]:
    """The best constant answer, in the unit of the loss that goes with the output."""
    if output == "softmax":
        counts = np.bincount(answers, weights=weight).astype(np.float64)
        return {_("how often each answer comes"): _entropy(counts[None])}
    mean = np.average(answers, axis=0, weights=weight)
    if output == "sigmoid":
        return {_("always the mean"): float(np.mean([_entropy(np.array([[p, 1 - p]])) for p in mean]))}
    return {_("always the mean"): float(np.average(((answers - mean) ** 2).mean(axis=1), weights=weight))}


def _measure(y: NDArray[np.float64], batch: Batch) -> float:
    """Error over a simple guess: RMSE over persistence, or cross-entropy over that of the symbols' shares.

    Of targets that are given the guess is their mean.
    """
    weight = np.ones(batch.y.shape[:2]) if batch.weight is None else batch.weight
    if batch.y.ndim == 2:
        symbols = np.asarray(batch.y, dtype=np.int64)
        right = np.take_along_axis(y, symbols[:, :, None], axis=2)[:, :, 0]
        counts = np.bincount(symbols.ravel(), weight.ravel(), y.shape[2]).astype(np.float64)
        error = float(np.average(-np.log(np.maximum(right, 1e-12)), weights=weight))
        return error / max(_entropy(counts[None]), LEAST)
    guess = (
        batch.x if batch.weight is None else np.average(batch.y, axis=(0, 1), weights=_wide(weight, batch.y))
    )
    error, step = (np.average((each - batch.y) ** 2, weights=_wide(weight, batch.y)) for each in (y, guess))
    return float(np.sqrt(error / max(float(step), LEAST**2)))


def _wide(weight: NDArray[np.float64], like: NDArray[Any]) -> NDArray[np.float64]:
    return np.broadcast_to(weight[:, :, None], like.shape)


def _change(sequence: Sequence, _options: Values) -> NDArray[np.float64]:
    """Give how far each step is from the one before it, over all channels."""
    moved = np.diff(sequence.values, axis=0, prepend=sequence.values[:1])
    return np.asarray(np.sqrt((moved**2).sum(axis=1)))


OWN = Task(
    name="own",
    title=_("Own sequence"),
    summary=_("Read your own sequence and say at every step what comes next, or the targets that you give."),
    form=Form(0, 0, "identity"),
    channels=(),
    options=(
        Option("window", _("Steps in a window"), 20, 1, 500, whole=True),
        Option("share", _("Learnt, in % of the steps"), 100, 10, 100, whole=True),
        Option("together", _("Learn from all kept sequences (1)"), 0, 0, 1, whole=True),
    ),
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
    scored=_("loss / simple guess"),
    shape=_shape,
    trials=lambda options: ({**options, HELD: 1.0},),
    family="yours",
    sights=(
        Sight(
            _("Find the unit that moves when the sequence does"), ("states", "output"), ("state",), _change
        ),
        Sight(_("Find the gate that opens then"), ("gates",), ("write",), _change),
    ),
)
