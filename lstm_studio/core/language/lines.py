"""Tokens -> equations: left sides and right sides, wherever a person breaks the lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lstm_studio.core.language.source import MOST_CHARACTERS, EquationError, shown
from lstm_studio.core.language.tokens import BINARY, EITHER, MOST_TOKENS, Token, tokens, wrong
from lstm_studio.core.language.typeset import typeset
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.language.source import Source

__all__ = ["Line", "opened", "read_lines", "sourced"]

MOST_LINES = 200
_REMARK = re.compile(r"(?<!\\)[#%][^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]*")
_BREAKS = frozenset((*BINARY, *EITHER, "(", "[", ",", "="))


class Line(NamedTuple):
    """One equation: the tokens on both sides of its sign."""

    left: list[Token]
    right: list[Token]


def sourced(text: str) -> Source:
    """Read text without its remarks (# and %) and its typesetting commands. Raises EquationError."""
    if len(text) > MOST_CHARACTERS:
        given = _("{n} characters, at most {most} are read").format(n=len(text), most=MOST_CHARACTERS)
        raise EquationError(given, 1, 1, 1, _("a few equations"))
    if "#" in text or "%" in text:
        text = _REMARK.sub(lambda found: " " * len(found[0]), text)
    return typeset(text)


def read_lines(text: str) -> list[Line]:
    """Read equations, one a line or with commas or semicolons between them. Raises EquationError."""
    source = sourced(text)
    lines: list[Line] = []
    at = count = 0
    for physical in source.plain.splitlines(keepends=True):
        read = tokens(source, at, at + len(physical.rstrip()))
        at += len(physical)
        count += len(read)
        if count > MOST_TOKENS:
            given = _("more than {most} names, numbers and signs").format(most=MOST_TOKENS)
            raise wrong(given, read[0], _("a smaller cell"))
        if read and lines and _goes_on(lines[-1], read):
            lines[-1].right.extend(read)
        elif read:
            for part in _parts(read):
                lines.append(_equation(part, source))
                if len(lines) > MOST_LINES:
                    given = _("more than {most} equations").format(most=MOST_LINES)
                    raise EquationError(given, part[0].line, part[0].column, part[0].length)
    if not lines:
        raise EquationError(_("no equations"), 1, 1, 1, _("at least “h = …”"))
    return lines


def opened(read: list[Token]) -> int:
    """Give how many brackets are left open."""
    return sum(
        (token.text in ("(", "[")) - (token.text in (")", "]")) for token in read if token.kind == "mark"
    )


def _goes_on(line: Line, read: list[Token]) -> bool:
    """Tell whether a line without an equals sign goes on with the equation before it."""
    if any(token.text == "=" for token in read):
        return False
    first, last = read[0], (line.right or line.left)[-1]
    after_sign = not line.right or (last.kind == "mark" and last.text in _BREAKS)
    return after_sign or first.text in BINARY or first.text in (")", "]", *EITHER) or opened(line.right) > 0


def _parts(read: list[Token]) -> list[list[Token]]:
    """Part tokens at commas and semicolons that stand in no bracket."""
    if not any(token.text in (",", ";") for token in read):
        return [read]
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in read:
        if token.kind == "mark":
            depth += (token.text in ("(", "[")) - (token.text in (")", "]"))
        if token.kind == "mark" and token.text in (",", ";") and depth <= 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _equation(part: list[Token], source: Source) -> Line:
    equals = next((place for place, token in enumerate(part) if token.text == "="), -1)
    if equals < 0:
        first, last = part[0], part[-1]
        found = shown(source.text[first.start : last.stop])
        expected = _("“name = expression”")
        given = _("expected {expected}, found “{found}”").format(expected=expected, found=found)
        raise EquationError(given, first.line, first.column, last.stop - first.start, expected)
    left, right = part[:equals], part[equals + 1 :]
    sign = part[equals]
    if not left:
        raise EquationError(_("nothing stands before “=”"), sign.line, sign.column, 1, _("a name"))
    if not right:
        given = _("nothing stands behind “=”")
        raise EquationError(given, sign.line, sign.column + sign.length, 1, _("an expression"))
    return Line(left, right)
