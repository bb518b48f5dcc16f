"""Which marks of a line are pointed at, at work or not computed yet."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from lstm_studio.core.language.equations import parse_expression
from lstm_studio.core.language.term import names_in

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from lstm_studio.core.insight.moments import Moment
    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.printing.marks import Mark

__all__ = ["at_work", "made", "marked", "waiting", "working_lines"]


def marked(marks: Sequence[Mark], texts: Collection[str], node: str) -> frozenset[int]:
    """Give the marks that stand for what is pointed at, and the signs of the selected part of a line."""
    return frozenset(
        place
        for place, mark in enumerate(marks)
        if not set(texts).isdisjoint(mark.means)
        or (mark.part in texts and mark.kind == "function")
        or (node and mark.means == (node,) and mark.kind == "number")
    )


def made(moments: Sequence[Moment], inside: int | None) -> frozenset[str] | None:
    """Give the printed forms of what is computed before a moment; None: all of the step is."""
    if inside is None:
        return None
    before = moments[:inside]
    terms = (term for moment in before if moment.kind in ("product", "sum") for term in moment.terms)
    return frozenset((*(moment.value for moment in before), *terms))


def working_lines(moment: Moment | None) -> frozenset[str]:
    """Give the lines at work; one gathering serves several."""
    return frozenset() if moment is None else frozenset((moment.line, *moment.parts))


def at_work(marks: Sequence[Mark], name: str, moment: Moment, graph: Graph) -> frozenset[int]:
    """Give the marks of a line at work: what flows in, and the sign of the operation."""
    if moment.kind == "write":
        return frozenset({0}) if name == moment.line else frozenset()
    reads = _names(moment.terms, frozenset(graph.named))
    found = set()
    for place, mark in enumerate(marks[2:], 2):
        sign = (
            mark.part == moment.value and mark.kind in ("function", "operator") and moment.kind != "product"
        )
        flows = moment.kind != "squash" and not reads.isdisjoint(mark.means)
        number = mark.kind == "number" and not set(moment.terms).isdisjoint(mark.means)
        if sign or flows or number:
            found.add(place)
    return frozenset(found)


def waiting(marks: Sequence[Mark], there: frozenset[str], graph: Graph) -> frozenset[int]:
    """Give the marks of what is not computed yet: values of this step, and products."""
    found = set()
    for place, mark in enumerate(marks):
        for text in mark.means if mark.kind in ("letter", "number") else ():
            if text not in there and (_computed(text, graph) or (text == "V" and mark.kind == "number")):
                found.add(place)
    return frozenset(found)


def _computed(text: str, graph: Graph) -> bool:
    """Whether a text stands for what a step computes: a named value, or a product."""
    node = graph.by_text.get(text)
    return text == "y" or (node is not None and node.op not in ("input", "previous", "parameter", "constant"))


@lru_cache(maxsize=512)
def _names(terms: tuple[str, ...], known: frozenset[str]) -> frozenset[str]:
    """Give the names in printed terms, and the terms themselves."""
    parsed = (parse_expression(term, known=known) for term in terms if term != "1")
    return frozenset(found.name for term in parsed for found in names_in(term))
