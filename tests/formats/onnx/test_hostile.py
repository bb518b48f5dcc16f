"""For any bytes an ONNX model or one sentence, soon, and without the memory that a file merely claims."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from lstm_studio.catalogue import load_cell
from lstm_studio.core.model import Model
from lstm_studio.core.opened import Opened
from lstm_studio.formats.models import open_file
from lstm_studio.formats.onnx.write import write_model
from tests.formats.onnx.made import drawn, model_bytes, one
from tests.formats.onnx.test_model import stack
from tests.formats.onnx.test_unrolled import Written


def unrolled() -> bytes:
    """A layer in both directions, written out step by step."""
    written = Written()
    ways = [written.way("X", 3, turned=turned) for turned in (False, True)]
    return written.content(written.node("Concat", ways, axis=2))


GOOD = (
    one("LSTM", drawn("LSTM", 1, 3, 4), clip=0.5, activations=["HardSigmoid", "Tanh", "Softsign"]),
    stack(2, "bidirectional", "GRU", 3, 2, symbols=5, outputs=2, output="Softmax"),
    write_model(Model(load_cell("mgu"), 2, 2, outputs=1)),
    unrolled(),
)
MEMORY = 256 * 1024  # kilobytes


def tried(path: Path) -> Opened | str:
    """Open a file; give what it holds or the one sentence."""
    try:
        found = open_file(path)
    except ValueError as error:
        said = str(error)
        assert said
        assert "\n" not in said
        assert len(said) < 600
        return said
    Model.of(found.cell, found.sizes, found.parameters)
    assert np.isfinite(found.parameters).all()
    return found


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_change_of_a_good_file(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(GOOD)))
    for _change in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        kind = data.draw(st.sampled_from(["set", "cut", "out", "in"]))
        if kind == "set":
            content[at] = data.draw(st.integers(0, 255))
        elif kind == "cut":
            del content[max(at, 1) :]
        elif kind == "out":
            del content[at : at + data.draw(st.integers(1, 8))]
        else:
            content[at:at] = data.draw(st.binary(min_size=1, max_size=8))
        content = content or bytearray(b"\0")
    path = tmp_path / "model.onnx"
    path.write_bytes(content)
    tried(path)


WORDS = st.sampled_from([
    "X", "W0", "R0", "B0", "V", "k", "y", "J0", "Y0", "Yh0", "joined", "product", "table", "embedded", "", "nothing",
])  # fmt: skip
OPERATORS = st.sampled_from([
    "LSTM", "GRU", "RNN", "Gather", "Slice", "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Concat", "MatMul", "Gemm",
    "Add", "Softmax", "LogSoftmax", "Sigmoid", "Expand", "ConstantOfShape", "Cast", "Shape", "Where", "Div", "Flatten",
    "Constant", "Identity", "Equal", "Sub", "Neg", "Sin", "Tanh", "Relu",
])  # fmt: skip
ATTRIBUTES = st.dictionaries(
    st.sampled_from([
        "axis", "perm", "axes", "direction", "clip", "layout", "hidden_size", "activations", "starts", "ends", "to",
        "transB", "alpha", "activation_alpha", "shape", "value", "start", "end", "input_forget",
    ]),
    st.one_of(
        st.integers(-(2**62), 2**62), st.integers(-3, 3), st.floats(width=32), st.text(max_size=4),
        st.lists(st.integers(-4, 4), min_size=1, max_size=4), st.lists(st.floats(width=32), min_size=1, max_size=2),
    ),
    max_size=3,
)  # fmt: skip


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_change_of_a_good_graph(tmp_path: Path, data: st.DataObject) -> None:
    model = onnx.load_from_string(data.draw(st.sampled_from([GOOD[1], GOOD[3]])))
    there = [
        *(tensor.name for tensor in model.graph.initializer),
        *(node.output[0] for node in model.graph.node),
    ]
    words = st.one_of(WORDS, st.sampled_from(there))
    for change in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(model.graph.node) - 1))
        inputs = data.draw(st.lists(words, max_size=4))
        output = data.draw(st.sampled_from([model.graph.node[place].output[0], f"new{change}", "y"]))
        node = helper.make_node(data.draw(OPERATORS), inputs, [output], **data.draw(ATTRIBUTES))
        if data.draw(st.booleans()):
            model.graph.node[place].CopyFrom(node)
        else:
            model.graph.node.insert(place, node)
        tensor = model.graph.initializer[data.draw(st.integers(0, len(model.graph.initializer) - 1))]
        if data.draw(st.booleans()):
            tensor.dims[:] = data.draw(st.lists(st.integers(-1, 2**40), max_size=4))
    path = tmp_path / "model.onnx"
    path.write_bytes(model.SerializeToString())
    tried(path)


def claims() -> dict[str, bytes]:
    """Files that are small and claim much."""
    huge = np.array([2**31, 2**31], np.int64)
    big = np.array([4000, 4000], np.int64)
    tensors = drawn("RNN", 1, 3, 4)
    row = helper.make_node("RNN", ["X", "W", "R", "B", "", "H"], ["Y"], hidden_size=4)

    def with_state(nodes: list[Any], shape: Any) -> bytes:
        return model_bytes([*nodes, row], tensors | {"shape": shape}, ("t", "b", 3), ["Y"])

    fill = helper.make_node("ConstantOfShape", ["shape"], ["H"])
    doubled = [helper.make_node("ConstantOfShape", ["shape"], ["d0"])]
    doubled += [helper.make_node("Concat", [f"d{n}", f"d{n}"], [f"d{n + 1}"], axis=0) for n in range(40)]
    spread = [helper.make_node("Unsqueeze", ["shape"], ["H"])] * 15_000
    lying = onnx.load_from_string(GOOD[0])
    lying.graph.initializer[0].dims[:] = [1, 2**31, 2**31]
    deep = b"\x3a\x7f" * 100_000
    many = model_bytes(
        [helper.make_node("Identity", ["X"], [f"v{n}"]) for n in range(30_000)], {}, ("t", "b", 3), ["v1"]
    )
    floats = onnx.ModelProto()
    tensor = floats.graph.initializer.add(data_type=TensorProto.FLOAT, name="W", dims=[4_000_000])
    tensor.float_data.extend([0.5] * 4_000_000)
    floats.graph.node.add(op_type="Sin")
    return {
        "a state": with_state([fill], huge),
        "twice and twice again": with_state(doubled, big),
        "many states": with_state([fill] * 1000, big),
        "nodes": with_state(spread, big),
        "a shape": lying.SerializeToString(),
        "depth": deep,
        "more nodes": many,
        "floats one by one": floats.SerializeToString(),
        "nothing": b"",
        "zeros": bytes(1_000_000),
        "text": b"W = 3\n" * 1000,
    }


# In a process of its own: what a child needs is counted from what its parent had.
MEASURED = """
import resource, sys, time
from lstm_studio.formats import models
from lstm_studio.formats.onnx import model

