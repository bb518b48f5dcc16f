"""Graph -> what is computed how: clamps inserted, affine sums found, matrix products stacked into groups.

An affine sum such as ``W_f @ x + R_f @ h_prev + b_f`` becomes one row block of a stacked matrix product. All sums that
read states of one step ago share one group, whose operand [h₋; x; 1] is a stretch of the step buffer itself. A sum
that reads only x is *static*: it is made for all steps before the loop through time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from lstm_studio.core.language.nodes import Node
from lstm_studio.core.language.ops import OPERATIONS

if TYPE_CHECKING:
    from lstm_studio.core.language.graph import Graph

__all__ = ["READOUT", "Affine", "Group", "Plan", "Product", "Slot"]

READOUT = ("V of the readout", "k of the readout")
"""The readout's parameters in a plan: no cell can have parameters of these names."""

Slot: TypeAlias = "tuple[str, int]"
"""A stretch of rows of the step buffer: ("node", index), ("x", copy) or ("one", copy)."""


@dataclass(frozen=True, slots=True)
class Product:
    """``sign`` times matrix ``matrix`` with the value of node ``vector``."""

    sign: float
    matrix: str
    vector: int


@dataclass(slots=True)
class Affine:
    """An affine sum with node ``root``: the part in its group, products in groups of their own, and what is left."""

    root: int
    products: list[Product] = field(default_factory=list)
    biases: list[tuple[float, str]] = field(default_factory=list)
    apart: list[Product] = field(default_factory=list)
    rest: list[tuple[float, int]] = field(default_factory=list)
    group: int = -1


@dataclass(slots=True)
class Group:
    """A stacked matrix product: ``rows`` are roots of affine sums, ``vectors`` the nodes that it reads.

    ``copy`` tells which copy of the rows x and 1 it reads; ``first`` that it writes the roots (else it adds to one).
    """

    key: object
    static: bool
    first: bool
    copy: int
    rows: list[int] = field(default_factory=list)
    vectors: list[int] = field(default_factory=list)
    one: bool = False
    cells: list[tuple[int, int, str, float]] = field(
        default_factory=list
    )  # root, vector (-1: one), parameter, sign


