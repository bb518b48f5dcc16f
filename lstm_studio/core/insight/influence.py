"""∂loss/∂value of every value of a layer at every step, and the ways on which it comes back.

The engine gives it for the named values; those between them follow within the step, for all steps at once: the adjoint
of a value is the sum over all that read it of the reader's adjoint times the reader's local derivative.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.engine.at_work import AtWork
from lstm_studio.core.engine.coefficients import local_derivatives
from lstm_studio.core.language.ops import OPERATIONS
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.gradients import Adjoints
    from lstm_studio.core.language.equations import Term
    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.language.nodes import Node
    from lstm_studio.core.trace import LayerTrace

__all__ = ["Edge", "LayerGradient"]

OUTSIDE = ""


@dataclass(frozen=True, eq=False)
class Edge:
    """One way on which the gradient of a value comes back to it.

    ``reader``: the printed form of what reads the value, "" for the readout or the next layer. ``matrix``: the name of
    the weights between them, "" where it is read unit by unit; then ``coefficient`` (T, units) is ∂reader/∂value (None
    for the readout). ``ahead``: it is read one step later; every array stands at the step of the value itself.
    ``arriving`` (T, units) is what comes back on this way: the edges of a value sum up to its gradient.
    """

    reader: str
    matrix: str
    ahead: bool
    coefficient: NDArray[Any] | None
    arriving: NDArray[Any]


class LayerGradient:
    """∂loss/∂value for one sample, by name or printed form as in a LayerTrace, (T, units); for x (T, inputs).

    Of a held value it says what another number there would change; nothing flows back through it to what it is made of.
    ``outside``: by name, the part that comes from the readout or the next layer.
    """

    def __init__(self, graph: Graph, trace: LayerTrace, adjoints: Adjoints) -> None:
        self.trace, self.graph = trace, graph  # the cell's, also where the model leaves the biases out
        self.steps, self.turned = trace.steps, trace.turned
        self.outside = adjoints.outside
        self._adjoints = {self.graph.named[name]: values for name, values in adjoints.named.items()}
        self._readers: dict[int, list[tuple[int, int]]] = {node.index: [] for node in self.graph.nodes}
        for node in self.graph.nodes:
            for place, arg in enumerate(node.args):
                self._readers[arg].append((node.index, place))

    def __getitem__(self, text: str) -> NDArray[Any]:
        """Give ∂loss/∂value of a value that the cell computes or reads. Raises ValueError for any other."""
        return self._of(self._node(text))

    def _node(self, text: str) -> Node:
        node = self.graph.by_text.get(text) or self.graph.find(text)
        if node.op in ("parameter", "constant"):
            sentence = _(
                "“{text}” is the same in all steps; expected a value that the cell computes or reads"
            )
            raise ValueError(sentence.format(text=text))
        return node

    @property
    def before(self) -> dict[str, NDArray[Any]]:
        """∂loss/∂state before the first step, (units,); nothing where time runs the other way."""
        return {} if self.turned else {name: self[f"{name}_prev"][0] for name in self.graph.states}

    def _of(self, node: Node) -> NDArray[Any]:
        if node.index not in self._adjoints:
            parts = [self._through(reader, place) for reader, place in self._readers[node.index]]
            total = np.zeros((self.steps, parts[0].shape[1])) if parts else np.zeros((self.steps, 1))
            for part in parts:
                total = total + part
            total.setflags(write=False)
            self._adjoints[node.index] = total
        return self._adjoints[node.index]

    def entering(self, node: Node) -> NDArray[Any]:
        """Give the adjoint (T, units) that a node passes on to its arguments: 0 where it is held."""
        adjoint = self._of(node)
        held = self.trace.held.get(node.name or "") if node.op != "previous" else None
        return adjoint if held is None else np.where(held, 0.0, adjoint)

    def _through(self, reader: int, place: int) -> NDArray[Any]:
        """What comes back to an argument of a node."""
        node = self.graph.nodes[reader]
        if node.op == "matmul":
            entering = self.entering(node)
            matrix = self.trace.parameter(self.graph.nodes[node.args[0]].text)
            with AtWork(entering.size * matrix.shape[1]):
                product: NDArray[Any] = entering @ matrix
            return product
        passed: NDArray[Any] = self.entering(node) * self.slope(node, place)
        return passed

    def slope(self, node: Node, place: int) -> NDArray[Any]:
        """Give ∂node/∂argument, (T, units), of what works unit by unit."""
        values = {letter: self._value(arg) for letter, arg in zip("ab", node.args, strict=False)}
        values["y"] = self._value(node.index)
        slope = _evaluated(local_derivatives(node.op)[place], values)
        full: NDArray[Any] = np.broadcast_to(slope, self._of(node).shape)
        return full

    def _value(self, index: int) -> Any:
        return self.trace[self.graph.nodes[index].text]

    def edges(self, text: str) -> tuple[Edge, ...]:
        """Give the ways on which the gradient of a value comes back. Raises ValueError for what is no value."""
        node = self._node(text)
        found = [self._edge(reader, place) for reader, place in self._readers[node.index]]
        if node.name in self.graph.states and node.op != "previous":
            before = self.graph.by_text.get(f"{node.name}_prev")
            for reader, place in self._readers[before.index] if before else ():
                found.append(self._edge(reader, place, ahead=True))
        if node.op != "previous" and node.name in self.outside:
            found.append(Edge(OUTSIDE, "", ahead=False, coefficient=None, arriving=self.outside[node.name]))
        return tuple(found)

    def _edge(self, reader: int, place: int, *, ahead: bool = False) -> Edge:
        node = self.graph.nodes[reader]
        matrix = self.graph.nodes[node.args[0]].text if node.op == "matmul" else ""
        slope = None if matrix else self.slope(node, place)
        arriving = self._through(reader, place)
        if ahead:
            arriving = self._back_one(arriving)
            slope = None if slope is None else self._back_one(slope)
        return Edge(node.text, matrix, ahead, slope, arriving)

    def _back_one(self, values: NDArray[Any]) -> NDArray[Any]:
        """Move what belongs to the next step of processing to this one; behind the last there is nothing."""
        moved = np.zeros_like(values)
        if self.turned:
            moved[1:] = values[:-1]
        else:
            moved[:-1] = values[1:]
        return moved


def _evaluated(term: Term, values: dict[str, Any]) -> Any:
    if term.op == "name":
        return values[term.name]
    if term.op == "number":
        return np.array(term.value)
    return OPERATIONS[term.op].of(*(_evaluated(arg, values) for arg in term.args))