def most(who):
    return resource.getrusage(who).ru_maxrss

before, start = most(resource.RUSAGE_SELF), time.monotonic()
try:
    models.open_file(sys.argv[1])
except ValueError as error:
    print(time.monotonic() - start, most(resource.RUSAGE_SELF) - before, most(resource.RUSAGE_CHILDREN))
"""


@pytest.mark.parametrize("name", list(claims()))
def test_claims_cost_little(tmp_path: Path, name: str) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(claims()[name])
    command = [sys.executable, "-c", MEASURED, str(path)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    took, own, child = map(float, said.split())  # nothing is said of a file that is opened
    size = path.stat().st_size / 1024
    assert own + child < MEMORY + size
    print(f"{name}: {took:.2f} s, {own / 1024:.0f} and {child / 1024:.0f} MB for {size / 1024:.1f} MB")


def test_values_that_are_no_numbers(tmp_path: Path) -> None:
    tensors = drawn("LSTM", 1, 3, 4)
    tensors["W"][0, 0, 0] = np.nan
    (tmp_path / "model.onnx").write_bytes(one("LSTM", tensors))
    assert "“W” has a value that is no finite number" in str(tried(tmp_path / "model.onnx"))


def test_wrong_kinds_and_names_that_come_twice(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    model = onnx.load_from_string(GOOD[0])
    model.graph.initializer[0].data_type = TensorProto.STRING
    path.write_bytes(model.SerializeToString())
    assert "holds numbers of type 8" in str(tried(path))
    model = onnx.load_from_string(GOOD[0])
    model.graph.initializer.append(numpy_helper.from_array(np.zeros(2, np.float32), "W"))
    path.write_bytes(model.SerializeToString())
    assert "two tensors of the file are called “W”" in str(tried(path))
