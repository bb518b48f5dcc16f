"""A model as ONNX: its layers as ONNX's own LSTM, GRU or RNN where the cell is one of theirs, else as equations.

Source: the operators LSTM, GRU and RNN of the ONNX specification, opset 14; ``graph`` for all other cells, whose
equations and sizes then stand in the file's metadata, so that it is read back as what it was.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.held import initial_states
from lstm_studio.core.opened import scattered
from lstm_studio.core.sizes import prefix
from lstm_studio.formats.onnx.graph import graph_bytes
from lstm_studio.formats.onnx.known import RELU, known_cells, same_cell
from lstm_studio.formats.onnx.operators import OPERATORS, Operator
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.model import Model
    from lstm_studio.core.opened import Opened
    from lstm_studio.core.sizes import Sizes

__all__ = ["OWN", "write_model"]

OWN = "lstm_studio"
"""The key of our own words in the metadata of a file."""

OPSET, IR = 14, 8
READ = {"identity": "Identity", "softmax": "Softmax", "sigmoid": "Sigmoid"}


def write_model(model: Model, opened: Opened | None = None) -> bytes:
    """Give the bytes of a model in float32; ``opened``: the file that it came from, whose two biases stay two.

    Input: x (T, B, D), or symbols (T, B). Outputs: y (T, B, outputs) where there is a readout, else h (T, B, units).
    Raises ValueError where the package onnx is not installed, and for an operation that ONNX does not have.
    """
    try:
        from onnx import ModelProto, helper
    except ModuleNotFoundError as error:
        sentence = _("ONNX is written with the package onnx, which is not installed: pip install onnx")
        raise ValueError(sentence) from error
    row = operator_of(model.cell, model.sizes)
    if row is not None:
        return _Chain(row, model, opened).content()
    made = ModelProto.FromString(graph_bytes(model.cell, model.sizes, model.parameters, starts(model)))
    own = {"name": model.cell.name, "title": model.cell.title, "text": model.cell.text}
    helper.set_model_props(made, {OWN: json.dumps({"cell": own, "sizes": asdict(model.sizes)})})
    return bytes(made.SerializeToString())


def operator_of(cell: Cell, sizes: Sizes) -> Operator | None:
    """Give ONNX's operator of the same equations, None where there is none that gives the state that is read."""
    if sizes.outputs and sizes.readout != "h":
        return None
    name = next((name for name, known in known_cells().items() if same_cell(cell, known)), None)
    return None if name is None else OPERATORS.get(name, RELU)


