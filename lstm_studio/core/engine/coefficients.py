"""The coefficients of the backward pass: a small algebra of products and sums of forward values.

A coefficient is an index into a table; equal ones are the same entry. ``ONE`` and ``ZERO`` are known, so that chains
of local derivatives stay short.
"""

from __future__ import annotations

from functools import cache
from typing import TypeAlias

from lstm_studio.core.language.equations import Term, parse_expression
from lstm_studio.core.language.ops import OPERATIONS

__all__ = ["Coefficients", "local_derivatives"]

Row: TypeAlias = "tuple[str, tuple[int, ...], float]"
"""("number", (), its value), ("value", (node,), 0), ("free", (node,), 0) or (operation, coefficients, 0)."""


@cache
def local_derivatives(op: str) -> tuple[Term, ...]:
    """Give ∂y/∂argument of every argument of an operation, over its arguments a, b and its result y."""
    every = {name: name for name in OPERATIONS}
    return tuple(parse_expression(text, functions=every) for text in OPERATIONS[op].derivative)


class Coefficients:
    """A table of coefficients that grows as they are asked for. ``products``: nodes (a, b) -> the node a · b."""

    ZERO = 0
    ONE = 1

    def __init__(self, products: dict[tuple[int, int], int] | None = None) -> None:
        self._products = products or {}
        self.rows: list[Row] = []
        self._known: dict[Row, int] = {}
        self.number(0.0)
        self.number(1.0)

    def _put(self, op: str, args: tuple[int, ...], value: float = 0.0) -> int:
        row = (op, args, value)
        if row not in self._known:
            self._known[row] = len(self.rows)
            self.rows.append(row)
        return self._known[row]

    def number(self, value: float) -> int:
        """Give a plain number."""
        return self._put("number", (), value)

    def value(self, node: int) -> int:
        """Give the forward value of a node."""
        return self._put("value", (node,))

    def free(self, node: int) -> int:
        """Give 1 where a clamp leaves its value free, 0 where it holds it."""
        return self._put("free", (node,))

    def _value_of(self, index: int) -> float | None:
        op, _args, value = self.rows[index]
        return value if op == "number" else None

    def multiply(self, a: int, b: int) -> int:
        """Give a · b."""
        one, other = self._value_of(a), self._value_of(b)
        if one is not None and other is not None:
            return self.number(one * other)
        if one == 0.0 or other == 0.0:
            return self.ZERO
        if one == 1.0:
            return b
        if other == 1.0:
            return a
        op, args, _value = self.rows[b]
        rest = self._shortened(a, b)
        if rest is not None:
            return rest
        if op == "multiply":  # a (b c) is (a b) c, and a b may be there already
            found = self._product(a, args[0])
            if found is not None:
                return self.multiply(found, args[1])
        found = self._product(a, b)
        return self._put("multiply", (a, b)) if found is None else found

    def _shortened(self, a: int, b: int) -> int | None:
        """Give a (1 − y y) as a − (a y) y where the forward pass has made a y: one pass less."""
        op, args, _value = self.rows[b]
        if op != "subtract" or args[0] != self.ONE:
            return None
        inner, factors, _also = self.rows[args[1]]
        if inner != "multiply" or factors[0] != factors[1]:
            return None
        found = self._product(a, factors[0])
        return None if found is None else self._put("subtract", (a, self.multiply(found, factors[0])))

    def _product(self, a: int, b: int) -> int | None:
        """Give a · b where the forward pass has made it: i ⊙ g, f ⊙ c₋ and h = o ⊙ tanh(c) in an LSTM."""
        (op, args, _value), (other, more, _also) = self.rows[a], self.rows[b]
        if op != "value" or other != "value":
            return None
        first, second = args[0], more[0]
        node = self._products.get((first, second), self._products.get((second, first)))
        return None if node is None else self.value(node)

    def add(self, a: int, b: int) -> int:
        """Give a + b."""
        one, other = self._value_of(a), self._value_of(b)
        if one is not None and other is not None:
            return self.number(one + other)
        if one == 0.0:
            return b
        return a if other == 0.0 else self._put("add", (a, b))

    def apply(self, op: str, args: tuple[int, ...]) -> int:
        """Give an operation on coefficients."""
        if op == "multiply":
            return self.multiply(*args)
        if op == "add":
            return self.add(*args)
        values = [self._value_of(arg) for arg in args]
        if op == "negative" and values[0] is not None:
            return self.number(-values[0])
        return self._put(op, args)

    def derivative(self, op: str, place: int, node: int, args: tuple[int, ...]) -> int:
        """Give ∂y/∂(argument ``place``) of an operation, over the values of ``node`` (y) and ``args`` (a, b)."""
        names = {"y": self.value(node), **dict(zip("ab", args, strict=False))}
        return self._instance(local_derivatives(op)[place], names)

    def _instance(self, term: Term, names: dict[str, int]) -> int:
        if term.op == "name":
            return names[term.name]
        if term.op == "number":
            return self.number(term.value)
        return self.apply(term.op, tuple(self._instance(arg, names) for arg in term.args))

    def nodes_in(self, wanted: set[int]) -> set[int]:
        """Give the nodes whose forward values the ``wanted`` coefficients read."""
        found: set[int] = set()
        pending, seen = list(wanted), set(wanted)
        while pending:
            op, args, _value = self.rows[pending.pop()]
            if op == "value":
                found.add(args[0])
            elif op != "free":
                pending.extend(arg for arg in args if arg not in seen)
                seen.update(args)
        return found
