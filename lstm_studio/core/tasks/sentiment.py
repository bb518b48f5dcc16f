"""Sentiment: read a short phrase, some with a negation; say at its end whether it praises or blames.

x (T, B, W): one-hot words, read through an embedding; ends of shorter phrases are silent. y (B, 1): 1 for praise, at
the last word only. Output sigmoid, binary cross-entropy in nats. One phrase of four is held out: examined, never
learnt, though each of its words is, in other phrases. The phrases were written for this task.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.symbols import final, labelled, named, padded, spelled
from lstm_studio.core.tasks.task import Advice, Batch, Form, Option, Sight, Task, Variant, at_the_end
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.tasks.task import Values

__all__ = ["NOT", "PHRASES", "SENTIMENT", "SIGNS", "feeling"]

SIGNS = {
    **dict.fromkeys(("good", "lovely", "clever", "funny", "warm"), 1.0),
    **dict.fromkeys(("bad", "dull", "boring", "awful", "slow"), -1.0),
}
"""What a word says by itself."""
NOT = ("not", "never", "hardly")
NOUNS = ("film", "book", "song")
PLAIN = (
    "the {noun} was {word}",
    "a {word} {noun}",
    "what a {word} {noun}",
    "it was {word}",
    "it is really {word}",
    "so {word}",
    "this is a {word} {noun}",
    "the {noun} is very {word}",
)
TURNED = (
    "the {noun} was not {word}",
    "not a {word} {noun}",
    "never {word}",
    "it was never {word}",
    "it is not really {word}",
    "hardly {word}",
    "not {word} at all",
    "the {noun} is not very {word}",
)
_PLACES = tuple((row, column) for row in range(len(PLAIN) + len(TURNED)) for column in range(len(SIGNS)))
PHRASES = tuple(
    (*PLAIN, *TURNED)[row].format(word=tuple(SIGNS)[column], noun=NOUNS[(row + column) % len(NOUNS)])
    for row, column in _PLACES
)
"""Every word in every frame."""
CHANNELS = tuple(sorted({word for phrase in PHRASES for word in phrase.split()}))
EXAM = "held out"
_CODES = [np.array([CHANNELS.index(word) for word in phrase.split()]) for phrase in PHRASES]
_DIAGONAL = np.array([row + column for row, column in _PLACES])


def feeling(words: tuple[str, ...]) -> NDArray[np.float64]:
    """Give what has been said after each word (T,): above 0 praise, below blame; a negation turns what follows it."""
    turn, said, course = 1.0, 0.0, []
    for word in words:
        turn = -turn if word in NOT else turn
        said += turn * SIGNS.get(word, 0.0)
        course.append(said)
    return np.array(course)


_PRAISE = np.array([float(feeling(tuple(phrase.split()))[-1] > 0) for phrase in PHRASES])


def _held(options: Values) -> NDArray[np.bool_]:
    """Tell the phrases that are held out: every word is so in some frames, and in others not."""
    return np.asarray(_DIAGONAL % int(options["held"]) == 0)


def _sample(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    held = _held(options)
    places = np.flatnonzero(held) if options.get(EXAM) else rng.choice(np.flatnonzero(~held), batch)
    codes, lengths = padded([_CODES[place] for place in places])
    return Batch(spelled(codes, len(CHANNELS)), _PRAISE[places][:, None], None, lengths)


def _sketch(rng: np.random.Generator, _options: Values, _sequence: Sequence | None) -> Sequence:
    # Three of four have a negation: those there is more to see of.
    turned = np.array([bool(set(NOT) & set(phrase.split())) for phrase in PHRASES])
    codes = _CODES[int(rng.choice(np.flatnonzero(turned == (rng.random() < 0.75))))]
    return named(spelled(codes, len(CHANNELS)), CHANNELS, _("Sentiment"))


def _answer(sequence: Sequence, _options: Values) -> Sequence:
    words = labelled(sequence.values, CHANNELS)
    said = float(feeling(words)[-1])
    target = frozen(np.full((sequence.steps, 1), float(said > 0))) if said else None
    return replace(sequence, labels=words, target=target, weight=at_the_end(sequence.steps) if said else None)


def _guesses(_options: Values, _sequence: Sequence | None) -> dict[str, float]:
    """Closed form: as many phrases praise as blame."""
    return {_("a coin"): math.log(2)}


def _measure(y: NDArray[np.float64], batch: Batch) -> float:
    return float(np.mean((final(y, batch.lengths) > 0.5) == (batch.y > 0.5)))


def _said(sequence: Sequence, _options: Values) -> NDArray[np.float64]:
    return feeling(labelled(sequence.values, CHANNELS))


def _turned(sequence: Sequence, _options: Values) -> int:
    """Give the step of the first negation, from 1; the last where there is none."""
    words = labelled(sequence.values, CHANNELS)
    return next((step for step, word in enumerate(words, 1) if word in NOT), sequence.steps)


SENTIMENT = Task(
    name="sentiment",
    title=_("Sentiment"),
    summary=_("Short phrases, some with “not”; say at the end whether they praise or blame."),
    form=Form(len(CHANNELS), 1, "sigmoid", embedding=8),
    channels=CHANNELS,
    options=(Option("held", _("Held out: one in"), 4, 2, 8, whole=True),),
    criterion=_("all phrases right that were never learnt"),
    look=_("At “not good” the sign of a cell turns."),
    bar=1.0,
    higher=True,
    advice=Advice(units=16, rate=0.01, updates=1000, clip=1.0, keep=1.0, batch=32),
    sample=_sample,
    sketch=_sketch,
    answer=_answer,
    guesses=_guesses,
    measure=_measure,
    sights=(
        Sight(_("Find the unit that carries the verdict"), ("text", "output"), ("state",), _said),
        Sight(_("Stand at the negation"), ("states", "gates"), ("state",), step=_turned),
    ),
    variants=(
        Variant(_("Half of the phrases held out"), {"held": 2}),
        Variant(_("GRU"), advice=Advice(units=16, updates=1000, keep=1.0, cell="gru")),
    ),
    trials=lambda options: ({**options, EXAM: 1.0},),
    family="words",
)
