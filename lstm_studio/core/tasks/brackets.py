"""Brackets and quotes: say at every symbol of a nested text which comes next.

Text with brackets, nested to some depth, and with quotes, in which only letters stand. x (T, B, 8): one-hot symbols;
y (T, B): the next symbol, drawn by chances that hang on what is open alone. Output softmax, cross-entropy in nats.
Source: after Karpathy, Johnson & Li 2015, who found units that follow quotes and brackets in models of text.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.letters import following
from lstm_studio.core.tasks.symbols import coded, spelled
from lstm_studio.core.tasks.task import Advice, Batch, Form, Option, Sight, Task, Variant
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.tasks.task import Values

__all__ = ["BRACKETS", "Place", "depths", "reading"]

CHANNELS = ("(", ")", "[", "]", '"', "a", "b", "c")
CLOSERS, QUOTE, LETTERS = (1, 3), 4, (5, 6, 7)
OPENS, CLOSES, QUOTES, ENDS = 0.25, 0.25, 0.1, 0.25  # chances of a bracket, its closing, a quote, its end


class Place(NamedTuple):
    """Where a text stands: which kinds of bracket are open, the outermost first, and whether a quote is."""

    kinds: tuple[int, ...] = ()
    quoted: bool = False


@lru_cache(maxsize=1024)
def _chances(place: Place, kinds: int, depth: int) -> NDArray[np.float64]:
    """Give the chance of every symbol (8,) to be the next."""
    chances = np.zeros(len(CHANNELS))
    if place.quoted:
        chances[QUOTE] = ENDS
    else:
        chances[QUOTE] = QUOTES
        if len(place.kinds) < depth:
            chances[[0, 2][:kinds]] = OPENS / kinds
        if place.kinds:
            chances[CLOSERS[place.kinds[-1]]] = CLOSES
    chances[list(LETTERS)] = (1 - chances.sum()) / len(LETTERS)
    return frozen(chances)


def _read(place: Place, code: int) -> Place:
    """Give where the text stands after a symbol; one that cannot come leaves it there."""
    if code == QUOTE:
        return place._replace(quoted=not place.quoted)
    if place.quoted or code in LETTERS:
        return place
    if code not in CLOSERS:
        return place._replace(kinds=(*place.kinds, code // 2))
    closes = bool(place.kinds) and CLOSERS[place.kinds[-1]] == code
    return place._replace(kinds=place.kinds[:-1]) if closes else place


def reading(codes: NDArray[np.int64]) -> list[Place]:
    """Give where a text (T,) stands after each of its symbols."""
    places, place = [], Place()
    for code in codes.tolist():
        place = _read(place, code)
        places.append(place)
    return places


def depths(codes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give how many brackets are open after each symbol (T,)."""
    return np.array([float(len(place.kinds)) for place in reading(codes)])


class _Grammar(NamedTuple):
    """Places by number: ``sums`` (P, 8) of chances up to each symbol, and the place ``after`` each, (P, 8)."""

    sums: NDArray[np.float64]
    after: NDArray[np.int64]


@lru_cache(maxsize=4)
def _grammar(kinds: int, depth: int) -> _Grammar:
    """Number the places that a text can come to; it begins at place 0."""
    numbers = {Place(): 0}
    waiting, sums, after = [Place()], [], []
    for place in waiting:
        chances = _chances(place, kinds, depth)
        row = []
        for code, chance in enumerate(chances):
            reached = _read(place, code) if chance > 0 else place
            if reached not in numbers:
                numbers[reached] = len(numbers)
                waiting.append(reached)
            row.append(numbers[reached])
        sums.append(np.cumsum(chances))
        after.append(row)
    return _Grammar(frozen(sums), frozen(after, np.int64))


