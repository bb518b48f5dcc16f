"""The arithmetic behind one number: its terms, their factors and its activation, read off the graph.

Everything is of one unit at one step. A value is an activation of a sum, a sum, or a product; the sum is spread into
its smallest terms: one a weight, Σ W·x + Σ R·h + p·c + b. Where a value multiplies a whole sum, r ⊙ (R h + d), every
term of that sum carries it as a factor, so that all terms can be compared, and a Scaling says what it does to the sum.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.insight.spread import Factor, Scaling, Spread, Term
from lstm_studio.core.language.ops import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lstm_studio.core.language.graph import Graph, Node
    from lstm_studio.core.trace import LayerTrace

__all__ = [
    "GATHERED",
    "Arithmetic",
    "Factor",
    "Scaling",
    "Term",
    "added",
    "applied",
    "arithmetic",
    "gathered",
    "order",
]

GATHERED = "gathered values"
"""What stands for all that a box gathers: no cell can have a value of that name."""


@dataclass(frozen=True)
class Arithmetic:
    """How the value ``text`` came to be, at ``place``: the unit, or the channel of what has one value a channel.

    ``kind``: "sum" of the terms, "product" of them, "given" (input, parameter: every term is a value of its own, none
    is made of another), "carried" (the state of one step ago, its one term) or "initial" (before the first step).
    ``total`` of the terms is ``body``, the printed form of what ``op``, an activation, is applied to ("": nothing is);
    ``computed`` is what comes out, and ``value`` what the run has there: another number where it is ``held``.
    """

    text: str
    place: int
    size: str
    kind: str
    terms: tuple[Term, ...]
    total: float
    body: str
    op: str
    computed: float
    value: float
    held: bool = False
    scalings: tuple[Scaling, ...] = ()


def arithmetic(graph: Graph, trace: LayerTrace, text: str, place: int, step: int) -> Arithmetic | None:
    """Give the arithmetic of the value with printed form ``text``, in one sample.

    ``step`` from 1; at 0 there are the states before the first step, and None for all else. ``place``: unit from 0, or
    channel, the last where there are not so many. The terms are in the order of the equation. Raises KeyError for a
    text that is no node of ``graph``.
    """
    node = graph.by_text[text]
    if step == 0:
        return _initial(node, trace, place)
    spread = Spread(graph, trace, step - 1, place)
    if node.op in ("input", "parameter"):
        return _given(node, spread)
    value, body, op = spread.value(node), node, ""
    if node.op == "previous":
        terms: Sequence[Term] = [Term(1.0, (spread.read(node),), str(node.name), spread.place, value)]
    else:
        row = OPERATIONS.get(node.op)
        if row is not None and row.arity == 1 and node.op not in ("negative", "identity"):
            body, op = graph.nodes[node.args[0]], node.op
        terms = spread.terms(body, root=body is node)
    kind = "carried" if node.op == "previous" else "sum"
    total = added(terms)
    if len(terms) == 1 and len(terms[0].factors) > 1 and not spread.spreads(body, root=body is node):
        kind, total = "product", terms[0].amount
        terms = [
            Term(1.0, (factor,), factor.source, factor.at, factor.amount) for factor in _signed(terms[0])
        ]
    held = trace.held.get(node.name or "") if node.op != "previous" else None
    return Arithmetic(
        text,
        min(place, len(spread.row(node)) - 1),
        node.size,
        kind,
        tuple(terms),
        total,
        body.text,
        op,
        applied(op, total),
        value,
        held is not None and bool(held[step - 1, place]),
        tuple(spread.scalings),
    )


def gathered(trace: LayerTrace, texts: Sequence[str], step: int) -> Arithmetic:
    """Give the values that a box gathers, one below the other; ``texts`` as a moment names them, "1" for a bias.

    ``step`` from 1. All are given: nothing is added yet.
    """
    terms: list[Term] = []
    for text in texts:
        if text == "1":
            terms.append(Term(1.0, (Factor("number", "1", (), 1.0),), "", -1, 1.0))
            continue
        for place, number in enumerate(trace[text][step - 1].tolist()):
            terms.append(Term(1.0, (Factor("value", text, (place,), number),), text, place, number))
    return Arithmetic(GATHERED, 0, "", "given", tuple(terms), math.nan, GATHERED, "", math.nan, math.nan)


def applied(op: str, values: Any) -> Any:
    """Give an activation of numbers, or ("") the numbers themselves; what overflows is infinite."""
    with np.errstate(all="ignore"):
        return OPERATIONS[op].of(values) if op else values


def added(terms: Sequence[Term]) -> float:
    """Give the sum of the terms, without loss where all are finite."""
    amounts = [term.amount for term in terms]
    return math.fsum(amounts) if all(map(math.isfinite, amounts)) else float(sum(amounts))


def order(terms: Sequence[Term]) -> list[int]:
    """Give the places of the terms, the largest first; of equal ones in the order of the equation."""
    return sorted(range(len(terms)), key=lambda at: _rank(terms[at].amount))


def _rank(amount: float) -> float:
    return -math.inf if math.isnan(amount) else -abs(amount)


def _signed(term: Term) -> tuple[Factor, ...]:
    return term.factors if term.sign > 0 else (Factor("number", "-1", (), -1.0), *term.factors)


def _initial(node: Node, trace: LayerTrace, place: int) -> Arithmetic | None:
    state = str(node.name)
    if node.op == "parameter" or state not in trace.before:
        return None
    value = float(trace.before[state][place])
    return Arithmetic(state, place, "H", "initial", (), value, state, "", value, value)


def _given(node: Node, spread: Spread) -> Arithmetic:
    """Every channel of the input; every weight of a unit, or its one of a vector."""
    if node.op == "input":
        row: Any = spread.row(node)
        factors = [Factor("value", "x", (place,), float(row[place])) for place in range(len(row))]
    else:
        factors = spread.weights(node)
    terms = tuple(Term(1.0, (factor,), "", factor.at, factor.value) for factor in factors)
    value = terms[min(spread.place, len(terms) - 1)].amount if terms else math.nan
    return Arithmetic(node.text, spread.place, node.size, "given", terms, value, node.text, "", value, value)
