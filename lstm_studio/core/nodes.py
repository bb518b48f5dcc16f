"""Parsed lines -> nodes in the order of computation, with the shape of every value checked.

Sizes are symbols: "D" for the values of the input, "H" for one value a unit, "" for a plain number. D and H stay
distinct even when they are equal in a model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lstm_studio.core.equations import EquationError, Term, printed
from lstm_studio.core.ops import OPERATIONS
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Builder", "Node", "Parameter", "print_term", "wrong"]

MOST_NODES = 2_000


@dataclass(frozen=True, slots=True)
class Node:
    """One value of the cell. ``op``: "input", "previous", "parameter", "constant" or a key of OPERATIONS.

    ``text`` is its printed form: a named node prints as its name, ``previous`` as "c_prev".
    """

    index: int
    op: str
    args: tuple[int, ...]
    name: str | None
    text: str
    size: str
    value: float = 0.0
    line: int = 0
    column: int = 0
    length: int = 1


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: ``columns`` is "D" or "H" for a matrix (H rows), "" for a vector of H; ``bias``: a bare term."""

    name: str
    columns: str
    bias: bool

    @property
    def matrix(self) -> bool:
        """Whether it is a matrix."""
        return self.columns != ""

    def shape(self, inputs: int, units: int) -> tuple[int, ...]:
        """Give its shape for D = ``inputs`` and H = ``units``."""
        return (units, inputs if self.columns == "D" else units) if self.columns else (units,)


class Builder:
    """Builds nodes from ``lines``: left side -> term; read ``nodes``, ``named`` and ``parameters`` after it."""

    def __init__(self, lines: Mapping[str, Term]) -> None:
        self.lines = lines
        self.nodes: list[Node] = []
        self.bindings: list[int] = []
        self.named: dict[str, int] = {}
        self._shared: dict[tuple[str, tuple[int, ...], str, float], int] = {}
        self._kinds: dict[str, tuple[str, bool]] = {}  # parameter -> columns, bare so far
        for left in _in_order(lines):
            self.line(left)
        self.named = {left: self.named[left] for left in lines}
        written = [
            term.name for right in lines.values() for term in _names(right) if term.name in self._kinds
        ]
        self.parameters = {name: Parameter(name, *self._kinds[name]) for name in written}

    def put(
        self, term: Term, op: str, args: tuple[int, ...], name: str | None, size: str, *, alone: bool = False
    ) -> int:
        """Add a node, or give the equal one that is there; a left side always stands ``alone``."""
        key = (op, args, name or "", term.value)
        if not alone and key in self._shared:
            return self._shared[key]
        if len(self.nodes) >= MOST_NODES:
            raise wrong(term, _("more than {most} parts; expected a smaller cell").format(most=MOST_NODES))
        text, binding = _print_node(op, name, term, [(self.nodes[a], self.bindings[a]) for a in args])
        node = Node(
            len(self.nodes), op, args, name, text, size, term.value, term.line, term.column, term.length
        )
        self.nodes.append(node)
        self.bindings.append(binding)
        if not alone:
            self._shared[key] = node.index
        return node.index

    def parameter(self, term: Term, columns: str, *, bare: bool) -> int:
        """Add a parameter: a matrix with ``columns`` "D" or "H", or a vector ("")."""
        known = self._kinds.get(term.name)
        if known is not None and known[0] != columns:
            sentence = _("{name} is used as {one} and as {other}; give one of them another name")
            raise wrong(
                term, sentence.format(name=term.name, one=_kind_text(known[0]), other=_kind_text(columns))
            )
        self._kinds[term.name] = (columns, bare and (known is None or known[1]))
        return self.put(term, "parameter", (), term.name, "matrix" if columns else "H")

    def name(self, term: Term, *, bare: bool) -> int:
        """Add what a name means: the input, a state one step ago, a left side or a parameter."""
        if term.name == "x":
            return self.put(term, "input", (), "x", "D")
        if term.name.endswith("_prev") and term.name != "_prev":
            state = term.name.removesuffix("_prev")
            if state not in self.lines:
                known = ", ".join(f"{left}_prev" for left in self.lines)
                sentence = _("{name} needs a value “{state}”; expected one of {known}")
                raise wrong(term, sentence.format(name=term.name, state=state, known=known))
            return self.put(term, "previous", (), state, "H")
        if term.name in self.named:
            return self.named[term.name]
        return self.parameter(term, "", bare=bare)

    def visit(self, term: Term, *, bare: bool = True) -> int:
        """Add a term and all below it. ``bare``: a vector that stands here alone is a bias."""
        if term.op == "name":
            return self.name(term, bare=bare)
        if term.op == "number":
            return self.put(term, "constant", (), None, "")
        args, size = self.arguments(term, bare=bare)
        return self.put(term, term.op, args, None, size)

    def arguments(self, term: Term, *, bare: bool = True) -> tuple[tuple[int, ...], str]:
        """Add the arguments of an operation; give them and the size of the result."""
        if term.op != "matmul":
            # A vector that is multiplied is no bias, but one beside a matrix product is: the d in r * (R @ h + d).
            bare = (bare and term.op not in ("multiply", "divide")) or _beside_product(term)
            args = tuple(self.visit(arg, bare=bare) for arg in term.args)
            return args, _size(term, [self.nodes[a] for a in args])
        matrix, vector = term.args
        if (
            matrix.op != "name"
            or matrix.name == "x"
            or matrix.name in self.lines
            or matrix.name.endswith("_prev")
        ):
            raise wrong(
                matrix,
                _(
                    "the left of a matrix product must be a parameter, a matrix; for unit by unit write * or ⊙"
                ),
            )
        inner = self.visit(vector, bare=False)
        if self.nodes[inner].size not in ("D", "H"):
            raise wrong(
                vector,
                _("a matrix needs a vector on its right, found “{found}”").format(
                    found=self.nodes[inner].text
                ),
            )
        if self.nodes[inner].op == "parameter":
            sentence = _("{name} is a parameter; a matrix multiplies x or a value that the cell computes")
            raise wrong(vector, sentence.format(name=vector.name))
        return (self.parameter(matrix, self.nodes[inner].size, bare=False), inner), "H"

    def line(self, left: str) -> None:
        """Add a left side; all that it reads is there."""
        term = self.lines[left]
        if term.op in ("name", "number"):
            # a second name for a value is a value of its own: it can be clamped
            args: tuple[int, ...] = (self.visit(term),)
            op, size = "identity", _size(term, [self.nodes[args[0]]])
        else:
            (args, size), op = self.arguments(term), term.op
        if size == "D":
            sentence = _(
                "{name} would have the size of x; expected one value a unit: multiply x by a matrix, W @ x"
            )
            raise wrong(term, sentence.format(name=left))
        self.named[left] = self.put(term, op, args, left, "H", alone=True)