class Plan:
    """The nodes of a cell with clamps inserted, their consumers, which are static, the affine sums and the groups.

    ``readout``: the state that an output V @ state + k is read from, "" for none. Where a product of the cell reads
    that state of one step ago too, the readout rides along: it is one more sum of the cell,
    y_prev = V @ state_prev + k, with node ``answer`` (else -1).
    """

    def __init__(
        self, graph: Graph, clamped: frozenset[str] = frozenset(), readout: str = "", *, bias: bool = True
    ) -> None:
        self.graph = graph
        self.states = graph.states
        self.nodes, self.named = _with_clamps(graph, clamped)
        self.answer = self._read(readout, bias=bias)
        self.final = {index: name for name, index in self.named.items()}
        self.consumers: list[list[int]] = [[] for _node in self.nodes]
        for node in self.nodes:
            for arg in node.args:
                self.consumers[arg].append(node.index)
        self.static = self._static()
        self.affine: dict[int, Affine] = {}
        self.absorbed: set[int] = set()
        self.groups: list[Group] = []
        self._keys: dict[object, int] = {}
        for node in reversed(self.nodes):
            if node.op in ("add", "subtract", "matmul") and node.index not in self.absorbed:
                self._gather(node)
        for index in sorted(self.affine):
            self._place(self.affine[index])

    def _read(self, state: str, *, bias: bool) -> int:
        """Add the readout of a state; give its node, or -1 where no product reads that state of one step ago."""
        nodes = self.nodes
        read = {node.args[1] for node in nodes if node.op == "matmul"}
        before = next((i for i in read if nodes[i].op == "previous" and nodes[i].name == state), -1)
        if before < 0:
            return -1
        for op, args, name in (
            ("parameter", (), READOUT[0]),
            ("matmul", (len(nodes), before), None),
            *(
                (("parameter", (), READOUT[1]), ("add", (len(nodes) + 1, len(nodes) + 2), None))
                if bias
                else ()
            ),
        ):
            nodes.append(Node(len(nodes), op, args, name, name or "", "O"))
        return len(nodes) - 1

    def is_state(self, index: int) -> bool:
        """Tell whether a node is the final value of a state."""
        return self.final.get(index) in self.states

    def alone(self, index: int) -> bool:
        """Tell whether a node has no name and exactly one reader."""
        return self.nodes[index].name is None and len(self.consumers[index]) == 1

    def _static(self) -> list[bool]:
        """Tell of every node whether it is made for all steps at once. A state is not, whatever it reads."""
        static: list[bool] = []
        for node in self.nodes:
            alone = node.op != "previous" and not self.is_state(node.index)
            static.append(alone and all(static[arg] for arg in node.args))
        return static

    def _gather(self, root: Node) -> None:
        """Find the terms of a sum; it is affine when one of them is a matrix product."""
        terms: list[tuple[float, int]] = []
        inner: list[int] = []
        pending = [(1.0, root.index)]
        while pending:
            sign, index = pending.pop()
            node = self.nodes[index]
            if node.op in ("add", "subtract") and (index == root.index or self.alone(index)):
                inner.append(index)
                pending.append((-sign if node.op == "subtract" else sign, node.args[1]))
                pending.append((sign, node.args[0]))
            else:
                terms.append((sign, index))
        affine = Affine(root.index)
        for sign, index in terms:
            node = self.nodes[index]
            if node.op == "matmul" and (index == root.index or self.alone(index)):
                affine.products.append(Product(sign, str(self.nodes[node.args[0]].name), node.args[1]))
                inner.append(index)
            elif node.op == "parameter":
                affine.biases.append((sign, str(node.name)))
            else:
                affine.rest.append((sign, index))
        if affine.products:
            self.affine[root.index] = affine
            self.absorbed.update(index for index in inner if index != root.index)

    def _free(self, index: int) -> bool:
        """Tell whether a value can be placed next to x and 1: no state, no affine sum and nothing made in its place."""
        node = self.nodes[index]
        takes_over = len(node.args) == 1 and node.args[0] in self.affine
        return not self.is_state(index) and index not in self.affine and not takes_over and node.op != "clamp"

    def _place(self, affine: Affine) -> None:
        """Choose the group of a sum; what does not fit there gets a group of its own or stays as an addition."""
        products, affine.products = affine.products, []
        previous = [p for p in products if self.nodes[p.vector].op == "previous"]
        reads_x = [p for p in products if self.nodes[p.vector].op == "input"]
        inside = [p for p in products if not self.static[p.vector] and p not in previous]
        key: str | tuple[str, int]
        if previous:
            key, allowed, static, bias = "gather", previous + reads_x, False, True
        elif inside and self._free(inside[0].vector):
            key, allowed, static, bias = ("in", inside[0].vector), inside[:1] + reads_x, False, True
        elif reads_x:
            key, allowed, static, bias = "static", reads_x, True, True
        else:
            vector = products[0].vector
            key, allowed, static, bias = ("in", vector), products[:1], self.static[vector], False
        affine.group = self._group(key, static=static, first=True)
        group = self.groups[affine.group]
        group.rows.append(affine.root)
        taken: set[int] = set()
        for product in products:
            if product in allowed and product.vector not in taken:
                taken.add(product.vector)
                affine.products.append(product)
                self._cell(group, affine.root, product.vector, product.matrix, product.sign)
            else:
                affine.apart.append(product)
                own = self.groups[
                    self._group(
                        ("apart", affine.root, len(affine.apart)),
                        static=self.static[product.vector],
                        first=False,
                    )
                ]
                own.rows.append(affine.root)
                self._cell(own, affine.root, product.vector, product.matrix, product.sign)
        biases, affine.biases = affine.biases, []
        for place, (sign, name) in enumerate(biases):
            if bias and place == 0:
                affine.biases.append((sign, name))
                group.one = True
                self._cell(group, affine.root, -1, name, sign)
            else:
                affine.rest.append(
                    (sign, next(n.index for n in self.nodes if n.op == "parameter" and n.name == name))
                )

    def _group(self, key: object, *, static: bool, first: bool) -> int:
        if key not in self._keys:
            self._keys[key] = len(self.groups)
            copy = 0 if key in ("gather", "static") else len(self.groups) + 1
            self.groups.append(Group(key, static, first, copy))
        return self._keys[key]

    @staticmethod
    def _cell(group: Group, root: int, vector: int, name: str, sign: float) -> None:
        group.cells.append((root, vector, name, sign))
        if vector >= 0 and vector not in group.vectors:
            group.vectors.append(vector)

    def slot(self, index: int) -> Slot:
        """Give the slot in which the value of a node is kept from step to step."""
        node = self.nodes[index]
        if node.op == "previous":
            return ("node", self.named[str(node.name)])
        if node.op == "input":
            return ("x", 0)
        return ("node", index)

    def folds(self, root: int) -> float:
        """Give the factor that an affine sum may take over from the operation that reads it."""
        if not self.alone(root):
            return 1.0
        row = OPERATIONS.get(self.nodes[self.consumers[root][0]].op)
        if row is None or row.fold == 1.0:
            return 1.0
        scalable = all(self.vector_times(index) is not None for _sign, index in self.affine[root].rest)
        return row.fold if scalable else 1.0

    def vector_times(self, index: int) -> tuple[str, int] | None:
        """Give (p, v) for a lone product p * v of a parameter with a value, (p, -1) for p alone, else None."""
        node = self.nodes[index]
        if node.op == "parameter":
            return str(node.name), -1
        if node.op == "multiply" and self.alone(index):
            for place, arg in enumerate(node.args):
                other = self.nodes[node.args[1 - place]]
                if self.nodes[arg].op == "parameter" and other.op != "parameter":
                    return str(self.nodes[arg].name), other.index
        return None


def _with_clamps(graph: Graph, clamped: frozenset[str]) -> tuple[list[Node], dict[str, int]]:
    """Put a node "clamp" behind every clamped value; whoever read the value reads the clamp."""
    nodes: list[Node] = []
    named: dict[str, int] = {}
    moved: list[int] = []
    for node in graph.nodes:
        args = tuple(moved[arg] for arg in node.args)
        held = node.name in clamped and node.op not in ("previous", "parameter", "input")
        name = None if held else node.name
        nodes.append(Node(len(nodes), node.op, args, name, node.text, node.size, node.value))
        if held:
            nodes.append(Node(len(nodes), "clamp", (len(nodes) - 1,), node.name, node.text, node.size))
        moved.append(len(nodes) - 1)
        if node.op not in ("previous", "parameter", "input") and node.name:
            named[node.name] = len(nodes) - 1
    return nodes, named
