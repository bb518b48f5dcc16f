"""Typed numbers -> Sequence.

``0 1 0 0 1`` is one channel. Several channels are several lines, each one channel from left to right
(``set: 0 1 0`` names it), or brackets, each one step: ``[0 1] [1 0]``. A column, one number a line, is one
channel, and so is one flat bracket, as programs print a list. Commas separate; where blanks or ; do, they are
decimal.
"""

from __future__ import annotations

import re

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.formats.limits import channel_names, fits, number, shown
from lstm_studio.words import _

__all__ = ["read_numbers"]

Span = tuple[int, int]  # from, to: places in the text

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_NAME = re.compile(r"\s*([^\W\d][^:\n]*):")
_OUTER = re.compile(r"[\s,;]*[\[(]\s*([\[(].*[\])])[\s,;]*[\])][\s,;]*", re.DOTALL)
_GROUP = re.compile(r"[\[(]([^\[\]()]*)[\])]")
_BLANK = re.compile(r"[\s,;]*")


def read_numbers(text: str) -> Sequence:
    """Read numbers in lines or in brackets. Raises ValueError with line and column."""
    digits = text.strip()
    if re.fullmatch(r"[0-9]{2,}", digits):  # 01001: one number is no sequence, its digits are
        return _sequence([[float(digit)] for digit in digits], (), text)
    if any(bracket in text for bracket in "[]()"):
        return _brackets(text)
    return _lines(text)


def _lines(text: str) -> Sequence:
    lines = [match.span() for match in _LINE.finditer(text)]
    comma = _decimal(text, lines)
    names: list[str] = []
    rows: list[list[float]] = []
    for start, end in lines:
        named = _NAME.match(text, start, end)
        names.append(named[1].strip() if named else f"x[{len(rows) + 1}]")
        rows.append(_row(text, (named.end() if named else start, end), comma=comma))
        if len(rows[-1]) != len(rows[0]):
            sentence = _("found {found} numbers, expected {wanted} as in the first line; a line is a channel")
            raise _wrong(text, start, sentence.format(found=len(rows[-1]), wanted=len(rows[0])))
    if len(rows[0]) == 1 and len(rows) > 1:
        return _sequence(rows, (), text)
    fits(len(rows[0]), len(rows))
    return _sequence(list(zip(*rows, strict=True)), tuple(names), text)


def _brackets(text: str) -> Sequence:
    outer = _OUTER.fullmatch(text)
    start, end = outer.span(1) if outer else (0, len(text))
    groups: list[Span] = []
    for match in _GROUP.finditer(text, start, end):
        _only_blank(text, start, match.start())
        groups.append(match.span(1))
        start = match.end()
    _only_blank(text, start, end)
    comma = _decimal(text, groups)
    rows: list[list[float]] = []
    for group in groups:
        rows.append(_row(text, group, comma=comma))
        fits(len(rows), len(rows[0]))
        if len(rows[-1]) != len(rows[0]):
            sentence = _(
                "found {found} numbers, expected {wanted} as in the first bracket; a bracket is a step"
            )
            raise _wrong(text, group[0], sentence.format(found=len(rows[-1]), wanted=len(rows[0])))
    if len(rows) == 1 and not outer:
        return _sequence([[value] for value in rows[0]], (), text)
    return _sequence(rows, (), text)


def _only_blank(text: str, start: int, end: int) -> None:
    """Refuse anything between two brackets."""
    blank = _BLANK.match(text, start, end)
    place = blank.end() if blank else start
    if place < end:
        sentence = _("found “{found}” outside of brackets, expected brackets alone: [0 1] [1 0]")
        raise _wrong(text, place, sentence.format(found=shown(text[place:end].strip())))


def _decimal(text: str, spans: list[Span]) -> bool:
    """Tell whether commas are decimal: one in a word, digits after it, blanks or ; between words."""
    if "," not in text:
        return False
    rows = [re.split(r"[\s;]+", text[start:end].strip("\r\n\t ;")) for start, end in spans]
    plain = all(re.fullmatch(r"[^,.]*(,[0-9]+([eE][^,.]*)?)?", word) for row in rows for word in row)
    return plain and any(len(row) > 1 for row in rows)


def _row(text: str, span: Span, *, comma: bool) -> list[float]:
    """Read the numbers of one line or bracket: at least one."""
    found: list[float] = []
    place, end = span
    for match in re.compile(r"[^\s;]+" if comma else r"[^\s,;]+").finditer(text, *span):
        _one_separator(text, place, match.start(), first=not found)
        place = match.end()
        value = number(match[0], comma=comma)
        if value is None:
            sentence = _("found “{found}”, expected a number such as 0, 1 or 0.5")
            raise _wrong(text, match.start(), sentence.format(found=shown(match[0])))
        found.append(value)
        fits(len(found), 1)
    _one_separator(text, place, end, first=not found)
    if not found:
        raise _wrong(text, span[0], _("found nothing, expected a number such as 0, 1 or 0.5"))
    return found


def _one_separator(text: str, start: int, end: int, *, first: bool) -> None:
    """Refuse a separator before the first number, and two in a row: a number is missing there."""
    between = text[start:end]
    if between.count(",") + between.count(";") > (0 if first else 1):
        place = start + max(between.rfind(","), between.rfind(";"))
        sentence = _("found “{found}” where a number is missing, expected one separator between two numbers")
        raise _wrong(text, place, sentence.format(found=text[place]))


def _sequence(
    rows: list[list[float]] | list[tuple[float, ...]], names: tuple[str, ...], text: str
) -> Sequence:
    fits(len(rows), len(rows[0]))
    return Sequence(frozen(rows), names or channel_names(len(rows[0])), text=text)


def _wrong(text: str, place: int, sentence: str) -> ValueError:
    """Give the error of a place: line and column count from 1."""
    line = text.count("\n", 0, place) + 1
    column = place - text.rfind("\n", 0, place)
    return ValueError(_("line {line}, column {column}: {why}").format(line=line, column=column, why=sentence))
