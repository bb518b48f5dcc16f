"""Equation text -> tokens, with pasted forms brought into our spelling and every place kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lstm_studio.words import _

__all__ = ["BINARY", "MOST_CHARACTERS", "EquationError", "Token", "tokens"]

MOST_CHARACTERS = 8_000


class EquationError(ValueError):
    """Text that is not a cell: ``line`` and ``column`` count from 1; ``length`` characters are meant."""

    def __init__(self, sentence: str, line: int, column: int, length: int = 1) -> None:
        super().__init__(
            _("line {line}, column {column}: {sentence}").format(line=line, column=column, sentence=sentence)
        )
        self.sentence, self.line, self.column, self.length = sentence, line, column, length


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
