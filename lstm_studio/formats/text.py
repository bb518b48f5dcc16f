"""Typed text -> Sequence: numbers (see ``numbers``), characters or words (see ``symbols``), or names of channels.

Names are one-hot: ``set . . reset``, where a point
is silence. Text with tabs comes from a spreadsheet and is read as a table. Every failure is a ValueError.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.formats.limits import BYTES, fits, number, shown
from lstm_studio.formats.numbers import read_numbers
from lstm_studio.formats.symbols import read_symbols
from lstm_studio.formats.table import read_table
from lstm_studio.words import _

__all__ = ["KINDS", "kind_of", "read_text"]

KINDS = ("auto", "numbers", "characters", "words", "names")
SILENCE = "."
HEAD = 64 * 1024  # characters that are looked at to tell numbers from letters


def read_text(text: str, kind: str = "auto", channels: tuple[str, ...] = ()) -> Sequence:
    """Read typed text; ``kind`` is one of KINDS, ``channels`` are the names that it may use."""
    if kind not in KINDS:
        sentence = _("there is no kind of text “{kind}”; expected one of {known}")
        raise ValueError(sentence.format(kind=kind, known=", ".join(KINDS)))
    _check(text)
    kind = kind_of(text, channels) if kind == "auto" else kind
    if kind in ("characters", "words"):
        spelt = _spelt(text, channels) if kind == "characters" else None
        return read_symbols(spelt or text, words=kind == "words", known=channels if spelt else ()).sequence
    if kind == "names":
        return _names(text, channels)
    return replace(read_table(text), text=text) if "\t" in text.strip() else read_numbers(text)


def kind_of(text: str, channels: tuple[str, ...] = ()) -> str:
    """Tell what a text most likely is: where most words are numbers, a wrong one is a slip and no letter."""
    if _spelt(text[:HEAD], channels):
        return "characters"
    words = re.findall(r"[^\s,;\[\]()]+", text[:HEAD])
    numeric = sum(number(word) is not None for word in words)
    named = sum(word in channels or word == SILENCE for word in words) if channels else 0
    if 2 * named > len(words):
        return "names"
    return "numbers" if 2 * numeric > len(words) else "characters"


def _spelt(text: str, channels: tuple[str, ...]) -> str | None:
    """Give a text as channels spell it, in small letters where they have no others; None where they cannot."""
    if len(channels) < 2 or any(len(each) > 1 for each in channels):
        return None
    known = set(channels)
    return next((each for each in (text, text.lower()) if set(each) <= known), None)


def _check(text: str) -> None:
    if not text.strip():
        raise ValueError(_("there is no text; expected numbers such as 0 1 0 0 1, or characters"))
    if len(text) > BYTES:
        raise ValueError(_("{count} characters; expected at most {most}").format(count=len(text), most=BYTES))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        sentence = _("character {place} is half of one; expected whole characters")
        raise ValueError(sentence.format(place=error.start + 1)) from error


def _names(text: str, channels: tuple[str, ...]) -> Sequence:
    words = text.split()
    fits(len(words), len(channels))
    places = {channel: place for place, channel in enumerate(channels)}
    values = np.zeros((len(words), len(channels)))
    for step, word in enumerate(words):
        if word in places:
            values[step, places[word]] = 1.0
        elif word != SILENCE:
            sentence = _("word {place} is “{found}”; expected one of {known}, or . for silence")
            raise ValueError(sentence.format(place=step + 1, found=shown(word), known=", ".join(channels)))
    labels = tuple("" if word == SILENCE else word for word in words)
    return Sequence(frozen(values), channels, labels, text=text)
