"""aⁿbⁿ and aⁿbⁿcⁿ: after every symbol, say which may come next.

x (T, B, D): one-hot S, a, b (, c): S, then n of each letter in turn. y (T, B, O): 1 for each of a, b (, c), T that may
come next, which are after a both a and b, and after the last letter T alone. Output sigmoid, binary cross-entropy in
nats. Source: Gers & Schmidhuber 2001.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.symbols import coded, entropy, graded_steps, labelled, named, padded, spelled
from lstm_studio.core.tasks.task import Advice, Batch, Form, Option, Sight, Task, Variant
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from lstm_studio.core.tasks.task import Values

__all__ = ["AN_BN", "AN_BN_CN", "accepted"]

EVERY = "every"  # set in an examination alone: one sample of each n from 1 on
BAR = 20


def _codes(n: int, letters: int) -> NDArray[np.int64]:
    """Give the symbols of a string: S is 0, the letters are 1 on."""
    return np.concatenate([[0], np.repeat(np.arange(1, letters + 1), n)])


def _may_come(codes: NDArray[np.int64], letters: int) -> NDArray[np.float64]:
    """Give what may follow each of the symbols (T,), as (T, letters + 1); nothing after what is not of the language."""
    may, counts = np.zeros((len(codes), letters + 1)), np.zeros(letters + 1, dtype=np.int64)
    for step, code in enumerate(codes):
        begun = int(code) if code >= 0 else 0
        opened = code == 0 if step == 0 else 1 <= code <= letters and may[step - 1, code - 1]
        if not opened:
            return may
        counts[begun] += 1
        if begun < 2:
            may[step, [0, 1][: begun + 1]] = 1.0
        elif counts[begun] < counts[1]:
            may[step, begun - 1] = 1.0
        else:
            may[step, begun] = 1.0
    return may


@lru_cache(maxsize=256)  # asked for in every batch
def _after(n: int, letters: int) -> NDArray[np.float64]:
    """Give what may follow each symbol of the string of n, read-only."""
    return frozen(_may_come(_codes(n, letters), letters))


def _sampled(letters: int) -> Callable[..., Batch]:
    def sample(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
        longest = int(options["longest"])
        n = np.arange(1, batch + 1) if EVERY in options else rng.integers(1, longest + 1, batch)
        codes, lengths = padded([_codes(int(each), letters) for each in n])
        may = np.zeros((*codes.shape, letters + 1))
        for column, (each, length) in enumerate(zip(n, lengths, strict=True)):
            may[:length, column] = _after(int(each), letters)
        return Batch(spelled(codes, letters + 1), may, lengths=lengths)

    return sample


def accepted(y: NDArray[np.float64], batch: Batch) -> NDArray[np.bool_]:
    """Tell the strings (B,) after each of whose symbols all outputs stand on the right side of one half."""
    right = ((y > 0.5) == (batch.y > 0.5)).all(axis=2)
    if batch.lengths is not None:
        right |= ~graded_steps(len(y), batch.lengths)
    return np.asarray(right.all(axis=0))


def _measure(y: NDArray[np.float64], batch: Batch) -> float:
    """Give the n up to which every string is accepted, where the sample holds each n in turn."""
    return float(np.cumprod(accepted(y, batch)).sum())


def _guessed(letters: int) -> Callable[[Values, Sequence | None], dict[str, float]]:
    def guesses(options: Values, _sequence: Sequence | None) -> dict[str, float]:
        """Closed form, by the mean n: who sees the last symbol alone, and who sees nothing.

        After a both a and b may come; after another letter itself or the next one, which is 1 time in n.
        """
        mean = (options["longest"] + 1) / 2
        steps = 1 + letters * mean
        blind = 2 * (letters - 1) * mean * entropy(1 / mean) / steps
        shares = [1 + mean, 2 * mean - 1, *[mean] * (letters - 2), 1.0]
        return {
            _("always the mean"): sum(entropy(share / steps) for share in shares),
            _("from the last symbol alone"): blind,
        }

    return guesses


def _left(first: int, second: int) -> Callable[[Sequence, Values], NDArray[np.float64]]:
    """Give how many more of one letter than of another there were, at every step."""

    def course(sequence: Sequence, _options: Values) -> NDArray[np.float64]:
        codes = coded(sequence.values)
        return np.asarray(np.cumsum((codes == first) * 1.0 - (codes == second)))

    return course


def _turn(sequence: Sequence, _options: Values) -> int:
    """Give the step, from 1, of the first b, or the last step."""
    places = np.flatnonzero(coded(sequence.values) == 2)
    return int(places[0]) + 1 if len(places) else sequence.steps


def _language(letters: str, name: str, title: str, summary: str, look: str, advice: Advice) -> Task:
    channels, kinds = ("S", *letters), len(letters)

    def sketch(_rng: np.random.Generator, options: Values, _sequence: Sequence | None) -> Sequence:
        """Show the longest string that is learnt."""
        x = spelled(_codes(int(options["longest"]), kinds), kinds + 1)
        return named(x, channels, title)

    def answer(sequence: Sequence, _options: Values) -> Sequence:
        """Steps after which nothing may come, because the string is none, count nothing."""
        may = _may_come(coded(sequence.values), kinds)
        weight = None if may.any(axis=1).all() else frozen(may.any(axis=1))
        labels = labelled(sequence.values, channels)
        return replace(sequence, labels=labels, target=frozen(may), weight=weight)

    return Task(
        name=name,
        title=title,
        summary=summary,
        form=Form(kinds + 1, kinds + 1, "sigmoid", others=("identity",)),
        channels=channels,
        options=(Option("longest", _("Largest n"), 10, 1, 50, whole=True),),
        criterion=_("accepts every n up to {most}, whatever was learnt").format(most=BAR),
        look=look,
        bar=BAR,
        higher=True,
        advice=advice,
        sample=_sampled(kinds),
        sketch=sketch,
        answer=answer,
        guesses=_guessed(kinds),
        measure=_measure,
        scored=_("largest n accepted"),
        trials=lambda options: ({**options, EVERY: 1},),
        family="order and counting",
        answers=(*letters, "T"),
        source="Gers & Schmidhuber 2001",
        sights=(
            *(
                Sight(
                    _("Find the unit that counts a and {letter}").format(letter=letter),
                    ("states", "output"),
                    ("state",),
                    _left(1, place),
                )
                for place, letter in enumerate(letters[1:], start=2)
            ),
            Sight(_("Stand at the first b"), ("gates", "states"), ("state",), step=_turn),
        ),
        variants=(
            Variant(_("GRU"), advice=replace(advice, cell="gru")),
            Variant(_("Plain RNN"), advice=replace(advice, units=8, rate=0.01, keep=None, cell="rnn")),
        ),
        pictured={"longest": 6},
    )


AN_BN = _language(
    "ab",
    "an-bn",
    _("aⁿbⁿ"),
    _("As many b as there were a; say after every symbol what may come next, and so when the string ends."),
    _(
        "A cell counts one way with every a, and back with every b. A GRU, whose state is bounded, cannot count far."
    ),
    Advice(units=4, rate=0.03, updates=2000, clip=1.0, keep="chrono", batch=32),
)
AN_BN_CN = _language(
    "abc",
    "an-bn-cn",
    _("aⁿbⁿcⁿ"),
    _("As many b, and then as many c, as there were a; say after every symbol what may come next."),
    _(
        "Two counters: one goes back with every b, one with every c. No automaton with one stack reads "
        "this language. Some starts come no further than n = 13: draw another."
    ),
    Advice(units=8, rate=0.02, updates=5000, clip=1.0, keep="chrono", batch=32),
)