def _written(
    rng: np.random.Generator, steps: int, batch: int, options: Values
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Write texts (T, B); give the places (T, B) before each symbol, too."""
    grammar = _grammar(int(options["kinds"]), int(options["depth"]))
    codes, places = np.zeros((2, steps, batch), dtype=np.int64)
    draws, here = rng.random((steps, batch, 1)), np.zeros(batch, dtype=np.int64)
    for step in range(steps):
        places[step] = here
        # The last sum is 1 but for rounding: it is left out, so that no draw lies above it.
        codes[step] = (draws[step] >= grammar.sums[here, :-1]).sum(axis=1)
        here = grammar.after[here, codes[step]]
    return codes, places


def _sample(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    codes, _places = _written(rng, int(options["length"]) + 1, batch, options)
    return Batch(spelled(codes[:-1], len(CHANNELS)), codes[1:])


def _sketch(rng: np.random.Generator, options: Values, _sequence: Sequence | None) -> Sequence:
    codes = _written(rng, int(options["length"]), 1, options)[0][:, 0]
    text = "".join(CHANNELS[code] for code in codes)
    return Sequence(
        frozen(spelled(codes, len(CHANNELS))), CHANNELS, title=_("Brackets and quotes"), text=text
    )


def _answer(sequence: Sequence, _options: Values) -> Sequence:
    return following(sequence)


@lru_cache(maxsize=4)
def _counted(options: tuple[tuple[str, float], ...]) -> tuple[float, float, float]:
    """Count on a long text: the entropies (nats) of a symbol, of one after another, and with all chances known."""
    texts, places = _written(np.random.default_rng(0), 2_000, 10, dict(options))
    single = np.bincount(texts.ravel(), minlength=len(CHANNELS)).astype(np.float64)
    pairs = np.zeros((len(CHANNELS), len(CHANNELS)))
    np.add.at(pairs, (texts[:-1], texts[1:]), 1.0)
    sums = _grammar(int(dict(options)["kinds"]), int(dict(options)["depth"])).sums
    known = np.diff(sums[places], axis=2, prepend=0.0)
    logs = np.log(np.where(known > 0, known, 1.0))
    return _entropy(single[None]), _entropy(pairs), float(-(known * logs).sum(axis=2).mean())


def _entropy(counts: NDArray[np.float64]) -> float:
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1.0)
    return float(-(counts * np.log(np.where(share > 0, share, 1.0))).sum() / counts.sum())


def _guesses(options: Values, _sequence: Sequence | None) -> dict[str, float]:
    counted = _counted((("depth", options["depth"]), ("kinds", options["kinds"])))
    labels = (_("single symbols (unigram)"), _("pairs of symbols (bigram)"), _("all rules known"))
    return dict(zip(labels, counted, strict=True))


def _impossible(codes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which symbols (T, 8) can never stand after each of a text (T,), however deep it may go."""
    return np.array([_chances(place, 2, len(place.kinds) + 1) == 0 for place in reading(codes)])


def _measure(y: NDArray[np.float64], batch: Batch) -> float:
    """Give the mean probability of what cannot come: another closing bracket, or any bracket in a quote."""
    codes = coded(np.asarray(batch.x, dtype=np.float64))
    barred = np.stack([_impossible(codes[:, place]) for place in range(codes.shape[1])], axis=1)
    return float((y * barred).sum(axis=2).mean())


def _open(sequence: Sequence, _options: Values) -> NDArray[np.float64]:
    return depths(coded(sequence.values))


def _quoted(sequence: Sequence, _options: Values) -> NDArray[np.float64]:
    return np.array([float(place.quoted) for place in reading(coded(sequence.values))])


BRACKETS = Task(
    name="brackets",
    title=_("Brackets and quotes"),
    summary=_("Nested brackets, and quotes in which none stand; say at every symbol which comes next."),
    form=Form(len(CHANNELS), len(CHANNELS), "softmax"),
    channels=CHANNELS,
    options=(
        Option("length", _("Steps"), 100, 4, 1000, whole=True),
        Option("kinds", _("Kinds of bracket"), 1, 1, 2, whole=True),
        Option("depth", _("Deepest nesting"), 4, 1, 8, whole=True),
    ),
    criterion=_("less than 1 % on symbols that cannot come"),
    look=_("A unit that follows the depth of the brackets, and one that is on in quotes."),
    bar=0.01,
    higher=False,
    advice=Advice(units=16, rate=0.01, updates=2000, clip=1.0, keep=1.0, batch=32),
    sample=_sample,
    sketch=_sketch,
    answer=_answer,
    guesses=_guesses,
    measure=_measure,
    scored=_("share impossible"),
    family="words",
    sights=(
        Sight(_("Find the unit that follows the depth"), ("text", "states"), ("state",), _open),
        Sight(_("Find the unit that is on in quotes"), ("text", "states"), ("output",), _quoted),
        Sight(_("See what may come next"), ("text",), ("output",)),
    ),
    variants=(
        Variant(_("Two kinds of bracket: remember which"), {"kinds": 2}),
        Variant(_("Nested up to 8 deep"), {"depth": 8}),
        Variant(_("GRU"), advice=Advice(units=16, updates=2000, keep=1.0, cell="gru")),
    ),
    pictured={"length": 30},
    source="Karpathy, Johnson & Li 2015",
)
