"""The equations of a cell as lines of a program: one step of samples in rows, so that W v is v Wᵀ."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from lstm_studio.core.language.term import number_text
from lstm_studio.formats.identifiers import identifiers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.language.nodes import Node
    from lstm_studio.core.sizes import Sizes

__all__ = ["Dialect", "Step", "indented", "joined", "read_of", "title_of"]

ATOM, SIGN, PRODUCT, SUM = 4, 3, 2, 1
MOST_TITLE = 80  # characters
_BINARY = {"add": ("+", SUM), "subtract": ("-", SUM), "multiply": ("*", PRODUCT), "divide": ("/", PRODUCT)}


@dataclass(frozen=True)
class Dialect:
    """How a language calls functions, a parameter and a product; ``defined`` are functions that it does not have."""

    functions: Mapping[str, str]
    parameter: Callable[[str, str], str]  # of its name and its identifier
    product: str  # of {vector} with {matrix}
    atomic: bool = False  # the product is a call
    defined: Mapping[str, str] = field(default_factory=dict)


class Step:
    """The lines of one step of a cell in a dialect. Every name in it is an identifier."""

    def __init__(self, cell: Cell, sizes: Sizes, dialect: Dialect) -> None:
        self.graph: Graph = cell.graph_for(bias=sizes.bias)
        self.names = identifiers(cell.graph)
        self.dialect = dialect
        self.used: set[str] = set()  # operations
        self.needs_zeros = False
        self.lines = [self._line(self.graph.nodes[at]) for at in sorted(self.graph.named.values())]

    @cached_property
    def states(self) -> list[str]:
        """The states, by their identifiers."""
        return [self.names[state] for state in self.graph.states]

    @cached_property
    def before(self) -> list[str]:
        """What the states of the step before are called."""
        return [self.names[f"{state}_prev"] for state in self.graph.states]

    @cached_property
    def after(self) -> list[str]:
        """What a step gives: h, then the other states."""
        return [self.names["h"], *(self.names[name] for name in self.graph.states if name != "h")]

    def parameters(self) -> list[tuple[str, str, str, bool]]:
        """Give (name, identifier, columns: "D", "H" or "" for a vector, whether it is a bias) of every parameter."""
        rows = self.graph.parameters.items()
        return [(name, self.names[name], row.columns, row.bias) for name, row in rows]

    def helpers(self) -> list[str]:
        """Give the definitions of functions that the language lacks and the cell uses, each behind two blank lines."""
        return [f"{text}\n\n\n" for op, text in self.dialect.defined.items() if op in self.used]

    def _line(self, node: Node) -> str:
        text = self._operation(node)[0]
        if not any(map(self._varies, node.args)):  # a left side has a value in every sample
            text, self.needs_zeros = f"zeros + {text}", True
        return f"{self.names[str(node.name)]} = {text}"

    def _varies(self, index: int) -> bool:
        """Whether a node has a value for every sample, not only a number or a vector."""
        node = self.graph.nodes[index]
        line = bool(node.args) and node.name is not None
        return line or node.op in ("input", "previous") or any(map(self._varies, node.args))

    def _term(self, index: int) -> tuple[str, int]:
        node = self.graph.nodes[index]
        if node.args:
            return (self.names[node.name], ATOM) if node.name is not None else self._operation(node)
        if node.op == "constant":
            return number_text(node.value), ATOM if node.value >= 0 else SIGN
        if node.op == "parameter":
            return self.dialect.parameter(str(node.name), self.names[str(node.name)]), ATOM
        return self.names["x" if node.op == "input" else f"{node.name}_prev"], ATOM

    def _operation(self, node: Node) -> tuple[str, int]:
        self.used.add(node.op)
        if node.op == "matmul":
            matrix, vector = (self._term(arg) for arg in node.args)
            inner = vector[0] if self.dialect.atomic else _within(vector, ATOM)
            text = self.dialect.product.format(vector=inner, matrix=matrix[0])
            return text, ATOM if self.dialect.atomic else PRODUCT
        terms = [self._term(arg) for arg in node.args]
        if node.op in _BINARY:
            sign, binding = _BINARY[node.op]
            return f"{_within(terms[0], binding)} {sign} {_within(terms[1], binding + 1)}", binding
        if node.op == "negative":
            return f"-{_within(terms[0], SIGN)}", SIGN
        if node.op == "identity":
            return terms[0]
        inner = terms[0][0]
        if not self._varies(node.args[0]):  # a function of the library takes no plain number
            inner, self.needs_zeros = f"zeros + {inner}", True
        return f"{self.dialect.functions[node.op]}({inner})", ATOM


def _within(term: tuple[str, int], binding: int) -> str:
    text, own = term
    return text if own >= binding else f"({text})"


def indented(lines: list[str], depth: int = 2) -> str:
    """Give lines of a body, each with its end."""
    return "".join(f"{'    ' * depth}{line}\n" for line in lines)


def joined(names: list[str]) -> str:
    """Give names with commas."""
    return ", ".join(names)


def title_of(cell: Cell, sizes: Sizes) -> str:
    """Say what the program computes."""
    both = ", read both ways" if sizes.directions == 2 else ""
    layers = f"{sizes.layers} layers" if sizes.layers > 1 else "1 layer"
    units = " and ".join(map(str, sizes.widths or (sizes.units,)))
    return f"{_plain(cell.title or cell.name)}: {sizes.inputs} inputs, {layers} of {units} units{both}."


def _plain(title: str) -> str:
    """Give a title as it may stand in a program: a file may hold one that ends its line, or the text that it is in."""
    said = "".join(sign if sign.isprintable() and sign not in '"\\' else " " for sign in title)
    return " ".join(said.split())[:MOST_TITLE]


def read_of(sizes: Sizes) -> str:
    """Give the value of the top layer that the model answers with, or reads its answer from."""
    return sizes.readout if sizes.outputs else "h"
