"""Terms: expressions as they were read, and how they are printed in our own form."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lstm_studio.core.language.ops import OPERATIONS
from lstm_studio.core.language.source import EquationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["ATOM", "Term", "names_in", "number_text", "print_term", "printed", "wrong"]

ATOM = 9  # binding of a name, a number and a call


class Term(NamedTuple):
    """A parsed expression: ``op`` is "name", "number" or a key of OPERATIONS.

    ``line`` and ``column`` count from 1; ``start`` is the offset in the text, ``length`` in characters of it.
    """

    op: str
    args: tuple[Term, ...] = ()
    name: str = ""
    value: float = 0.0
    line: int = 1
    column: int = 1
    length: int = 1
    start: int = 0


def wrong(term: Term, given: str, expected: str = "") -> EquationError:
    """Give the error of a sentence, at a term's place."""
    return EquationError(given, term.line, term.column, term.length, expected)


def names_in(term: Term) -> Iterator[Term]:
    """Give every name in a term, from left to right."""
    pending = [term]
    while pending:
        last = pending.pop()
        if last.op == "name":
            yield last
        pending.extend(reversed(last.args))


def number_text(value: float) -> str:
    """Print a number as short as it reads back."""
    short = f"{value:g}"
    return short if float(short) == value else repr(value)


def printed(op: str, args: Iterable[tuple[str, int]]) -> str:
    """Print an operation over its printed arguments, each with its binding (ATOM for a name or a call)."""
    row = OPERATIONS[op]
    texts = []
    for place, (text, binding) in enumerate(args):
        loose = binding < row.binding or (binding == row.binding and (place == 1) != (op == "matmul"))
        texts.append(f"({text})" if row.binding < ATOM and loose else text)
    return row.printed.format(*texts)


def print_term(term: Term) -> tuple[str, int]:
    """Print a term in our own form, with its binding."""
    if term.op == "number":
        return number_text(term.value), ATOM
    if term.op == "name":
        return term.name, ATOM
    return printed(term.op, [print_term(arg) for arg in term.args]), OPERATIONS[term.op].binding
