"""What a cell is made of as it is drawn: layer boxes, pointwise operations and ports, read off its graph.

A layer is an activation of an affine sum: matrix products, peephole products and biases are absorbed into the box
and stay visible as its incoming wires. An affine sum without an activation is a linear box; where products are added
to the line of a state, the sum is a round part of that line and the products are the box. Every other operation is
a round part. A value that only repeats another (``h = f``) is no part: its port is fed by the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lstm_studio.core.language.ops import OPERATIONS

if TYPE_CHECKING:
    from lstm_studio.core.language.graph import Graph, Node

__all__ = ["BOXES", "Part", "Read", "Scheme"]

BOXES = ("layer", "linear")
SUMS = ("add", "subtract")
SUFFIX = "_prev"


@dataclass(frozen=True, slots=True)
class Read:
    """One value that a part reads: ``weights`` is "matrix", "diagonal" or "" for the bare value."""

    source: str
    weights: str = ""
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: ``key`` is the printed form of its value, ``kind`` "layer", "linear", "op" or "input".

    ``glyph`` is what stands in it; ``size`` is "H" or "D"; ``state`` is the state whose line it lies on, or "".
    """

    key: str
    kind: str
    glyph: str
    reads: tuple[Read, ...] = ()
    named: bool = False
    size: str = "H"
    state: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """The keys of the parts that it reads, each once."""
        return tuple(dict.fromkeys(read.source for read in self.reads))


class Scheme:
    """The parts of a cell by key, in the order of computation; ``outputs``: what leaves -> the part that makes it."""

    def __init__(self, graph: Graph) -> None:
        self._nodes = graph.nodes
        self._made: dict[int, str] = {}
        self.parts: dict[str, Part] = {}
        lines = {key: name for name in graph.states for key in _line(graph, name)}
        self._lines = lines
        for index in sorted(graph.named.values()):  # so no visit goes down further than to named values
            self._visit(index)
        order = {node.text: node.index for node in graph.nodes}
        self.parts = {key: self.parts[key] for key in sorted(self.parts, key=order.__getitem__)}
        leaving = [*(name for name in graph.states if name != "h"), "h"]
        self.outputs: dict[str, str] = {name: self._made[graph.named[name]] for name in leaving}
        for name, key in self.outputs.items():
            if not self.parts[key].state:  # h = f: what leaves as h is drawn as h
                self.parts[key] = replace(self.parts[key], state=name)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The keys of what enters: the states one step ago and x."""
        return tuple(part.key for part in self.parts.values() if part.kind == "input")

    def made(self, node: Node) -> str:
        """The key of the part that makes the value of a node. Raises KeyError for a term within a box."""
        return self._made[node.index]

    def _visit(self, index: int) -> str:
        """Make the part of a node and all below it; give its key."""
        if index not in self._made:
            self._made[index] = self._make(self._nodes[index])
        return self._made[index]

    def _make(self, node: Node) -> str:
        if node.op in ("input", "previous"):
            return self._put(node, "input", "")
        if node.op == "identity" and self._nodes[node.args[0]].op not in ("parameter", "constant"):
            return self._visit(node.args[0])
        row = OPERATIONS.get(node.op)
        if row is not None and row.arity == 1 and row.binding == 9 and self._learnt(node.args[0]):
            return self._put(node, "layer", row.glyph, self._summed(node.args[0]))
        if self._product(node) and not self._carries(node):
            return self._put(node, "linear", "", self._summed(node.index, inside=True))
        kept = [arg for arg in node.args if self._nodes[arg].op not in ("parameter", "constant")]
        return self._put(
            node, "op", self._glyph(node), tuple(dict.fromkeys(Read(self._visit(arg)) for arg in kept))
        )

    def _put(self, node: Node, kind: str, glyph: str, reads: tuple[Read, ...] = ()) -> str:
        named = node.name is not None and node.op not in ("input", "previous", "parameter")
        self.parts[node.text] = Part(
            node.text, kind, glyph, reads, named, node.size or "H", self._lines.get(node.text, "")
        )
        return node.text

    def _glyph(self, node: Node) -> str:
        """What stands in a round part; a number or parameter that it takes stands in it too: "1−"."""
        glyph = OPERATIONS[node.op].glyph if node.op in OPERATIONS else node.text
        if node.op == "identity":
            return self._nodes[node.args[0]].text
        fixed = [self._nodes[arg].op in ("parameter", "constant") for arg in node.args]
        if len(fixed) < 2 or not any(fixed):
            return glyph
        return glyph.join(
            self._nodes[arg].text if known else "" for arg, known in zip(node.args, fixed, strict=True)
        )

    def _addends(self, index: int, *, inside: bool) -> list[int]:
        node = self._nodes[index]
        if node.op in SUMS and (inside or node.name is None):
            return [leaf for arg in node.args for leaf in self._addends(arg, inside=False)]
        return [index]

    def _learnt(self, index: int) -> bool:
        """Whether a sum holds a parameter of its own."""
        if self._nodes[index].name is not None and self._nodes[index].op != "parameter":
            return False
        return any(self.weights(self._nodes[leaf])[0] for leaf in self._addends(index, inside=False))

    def _product(self, node: Node) -> bool:
        """Whether a node is an affine sum that holds a matrix product."""
        return any(self._nodes[leaf].op == "matmul" for leaf in self._addends(node.index, inside=True))

    def _carries(self, node: Node) -> bool:
        """Whether a sum adds to what comes along the line of a state: its products stand below that line."""
        state = self._lines.get(node.text, "")
        on = (self._lines.get(self._nodes[arg].text, "") for arg in node.args)
        return bool(state) and node.op in SUMS and state in on

    def weights(self, node: Node) -> tuple[str, Node | None, str]:
        """Give (weights, the value they meet, the parameter's name) of an addend; ("", None, "") for a bare value."""
        if node.op == "parameter":
            return "bias", None, node.text
        if node.name is None and node.op in ("matmul", "multiply"):
            first, second = (self._nodes[arg] for arg in node.args)
            if node.op == "multiply" and second.op == "parameter":
                first, second = second, first
            if first.op == "parameter":
                return ("matrix" if node.op == "matmul" else "diagonal"), second, first.text
        return "", None, ""

    def _summed(self, index: int, *, inside: bool = False) -> tuple[Read, ...]:
        """Give what an affine sum reads; biases and numbers are no wires."""
        reads: list[Read] = []
        for leaf in self._addends(index, inside=inside):
            node = self._nodes[leaf]
            if leaf == index and node.op == "matmul":  # a named product: y = W @ x
                matrix, vector = (self._nodes[arg] for arg in node.args)
                reads.append(Read(self._visit(vector.index), "matrix", matrix.text))
                continue
            weights, value, parameter = self.weights(node)
            if value is not None:
                reads.append(Read(self._visit(value.index), weights, parameter))
            elif not weights and node.op != "constant":
                reads.append(Read(self._visit(leaf)))
        return tuple(dict.fromkeys(reads))


def _line(graph: Graph, state: str) -> list[str]:
    """The printed forms along the line of a state, from one step ago to now, through pointwise operations alone."""

    def down(index: int) -> list[str]:
        node = graph.nodes[index]
        if node.op == "previous":
            return [node.text] if node.name == state else []
        if node.op not in ("add", "subtract", "multiply", "divide", "identity"):
            return []
        if node.name not in (None, state):
            return []
        found: list[list[str]] = [line for arg in node.args if (line := down(arg))]
        return [node.text, *found[0]] if found else []

    return down(graph.named[state]) or [state, f"{state}{SUFFIX}"]