class _Chain:
    """Writes embedding, layers and readout one behind the other."""

    def __init__(self, row: Operator, model: Model, opened: Opened | None) -> None:
        # Within the function: onnx takes most of a second to load, and is an extra.
        from onnx import TensorProto, helper, numpy_helper

        self._helper, self._kinds, self._from_array = helper, TensorProto, numpy_helper.from_array
        self._row, self._sizes, self._values = row, model.sizes, model.parameters
        self._halves = _halves(model, opened)
        self._starts = starts(model)
        self._nodes: list[Any] = []
        self._tensors: dict[str, Any] = {}

    def content(self) -> bytes:
        """Give the bytes."""
        sizes, helper, values = self._sizes, self._helper, self._values
        entering = "x"
        if sizes.symbols:
            self._tensors["embedding.weights"] = values["E"]
            entering = self._node("Gather", ["embedding.weights", "x"], "embedding.read")
        for layer in range(sizes.layers):
            entering = self._layer(layer, entering)
        if sizes.outputs:
            entering = self._readout(entering)
        answer = "y" if sizes.outputs else "h"
        self._node("Identity", [entering], answer)
        kind = self._kinds.INT64 if sizes.symbols else self._kinds.FLOAT
        wide = sizes.outputs or sizes.units * sizes.directions
        graph = helper.make_graph(
            self._nodes,
            self._row.name,
            [helper.make_tensor_value_info("x", kind, ["T", "B", sizes.inputs][: 2 if sizes.symbols else 3])],
            [helper.make_tensor_value_info(answer, self._kinds.FLOAT, ["T", "B", wide])],
            [self._constant(name, value) for name, value in self._tensors.items()],
        )
        made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR)
        return bytes(made.SerializeToString())

    def _constant(self, name: str, value: Any) -> Any:
        whole = np.asarray(value).dtype.kind == "i"
        return self._from_array(np.ascontiguousarray(value, np.int64 if whole else np.float32), name)

    def _node(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._nodes.append(self._helper.make_node(operator, inputs, [output], **attributes))
        return output

    def _layer(self, layer: int, entering: str) -> str:
        """Write a layer in its directions; give the name of its output, directions side by side."""
        row, sizes, before = self._row, self._sizes, f"{layer}."
        ways = [self._direction(layer, direction) for direction in range(sizes.directions)]
        for letter in ways[0]:
            self._tensors[before + letter] = np.stack([way[letter] for way in ways])
        names = [before + letter if letter in ways[0] else "" for letter in "WRB"]
        names += ["", *self._initial(layer, entering), f"{before}P" if row.peepholes else ""]
        while not names[-1]:
            names.pop()
        way = {} if sizes.directions == 1 else {"direction": "bidirectional"}
        given = {"hidden_size": sizes.units_of(layer), **way, **row.attributes}
        if "activations" in given:
            given["activations"] = [*given["activations"]] * sizes.directions
        y = self._node(row.name, [entering, *names], f"{before}Y", **given)
        if sizes.directions == 1:
            self._tensors["one"] = np.array([1])
            return self._node("Squeeze", [y, "one"], f"{before}h")
        self._tensors["side.by.side"] = np.array([0, 0, -1])
        turned = self._node("Transpose", [y], f"{before}turned", perm=[0, 2, 1, 3])
        return self._node("Reshape", [turned, "side.by.side"], f"{before}h")

    def _initial(self, layer: int, entering: str) -> list[str]:
        """Write the states before the first step, for as many samples as come in; give their names, of h and c."""
        names, units = ["", ""], self._sizes.units_of(layer)
        for place, state in enumerate(self._row.states if self._starts else ()):
            ways = [way.get(state, np.zeros((1, units))) for way in self._starts[layer]]
            if not any(way.any() for way in ways):
                continue
            before = f"{layer}.initial.{state}"
            samples = max(len(way) for way in ways)
            wide = [np.broadcast_to(way, (samples, units)) for way in ways]
            self._tensors[before] = np.stack(wide)
            names[place] = before
            if samples == 1:
                self._tensors |= {"at.samples": np.array([1]), f"{before}.ways": np.array([len(ways)])}
                self._tensors[f"{before}.units"] = np.array([units])
                shape = self._node("Shape", [entering], f"{before}.steps")
                there = self._node("Gather", [shape, "at.samples"], f"{before}.samples")
                parts = [f"{before}.ways", there, f"{before}.units"]
                both = self._node("Concat", parts, f"{before}.shape", axis=0)
                names[place] = self._node("Expand", [before, both], f"{before}.all")
        return names[: len(self._row.states)] + [""] * (2 - len(self._row.states))

    def _direction(self, layer: int, direction: int) -> dict[str, NDArray[Any]]:
        """Give W, R, B and P of one direction; what the cell does not have is 0."""
        row, sizes, values = self._row, self._sizes, self._values
        units, before = sizes.units_of(layer), prefix(sizes, layer, direction)
        coupled = bool(row.attributes.get("input_forget"))

        def stacked(letter: str, gates: str, *shape: int) -> NDArray[Any]:
            parts = [values.get(f"{before}{letter}_{gate}", np.zeros(shape)) for gate in gates]
            return np.concatenate(parts)

        found = {
            "W": stacked("W", row.gates, units, sizes.inputs_of(layer)),
            "R": stacked("R", row.gates, units, units),
        }
        if sizes.bias:
            outer, inner = [], []
            for gate in row.gates:
                absent = gate == "f" and coupled
                first, second = (np.zeros(units), None) if absent else self._halves(f"{before}b_{gate}")
                own = values.get(f"{before}d_{gate}", second)
                outer.append(first)
                inner.append(np.zeros(units) if own is None else own)
            found["B"] = np.concatenate([*outer, *inner])
        if row.peepholes:
            found["P"] = stacked("p", row.peepholes, units)
        return found

    def _readout(self, entering: str) -> str:
        sizes, values = self._sizes, self._values
        self._tensors["readout.weights"] = values["V"].T
        last = self._node("MatMul", [entering, "readout.weights"], "readout.product")
        if sizes.bias:
            self._tensors["readout.bias"] = values["k"]
            last = self._node("Add", [last, "readout.bias"], "readout.sum")
        attributes = {"axis": -1} if sizes.output == "softmax" else {}
        return self._node(READ[sizes.output], [last], "readout.answer", **attributes)


def starts(model: Model) -> list[list[dict[str, NDArray[Any]]]]:
    """Give the states before the first step by layer and direction, (B, H) or (1, H); nothing where all are 0."""
    given = model.initial or {}
    samples = max((len(value) for value in given.values() if np.ndim(value) == 2), default=1)
    found = initial_states(model.cell, model.sizes, given, samples, model.dtype) or []
    return [[{state: value.T for state, value in way.items()} for way in layer] for layer in found]


def _halves(model: Model, opened: Opened | None) -> Callable[[str], tuple[Any, Any]]:
    """Give what finds the two parts of a bias: those of the file that it came from, else it and None."""
    parts: dict[str, list[NDArray[Any]]] = {}
    if opened is not None and same_cell(opened.cell, model.cell) and opened.sizes == model.sizes:
        tensors: Mapping[str, Any] = scattered(opened, model.parameters)
        for block in opened.blocks:
            parts.setdefault(block.parameter, []).append(block.read(tensors[block.tensor]))

    def found(name: str) -> tuple[Any, Any]:
        first, *rest = parts.get(name, [model.parameters[name]])
        return (first, rest[0]) if len(rest) == 1 else (model.parameters[name], None)

    return found
