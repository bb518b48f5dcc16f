"""A cell as one node of ONNX, for the cells that ONNX has.

Source: the operators LSTM, GRU and RNN of the ONNX specification, opset 14. With one direction, D inputs
and H units: W (1, gH, D), R (1, gH, H), B (1, 2gH) with the input's biases before the recurrent ones,
P (1, 3H).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["OPERATORS", "Operator", "node_bytes"]


@dataclass(frozen=True)
class Operator:
    """How a cell is said in ONNX: operator, our gates in its order, peepholes in its order, attributes."""

    name: str
    gates: str
    peepholes: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    states: tuple[str, ...] = ("h",)


OPERATORS: dict[str, Operator] = {
    "rnn": Operator("RNN", "h"),
    "lstm": Operator("LSTM", "iofg", states=("h", "c")),
    "lstm-peephole": Operator("LSTM", "iofg", "iof", states=("h", "c")),
    "lstm-cifg": Operator("LSTM", "iofg", "", {"input_forget": 1}, ("h", "c")),
    "lstm-cifg-peephole": Operator("LSTM", "iofg", "iof", {"input_forget": 1}, ("h", "c")),
    "gru": Operator("GRU", "zrn", attributes={"linear_before_reset": 1}),
    "gru-reset-before": Operator("GRU", "zrn"),
}
"""Name of a built-in cell -> the operator that computes the same."""

OPSET, IR = 14, 8


def _stacked(
    values: Mapping[str, NDArray[Any]], letter: str, gates: str, like: tuple[int, ...]
) -> NDArray[np.float32]:
    """Stack the parameters ``letter_gate``; what a cell does not have is 0."""
    parts = [values.get(f"{letter}_{gate}", np.zeros(like)) for gate in gates]
    return np.concatenate(parts)[None].astype(np.float32)


def node_bytes(name: str, values: Mapping[str, NDArray[Any]], inputs: int, units: int) -> bytes:
    """Give an ONNX model of one node for the built-in cell ``name`` with parameters ``values``.

    Inputs: X (T, B, D) and initial_h, and initial_c for an LSTM, (1, B, H). Outputs: Y (T, 1, B, H), the last
    h, and the last c. Raises ValueError where ONNX has no such cell.
    """
    # Within the function: onnx takes most of a second to load, and is an extra.
    from onnx import TensorProto, helper, numpy_helper

    if name not in OPERATORS:
        sentence = _("ONNX has no operator for the cell “{name}”; it has one for {known}")
        raise ValueError(sentence.format(name=name, known=", ".join(OPERATORS)))
    row = OPERATORS[name]
    bias = [_stacked(values, letter, row.gates, (units,)) for letter in ("b", "d")]
    weights = {
        "W": _stacked(values, "W", row.gates, (units, inputs)),
        "R": _stacked(values, "R", row.gates, (units, units)),
        "B": np.concatenate(bias, axis=1),
    }
    if row.peepholes:
        weights["P"] = _stacked(values, "p", row.peepholes, (units,))
    initial = [f"initial_{state}" for state in row.states]
    last = [f"last_{state}" for state in row.states]
    node = helper.make_node(
        row.name,
        ["X", "W", "R", "B", "", *initial, *(["P"] if row.peepholes else [])],
        ["Y", *last],
        hidden_size=units,
        **row.attributes,
    )
    real = TensorProto.FLOAT
    graph = helper.make_graph(
        [node],
        name,
        [
            helper.make_tensor_value_info("X", real, ["T", "B", inputs]),
            *(helper.make_tensor_value_info(each, real, [1, "B", units]) for each in initial),
        ],
        [
            helper.make_tensor_value_info("Y", real, ["T", 1, "B", units]),
            *(helper.make_tensor_value_info(each, real, [1, "B", units]) for each in last),
        ],
        [numpy_helper.from_array(value, key) for key, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR)
    return bytes(model.SerializeToString())
