"""Parsed lines -> nodes in the order of computation, with the shape of every value checked.

Sizes are symbols: "D" for the values of the input, "H" for one value a unit, "" for a plain number. D and H stay
distinct even when they are equal in a model.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from lstm_studio.core.language.ops import OPERATIONS
from lstm_studio.core.language.source import shown
from lstm_studio.core.language.term import ATOM, Term, names_in, number_text, printed, wrong
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lstm_studio.core.language.source import EquationError

__all__ = ["Builder", "Node", "Parameter"]

MOST_NODES = 2_000
MOST_HOPS = 5  # of a circle that are said
MOST_SAID = 12  # of the names that are known


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
        self._first: dict[str, Term] = {}  # parameter -> where it was first used
        for left in _in_order(lines):
            self.line(left)
        self.named = {left: self.named[left] for left in lines}
        written = [
            term.name for right in lines.values() for term in names_in(right) if term.name in self._kinds
        ]
        self.parameters = {name: Parameter(name, *self._kinds[name]) for name in written}

    def put(
        self, term: Term, op: str, args: tuple[int, ...], name: str | None, size: str, *, alone: bool = False
    ) -> int:
        """Add a node, or give the equal one that is there; a left side always stands ``alone``."""
        value = term.value if op == "constant" else 0.0
        key = (op, args, name or "", value)
        if not alone and key in self._shared:
            return self._shared[key]
        if len(self.nodes) >= MOST_NODES:
            raise wrong(term, _("more than {most} parts; expected a smaller cell").format(most=MOST_NODES))
        text, binding = _print_node(op, name, term, [(self.nodes[a], self.bindings[a]) for a in args])
        node = Node(len(self.nodes), op, args, name, text, size, value, term.line, term.column, term.length)
        self.nodes.append(node)
        self.bindings.append(binding)
        if not alone:
            self._shared[key] = node.index
        return node.index

    def parameter(self, term: Term, columns: str, *, bare: bool) -> int:
        """Add a parameter: a matrix with ``columns`` "D" or "H", or a vector ("")."""
        known = self._kinds.get(term.name)
        if known is None:
            self._first[term.name] = term
        elif known[0] != columns:
            raise _two_kinds((self._first[term.name], known[0]), (term, columns))
        self._kinds[term.name] = (columns, bare and (known is None or known[1]))
        return self.put(term, "parameter", (), term.name, "matrix" if columns else "H")

    def name(self, term: Term, *, bare: bool) -> int:
        """Add what a name means: the input, a state one step ago, a left side or a parameter."""
        if term.name == "x":
            return self.put(term, "input", (), "x", "D")
        if term.name.endswith("_prev") and term.name != "_prev":
            state = term.name.removesuffix("_prev")
            if state not in self.lines:
                known = ", ".join(f"{left}_prev" for left in [*self.lines][:MOST_SAID])
                given = _("{name} needs a value “{state}”").format(name=shown(term.name), state=shown(state))
                if state == "x":
                    given = _("x one step ago is not kept; a line “u = W @ x” makes u_prev")
                raise wrong(term, given, _("one of {known}").format(known=known))
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
            args = tuple([self.visit(arg, bare=bare) for arg in term.args])
            return args, self.size(term, [self.nodes[a] for a in args])
        matrix, vector = term.args
        name = matrix.name
        if matrix.op != "name" or name == "x" or name in self.lines or name.endswith("_prev"):
            given = _(
                "the left of a matrix product must be a parameter, a matrix; for unit by unit write * or ⊙"
            )
            raise wrong(matrix, given)
        inner = self.visit(vector, bare=False)
        if self.nodes[inner].size not in ("D", "H"):
            given = _("a matrix stands before “{found}”").format(found=shown(self.nodes[inner].text))
            raise wrong(vector, given, _("a vector on its right"))
        if self.nodes[inner].op == "parameter":
            given = _("{name} is a parameter, and a matrix multiplies what changes").format(name=vector.name)
            raise wrong(vector, given, _("x or a value that the cell computes"))
        return (self.parameter(matrix, self.nodes[inner].size, bare=False), inner), "H"

    def size(self, term: Term, args: Sequence[Node]) -> str:
        """Give the size of an operation's result. Raises EquationError where the arguments have several."""
        sizes = {arg.size for arg in args} - {""}
        if sizes == {"D", "H"}:
            units, channels = (next(arg for arg in args if arg.size == size) for size in "HD")
            here = term.args[args.index(units)]
            first = self._first.get(units.text, here)
            where = _place(first) if (first.line, first.column) != (here.line, here.column) else ""
            given = _("“{units}” has one value a unit{where}, “{channels}” one a channel of the input")
            given = given.format(units=shown(units.text), where=where, channels=shown(channels.text))
            raise wrong(term, given, _("a matrix before x, W @ x"))
        return sizes.pop() if sizes else ""

    def line(self, left: str) -> None:
        """Add a left side; all that it reads is there."""
        term = self.lines[left]
        if term.op in ("name", "number"):
            # a second name for a value is a value of its own: it can be clamped
            args: tuple[int, ...] = (self.visit(term),)
            op, size = "identity", self.nodes[args[0]].size
        else:
            (args, size), op = self.arguments(term), term.op
        if size == "D":
            given = _("{name} would have the size of x, one value a channel").format(name=left)
            raise wrong(term, given, _("one value a unit: multiply x by a matrix, W @ x"))
        self.named[left] = self.put(term, op, args, left, "H", alone=True)


def _in_order(lines: Mapping[str, Term]) -> list[str]:
    """Order left sides so that each stands behind all that it reads; a circle within one step is refused by name."""
    ordered: dict[str, None] = {}

    def add(left: str, opened: list[str]) -> None:
        for term in names_in(lines[left]):
            if term.name in opened:
                raise _circle(lines, [*opened[opened.index(term.name) :], term.name], term)
            if term.name in lines and term.name not in ordered:
                add(term.name, [*opened, term.name])
        ordered[left] = None

    for left in lines:
        if left not in ordered:
            add(left, [left])
    return list(ordered)


def _circle(lines: Mapping[str, Term], names: list[str], term: Term) -> EquationError:
    hops = list(pairwise(names))
    reads = [_("line {line} reads {name}").format(line=lines[one].line, name=other) for one, other in hops]
    if len(hops) > MOST_HOPS:
        names[MOST_HOPS:-1] = reads[MOST_HOPS:-1] = "…"
    given = _("{circle} is a circle within one step: {reads}")
    given = given.format(circle=" → ".join(names), reads=", ".join(reads))
    return wrong(term, given, _("{name}_prev in one of them").format(name=term.name))


def _place(term: Term) -> str:
    return _(" (line {line}, column {column})").format(line=term.line, column=term.column)


def _two_kinds(*uses: tuple[Term, str]) -> EquationError:
    """Give the error of a parameter in two shapes, at the later use."""
    (one, first), (other, second) = sorted(uses, key=lambda use: (use[0].line, use[0].column))
    given = _("{name} is used as {one}{where} and as {other}; give one of them another name")
    return wrong(
        other,
        given.format(name=one.name, one=_kind_text(first), where=_place(one), other=_kind_text(second)),
    )


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


def _print_node(op: str, name: str | None, term: Term, args: list[tuple[Node, int]]) -> tuple[str, int]:
    if op == "constant":
        return number_text(term.value), ATOM
    if name is not None:
        return (f"{name}_prev" if op == "previous" else name), ATOM
    return printed(op, [(node.text, binding) for node, binding in args]), OPERATIONS[op].binding
