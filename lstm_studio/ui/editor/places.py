"""Places in a text: lines and columns of Python's text, which counts characters, and of Qt's, which counts UTF-16."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lstm_studio.core.tokens import EquationError, Token, tokens

if TYPE_CHECKING:
    from lstm_studio.session.draft import Problem

__all__ = ["Span", "marked", "read_line", "token_at", "units"]


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


def read_line(line: str) -> list[Token]:
    """Give the tokens of a line up to its comment, passing over what is none; columns count from 1."""
    text, found, at = line.partition("#")[0], [], 0
    while at < len(text):
        read, bad = _read(text[at:], at)
        if bad > at and not read:
            read, _bad = _read(text[at:bad], at)
        found += read
        at = bad + 1
    return [token for token in found if token.kind != "end"]


def _read(text: str, at: int) -> tuple[list[Token], int]:
    """Give the tokens and the end of a text that begins ``at`` a place, or none and the place of what is wrong."""
    try:
        return tokens(text, 1, at + 1), at + len(text)
    except EquationError as error:
        return [], max(error.column - 1, at)


def token_at(line: str, column: int) -> Token | None:
    """Give the token of a line under a column, in Qt's counting from 0, or None."""
    for token in read_line(line):
        start = units(line[: token.column - 1])
        if start <= column < start + units(line[token.column - 1 : token.column - 1 + token.length]):
            return token
    return None
