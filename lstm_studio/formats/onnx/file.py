"""The bytes of an ONNX file -> nodes and tensors, plain. Runs in the child process alone: its parser is written in C.

Source: onnx.proto of the ONNX specification. Nothing that a file says of sizes is believed before its bytes are there.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from lstm_studio.words import _

__all__ = ["NODES", "parsed"]

NODES = 20_000  # of a file, and tensors
NAMES = 200_000  # that its nodes read and give, and numbers in their attributes
SHOWN = 80  # characters of a name in an error

# Number of a type in onnx.proto -> its bytes, and the list that holds its values where they are no bytes.
TYPES: dict[int, tuple[str, str]] = {
    1: ("<f4", "float_data"),
    2: ("|u1", "int32_data"),
    3: ("|i1", "int32_data"),
    6: ("<i4", "int32_data"),
    7: ("<i8", "int64_data"),
    9: ("|b1", "int32_data"),
    10: ("<f2", "int32_data"),
    11: ("<f8", "double_data"),
    16: ("<u2", "int32_data"),
}
HALF, BRAIN = 10, 16


class _Tensors:
    """Collects arrays under keys of our own, which no name of the file can take."""

    def __init__(self) -> None:
        self.arrays: dict[str, Any] = {}

    def add(self, tensor: Any) -> dict[str, Any]:
        """Take a tensor; give where it stands. Raises ValueError where its bytes are not what it claims."""
        dims = [int(size) for size in tensor.dims]
        row: dict[str, Any] = {"name": _text(tensor.name), "shape": dims, "type": int(tensor.data_type)}
        if len(dims) > 8 or min(dims, default=0) < 0:
            raise ValueError(_("the tensor “{name}” has the shape {shape}").format(**_shown(row)))
        if tensor.data_type not in TYPES:
            return row
        if tensor.data_location == 1:
            pairs = {_text(entry.key): _text(entry.value) for entry in tensor.external_data}
            return row | {"outside": pairs, "dtype": TYPES[tensor.data_type][0]}
        key = str(len(self.arrays))
        self.arrays[key] = _values(tensor, row)
        return row | {"key": key}


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {"name": row["name"][:SHOWN], "shape": " × ".join(map(str, row["shape"][:8])) or "()"}


def _values(tensor: Any, row: dict[str, Any]) -> Any:
    kind, listed = TYPES[row["type"]]
    dtype, count = np.dtype(kind), math.prod(row["shape"])
    raw = tensor.raw_data
    found = len(raw) / dtype.itemsize if raw else len(getattr(tensor, listed))
    if found != count:
        sentence = _("the tensor “{name}” has {found:g} values; its shape {shape} needs {count}")
        raise ValueError(sentence.format(found=found, count=count, **_shown(row)))
    if raw:
        values = np.frombuffer(raw, dtype)
    elif row["type"] in {HALF, BRAIN}:  # their bits stand in whole numbers
        bits = np.fromiter(tensor.int32_data, np.int64, count).astype("<u2")
        values = bits.view(dtype)
    else:
        wide = np.float64 if dtype.kind == "f" else np.int64
        values = np.fromiter(getattr(tensor, listed), wide, count).astype(dtype)
    return values.reshape(row["shape"])


def parsed(content: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give (opset, meta, inputs, outputs, tensors, nodes) of a file, and the arrays of its tensors by key.

    Raises ValueError with one sentence for what is no ONNX model.
    """
    try:
        import onnx
        from google.protobuf.message import DecodeError
    except ModuleNotFoundError as error:
        sentence = _("ONNX is read with the package onnx, which is not installed: pip install onnx")
        raise ValueError(sentence) from error
    model = onnx.ModelProto()
    try:
        model.ParseFromString(content)
    except DecodeError as error:
        raise ValueError(_("this is no ONNX file, or it is cut off")) from error
    del content  # what a large file takes twice is not there for others
    graph = model.graph
    if not graph.node:
        raise ValueError(_("this is no ONNX file, or its graph is empty"))
    if max(len(graph.node), len(graph.initializer)) > NODES:
        raise ValueError(_("the graph has more than {most} nodes or tensors").format(most=NODES))
    if sum(_names(node) for node in graph.node) > NAMES:
        raise ValueError(_("the nodes of the graph have more than {most} inputs").format(most=NAMES))
    if graph.sparse_initializer:
        raise ValueError(_("the file has sparse tensors; expected plain ones"))
    tensors = _Tensors()
    rows = [tensors.add(tensor) for tensor in graph.initializer]
    plain = {
        "opset": max((row.version for row in model.opset_import if row.domain in {"", "ai.onnx"}), default=0),
        "meta": {_text(entry.key): _text(entry.value) for entry in model.metadata_props},
        "inputs": [_described(value) for value in graph.input],
        "outputs": [_text(value.name) for value in graph.output],
        "tensors": rows,
        "nodes": [_node(node, tensors) for node in graph.node],
    }
    return plain, tensors.arrays


def _names(node: Any) -> int:
    """Give how many inputs, outputs, attributes and numbers in attributes a node has."""
    numbers = (len(each.ints) + len(each.floats) + len(each.strings) for each in node.attribute)
    return len(node.input) + len(node.output) + len(node.attribute) + sum(numbers)


def _described(value: Any) -> dict[str, Any]:
    """Give name, type and sizes of an input; a size that is not fixed is None, a shape that is not given too."""
    kind = value.type.tensor_type
    sizes = [int(size.dim_value) if size.dim_value > 0 else None for size in kind.shape.dim]
    return {
        "name": _text(value.name),
        "type": int(kind.elem_type),
        "shape": sizes if kind.HasField("shape") else None,
    }


def _node(node: Any, tensors: _Tensors) -> dict[str, Any]:
    kind, domain = _text(node.op_type), _text(node.domain)
    return {
        "op": kind if domain in {"", "ai.onnx"} else f"{domain}.{kind}",
        "inputs": [_text(name) for name in node.input],
        "outputs": [_text(name) for name in node.output],
        "attributes": {_text(each.name): _attribute(each, tensors) for each in node.attribute},
    }


def _attribute(attribute: Any, tensors: _Tensors) -> Any:
    """Give a number, a string, a list of them, or a tensor as a row; None for the rest, such as graphs."""
    kind = attribute.type
    if kind == attribute.FLOAT:
        return _number(attribute.f)
    if kind == attribute.INT:
        return int(attribute.i)
    if kind == attribute.STRING:
        return _text(attribute.s)
    if kind == attribute.TENSOR:
        return tensors.add(attribute.t)
    if kind == attribute.FLOATS:
        return [_number(value) for value in attribute.floats]
    if kind == attribute.INTS:
        return [int(value) for value in attribute.ints]
    if kind == attribute.STRINGS:
        return [_text(value) for value in attribute.strings]
    return None


def _text(value: str | bytes) -> str:
    """Give a name; the parser hands out bytes where it is no UTF-8."""
    return value if isinstance(value, str) else value.decode("utf-8", "replace")


def _number(value: float) -> float:
    """Give the shortest number that is this one in float32, as a person wrote it."""
    return float(str(np.float32(value)))