def wrong(term: Term, sentence: str) -> EquationError:
    """Give the error of a sentence, at a term's place."""
    return EquationError(sentence, term.line, term.column, term.length)


def _in_order(lines: Mapping[str, Term]) -> list[str]:
    """Order left sides so that each stands behind all that it reads; a circle within one step is refused by name."""
    ordered: dict[str, None] = {}

    def add(left: str, opened: list[str]) -> None:
        for term in _names(lines[left]):
            if term.name in opened:
                circle = " → ".join([*opened[opened.index(term.name) :], term.name])
                sentence = _("{circle} is a circle within one step; read {name}_prev somewhere")
                raise wrong(term, sentence.format(circle=circle, name=term.name))
            if term.name in lines and term.name not in ordered:
                add(term.name, [*opened, term.name])
        ordered[left] = None

    for left in lines:
        if left not in ordered:
            add(left, [left])
    return list(ordered)


def _kind_text(columns: str) -> str:
    return (
        _("a vector")
        if not columns
        else _("a matrix that reads x")
        if columns == "D"
        else _("a matrix that reads H values")
    )


def _beside_product(term: Term) -> bool:
    """Whether a term is a sum that holds a matrix product."""
    if term.op not in ("add", "subtract"):
        return False
    return any(arg.op == "matmul" or _beside_product(arg) for arg in term.args)


def _names(term: Term) -> list[Term]:
    return [term] if term.op == "name" else [name for arg in term.args for name in _names(arg)]


def _size(term: Term, args: Sequence[Node]) -> str:
    sizes = {arg.size for arg in args} - {""}
    if sizes == {"D", "H"}:
        raise wrong(
            term, _("x has one value a channel, the other side one a unit; multiply x by a matrix: W @ x")
        )
    if "matrix" in sizes:
        raise wrong(term, _("a matrix stands alone here; expected a vector on its right"))
    return sizes.pop() if sizes else ""


def _number(value: float) -> str:
    short = f"{value:g}"
    return short if float(short) == value else repr(value)


def _print_node(op: str, name: str | None, term: Term, args: list[tuple[Node, int]]) -> tuple[str, int]:
    if op == "constant":
        return _number(term.value), 9
    if name is not None:
        return (f"{name}_prev" if op == "previous" else name), 9
    return printed(op, [(node.text, binding) for node, binding in args]), OPERATIONS[op].binding


def print_term(term: Term) -> tuple[str, int]:
    """Print a term in our own form, with its binding."""
    if term.op == "number":
        return _number(term.value), 9
    if term.op == "name":
        return term.name, 9
    return printed(term.op, [print_term(arg) for arg in term.args]), OPERATIONS[term.op].binding
