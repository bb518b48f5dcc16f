"""The arithmetic behind one gradient: ∂loss/∂value as a sum over all that read the value, read off the graph.

A term follows one way from the value to the next one that has a name, and multiplies by what each wire on it multiplies
by: ∂c/∂c₋ is f, a matrix gives one term a unit that reads. Where an inner value is read by several, or a second matrix
spreads the way once more, the term ends there: that value has an arithmetic of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lstm_studio.core.insight.lens import Arithmetic, added
from lstm_studio.core.insight.spread import Factor, Spread, Term
from lstm_studio.core.language.ops import OPERATIONS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.insight.influence import LayerGradient
    from lstm_studio.core.language.graph import Graph, Node

__all__ = ["OUTSIDE", "returning"]

OUTSIDE = ""
"""The text of the gradient that comes from above: from the readout or the next layer."""


def returning(graph: Graph, gradient: LayerGradient, text: str, place: int, step: int) -> Arithmetic | None:
    """Give the sum that ∂loss/∂value is, of the value with printed form ``text``.

    ``step`` from 1; at 0 that of the states before the first step. ``place``: unit from 0, or channel, the last where
    there are not so many. None where there is no gradient: of parameters and numbers. Raises KeyError for a text that
    is no node of ``graph``.
    """
    node = graph.by_text[text]
    if step == 0:
        if node.name not in gradient.before or f"{node.name}_prev" not in graph.by_text:
            return None
        node, step = graph.by_text[f"{node.name}_prev"], 1
    if node.op in ("parameter", "constant") or not node.size:
        return None
    at = min(place, gradient[node.text].shape[1] - 1)
    terms = Ways(graph, gradient, step - 1).back(node, at)
    value, total = float(gradient[node.text][step - 1, at]), added(terms)
    held = gradient.trace.held.get(node.name or "") if node.op != "previous" else None
    return Arithmetic(
        text,
        at,
        node.size,
        "sum",
        tuple(terms),
        total,
        node.text,
        "",
        total,
        value,
        held is not None and bool(held[step - 1, at]),
    )


MINUS = Factor("number", "-1", (), -1.0)


class Ways:
    """The ways from a value at ``step`` (from 0) to all that read it."""

    def __init__(self, graph: Graph, gradient: LayerGradient, step: int) -> None:
        self.graph, self.gradient, self.step = graph, gradient, step
        self._rows: dict[tuple[int, int, bool], NDArray[Any]] = {}
        self._readers: list[list[tuple[Node, int]]] = [[] for _node in graph.nodes]
        for node in graph.nodes:
            for place, arg in enumerate(node.args):
                self._readers[arg].append((node, place))

    def back(self, node: Node, at: int) -> list[Term]:
        """Give the terms of the gradient of a node in unit, or channel, ``at``."""
        terms = self._followed(node, at, self.step, ())
        if node.op == "previous":
            return terms
        later = self.step - 1 if self.gradient.turned else self.step + 1
        before = self.graph.by_text.get(f"{node.name}_prev") if node.name in self.graph.states else None
        if before is not None and 0 <= later < self.gradient.steps:
            terms += self._followed(before, at, later, ())
        if node.name in self.gradient.outside:
            number = float(self.gradient.outside[node.name][self.step, at])
            terms.append(Term(1.0, (Factor("gradient", OUTSIDE, (at,), number),), "", -1, number))
        return terms

    def _followed(
        self, node: Node, at: int, step: int, factors: tuple[Factor, ...], *, spread: bool = False
    ) -> list[Term]:
        """Give one term for each way from a node on."""
        found: list[Term] = []
        for reader, place in self._readers[node.index]:
            if reader.op != "matmul":
                way = (*factors, *self._slopes(reader, place, at, step))
                found += self._arrived(reader, at, step, way, spread=spread)
                continue
            matrix, ahead = self.graph.nodes[reader.args[0]].text, step != self.step
            for unit, weight in enumerate(self.gradient.trace.parameter(matrix)[:, at].tolist()):
                way = (*factors, Factor("weight", matrix, (unit, at), weight, ahead=ahead))
                found += self._arrived(reader, unit, step, way, spread=True)
        return found

    def _arrived(
        self, node: Node, at: int, step: int, factors: tuple[Factor, ...], *, spread: bool
    ) -> list[Term]:
        """End the way at a node, or go on where it is but a part of the next; ``spread`` by a matrix already."""
        readers = self._readers[node.index]
        if node.name is None and len(readers) == 1 and not (spread and readers[0][0].op == "matmul"):
            return self._followed(node, at, step, factors, spread=spread)
        number = float(self._row(node, step, slope=False)[at])
        last = Factor("gradient", node.text, (at,), number, ahead=step != self.step)
        amount = number
        for factor in factors:
            amount *= factor.amount
        return [Term(1.0, (*factors, last), node.text, at, amount)]

    def _slopes(self, node: Node, place: int, at: int, step: int) -> tuple[Factor, ...]:
        """Give what a wire multiplies by on the way back: ∂node/∂argument as factors."""
        ahead = step != self.step
        if node.op in ("add", "identity") or (node.op == "subtract" and place == 0):
            return ()
        if node.op in ("negative", "subtract"):
            return (MINUS,)
        if node.op in ("multiply", "divide"):
            here = Spread(self.graph, self.gradient.trace, step, at)
            if node.op == "multiply":
                return (here.read(self.graph.nodes[node.args[1 - place]])._replace(ahead=ahead),)
            divided = here.read(self.graph.nodes[node.args[1]])._replace(ahead=ahead, inverse=True)
            return (divided,) if place == 0 else (MINUS, here.read(node)._replace(ahead=ahead), divided)
        if OPERATIONS[node.op].arity != 1:
            raise AssertionError(f"the slope of {node.op} is not known")
        number = float(self._row(node, step, slope=True)[at])
        return (Factor("slope", node.text, (at,), number, ahead=ahead),)

    def _row(self, node: Node, step: int, *, slope: bool) -> NDArray[Any]:
        """Give what a node passes on, or its slope, of all units: a matrix asks for each of them."""
        key = (node.index, step, slope)
        if key not in self._rows:
            whole = self.gradient.slope(node, 0) if slope else self.gradient.entering(node)
            self._rows[key] = whole[step]
        return self._rows[key]
