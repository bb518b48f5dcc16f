"""A whole model as a graph of ONNX: every equation with ONNX's own operations, a Scan for each layer and direction.

Source: the operator Scan and the operations of the ONNX specification, opset 18. Inside a Scan the states are
(B, H); what it gives, every named value and h, is (T, B, H). The weights stand in the graph around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.sizes import prefix
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.language.nodes import Node
    from lstm_studio.core.sizes import Sizes

__all__ = ["OPERATIONS", "graph_bytes"]

OPSET, IR = 18, 8

OPERATIONS: dict[str, tuple[str, dict[str, float]]] = {
    "add": ("Add", {}),
    "subtract": ("Sub", {}),
    "multiply": ("Mul", {}),
    "divide": ("Div", {}),
    "negative": ("Neg", {}),
    "matmul": ("MatMul", {}),
    "sigmoid": ("Sigmoid", {}),
    "tanh": ("Tanh", {}),
    "relu": ("Relu", {}),
    "softplus": ("Softplus", {}),
    "identity": ("Identity", {}),
    "hard_sigmoid": ("HardSigmoid", {"alpha": 0.2, "beta": 0.5}),
    "exp": ("Exp", {}),
    "abs": ("Abs", {}),
}
"""Operation of the language -> the operator of ONNX and its attributes."""


class _Writer:
    """Collects nodes and constants of a graph, and of the one graph around all Scans its weights."""

    def __init__(self) -> None:
        # Within the function: onnx takes most of a second to load, and is an extra.
        from onnx import TensorProto, helper, numpy_helper

        self.helper, self.real = helper, TensorProto.FLOAT
        self._from_array = numpy_helper.from_array
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def constant(self, name: str, values: Any, dtype: Any = np.float32) -> str:
        """Add a constant; give its name."""
        if name not in self.constants:
            self.constants[name] = self._from_array(np.asarray(values, dtype), name)
        return name

    def node(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        """Add a node with one output; give its name."""
        self.nodes.append(self.helper.make_node(operator, inputs, [output], **attributes))
        return output

    def value(self, name: str, shape: list[Any]) -> Any:
        """Describe an input or output."""
        return self.helper.make_tensor_value_info(name, self.real, shape)


def graph_bytes(
    cell: Cell,
    sizes: Sizes,
    values: Mapping[str, NDArray[Any]],
    initial: Sequence[Sequence[Mapping[str, NDArray[Any]]]] = (),
) -> bytes:
    """Give an ONNX model, float32, of a model with parameters ``values``.

    Input: x (T, B, D), or symbols (T, B) as int64. Outputs: every named value of every layer and direction under its
    name, "0.reverse.f" where there are several, (T, B, H); last y (T, B, outputs) after its activation, if there is a
    readout. ``initial`` holds states (1, H) or (B, H) by layer and direction. Raises ValueError for an operation that
    ONNX is not known to have.
    """
    writer = _Writer()
    graph = cell.graph_for(bias=sizes.bias)
    strange = sorted({node.op for node in graph.nodes if node.args} - set(OPERATIONS))
    if strange:
        sentence = _("nothing in ONNX is known for {names}; expected only {known}")
        raise ValueError(sentence.format(names=", ".join(strange), known=", ".join(OPERATIONS)))
    # No cell has a value of the name x or y; all other names of our own hold a dot.
    entering = "x"
    if sizes.symbols:
        rows = writer.constant("embedding.weights", values["E"])
        entering = writer.node("Gather", [rows, "x"], "embedding.read")
    given: dict[str, int] = {}
    tops: dict[str, list[str]] = {}
    for layer in range(sizes.layers):
        tops = {}
        for direction in range(sizes.directions):
            before = prefix(sizes, layer, direction)
            weights = {name: values[before + name] for name in graph.parameters}
            scan = _Scan(writer, graph, before, weights, sizes.units_of(layer))
            scan.write(entering, direction, initial[layer][direction] if initial else {})
            given |= {before + name: sizes.units_of(layer) for name in graph.named}
            for name in graph.named:
                tops.setdefault(name, []).append(before + name)
        entering = _side_by_side(writer, tops["h"], f"{layer}.h.both")
    outputs = [writer.value(name, ["T", "B", units]) for name, units in given.items()]
    if sizes.outputs:
        _write_readout(writer, sizes, values, _side_by_side(writer, tops[sizes.readout], "readout.read"))
        outputs.append(writer.value("y", ["T", "B", sizes.outputs]))
    return _bytes(writer, cell.name, sizes, outputs)


def _bytes(writer: _Writer, name: str, sizes: Sizes, outputs: list[Any]) -> bytes:
    from onnx import TensorProto  # an extra

    x = writer.value("x", ["T", "B", sizes.inputs])
    if sizes.symbols:
        x = writer.helper.make_tensor_value_info("x", TensorProto.INT64, ["T", "B"])
    graph = writer.helper.make_graph(writer.nodes, name, [x], outputs, list(writer.constants.values()))
    opsets = [writer.helper.make_opsetid("", OPSET)]
    return bytes(writer.helper.make_model(graph, opset_imports=opsets, ir_version=IR).SerializeToString())


def _side_by_side(writer: _Writer, names: list[str], output: str) -> str:
    return names[0] if len(names) == 1 else writer.node("Concat", names, output, axis=2)


def _write_readout(writer: _Writer, sizes: Sizes, values: Mapping[str, NDArray[Any]], read: str) -> None:
    """Write y = activation(V read + k)."""
    last = writer.node("MatMul", [read, writer.constant("readout.weights", values["V"].T)], "readout.product")
    if sizes.bias:
        last = writer.node("Add", [last, writer.constant("readout.bias", values["k"])], "readout.sum")
    operator = {"identity": "Identity", "softmax": "Softmax", "sigmoid": "Sigmoid"}[sizes.output]
    writer.node(operator, [last], "y", **({"axis": -1} if operator == "Softmax" else {}))


class _Scan:
    """One layer in one direction: the graph of a step, and the Scan that repeats it."""

    def __init__(
        self,
        around: _Writer,
        graph: Graph,
        before: str,
        weights: Mapping[str, NDArray[Any]],
        units: int,
    ) -> None:
        self._around, self._graph, self._before = around, graph, before
        self._weights, self._units = weights, units
        self._step = _Writer()

    def write(self, entering: str, direction: int, initial: Mapping[str, NDArray[Any]]) -> None:
        """Write the Scan over ``entering`` (T, B, D) into the graph around it."""
        step, around, graph, before = self._step, self._around, self._graph, self._before
        zero = self._zero(entering)
        kept = [f"{before}{state}_prev" for state in graph.states]
        for node in graph.nodes:
            self._node(node, zero)
        shown = [
            step.node("Identity", [self._name(index)], f"{before}{name}.step")
            for name, index in graph.named.items()
        ]
        carried = [
            step.node("Identity", [shown[list(graph.named).index(state)]], f"{before}{state}.next")
            for state in graph.states
        ]
        square = ["B", self._units]
        body = step.helper.make_graph(
            step.nodes,
            f"{before}step",
            [*(step.value(name, square) for name in kept), step.value(f"{before}x.step", ["B", "D"])],
            [step.value(name, square) for name in (*carried, *shown)],
        )
        outputs = [
            *(f"{before}{state}.last" for state in graph.states),
            *(before + name for name in graph.named),
        ]
        around.nodes.append(
            around.helper.make_node(
                "Scan",
                [*(self._first(state, zero, initial) for state in graph.states), entering],
                outputs,
                num_scan_inputs=1,
                body=body,
                scan_input_directions=[direction],
                scan_output_directions=[direction] * len(shown),
            )
        )

    def _first(self, state: str, zero: str, initial: Mapping[str, NDArray[Any]]) -> str:
        """Write a state (B, H) before the first step; give its name."""
        if state not in initial:
            return zero
        name = f"{self._before}{state}.first"
        return self._around.node("Add", [zero, self._around.constant(name, initial[state])], f"{name}.all")

    def _zero(self, entering: str) -> str:
        """Write (B, H) zeros, of as many samples as come in; give their name."""
        around, units, name = self._around, self._units, f"{self._before}zero."
        shape = around.node("Shape", [entering], f"{name}samples", start=1, end=2)
        wide = around.constant(f"{name}units", [units], np.int64)
        both = around.node("Concat", [shape, wide], f"{name}shape", axis=0)
        return around.node("Expand", [around.constant(f"{name}0", [[0.0]]), both], name)

    def _node(self, node: Node, zero: str) -> None:
        """Write one node of the cell into the step, or as a constant around it."""
        name = self._name(node.index)
        if node.op == "constant":
            self._around.constant(name, node.value)
        elif node.op == "parameter":
            self._around.constant(name, self._weights[str(node.name)].T)
        elif node.args:
            operator, attributes = OPERATIONS[node.op]
            inputs = [self._name(arg) for arg in node.args]
            if node.op == "matmul":  # samples are rows: W v is v Wᵀ
                inputs.reverse()
            if node.name is None:
                self._step.node(operator, inputs, name, **attributes)
            else:  # a left side has H values in every sample, even where it is a number or a parameter
                self._step.node(
                    "Add", [self._step.node(operator, inputs, f"{name}.one", **attributes), zero], name
                )

    def _name(self, index: int) -> str:
        """Give the name of a node's value within the step."""
        node, before = self._graph.nodes[index], self._before
        if node.args:
            return f"{before}{index}.value"
        return {
            "input": f"{before}x.step",
            "previous": f"{before}{node.name}_prev",
            "parameter": f"{before}{node.name}.weights",
            "constant": f"{before}{index}.number",
        }[node.op]
