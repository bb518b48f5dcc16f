"""A formula that is set: for every mark its outline and the place that it takes, on one line.

Lengths are in units of the type's size: the same setting serves every size, theme and device.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QFont, QFontMetricsF, QPainterPath, QTransform

from lstm_studio.core.printing.letters import bare
from lstm_studio.ui.fonts import SYMBOLS, TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QRectF

    from lstm_studio.core.printing.letters import Letter
    from lstm_studio.core.printing.marks import Mark

__all__ = ["EM", "NUMBER", "Setting", "Word", "set_font", "set_quickly"]

NUMBER = "−0.00"
"""What a place for a number has room for."""

EM = 100.0  # pixels in which text is measured
WIDE = 1.12  # times that the font of symbols is enlarged, to be as wide as what is typeset
SMALL, SMALLER = 0.72, 0.6  # labels, and labels on labels
LOW, HIGH = 0.17, 0.36  # how far labels stand below and above the line
GAPS = {
    "relation": (0.278, 0.278),
    "operator": (0.222, 0.222),
    "product": (0.167, 0.167),
    "comma": (0.0, 0.167),
}
"""The room before and behind a sign."""
BESIDE = 0.13  # between a matrix and its vector
LEAN = 0.09  # that letters which lean to the right need more where they are typeset
TALL = "bdfhklt"
ACCENTS = {"tilde": "˜", "hat": "ˆ", "bar": "ˉ", "dot": "˙", "ddot": "¨"}


class Word(NamedTuple):
    """A word of a mark: where it begins, how far up, and how large."""

    text: str
    italic: bool
    at: float
    up: float
    scale: float


@dataclass(frozen=True)
class Setting:
    """``outlines`` of all marks, the baseline at 0, and the ``places`` (left, right) that they take.

    ``words`` of the marks, where it is the quick setting.
    """

    outlines: tuple[QPainterPath, ...]
    places: tuple[tuple[float, float], ...]
    words: tuple[tuple[Word, ...], ...] = ()

    @cached_property
    def bounds(self) -> tuple[QRectF, ...]:
        """The rectangle around the ink of every mark."""
        return tuple(path.boundingRect() for path in self.outlines)

    @property
    def width(self) -> float:
        """From the first mark to the last."""
        return self.places[-1][1] if self.places else 0.0

    def span(self, first: int, last: int) -> tuple[float, float]:
        """Give the left of one mark and the right of another."""
        return self.places[first][0], self.places[last][1]


def set_font(*, italic: bool) -> QFont:
    """Give the font in which words are measured and written."""
    font = QFont([SYMBOLS, TEXT])
    font.setPixelSize(int(EM))
    font.setItalic(italic)
    return font


@lru_cache(maxsize=1024)
def _outline(text: str, *, italic: bool) -> tuple[QPainterPath, float]:
    """Give the outline of a word and its width: the same few words come again and again."""
    font = set_font(italic=italic)
    path = QPainterPath()
    path.addText(0.0, 0.0, font, text)
    return path, QFontMetricsF(font).horizontalAdvance(text)


class _Quick:
    """Writes letters one behind the other: as good as an office program does it, and at once."""

    def __init__(self) -> None:
        self.at = 0.0
        self.words: list[Word] = []  # of the mark that is being written

    def word(
        self, path: QPainterPath, text: str, *, italic: bool, size: float = 1.0, up: float = 0.0
    ) -> None:
        """Write a word."""
        part, advance = _outline(text, italic=italic)
        self.words.append(Word(text, italic, self.at, up, WIDE * size))
        scale = WIDE * size / EM
        path.addPath(QTransform().translate(self.at, -up).scale(scale, scale).map(part))
        self.at += advance * scale

    def letter(self, path: QPainterPath, letter: Letter) -> None:
        """Write a letter with its labels."""
        base, accent = bare(letter.base)
        begin = self.at
        self.word(path, base, italic=len(base) == 1)
        end = self.at
        if accent:
            mark = ACCENTS[accent]
            self.at = (begin + end - _outline(mark, italic=False)[1] * WIDE / EM) / 2 + 0.06
            self.word(path, mark, italic=False, up=0.24 if base.isupper() or base in TALL else 0.02)
            self.at = end
        self.at = begin_low = end + 0.03
        low = ",\u2009".join(letter.lower)
        self.label(path, low, SMALL, -LOW)
        behind, self.at = self.at, begin_low
        for level, part in enumerate(letter.above):
            self.label(path, part, SMALL if level == 0 else SMALLER, HIGH * (1 + 0.55 * level))
        self.at = max(behind, self.at) + (LEAN / 2 if low else 0.0)
        if letter.time and letter.behind:
            self.label(path, f"({letter.time})", 1.0, 0.0)

    def label(self, path: QPainterPath, text: str, size: float, up: float) -> None:
        """Write labels: single letters in italics, digits and words upright."""
        for italic, word in _parted(text):
            self.word(path, word, italic=italic, size=size, up=up)


def _parted(text: str) -> list[tuple[bool, str]]:
    """Part a label into words: of letters in italics, and of the rest; a word of many letters stands upright."""
    found: list[tuple[bool, str]] = []
    for sign in text:
        italic = sign.isalpha()
        if found and found[-1][0] == italic:
            found[-1] = (italic, found[-1][1] + sign)
        else:
            found.append((italic, sign))
    return [(italic and len(word) < 3, word) for italic, word in found]


def set_quickly(marks: Sequence[Mark]) -> Setting:
    """Set a formula in the font of symbols."""
    quick = _Quick()
    outlines, places, words = [], [], []
    for mark in marks:
        path = QPainterPath()
        path.setFillRule(path.fillRule().WindingFill)
        before, behind = GAPS.get(mark.kind, (0.0, 0.0)) if mark.text else (0.0, 0.0)
        quick.at += before
        begin = quick.at
        if mark.letter is not None:
            quick.letter(path, mark.letter)
        elif mark.kind == "number":
            quick.at += _outline(NUMBER, italic=False)[1] / EM
        elif mark.kind == "product" and not mark.text:
            quick.at += BESIDE + LEAN
        elif mark.text:
            quick.word(path, mark.text, italic=False)
        outlines.append(path)
        words.append(tuple(quick.words))
        quick.words.clear()
        places.append((begin, quick.at))
        quick.at += behind
    return Setting(tuple(outlines), tuple(places), tuple(words))
