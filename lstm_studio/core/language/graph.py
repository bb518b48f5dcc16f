"""The graph of a cell: named values, states, parameters, gates and keep factors, read off its equations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from lstm_studio.core.language.equations import Equation, parse_equations, parse_expression
from lstm_studio.core.language.nodes import Builder, Node, Parameter
from lstm_studio.core.language.ops import FUNCTIONS, OPERATIONS
from lstm_studio.core.language.source import shown
from lstm_studio.core.language.term import Term, print_term, printed
from lstm_studio.core.language.tokens import wrong
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Graph", "Keep", "Node", "Parameter"]


@dataclass(frozen=True, slots=True)
class Keep:
    """The keep factor of a state: printed form, node (None: it is 1), and the bias that moves it (None: none does)."""

    text: str
    node: int | None
    bias: str | None
    sign: int


class Graph:
    """Nodes in the order of computation. Build one with ``Graph.read(text)`` or ``Graph.of(mapping)``."""

    def __init__(self, lines: Sequence[Equation]) -> None:
        self._equations = tuple(lines)
        self._lines = _checked(lines)
        built = Builder(self._lines)
        self.nodes: tuple[Node, ...] = tuple(built.nodes)
        self.named: dict[str, int] = built.named
        self.parameters: dict[str, Parameter] = built.parameters
        self._bindings = built.bindings
        self._read: dict[str, Term] = {}  # every run is asked for the same few expressions
        states = {node.name for node in self.nodes if node.op == "previous"}
        self.states: tuple[str, ...] = tuple(name for name in self._lines if name in states)

    @classmethod
    def read(cls, text: str) -> Graph:
        """Read lines ``name = expression``. Raises EquationError with line and column."""
        return cls(parse_equations(text))

    @classmethod
    def of(cls, equations: Mapping[str, str]) -> Graph:
        """Read a mapping of names to expressions; errors count its entries as lines."""
        return cls.read("\n".join(f"{name} = {right}" for name, right in equations.items()))

    @cached_property
    def by_text(self) -> dict[str, Node]:
        """Printed form -> node."""
        return {node.text: node for node in reversed(self.nodes)}

    @cached_property
    def gates(self) -> tuple[str, ...]:
        """The named values that are no state and not the output; a gate that is read again a step later is a gate."""
        return tuple(
            name for name in self.named if name != "h" and (name not in self.states or self.bounded(name))
        )

    @cached_property
    def memories(self) -> tuple[str, ...]:
        """The states that are no gates; all of them where there is no other."""
        return tuple(name for name in self.states if name not in self.gates) or self.states

    def expression(self, name: str) -> str:
        """Give the right side of a named value, printed."""
        node = self.nodes[self.named[name]]
        if node.op == "identity":
            inner = self.nodes[node.args[0]]
            if inner.name is not None or inner.op not in OPERATIONS:
                return inner.text
        return printed(node.op, [(self.nodes[a].text, self._bindings[a]) for a in node.args])

    def term(self, text: str) -> Term:
        """Read an expression over the values of the cell. Raises EquationError."""
        if text not in self._read:
            self._read[text] = parse_expression(text, known=self.named)
        return self._read[text]

    def find(self, text: str) -> Node:
        """Give the node of an expression. Raises ValueError when the cell does not compute it."""
        key = self.text_of(self.term(text))
        if key not in self.by_text:
            raise ValueError(_("“{text}” is not computed by this cell; expected one of {known}").format(
                text=text, known=", ".join(node.text for node in self.nodes if node.op in OPERATIONS)
            ))  # fmt: skip
        return self.by_text[key]

    @staticmethod
    def text_of(term: Term) -> str:
        """Print a term in our own form."""
        return print_term(term)[0]

    def bounded(self, text: str) -> bool:
        """Tell whether a value, by its printed form, always lies between 0 and 1."""
        return self._bounded[self.by_text[text].index]

    @cached_property
    def _bounded(self) -> list[bool]:
        """Whether each node always lies between 0 and 1; its arguments come before it."""
        found: list[bool] = []
        for node in self.nodes:
            inner = [found[arg] for arg in node.args]
            if node.op == "subtract":
                first = self.nodes[node.args[0]]
                found.append(first.op == "constant" and first.value == 1.0 and inner[1])
            elif node.op in ("identity", "multiply"):
                found.append(all(inner))
            elif node.op == "constant":
                found.append(0.0 <= node.value <= 1.0)
            else:
                found.append(node.op in OPERATIONS and OPERATIONS[node.op].unit)
        return found

    def keep(self, state: str) -> Keep | None:
        """Give the elementwise coefficient of ``v_prev`` in v's own equation, or None where there is no such term."""
        found = self._coefficient(self.named[state], state)
        if not found:
            return None
        if found[0] is None:
            return Keep("1", None, None, 1)
        bias, sign = self._bias(found[0], 1)
        return Keep(self.nodes[found[0]].text, found[0], bias, sign)

    def _coefficient(self, index: int, state: str) -> tuple[int | None, ...]:
        """Give (node,) of the factor of ``state`` one step ago, (None,) for a bare one, () where there is none."""
        node = self.nodes[index]
        if node.op in ("add", "subtract", "identity"):
            for place, arg in enumerate(node.args):
                inner = self.nodes[arg]
                if inner.op == "previous" and inner.name == state:
                    return (None,)
                if inner.name is None and not (node.op == "subtract" and place == 1):
                    found = self._coefficient(arg, state)
                    if found:
                        return found
        if node.op == "multiply":
            for place, arg in enumerate(node.args):
                inner = self.nodes[arg]
                if inner.op == "previous" and inner.name == state:
                    return (node.args[1 - place],)
        return ()

    def writes(self, state: str) -> list[tuple[str, int]]:
        """Give (bias, sign) of the separate gates on what is written into a state: the input gate of an LSTM."""
        keep = self.keep(state)
        found: list[tuple[str, int]] = []
        pending = [self.named[state]]
        while pending:
            node = self.nodes[pending.pop()]
            if node.op == "add":
                pending.extend(arg for arg in node.args if self.nodes[arg].name is None)
            elif node.op == "multiply":
                for arg in node.args:
                    bias, sign = self._bias(arg, 1)
                    if bias is not None and (keep is None or bias != keep.bias):
                        found.append((bias, sign))
        return found

    def _bias(self, index: int, sign: int) -> tuple[str | None, int]:
        """Follow σ(a + b) and 1 − σ(a + b) down to the bare vector b."""
        node = self.nodes[index]
        if node.op == "identity":
            return self._bias(node.args[0], sign)
        if (
            node.op == "subtract"
            and self.nodes[node.args[0]].op == "constant"
            and self.nodes[node.args[0]].value == 1.0
        ):
            return self._bias(node.args[1], -sign)
        if node.op == "sigmoid":
            pending = [node.args[0]]
            while pending:
                term = self.nodes[pending.pop()]
                if term.op == "add":
                    pending.extend(term.args)
                elif term.op == "parameter" and term.name and self.parameters[term.name].bias:
                    return term.name, sign
        return None, sign

    def without_bias(self) -> Graph:
        """Give the same cell without its bare vector terms."""
        gone = {name for name, row in self.parameters.items() if row.bias}
        return Graph([row._replace(term=_drop(row.term, gone)) for row in self._equations])


