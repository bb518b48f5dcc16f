"""Plain equation text -> tokens, with names and signs in our spelling and every place kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lstm_studio.core.language.source import EquationError, shown
from lstm_studio.core.language.spelling import NAME, Time, spelling
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.language.source import Source

__all__ = ["BINARY", "EITHER", "MOST_TOKENS", "Token", "tokens", "wrong"]

MOST_TOKENS = 1_500

_MODULE = r"(?:np|numpy|jnp|torch|tf|keras|math|ops|nn|F|K|self)(?:\.(?:nn|functional|math|special|activations|ops))*\."
_TOKEN = re.compile(
    r"(?P<space>[\s\u00ad\u061c\u200b-\u200f\u2060-\u2064\ufeff]+|\.(?=\s*$))"
    r"|(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)"
    rf"|(?P<module>\b{_MODULE}(?=[^\W\d_]))"
    rf"|(?P<name>{NAME})"
    r"|(?P<method>\.(?:dot|matmul|mm|mv)(?=\())"
    r"|(?P<mark>:=|<-|[-+*/@()\[\]|,;=·⋅•⊙∘∗×⊗−–≔←≡])"
)
_EQUALS = (":=", "<-", "≔", "←", "≡")
_MARKS = {"⋅": "·", "•": "·", "⊗": "×", "⊙": "*", "∘": "*", "∗": "*", "−": "-", "–": "-"}
_MARKS |= dict.fromkeys(_EQUALS, "=")
BINARY = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "@": "matmul"}
EITHER = ("·", "×")
"""Signs that mean a product of a matrix with a vector in one text and unit by unit in another."""


class Token(NamedTuple):
    """One token: ``kind`` is "number", "name", "mark" or "end"; ``start`` and ``length`` count characters of the text.

    A name is without its time; ``label`` is the time as a label, should it be one.
    """

    kind: str
    text: str
    line: int
    column: int
    start: int
    length: int
    time: Time | None = None
    label: str = ""
    transposed: bool = False

    @property
    def stop(self) -> int:
        """The place behind it."""
        return self.start + self.length


def tokens(source: Source, start: int, stop: int, *, any_text: bool = False) -> list[Token]:
    """Read the tokens of a stretch of plain text. Raises EquationError; with ``any_text`` passes over what is none."""
    read: list[Token] = []
    at, text, marks = start, source.plain, _MARKS
    place = source.placing(start, stop)
    while at < stop:
        found = _TOKEN.match(text, at, stop)
        if any_text and (found is None or len(read) > MOST_TOKENS):
            at += 1
            continue
        if found is None:
            raise _unknown(source, at)
        if len(read) > MOST_TOKENS:
            given = _("more than {most} names, numbers and signs").format(most=MOST_TOKENS)
            raise source.wrong(given, at, found.end(), _("a smaller cell"))
        kind, end = found.lastgroup, found.end()
        if kind == "name":
            try:
                name, time, label, transposed = spelling(found[0])
            except ValueError as error:
                if not any_text:
                    raise source.wrong(str(error), at, end) from error
                name, time, label, transposed = found[0], None, "", False
            read.append(Token("name", name, *place(at, end), time, label, transposed))
        elif kind == "mark":
            read.append(Token("mark", marks.get(found[0], found[0]), *place(at, end)))
        elif kind == "number":
            read.append(Token("number", found[0], *place(at, end)))
        elif kind == "method":
            read.append(Token("mark", "@", *place(at, end)))
        at = end
    return read


def wrong(given: str, token: Token, expected: str = "") -> EquationError:
    """Give the error of a sentence about a token."""
    return EquationError(given, token.line, token.column, token.length, expected)


def _unknown(source: Source, at: int) -> EquationError:
    sentence = _("“{found}” is not part of an equation").format(found=shown(source.plain[at]))
    return source.wrong(sentence, at, at + 1, _("a name, a number, a bracket or one of + - * / @"))
