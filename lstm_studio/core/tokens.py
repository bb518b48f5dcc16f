"""Equation text -> tokens, with pasted forms brought into our spelling and every place kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lstm_studio.words import _

__all__ = ["BINARY", "MOST_CHARACTERS", "EquationError", "Token", "tokens"]

MOST_CHARACTERS = 8_000


class EquationError(ValueError):
    """Text that is not a cell, and where: ``length`` characters from ``column`` of ``line`` (both count from 1).

    Columns and lengths count Unicode characters of the text as it was written; a length may run over the end of a
    line. ``sentence`` says what is wrong without the place, ``expected`` what could stand there ("": no one thing).
    """

    def __init__(self, sentence: str, line: int, column: int, length: int = 1, expected: str = "") -> None:
        whole = f"{sentence}; " + _("expected {expected}").format(expected=expected) if expected else sentence
        super().__init__(
            _("line {line}, column {column}: {sentence}").format(line=line, column=column, sentence=whole)
        )
        self.sentence, self.expected = whole, expected
        self.line, self.column, self.length = line, column, length

    @property
    def end(self) -> int:
        """The column behind the last character that is meant."""
        return self.column + self.length

    def __reduce__(self) -> tuple[type[EquationError], tuple[str, int, int, int, str]]:
        """Keep the place where the error crosses to another process."""
        given = self.sentence.removesuffix("; " + _("expected {expected}").format(expected=self.expected))
        return EquationError, (given, self.line, self.column, self.length, self.expected)


_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₊₋", "0123456789aehijklmnoprstuvx+-")
_SUB = "₀-₉ₐₑₒₓₕₖₗₘₙₚₛₜᵢᵣᵤᵥⱼ₊₋"
_TOKEN = re.compile(
    rf"""(?P<space>\s+)
      | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
      | (?P<name>[^\W\d_{_SUB}][^\W_{_SUB}\u0300]*[\u0300-\u036f]*
          (?:_\{{[^{{}}]{{1,40}}\}}|_[^\W_{_SUB}]+|[{_SUB}]+)*)
      | (?P<mark>[-+*/@()=·⋅⊙∘×−])""",
    re.VERBOSE,
)
_MARKS = {"·": "@", "⋅": "@", "⊙": "*", "∘": "*", "−": "-"}
BINARY = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "@": "matmul"}
_BEFORE = re.compile(r"_?(?:t-1|prev)$")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: ``kind`` is "number", "name", "mark" or "end"; ``column`` counts from 1."""

    kind: str
    text: str
    column: int
    length: int


def _plain_name(text: str) -> str:
    """Give a pasted name in our spelling: h_{t-1} -> h_prev, W_{xf} -> W_xf, fₜ -> f_t."""
    for symbol in _LOWERED_KEYS:
        if symbol in text:
            text = re.sub(rf"([{_SUB}]+)", lambda found: "_" + found.group(1).translate(_LOWERED), text)
            break
    text = text.replace("−", "-").replace("{", "").replace("}", "").replace(" ", "")
    before = _BEFORE.search(text)
    if before and before.start() > 0:
        return text[: before.start()] + "_prev"
    return re.sub(r"[^\w\u0300-\u036f]", "", text)


_LOWERED_KEYS = tuple(chr(key) for key in _LOWERED)


def tokens(text: str, line: int, shift: int) -> list[Token]:
    """Read the tokens of one line; ``shift`` is the column of its first character. Raises EquationError."""
    read, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise EquationError(
                _(
                    "“{found}” is not part of an equation; expected a name, a number, a bracket or one of + - * / @"
                ).format(found=text[at]),
                line,
                at + shift,
            )
        kind = str(found.lastgroup)
        if kind != "space":
            word = found.group()
            plain = _plain_name(word) if kind == "name" else _MARKS.get(word, word)
            read.append(Token(kind, plain, at + shift, len(word)))
        at = found.end()
    read.append(Token("end", "", len(text.rstrip()) + shift, 1))
    return read