def _checked(lines: Sequence[Equation]) -> dict[str, Term]:
    terms: dict[str, Term] = {}
    for left, term, token in lines:
        why = ""
        if left == "x":
            why = _("x is the input and cannot be computed")
        elif left == "y":
            why = _("y is the output of the model, which a readout computes from h; leave this line out")
        elif left in FUNCTIONS:
            why = _("{name} is a function").format(name=left)
        elif left in terms:
            first = next(row.left.line for row in lines if row.name == left)
            why = _("{name} is computed twice, first in line {first}").format(name=left, first=first)
        if why:
            raise wrong(why, token, _("another name"))
        terms[left] = term
    if "h" not in terms:
        last = lines[-1]
        given = _(
            "no line “h = …”: h is the output of the cell; if it is {name}, call it h or add “h = {name}”"
        )
        raise wrong(given.format(name=shown(last.name)), last.left)
    return terms


def _drop(term: Term, gone: set[str]) -> Term:
    """Replace the named bare vectors by 0 and take the zeros out of sums."""
    if term.op == "name" and term.name in gone:
        return Term("number", (), "", 0.0, term.line, term.column, term.length, term.start)
    args = tuple(_drop(arg, gone) for arg in term.args)
    zero = [arg.op == "number" and arg.value == 0.0 for arg in args]
    if term.op in ("add", "subtract") and zero[1]:
        return args[0]
    if term.op == "add" and zero[0]:
        return args[1]
    return Term(term.op, args, term.name, term.value, term.line, term.column, term.length, term.start)
