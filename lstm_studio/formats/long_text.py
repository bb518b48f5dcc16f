"""A text file of any length -> Sequence: read piece by piece, so that others may be let in and it can be broken off."""

from __future__ import annotations

import codecs
from array import array
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.sequence import OTHER
from lstm_studio.formats.symbols import MOST, code_type, sequence_of, vocabulary, words_of
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from lstm_studio.core.study import Sequence

__all__ = ["MOST_BYTES", "read_long_text"]

MOST_BYTES = 150_000_000
PIECE = 64 * 1024  # bytes that are taken at once: for no longer is anybody kept waiting
SIGNS = 0x110000  # characters of Unicode


def read_long_text(
    path: Path, *, words: bool = False, told: Callable[[float], None] = lambda _share: None
) -> Sequence:
    """Read a text as characters or as words; ``told`` hears the share that is read, and may raise to break it off.

    Raises ValueError with a sentence.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            sentence = _("“{file}” has {size} bytes; expected at most {most}: cut it into pieces")
            raise ValueError(sentence.format(file=path.name, size=size, most=MOST_BYTES))
        pieces = _told(_pieces(path), max(size, 1), told)
        codes, symbols = _words(pieces) if words else _characters(pieces)
    except OSError as error:
        sentence = _("“{path}” cannot be read: {why}")
        raise ValueError(sentence.format(path=path, why=error.strerror or error)) from error
    if not len(codes):
        raise ValueError(_("there is no text; expected words or characters"))
    return sequence_of(codes, symbols, title=path.stem)


def _told(pieces: Iterator[tuple[str, int]], size: int, told: Callable[[float], None]) -> Iterator[str]:
    for text, read in pieces:
        told(min(read / size, 1.0))
        yield text


def _pieces(path: Path) -> Iterator[tuple[str, int]]:
    """Give the text in pieces, each with the bytes that were read until its end."""
    with path.open("rb") as file:
        content = file.read(PIECE)
        wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        decoder = codecs.getincrementaldecoder("utf-16" if wide else "utf-8-sig")()
        read, held = 0, ""
        while True:
            waiting = len(decoder.getstate()[0])
            try:
                text = held + decoder.decode(content, final=not content)
            except UnicodeDecodeError as error:
                sentence = _("byte {place} is not UTF-8 text; expected text, saved as UTF-8")
                raise ValueError(sentence.format(place=read - waiting + error.start + 1)) from error
            read += len(content)
            held = "\r" if text.endswith("\r") and content else ""  # its other half may come
            yield text[: len(text) - len(held)].replace("\r\n", "\n"), read
            if not content:
                return
            content = file.read(PIECE)


def _characters(pieces: Iterator[str]) -> tuple[NDArray[Any], tuple[str, ...]]:
    numbers = np.full(SIGNS, -1, dtype=np.int32)  # of each character, in the order in which they come
    known: list[int] = []
    counts = np.zeros(0, dtype=np.int64)
    found: list[NDArray[np.uint16]] = []
    for text in pieces:
        signs = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        new = np.unique(signs[numbers[signs] < 0])
        numbers[new] = np.arange(len(known), len(known) + len(new))
        known += [int(sign) for sign in new]
        if len(known) > np.iinfo(np.uint16).max:
            raise ValueError(_("the text has more than 65 535 different characters; is it a text?"))
        found.append(numbers[signs].astype(np.uint16))
        counts = np.pad(counts, (0, len(known) - len(counts)))
        counts += np.bincount(found[-1], minlength=len(known))
    names = [chr(sign) for sign in known]
    return _renamed(found, names, {name: int(count) for name, count in zip(names, counts, strict=True)})


def _words(pieces: Iterator[str]) -> tuple[NDArray[Any], tuple[str, ...]]:
    numbers: dict[str, int] = {}
    found: list[NDArray[np.uint32]] = []
    rest = ""

    def take(text: str) -> None:
        words = array("I", (numbers.setdefault(word, len(numbers)) for word in words_of(text)))
        found.append(np.frombuffer(words, dtype=np.uint32) if words else np.zeros(0, np.uint32))

    for text in pieces:
        whole, blank, rest = (rest + text).rpartition(" ")
        if not blank and len(rest) > PIECE:  # no blank for so long: it is parted anywhere
            whole, rest = rest, ""
        take(whole)
    take(rest)
    counts = np.zeros(len(numbers), dtype=np.int64)
    for piece in found:
        counts += np.bincount(piece, minlength=len(numbers))
    names = list(numbers)
    return _renamed(found, names, dict(zip(names, counts.tolist(), strict=True)))


def _renamed(
    found: list[Any], names: list[str], counts: dict[str, int]
) -> tuple[NDArray[Any], tuple[str, ...]]:
    """Number all anew by the vocabulary."""
    symbols = vocabulary(counts)
    places = {symbol: place for place, symbol in enumerate(symbols)}
    kind = code_type(min(len(symbols), MOST))
    anew = np.array([places.get(name, places.get(OTHER, 0)) for name in names], dtype=kind)
    codes = np.empty(sum(map(len, found)), dtype=kind)
    at = 0
    for piece in found:
        codes[at : at + len(piece)] = anew[piece]
        at += len(piece)
    return codes, symbols
