"""ONNX models for tests, made node by node, and onnxruntime's word on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}


def drawn(operator: str, ways: int, inputs: int, units: int, seed: int = 0) -> dict[str, Any]:
    """Draw W, R, B and P of a node."""
    rng, rows = np.random.default_rng(seed), GATES[operator] * units
    shapes = {
        "W": (ways, rows, inputs),
        "R": (ways, rows, units),
        "B": (ways, 2 * rows),
        "P": (ways, 3 * units),
    }
    scale = 1.5 / np.sqrt(units)
    return {
        name: rng.uniform(-scale, scale, shape).astype(np.float32)
        for name, shape in shapes.items()
        if name != "P" or operator == "LSTM"
    }


def model_bytes(
    nodes: list[Any], tensors: dict[str, Any], x: tuple[Any, ...], outputs: list[str], whole: bool = False
) -> bytes:
    """Give the bytes of a graph with one input X."""
    kind = TensorProto.INT64 if whole else TensorProto.FLOAT
    graph = helper.make_graph(
        nodes,
        "made",
        [helper.make_tensor_value_info("X", kind, x)],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in tensors.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    return bytes(made.SerializeToString())


def one(
    operator: str, tensors: dict[str, Any], outputs: tuple[str, ...] = ("Y",), **attributes: Any
) -> bytes:
    """Give a model of one node whose weights and states are ``tensors`` by the names of its inputs."""
    order = ("X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c", "P")
    names = [name if name == "X" or name in tensors else "" for name in order]
    names = names if operator == "LSTM" else names[:6]
    node = helper.make_node(operator, names, list(outputs), hidden_size=tensors["R"].shape[-1], **attributes)
    return model_bytes(
        [node], tensors, ("a", "b", tensors["W"].shape[-1]), [name for name in outputs if name]
    )


def answer(content: bytes | Path, x: Any) -> Any:
    """Give the first output of onnxruntime."""
    given = str(content) if isinstance(content, Path) else content
    session = onnxruntime.InferenceSession(given, providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: x})[0]
