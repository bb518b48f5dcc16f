"""Text as symbols -> Sequence: characters or words, one-hot, one channel each.

Of a long text a window is shown, and the whole of it stands around it. Words are runs of letters and digits; every
other sign but blanks is one of its own. A vocabulary that is given is kept, and what it has not is said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lstm_studio.core.sequence import OTHER, Corpus, Sequence, worded
from lstm_studio.formats.limits import shown
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = [
    "LONG",
    "MOST",
    "WINDOW",
    "Read",
    "Unknown",
    "joined",
    "read_symbols",
    "sequence_of",
    "vocabulary",
    "words_of",
]

LONG = 20_000  # symbols of a text that is shown whole
LARGEST = 2_000_000  # numbers that these are, a channel a symbol
WINDOW = 400  # symbols that are shown of a longer one
MOST = 500  # symbols of a vocabulary: the others are one together
SAID = 5  # unknown symbols that are named

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|\S")


class Unknown(NamedTuple):
    """A symbol that a vocabulary has not, and where it first stands, from 1."""

    symbol: str
    place: int


class Read(NamedTuple):
    """A sequence, and what of its text the vocabulary has not."""

    sequence: Sequence
    unknown: tuple[Unknown, ...]

    @property
    def said(self) -> str:
        """Say what is not known, and what became of it; "" where all is."""
        if not self.unknown:
            return ""
        named = ", ".join(
            _("“{symbol}” at {place}").format(symbol=shown(each.symbol), place=each.place)
            for each in self.unknown[:SAID]
        )
        more = ", …" if len(self.unknown) > SAID else ""
        became = _("read as {other}") if OTHER in self.sequence.channels else _("left out")
        count = len(self.unknown)
        said = ngettext(
            "{count} symbol is not in the vocabulary and {became}: {named}",
            "{count} symbols are not in the vocabulary and {became}: {named}",
            count,
        )
        return said.format(count=count, became=became.format(other=OTHER), named=named + more)


def words_of(text: str) -> list[str]:
    """Part a text into words and signs."""
    return _WORD.findall(text)


def joined(symbols: Iterable[str]) -> str:
    """Write symbols as a text that reads back: words with blanks between them, characters without."""
    symbols = tuple(symbols)
    return (" " if worded(symbols) else "").join(symbols)


def vocabulary(counts: dict[str, int]) -> tuple[str, ...]:
    """Give the symbols of a text by their counts, in order; of too many the most frequent, and OTHER for the rest."""
    if len(counts) <= MOST:
        return tuple(sorted(counts))
    frequent = sorted(counts, key=lambda symbol: (-counts[symbol], symbol))[: MOST - 1]
    return (*sorted(frequent), OTHER)


def read_symbols(text: str, *, words: bool, known: tuple[str, ...] = ()) -> Read:
    """Read a text as characters or as words; ``known`` symbols are the channels, where some are given.

    Raises ValueError where nothing of the text is known.
    """
    symbols = words_of(text) if words else list(text.replace("\r\n", "\n"))
    counts: dict[str, int] = {}
    for symbol in symbols:
        counts[symbol] = counts.get(symbol, 0) + 1
    channels = known or vocabulary(counts)
    places = {channel: place for place, channel in enumerate(channels)}
    strange = {symbol for symbol in counts if symbol not in places} if known else set()
    unknown: dict[str, int] = {}
    if strange:
        for place, symbol in enumerate(symbols, start=1):
            if symbol in strange:
                unknown.setdefault(symbol, place)
        if OTHER not in places:
            symbols = [symbol for symbol in symbols if symbol in places]
    if not symbols:
        sentence = _("nothing of the text is in the vocabulary; expected some of {known}")
        raise ValueError(sentence.format(known=shown(joined(known) or _("words or characters"))))
    other = places.get(OTHER, 0)
    codes = np.array([places.get(symbol, other) for symbol in symbols], dtype=code_type(len(channels)))
    found = sequence_of(codes, channels, "" if len(symbols) > LONG else text)
    return Read(found, tuple(Unknown(*each) for each in unknown.items()))


def code_type(symbols: int) -> Any:
    """Give the smallest type of a symbol's number."""
    return np.uint8 if symbols <= 256 else np.uint16


def sequence_of(codes: NDArray[Any], symbols: tuple[str, ...], text: str = "", title: str = "") -> Sequence:
    """Give the sequence of a text by the numbers of its symbols: all of it, or its first window."""
    codes.setflags(write=False)
    if len(codes) > LONG or len(codes) * len(symbols) > LARGEST:
        symbols = (
            symbols if len(symbols) > 1 else (*symbols, OTHER)
        )  # one alone is no choice, and nothing to learn
        corpus = Corpus(codes, symbols)
        values, labels = corpus.window(0, WINDOW)
        return Sequence(values, symbols, labels, title=title, text=joined(labels), corpus=corpus)
    values, labels = Corpus(codes, symbols).window(0, len(codes))
    return Sequence(values, symbols, labels, title=title, text=text)
