"""Models that PyTorch exports to ONNX compute here what they compute there."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstm_studio.core.model import Model
from lstm_studio.formats.models import open_file

torch = pytest.importorskip("torch")

pytestmark = pytest.mark.oracle


def network(kind: str, seed: int) -> tuple[Any, Any, bool]:
    """Draw a network and an input; say whether its batch comes first."""
    rng = np.random.default_rng(seed)
    layers, ways = int(rng.integers(1, 4)), int(rng.integers(1, 3))
    inputs, units = int(rng.integers(1, 17)), int(rng.integers(1, 65))
    symbols, outputs, batch_first = (
        int(rng.integers(0, 2)) * 9,
        int(rng.integers(0, 4)),
        bool(rng.integers(2)),
    )
    last = bool(rng.integers(2))
    torch.manual_seed(seed)
    given = {"nonlinearity": "relu"} if kind == "RNN" and seed % 2 else {}

    made = torch.nn.Module()
    made.table = torch.nn.Embedding(symbols, inputs) if symbols else torch.nn.Identity()
    made.cell = getattr(torch.nn, kind)(
        inputs, units, layers, bidirectional=ways == 2, batch_first=batch_first, **given
    )
    made.head = torch.nn.Linear(units * ways, outputs) if outputs else torch.nn.Identity()

    def forward(x: Any) -> Any:
        y, _ends = made.cell(made.table(x))
        if outputs and last:
            y = y[:, -1] if batch_first else y[-1]
        return made.head(y)

    made.forward = forward
    x = rng.integers(symbols, size=(6, 3)) if symbols else rng.normal(size=(6, 3, inputs)).astype(np.float32)
    return made.eval(), x, batch_first


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNN"])
@pytest.mark.parametrize("both", [False, True])
def test_layers_of_different_widths(tmp_path: Path, kind: str, both: bool) -> None:
    torch.manual_seed(3)
    below = getattr(torch.nn, kind)(3, 7, bidirectional=both)
    above = getattr(torch.nn, kind)(7 * (1 + both), 4, bidirectional=both)

    made = torch.nn.Module()
    made.below, made.above = below, above
    made.forward = lambda x: above(below(x)[0])[0]
    x = np.random.default_rng(1).normal(size=(6, 2, 3)).astype(np.float32)
    path = tmp_path / "model.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for the other exporter
        torch.onnx.export(made.eval(), (torch.tensor(x),), path, dynamo=False, input_names=["x"])
    found = open_file(path)
    assert found.sizes.every == (7, 4)
    ours = Model.of(found.cell, found.sizes, found.parameters, "float32").run(x).h
    with torch.no_grad():
        theirs = made(torch.tensor(x)).numpy()
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNN"])
@pytest.mark.parametrize("seed", range(8))
def test_random_models(tmp_path: Path, kind: str, seed: int) -> None:
    made, x, batch_first = network(kind, seed)
    given = torch.tensor(x.swapaxes(0, 1) if batch_first else x)
    content = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for the other exporter
        axes = {"x": {0: "a", 1: "b"}} if seed % 3 else {}
        torch.onnx.export(made, (given,), content, dynamo=False, input_names=["x"], dynamic_axes=axes)
    path = tmp_path / "model.onnx"
    path.write_bytes(content.getvalue())
    agree(path, made, x, batch_first)


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNN"])
@pytest.mark.parametrize("seed", range(5))
def test_random_models_by_the_exporter_of_today(tmp_path: Path, kind: str, seed: int) -> None:
    """It puts large weights into a side file, fixes sizes where it likes, and writes out the steps of an RNN."""
    pytest.importorskip("onnxscript")
    made, x, batch_first = network(kind, seed)
    given = torch.tensor(x.swapaxes(0, 1) if batch_first else x)
    path = tmp_path / "model.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(made, (given,), path, dynamo=True, verbose=False)
    agree(path, made, x, batch_first)


def agree(path: Path, made: Any, x: Any, batch_first: bool) -> None:
    """Open what was exported, and compute with it and with the network that it was."""
    given = torch.tensor(x.swapaxes(0, 1) if batch_first else x)
    found = open_file(path)
    trace = Model.of(found.cell, found.sizes, found.parameters, "float32").run(x)
    with torch.no_grad():
        theirs = made(given).numpy()
    ours = trace.h if trace.y is None else trace.y
    if theirs.ndim == 2:
        ours = ours[-1]
        assert any("last step" in note for note in found.notes)
    elif batch_first:
        ours = ours.swapaxes(0, 1)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)


def exported(path: Path, made: Any, x: Any, *, folded: bool) -> None:
    content = io.BytesIO()
    axes = {"x": {0: "steps", 1: "samples"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            made,
            (x,),
            content,
            dynamo=False,
            input_names=["x"],
            dynamic_axes=axes,
            do_constant_folding=folded,
        )
    path.write_bytes(content.getvalue())


@pytest.mark.parametrize("folded", [True, False])
@pytest.mark.parametrize("reads", ["last state", "learnt states"])
def test_what_people_write_around_a_layer(tmp_path: Path, reads: str, folded: bool) -> None:
    torch.manual_seed(1)
    made = torch.nn.Module()
    made.cell, made.head = torch.nn.LSTM(3, 4, 2), torch.nn.Linear(4, 2)
    made.first = torch.nn.ParameterList(torch.randn(2, 1, 4) for _state in "hc")

    def forward(x: Any) -> Any:
        if reads == "last state":
            return made.head(made.cell(x)[1][0][-1])
        states = tuple(each.expand(-1, x.shape[1], -1).contiguous() for each in made.first)
        return made.head(made.cell(x, states)[0])

    made.forward = forward
    made.eval()
    x = torch.randn(5, 2, 3)
    exported(tmp_path / "model.onnx", made, x, folded=folded)
    found = open_file(tmp_path / "model.onnx")
    model = Model.of(found.cell, found.sizes, found.parameters, "float32")
    ours: Any = model.run(x.numpy(), initial=found.initial).y
    assert set(found.initial) == (set() if reads == "last state" else {"0.h", "0.c", "1.h", "1.c"})
    with torch.no_grad():
        theirs = made(x).numpy()
    np.testing.assert_allclose(ours[-1] if theirs.ndim == 2 else ours, theirs, rtol=0, atol=1e-5)
