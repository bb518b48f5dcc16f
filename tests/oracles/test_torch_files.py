"""Files that PyTorch wrote are read as PyTorch computes them, and what is written here PyTorch computes alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lstm_studio as studio
from lstm_studio.core.cell import Cell
from lstm_studio.formats.identifiers import identifiers
from tests.formats.code.cells import CELLS, SHAPES, answer, model_of, sequence

pytestmark = pytest.mark.oracle

STEPS, BATCH = 7, 3
GATED = ["LSTM", "GRU", "RNN"]


def random_network(seed: int) -> tuple[Any, Any, Any, dict[str, str]]:
    """Give (module, x, its answer in NumPy, what has to be picked) of random kind and sizes."""
    torch = pytest.importorskip("torch")
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    kind = GATED[seed % 3]
    inputs, units = int(rng.integers(1, 17)), int(rng.integers(1, 65))
    more = {"nonlinearity": "relu"} if kind == "RNN" and rng.random() < 0.5 else {}
    layers, both, bias = int(rng.integers(1, 4)), bool(rng.integers(2)), rng.random() < 0.8
    parts = {
        "body": getattr(torch.nn, kind)(inputs, units, layers, bidirectional=both, bias=bias, **more),
        "head": torch.nn.Linear(units * (1 + both), int(rng.integers(1, 5)), bias=bool(rng.integers(2))),
    }
    symbols = rng.random() < 0.3
    x: Any = rng.normal(size=(STEPS, BATCH, inputs)).astype(np.float32)
    entering = torch.tensor(x)
    if symbols:
        parts["emb"] = torch.nn.Embedding(9, inputs)
        x = rng.integers(9, size=(STEPS, BATCH))
        entering = parts["emb"](torch.tensor(x))
    y = parts["head"](parts["body"](entering)[0]).detach().numpy()
    module = torch.nn.ModuleDict({"deep": torch.nn.ModuleDict(parts)})
    return module, x, y, more


@pytest.mark.parametrize("kind", GATED)
@pytest.mark.parametrize("both", [False, True])
def test_modules_of_different_widths_are_one_stack(tmp_path: Path, kind: str, both: bool) -> None:
    torch = pytest.importorskip("torch")
    from safetensors.torch import save_file

    torch.manual_seed(4)
    widths, reads = (9, 4, 6), (3, 9 * (1 + both), 4 * (1 + both))
    layers = [
        getattr(torch.nn, kind)(inputs, units, bidirectional=both)
        for inputs, units in zip(reads, widths, strict=True)
    ]
    x = torch.randn(STEPS, BATCH, 3)
    y = x
    for layer in layers:
        y, _last = layer(y)
    file = tmp_path / "model.safetensors"
    save_file(torch.nn.ModuleDict({"body": torch.nn.ModuleList(layers)}).state_dict(), file)
    found = studio.open_model(file)
    assert found.sizes.every == widths
    np.testing.assert_allclose(found.run(x.numpy()).h, y.detach().numpy(), rtol=0, atol=1e-5)


@pytest.mark.parametrize("seed", range(48))
def test_what_pytorch_saved_is_computed_alike_and_comes_back(tmp_path: Path, seed: int) -> None:
    pytest.importorskip("torch")
    from safetensors.torch import save_file

    module, x, y, picked = random_network(seed)
    file, again = tmp_path / "model.safetensors", tmp_path / "again.safetensors"
    save_file(module.state_dict(), file, {"format": "pt"})
    model = studio.open_model(file, **picked)
    answer = model.run(x).y
    assert answer is not None
    np.testing.assert_allclose(answer, y, rtol=0, atol=1e-5)
    model.save(again)
    assert again.read_bytes() == file.read_bytes()
    trained = studio.updater(model, optimiser="sgd", rate=0.01)
    trained(x, y + 1)
    model.save(again)
    module.load_state_dict(_loaded(again), strict=False)
    after = studio.open_model(again, **picked)
    np.testing.assert_allclose(after.flat, model.flat, rtol=1e-6, atol=1e-7)


def _loaded(file: Path) -> Any:
    from safetensors.torch import load_file

    return load_file(file)


@pytest.mark.parametrize("seed", range(6))
def test_a_change_reaches_pytorch(tmp_path: Path, seed: int) -> None:
    torch = pytest.importorskip("torch")
    from safetensors.torch import save_file

    layer = getattr(torch.nn, GATED[seed % 3])(3, 4, num_layers=2, bidirectional=seed > 2)
    file = tmp_path / "model.safetensors"
    save_file(layer.state_dict(), file)
    model = studio.open_model(file)
    model.flat += 0.25
    model.save(file)
    layer.load_state_dict(_loaded(file))
    x = np.random.default_rng(seed).normal(size=(STEPS, BATCH, 3)).astype(np.float32)
    theirs = layer(torch.tensor(x))[0].detach().numpy()
    np.testing.assert_allclose(model.run(x).h, theirs, rtol=0, atol=1e-5)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_a_written_module_computes_what_the_model_does(
    tmp_path: Path, cell: Cell, shape: dict[str, Any]
) -> None:
    torch = pytest.importorskip("torch")
    double = model_of(cell, shape)
    model = studio.Model.of(cell, double.sizes, double.flat, "float32")
    model.save(tmp_path / "model.safetensors")
    names: dict[str, Any] = {}
    exec(studio.code(model, "pytorch"), names)
    network = names["Network"]()
    network.load_state_dict(_loaded(tmp_path / "model.safetensors"))
    x = sequence(double)
    found = network(torch.tensor(x if model.sizes.symbols else x.astype(np.float32)))
    np.testing.assert_allclose(found.detach().numpy(), answer(double, x), rtol=0, atol=1e-5)


def test_no_name_of_a_parameter_hides_what_a_module_has() -> None:
    torch = pytest.importorskip("torch")
    words = [name for name in dir(torch.nn.Module()) if name.isidentifier() and not name.startswith("_")]
    words = [word for word in words if "_" not in word]
    for start in range(0, len(words), 8):
        some = words[start : start + 8]
        graph = Cell.from_text(
            "h = tanh(W @ x + " + " + ".join(f"{word} * h_prev" for word in some) + ")"
        ).graph
        assert not set(identifiers(graph).values()) & set(words)


def test_bf16_is_read(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from safetensors.torch import save_file

    layer = torch.nn.LSTM(3, 4).bfloat16()
    file = tmp_path / "model.safetensors"
    save_file(layer.state_dict(), file, {"format": "pt"})
    model = studio.open_model(file)
    before = file.read_bytes()
    np.testing.assert_array_equal(model.parameters["W_i"], layer.weight_ih_l0[:4].float().detach().numpy())
    model.save(file)
    assert file.read_bytes() == before
