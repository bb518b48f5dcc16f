"""Models saved as ONNX are valid, compute the same in onnxruntime, and come back bit for bit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.model import Model
from lstm_studio.formats.models import open_file, save
from lstm_studio.formats.onnx.operators import OPERATORS
from lstm_studio.formats.onnx.write import write_model
from lstm_studio.formats.torch_names import LAYERS
from tests.formats.onnx.made import answer, drawn, one

SIZES: tuple[dict[str, Any], ...] = (
    {},
    {"layers": 2, "directions": 2, "outputs": 3, "output": "softmax"},
    {"symbols": 5, "outputs": 2, "output": "sigmoid", "bias": False, "layers": 3},
    {"units": (5, 2), "outputs": 3, "directions": 2},
    {"units": (4, 6, 3)},
)


def written(model: Model, path: Path) -> Any:
    save(model, path)
    onnx.checker.check_model(str(path), full_check=True)
    return open_file(path)


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("name", [*cell_names(), "rnn-relu"])
def test_every_cell_comes_back_bit_for_bit(tmp_path: Path, name: str, sizes: dict[str, Any]) -> None:
    cell = (
        load_cell(name)
        if name != "rnn-relu"
        else next(row.load() for row in LAYERS if row.nonlinearity == "relu")
    )
    model = Model(cell, 3, **{"units": 4, **sizes})
    path = tmp_path / "model.onnx"
    found = written(model, path)
    assert (found.cell, found.sizes) == (model.cell, model.sizes)
    np.testing.assert_array_equal(found.parameters.astype(np.float32), model.flat)
    x: Any = np.random.default_rng(2).normal(size=(5, 2, 3)).astype(np.float32)
    x = np.arange(10).reshape(5, 2) % 5 if model.sizes.symbols else x
    trace = model.run(x)
    operators = {node.op_type for node in onnx.load(path).graph.node}
    if "Scan" not in operators or model.sizes.outputs:
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        (theirs,) = session.run(["y" if model.sizes.outputs else "h"], {"x": x})
        np.testing.assert_allclose(theirs, trace.h if trace.y is None else trace.y, rtol=0, atol=1e-5)
    standard = {"rnn-relu", *OPERATORS}
    assert ("Scan" not in operators) == (name in standard)


def test_a_cell_of_ones_own_and_a_readout_from_c(tmp_path: Path) -> None:
    own = Cell.from_text("c = 0.5 * c_prev + W @ x + k_c\nh = tanh(c) + P @ h_prev", "mine", "My cell")
    for model in (Model(own, 2, 3, layers=2), Model(load_cell("lstm"), 2, 3, outputs=1, readout="c")):
        found = written(model, tmp_path / "model.onnx")
        assert (found.cell.text, found.cell.title, found.sizes) == (
            model.cell.text,
            model.cell.title,
            model.sizes,
        )
        np.testing.assert_array_equal(found.parameters.astype(np.float32), model.flat)
        assert {block.gate for block in found.blocks} <= {*found.cell.graph.named, "y"}


@pytest.mark.parametrize("operator", ["LSTM", "GRU", "RNN"])
def test_two_biases_stay_two(tmp_path: Path, operator: str) -> None:
    tensors = drawn(operator, 2, 3, 4)
    path = tmp_path / "model.onnx"
    path.write_bytes(one(operator, tensors, direction="bidirectional"))
    found = open_file(path)
    model = Model.of(found.cell, found.sizes, found.parameters, "float32")
    again = onnx.load_from_string(write_model(model, found))
    kept = {
        tensor.name.partition(".")[2]: onnx.numpy_helper.to_array(tensor)
        for tensor in again.graph.initializer
    }
    for name, value in tensors.items():
        np.testing.assert_array_equal(kept[name], value)
    model.parameters["0.R_" + ("h" if operator == "RNN" else "o" if operator == "LSTM" else "z")][0, 0] += 1
    changed = onnx.load_from_string(write_model(model, found))
    kept = {
        tensor.name.partition(".")[2]: onnx.numpy_helper.to_array(tensor)
        for tensor in changed.graph.initializer
    }
    np.testing.assert_array_equal(kept["B"], tensors["B"])
    assert (kept["R"] != tensors["R"]).sum() == 1


def test_what_pytorch_calls_its_two_biases_stays_two(tmp_path: Path) -> None:
    from safetensors.numpy import save_file

    rng = np.random.default_rng(0)
    shapes = {"weight_ih_l0": (16, 3), "weight_hh_l0": (16, 4), "bias_ih_l0": (16,), "bias_hh_l0": (16,)}
    tensors = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    save_file(tensors, tmp_path / "model.safetensors")
    found = open_file(tmp_path / "model.safetensors")
    model = Model.of(found.cell, found.sizes, found.parameters, "float32")
    content = write_model(model, found)
    rows = {t.name: onnx.numpy_helper.to_array(t) for t in onnx.load_from_string(content).graph.initializer}
    ours, theirs = np.split(rows["0.B"][0], 8), np.split(tensors["bias_ih_l0"], 4)
    for place, gate in enumerate("iofg"):
        np.testing.assert_array_equal(ours[place], theirs["ifgo".index(gate)])
    x = rng.normal(size=(5, 2, 3)).astype(np.float32)
    np.testing.assert_allclose(answer(content, x), model.run(x).h, rtol=0, atol=1e-5)


@pytest.mark.parametrize("name", ["lstm", "gru", "lstm-peephole-full"])
@pytest.mark.parametrize("samples", [(), (2,)])
def test_states_before_the_first_step(tmp_path: Path, name: str, samples: tuple[int, ...]) -> None:
    model = Model(load_cell(name), 3, 4, layers=2, directions=2, outputs=1)
    rng = np.random.default_rng(4)
    model.initial = {"0.h": rng.normal(size=(*samples, 4)), "1.reverse.h": rng.normal(size=(*samples, 4))}
    path = tmp_path / "model.onnx"
    found = written(model, path)
    assert set(model.initial) <= set(found.initial)
    for key, value in found.initial.items():
        np.testing.assert_array_equal(value, np.float32(model.initial.get(key, np.zeros(4))))
    x = rng.normal(size=(5, 2, 3)).astype(np.float32)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (theirs,) = session.run(["y"], {"x": x})
    ours: Any = model.run(x).y
    np.testing.assert_allclose(theirs, ours, rtol=0, atol=1e-5)
