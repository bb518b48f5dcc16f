"""A model written as a graph of ONNX is valid, and onnxruntime computes from it what we do."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.language.ops import FUNCTIONS
from lstm_studio.core.language.ops import OPERATIONS as OURS
from lstm_studio.core.model import Model
from lstm_studio.formats.onnx import graph as onnx_graph
from lstm_studio.formats.onnx.graph import graph_bytes

MODELS: tuple[dict[str, Any], ...] = (
    {},
    {"layers": 2, "directions": 2, "outputs": 3, "output": "softmax"},
    {"symbols": 5, "outputs": 2, "output": "sigmoid", "bias": False},
)


def answers(model: Model, x: Any) -> dict[str, Any]:
    content = graph_bytes(model.cell, model.sizes, model.parameters)
    onnx.checker.check_model(content, full_check=True)
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(None, {"x": x}), strict=True))


def entering(model: Model) -> Any:
    rng = np.random.default_rng(1)
    if model.sizes.symbols:
        return rng.integers(model.sizes.symbols, size=(7, 2))
    return rng.normal(size=(7, 2, 3)).astype(np.float32)


@pytest.mark.parametrize("name", cell_names())
@pytest.mark.parametrize("sizes", MODELS)
def test_every_value_of_every_cell(name: str, sizes: dict[str, Any]) -> None:
    model = Model(load_cell(name), 3, 4, **sizes)
    x = entering(model)
    theirs, trace = answers(model, x), model.run(x)
    if trace.y is not None:
        np.testing.assert_allclose(theirs.pop("y"), trace.y, rtol=0, atol=1e-6)
    assert len(theirs) == len(model.cell.graph.named) * model.sizes.layers * model.sizes.directions
    for key, value in theirs.items():
        parts = key.split(".")
        layer = trace.layers[int(parts[0]) if len(parts) > 1 else 0]
        one = layer.reverse if "reverse" in parts else layer
        assert one is not None
        np.testing.assert_allclose(value, one[parts[-1]], rtol=0, atol=1e-6, err_msg=key)


def test_a_cell_of_numbers_and_names_like_our_own() -> None:
    text = (
        "Y = 1\nE = k\nzero = c_prev / 2 + Y * tanh(W @ x) + E + R @ Y\nc = zero\nread = 0.5 - -c\nh = read"
    )
    model = Model(Cell.from_text(text), 3, 4)
    x = entering(model)
    theirs, trace = answers(model, x), model.run(x)
    assert list(theirs) == ["Y", "E", "zero", "c", "read", "h"]
    for name, value in theirs.items():
        np.testing.assert_allclose(value, trace[name], rtol=0, atol=1e-6)


def test_every_operation_of_the_language() -> None:
    written = {op for op in OURS if op in FUNCTIONS.values() or OURS[op].arity == 2 or op == "negative"}
    assert written <= set(onnx_graph.OPERATIONS)
    for op in FUNCTIONS.values():
        model = Model(Cell.from_text(f"h = {op}(0.3 * (W @ x) + 0.2 * h_prev + 0.4)"), 3, 4)
        x = entering(model)
        np.testing.assert_allclose(answers(model, x)["h"], model.run(x).h, rtol=1e-6, atol=1e-6, err_msg=op)


def test_an_operation_that_onnx_does_not_have_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(onnx_graph.OPERATIONS, "tanh")
    model = Model(load_cell("lstm"), 3, 4)
    with pytest.raises(ValueError, match="nothing in ONNX is known for tanh; expected only add"):
        graph_bytes(model.cell, model.sizes, model.parameters)
