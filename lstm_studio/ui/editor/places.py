"""Places in a text: lines and columns of Python's text, which counts characters, and of Qt's, which counts UTF-16."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lstm_studio.core.language.equations import pieces

if TYPE_CHECKING:
    from lstm_studio.core.language.tokens import Token
    from lstm_studio.session.draft import Problem

__all__ = ["Span", "marked", "token_at", "units"]


class Span(NamedTuple):
    """Positions in a document; ``stop`` is the first one behind."""

    start: int
    stop: int


def units(text: str) -> int:
    """Give the length of a text as Qt counts it: a letter beyond the first 65 536, such as 𝑓, counts twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def marked(text: str, problem: Problem) -> Span:
    """Give the positions that a problem means; at the end of a line there may be no letter."""
    lines = text.splitlines(keepends=True)
    before = "".join(lines[: problem.line - 1])
    line = lines[problem.line - 1].rstrip("\r\n") if problem.line <= len(lines) else ""
    start = units(before) + units(line[: problem.column - 1])
    return Span(start, start + units(line[problem.column - 1 : problem.column - 1 + problem.length]))


def token_at(line: str, column: int) -> Token | None:
    """Give the token of a line under a column, in Qt's counting from 0, or None."""
    for token in pieces(line):
        start = units(line[: token.column - 1])
        if start <= column < start + units(line[token.column - 1 : token.column - 1 + token.length]):
            return token
    return None
