"""Equation text as a person wrote it: every fault in it is said with its place in that very text."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["MOST_CHARACTERS", "EquationError", "Source", "shown"]

MOST_CHARACTERS = 8_000
LONGEST_SHOWN = 40


class EquationError(ValueError):
    """Text that is not a cell, and where: ``length`` characters from ``column`` of ``line`` (both count from 1).

    Columns and lengths count Unicode characters of the text as it was written; a length may run over the end of a
    line. ``sentence`` says what is wrong without the place, ``expected`` what could stand there ("": no one thing).
    """

    def __init__(self, given: str, line: int, column: int, length: int = 1, expected: str = "") -> None:
        sentence = given
        if expected not in given:
            sentence += "; " + _("expected {expected}").format(expected=expected)
        sentence = _seen(sentence)
        super().__init__(
            _("line {line}, column {column}: {sentence}").format(line=line, column=column, sentence=sentence)
        )
        self._given, self.sentence, self.expected = given, sentence, expected
        self.line, self.column, self.length = line, column, length

    @property
    def end(self) -> int:
        """The column behind the last character that is meant."""
        return self.column + self.length

    def __reduce__(self) -> tuple[type[EquationError], tuple[str, int, int, int, str]]:
        """Keep the place where the error crosses to another process."""
        return EquationError, (self._given, self.line, self.column, self.length, self.expected)


def shown(text: str) -> str:
    """Give a piece of a person's text for a sentence: short, and with a code for what cannot be seen."""
    return _seen(text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…")


def _seen(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else f"U+{ord(letter):04X}" for letter in text)


class Source:
    """The text, and ``plain``, the same without typesetting commands; a place is an offset into ``plain``.

    ``places`` gives for each character of ``plain`` its offset in the text (None: they are the same).
    """

    def __init__(self, text: str, plain: str | None = None, places: list[int] | None = None) -> None:
        self.text, self.plain, self._places = text, text if plain is None else plain, places
        self._starts = [0]
        for line in text.splitlines(keepends=True)[:-1]:
            self._starts.append(self._starts[-1] + len(line))

    def offset(self, at: int) -> int:
        """Give the offset in the text of a place."""
        if self._places is None:
            return at
        return self._places[at] if at < len(self._places) else len(self.text)

    def place(self, at: int) -> tuple[int, int, int]:
        """Give (line, column, offset in the text) of a place."""
        offset = self.offset(at)
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1, offset

    def placing(self, start: int, stop: int) -> Callable[[int, int], tuple[int, int, int, int]]:
        """Give what tells (line, column, offset, length) of a token within a stretch; quick where it is one line."""
        line, column, first = self.place(start)
        if self._places is None and self.place(max(start, stop - 1))[0] == line:
            return lambda at, end: (line, column + at - first, at, end - at)
        return lambda at, end: (*self.place(at), self.length(at, end))

    def length(self, start: int, stop: int) -> int:
        """Give how many characters of the text a stretch of ``plain`` stands for, at least 1."""
        return max(1, self.offset(stop) - self.offset(start))

    def wrong(self, given: str, start: int, stop: int, expected: str = "") -> EquationError:
        """Give the error of a sentence about a stretch of ``plain``."""
        line, column, _offset = self.place(start)
        return EquationError(given, line, column, self.length(start, stop), expected)
