"""A value of one unit at one step, spread into the smallest terms of its sum."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from lstm_studio.core.language.term import number_text

if TYPE_CHECKING:
    from lstm_studio.core.language.graph import Graph, Node
    from lstm_studio.core.trace import LayerTrace

__all__ = ["Factor", "Scaling", "Spread", "Term"]

LINEAR = ("add", "subtract", "negative", "identity")


class Factor(NamedTuple):
    """One factor of a term.

    ``kind``: "value" of a node, whose printed form is ``text``, in a unit or channel; "weight", ``place`` in the
    parameter ``text``; "number"; on the way back also "slope" of an operation and "gradient" of a node. ``inverse``:
    it divides. ``ahead``: it is of the next step.
    """

    kind: str
    text: str
    place: tuple[int, ...]
    value: float
    inverse: bool = False
    ahead: bool = False

    @property
    def amount(self) -> float:
        """What the term is multiplied by."""
        if not self.inverse:
            return self.value
        return 1.0 / self.value if self.value else math.copysign(math.inf, self.value)

    @property
    def source(self) -> str:
        """The printed form of the node that it is read from, "" for none."""
        return self.text if self.kind in ("value", "gradient") else ""

    @property
    def at(self) -> int:
        """The unit or channel that it is read from."""
        return self.place[-1] if self.place else -1


class Term(NamedTuple):
    """``amount`` = ``sign`` · the factors; it comes from ``source`` (printed form, "": nowhere) at ``place`` (-1)."""

    sign: float
    factors: tuple[Factor, ...]
    source: str
    place: int
    amount: float


class Scaling(NamedTuple):
    """The sum with printed form ``text`` is multiplied by ``factors``: ``inside`` becomes ``amount``."""

    factors: tuple[Factor, ...]
    text: str
    inside: float
    amount: float


class Spread:
    """Spreads the values of a run at ``step`` (from 0) in unit, or channel, ``place``."""

    def __init__(self, graph: Graph, trace: LayerTrace, step: int, place: int) -> None:
        self.graph, self.trace, self.step, self.place = graph, trace, step, place
        self.scalings: list[Scaling] = []
        self._rows: dict[int, Any] = {}
        self._wide: dict[int, bool] = {}

    def row(self, node: Node) -> Any:
        """Give a value of all units (H,) or channels (D,); (1,) of a number."""
        if node.index not in self._rows:
            self._rows[node.index] = self.trace[node.text][self.step]
        return self._rows[node.index]

    def value(self, node: Node) -> float:
        """Give the value of a node at the place."""
        return float(self.read(node).value)

    def read(self, node: Node) -> Factor:
        """Give a node as one factor."""
        if node.size == "":  # made of numbers alone
            number = float(self.row(node)[0])
            return Factor("number", number_text(number), (), number)
        if node.op == "parameter":
            return self.weights(node)[0]
        row = self.row(node)
        at = min(self.place, len(row) - 1)
        return Factor("value", node.text, (at,), float(row[at]))

    def weights(self, node: Node) -> list[Factor]:
        """Give the weights of a parameter that belong to the unit: a row of a matrix, one of a vector, none."""
        values = self.trace.parameter(node.text)
        if self.trace.lacks(node.text):
            return [Factor("number", "0", (), 0.0)]
        if values.ndim == 1:
            return [Factor("weight", node.text, (self.place,), float(values[self.place]))]
        return [
            Factor("weight", node.text, (self.place, column), weight)
            for column, weight in enumerate(values[self.place].tolist())
        ]

    def spreads(self, node: Node, *, root: bool = True) -> bool:
        """Whether a node is a sum over units or channels, or holds one that no name and no function hides."""
        if node.name is not None and not root:
            return False
        if node.index not in self._wide:
            inner = (self.spreads(self.graph.nodes[arg], root=False) for arg in node.args)
            opened = node.op in (*LINEAR, "multiply", "divide")
            self._wide[node.index] = node.op == "matmul" or (opened and any(inner))
        return self._wide[node.index]

    def terms(self, node: Node, *, root: bool) -> list[Term]:
        """Give the terms of a node in the order of the equation; of a named one its own where it is the ``root``."""
        return self._terms(node, 1.0, (), root=root)

    def _terms(
        self, node: Node, sign: float, shared: tuple[Factor, ...], *, root: bool = False
    ) -> list[Term]:
        args = [self.graph.nodes[arg] for arg in node.args]
        closed = node.name is not None and not root
        if closed or node.op not in (*LINEAR, "matmul", "multiply", "divide"):
            absent = node.op == "parameter" and self.trace.lacks(node.text)
            return [] if absent else [self._term(sign, (*shared, *self._factors(node)), node)]
        if node.op in LINEAR:
            last = -sign if node.op in ("subtract", "negative") else sign
            first = [] if len(args) == 1 else self._terms(args[0], sign, shared)
            return [*first, *self._terms(args[-1], last, shared)]
        if node.op == "matmul":
            return self._products(args[0], args[1], sign, shared)
        inner = self._inner(node, args)
        if inner is None:
            return [self._term(sign, (*shared, *self._factors(node, root=True)), node)]
        other = args[1] if inner is args[0] else args[0]
        factors = self._factors(other)
        if node.op == "divide":
            factors = tuple(factor._replace(inverse=not factor.inverse) for factor in factors)
        terms = self._terms(inner, sign, (*shared, *factors))
        if len(terms) > 1:
            inside = self.value(inner)
            amount = math.prod((inside, *(factor.amount for factor in factors)))
            self.scalings.append(Scaling(factors, inner.text, inside, amount))
        return terms

    def _inner(self, node: Node, args: list[Node]) -> Node | None:
        """Give the argument of a product that is spread: the last that can be; a quotient's may be its first."""
        able = [arg for arg in (args[:1] if node.op == "divide" else args) if self.spreads(arg, root=False)]
        return able[-1] if able else None

    def _products(self, matrix: Node, vector: Node, sign: float, shared: tuple[Factor, ...]) -> list[Term]:
        """Give one term a column of a matrix."""
        before, text = sign * math.prod(factor.amount for factor in shared), vector.text
        pairs = zip(self.weights(matrix), self.row(vector).tolist(), strict=True)
        return [
            Term(sign, (*shared, weight, Factor("value", text, (j,), number)), text, j,
                 before * weight.value * number)
            for j, (weight, number) in enumerate(pairs)
        ]  # fmt: skip

    def _factors(self, node: Node, *, root: bool = False) -> tuple[Factor, ...]:
        """Give the factors of a product of values; what is no product is one."""
        if node.name is None or root:
            if node.op == "multiply":
                return tuple(factor for arg in node.args for factor in self._factors(self.graph.nodes[arg]))
            if node.op == "divide":
                first, second = (self.graph.nodes[arg] for arg in node.args)
                return (*self._factors(first), self.read(second)._replace(inverse=True))
        return (self.read(node),)

    def _term(self, sign: float, factors: tuple[Factor, ...], node: Node) -> Term:
        """Give a term; one of a weight and a value leads to the value, one of values to their product."""
        amount = sign * math.prod(factor.amount for factor in factors)
        values = [factor for factor in factors if factor.source]
        if len(values) == 1:
            return Term(sign, factors, values[0].source, values[0].at, amount)
        own = [factor for factor in self._factors(node, root=True) if factor.source]
        source = node.text if len(own) > 1 or not values else own[0].source if own else values[-1].source
        known = bool(values) and node.op not in ("parameter", "constant")
        return Term(sign, factors, source if known else "", self.place if known else -1, amount)
