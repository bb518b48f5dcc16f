"""Equation text -> terms: one token pattern and a small Pratt parser.

``x`` is the input, ``v_prev`` is ``v`` one step ago. ``@``, ``·`` or two factors side by side are the product of a
matrix with a vector and bind tighter than ``*`` and ``⊙``, so ``r * R_n @ h_prev`` means r ⊙ (R_n h₋). Forms pasted
from papers (``σ``, ``f_t``, ``h_{t-1}``, LaTeX, ``W [h, x]``) are understood where they can mean one thing only. Every
term keeps its place, in characters of the text that the person wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lstm_studio.core.language.lines import read_lines, sourced
from lstm_studio.core.language.ops import FUNCTIONS
from lstm_studio.core.language.parser import Parser
from lstm_studio.core.language.source import MOST_CHARACTERS, EquationError, Source
from lstm_studio.core.language.term import Term
from lstm_studio.core.language.times import Clock, left_sides
from lstm_studio.core.language.tokens import Token, tokens, wrong
from lstm_studio.core.language.typeset import DRESS
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = [
    "Equation",
    "EquationError",
    "Term",
    "parse_equations",
    "parse_expression",
    "parse_lines",
    "pieces",
]

MOST_PARTS = 300  # of one right side: a long sum is as deep as it is long


class Equation(NamedTuple):
    """One line of a cell: ``name = term``; ``left`` is where the name stands."""

    name: str
    term: Term
    left: Token


def parse_expression(
    text: str, functions: Mapping[str, str] = FUNCTIONS, known: Collection[str] | None = None
) -> Term:
    """Read one right side; ``known`` are the left sides of its cell, where there is one. Raises EquationError."""
    source = sourced(text)
    read = tokens(source, 0, len(source.plain))
    if not read:
        raise EquationError(_("nothing is written"), 1, 1, 1, _("an expression"))
    clock = Clock(known, [], [read])
    return _parsed(clock.settled(read), Parser(functions, clock.known))


def parse_lines(text: str) -> list[tuple[str, Term]]:
    """Give name and expression of each line of ``parse_equations``. Raises EquationError."""
    return [(row.name, row.term) for row in parse_equations(text)]


def parse_equations(text: str) -> list[Equation]:
    """Read lines ``name = expression`` (blank lines and ``#`` remarks allowed). Raises EquationError."""
    lines = read_lines(text)
    lefts = left_sides(lines)
    clock = Clock(None, lefts, [line.right for line in lines])
    parser = Parser(FUNCTIONS, clock.known)
    read = []
    for name, left, line in zip(clock.lefts, lefts, lines, strict=True):
        read.append(Equation(name, _parsed(clock.settled(line.right, left), parser), left))
    parser.check_parts()
    return read


def pieces(line: str) -> list[Token]:
    r"""Give the tokens of any line, as far as there are some: names without a time, or with _prev or _t behind them.

    A name takes the place of the accent and type before it too: ``\tilde{c}`` from its backslash on.
    """
    plain = line.split("#", maxsplit=1)[0][:MOST_CHARACTERS]
    try:
        source = sourced(plain)
    except EquationError:
        source = Source(plain)
    found: list[Token] = []
    for token in tokens(source, 0, len(source.plain), any_text=True):
        dress = DRESS.search(source.text, found[-1].start + 1 if found else 0, token.start)
        more = token.start - dress.start() if dress is not None and token.kind == "name" else 0
        if more and found:  # a sign reaches as far as what comes next
            last = found[-1]
            found[-1] = last._replace(length=min(last.length, token.start - more - last.start))
        behind = token.label
        if token.time is not None and token.time.sure:
            behind = "_prev" if token.time.steps == -1 else ""
        start, column, length = token.start - more, token.column - more, token.length + more
        found.append(token._replace(text=token.text + behind, start=start, column=column, length=length))
    return found


def _parsed(read: list[Token], parser: Parser) -> Term:
    if len(read) > MOST_PARTS:
        given = _("more than {most} names, numbers and signs in one line; give a part a name")
        raise wrong(given.format(most=MOST_PARTS), read[MOST_PARTS])
    return parser.whole(read)
