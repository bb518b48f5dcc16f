"""Values are those of onnxruntime, float32, for the cells that ONNX has; its models are built here from its own text.

Source: the operators LSTM, GRU and RNN of the ONNX specification. LSTM stacks i o f c, GRU z r h; P stacks i o f.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from lstm_studio.catalogue import load_cell
from lstm_studio.core.model import Model

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

INPUTS, UNITS, STEPS, BATCH = 3, 5, 13, 4


class Row(NamedTuple):
    """How ONNX says a cell: operator, our gates in its order, peepholes in its order, attributes."""

    operator: str
    gates: str
    peepholes: str = ""
    attributes: Mapping[str, Any] = {}


ROWS = {
    "rnn": Row("RNN", "h"),
    "lstm": Row("LSTM", "iofg"),
    "lstm-peephole": Row("LSTM", "iofg", "iof"),
    "lstm-cifg": Row("LSTM", "iofg", attributes={"input_forget": 1}),
    "lstm-cifg-peephole": Row("LSTM", "iofg", "iof", {"input_forget": 1}),
    "gru": Row("GRU", "zrn", attributes={"linear_before_reset": 1}),
    "gru-reset-before": Row("GRU", "zrn"),
}


def stacked(
    values: Mapping[str, Any], letter: str, gates: str, width: int | None = None
) -> NDArray[np.float32]:
    """Stack the parameters ``letter_gate``. A gate that a coupled cell does not learn is filled: ONNX ignores it."""
    like = np.full(UNITS if width is None else (UNITS, width), 0.0 if letter == "d" else 9.0)
    return np.concatenate([values.get(f"{letter}_{gate}", like) for gate in gates]).astype(np.float32)


def answer(
    name: str, directions: list[Mapping[str, Any]], x: Any, lengths: Any = None, initial: Any = None
) -> dict[str, Any]:
    """Give ONNX' outputs: Y (T, directions, B, H), Y_h and Y_c (directions, B, H)."""
    row = ROWS[name]
    both = len(directions) == 2
    weights = {
        "W": np.stack([stacked(v, "W", row.gates, INPUTS) for v in directions]),
        "R": np.stack([stacked(v, "R", row.gates, UNITS) for v in directions]),
        "B": np.stack(
            [np.append(stacked(v, "b", row.gates), stacked(v, "d", row.gates)) for v in directions]
        ),
    }
    feeds = {"X": x.astype(np.float32)}
    if lengths is not None:
        feeds["sequence_lens"] = np.asarray(lengths, np.int32)
    for state, values in (initial or {}).items():
        feeds[f"initial_{state}"] = values[None].astype(np.float32)
    if row.peepholes:
        weights["P"] = np.stack([stacked(v, "p", row.peepholes) for v in directions])
    places = ["X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c", "P"]
    names = [place if place in {**feeds, **weights} else "" for place in places]
    outputs = ["Y", "Y_h", "Y_c"][: 3 if row.operator == "LSTM" else 2]
    activations = {"LSTM": ["Sigmoid", "Tanh", "Tanh"], "GRU": ["Sigmoid", "Tanh"], "RNN": ["Tanh"]}[
        row.operator
    ]
    node = helper.make_node(
        row.operator,
        names[: 8 if row.operator == "LSTM" else 6],
        outputs,
        hidden_size=UNITS,
        direction="bidirectional" if both else "forward",
        activations=activations * len(directions),
        **row.attributes,
    )
    kinds = {key: TensorProto.INT32 if key == "sequence_lens" else TensorProto.FLOAT for key in feeds}
    graph = helper.make_graph(
        [node],
        "cell",
        [helper.make_tensor_value_info(key, kinds[key], values.shape) for key, values in feeds.items()],
        [
            helper.make_tensor_value_info(key, TensorProto.FLOAT, [None] * (4 if key == "Y" else 3))
            for key in outputs
        ],
        [numpy_helper.from_array(values, key) for key, values in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    onnx.checker.check_model(model)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return dict(zip(outputs, session.run(outputs, feeds), strict=True))


def drawn(name: str, directions: int = 1) -> tuple[Model, Any]:
    rng = np.random.default_rng(2)
    model = Model(load_cell(name), inputs=INPUTS, units=UNITS, directions=directions, dtype="float32")
    model.flat[:] = rng.uniform(-0.5, 0.5, model.flat.shape)
    return model, rng.normal(size=(STEPS, BATCH, INPUTS))


@pytest.mark.parametrize("name", ROWS)
def test_every_value_of_a_run(name: str) -> None:
    model, x = drawn(name)
    rng = np.random.default_rng(3)
    initial = {state: rng.uniform(-1, 1, (BATCH, UNITS)) for state in model.cell.graph.states}
    theirs = answer(name, [model.parameters], x, initial=initial)
    trace = model.run(x, initial=initial)
    np.testing.assert_allclose(trace.h, theirs["Y"][:, 0], rtol=0, atol=1e-6)
    if "Y_c" in theirs:
        np.testing.assert_allclose(trace["c"][-1], theirs["Y_c"][0], rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", ["lstm", "lstm-cifg-peephole", "gru", "gru-reset-before", "rnn"])
@pytest.mark.parametrize("lengths", [None, (13, 1, 7, 12)], ids=["whole", "padded"])
def test_two_directions_and_lengths(name: str, lengths: tuple[int, ...] | None) -> None:
    model, x = drawn(name, directions=2)
    ways = [
        {key.removeprefix(before): v for key, v in model.parameters.items() if key.startswith(before)}
        for before in ("0.", "0.reverse.")
    ]
    theirs = answer(name, [{k: v for k, v in ways[0].items() if "." not in k}, ways[1]], x, lengths)["Y"]
    mine = model.run(x, lengths=lengths).h
    assert mine.shape == (STEPS, BATCH, 2 * UNITS)
    for sample in range(BATCH):
        last = STEPS if lengths is None else lengths[sample]
        side_by_side = np.concatenate([theirs[:last, 0, sample], theirs[:last, 1, sample]], axis=1)
        np.testing.assert_allclose(mine[:last, sample], side_by_side, rtol=0, atol=1e-6)
        assert np.isnan(mine[last:, sample]).all()
