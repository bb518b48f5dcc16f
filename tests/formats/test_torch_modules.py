"""Modules of PyTorch that stand one above the other are one stack, of any widths."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lstm_studio as studio
from lstm_studio.catalogue import load_cell
from lstm_studio.core.model import Model
from lstm_studio.formats.models import open_file, save
from lstm_studio.formats.picked import ChoiceError
from tests.formats.torch_files import linear, named, opened

ROWS = {"LSTM": 4, "GRU": 3, "RNN": 1}
X = np.random.default_rng(5).normal(size=(6, 2, 3)).astype(np.float32)


def module(name: str, inputs: int, units: int, kind: str = "LSTM", *, both: bool = False) -> dict[str, Any]:
    """The tensors of one nn.LSTM, GRU or RNN of one layer."""
    rng, rows = np.random.default_rng(inputs + 10 * units), ROWS[kind] * units
    shapes = {
        "weight_ih": (rows, inputs),
        "weight_hh": (rows, units),
        "bias_ih": (rows,),
        "bias_hh": (rows,),
    }
    return {
        f"{name}.{what}_l0{way}": rng.normal(size=shape).astype(np.float32)
        for way in ("", "_reverse")[: 1 + both]
        for what, shape in shapes.items()
    }


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNN"])
@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("names", [("rnns.0", "rnns.1", "rnns.2"), ("lstm9", "lstm10", "lstm11")])
def test_what_one_gives_the_next_reads(
    tmp_path: Path, kind: str, both: bool, names: tuple[str, str, str]
) -> None:
    ways, widths = 1 + both, (5, 2, 4)
    reads = (3, 5 * ways, 2 * ways)
    content: dict[str, Any] = {}
    for name, inputs, units in zip(names, reads, widths, strict=True):
        content |= module(name, inputs, units, kind, both=both)
    content |= named("fc", linear(2, 4 * ways))
    file = tmp_path / "model.safetensors"
    whole = opened(tmp_path, content)
    assert (whole.sizes.every, whole.sizes.directions, whole.sizes.outputs) == (widths, ways, 2)
    said = f'one above the other: {names[0]}, {names[1]}, {names[2]}; recurrent="{names[0]}"'
    assert said in " ".join(whole.notes)
    model = studio.open_model(file)
    trace, below = model.run(X), X
    for layer, name in enumerate(names):
        alone = studio.open_model(file, recurrent=name, readout="").run(below)
        np.testing.assert_allclose(trace.cell(layer)["h"], alone.cell(0)["h"], rtol=0, atol=1e-6)
        below = alone.h
    np.testing.assert_allclose(trace.h, below, rtol=0, atol=1e-6)
    model.save(tmp_path / "again.safetensors")
    assert (tmp_path / "again.safetensors").read_bytes() == file.read_bytes()


def test_modules_that_are_alike_are_plain_layers(tmp_path: Path) -> None:
    found = opened(tmp_path, module("a.0", 4, 4) | module("a.1", 4, 4))
    assert (found.sizes.layers, found.sizes.units, found.sizes.widths) == (2, 4, ())


def test_a_module_may_have_several_layers_itself(tmp_path: Path) -> None:
    upper = {name.replace("b.0", "b.1"): values for name, values in module("b.0", 5, 2).items()}
    second = {name.replace("b.0", "b.1").replace("_l0", "_l1"): v for name, v in module("b.0", 2, 2).items()}
    found = opened(tmp_path, module("b.0", 3, 5) | upper | second)
    assert found.sizes.every == (5, 2, 2)
    assert {block.tensor for block in found.blocks if block.parameter == "2.R_f"} == {"b.1.weight_hh_l1"}


def test_cells_in_a_list_are_layers(tmp_path: Path) -> None:
    cells = {
        name.replace("_l0", ""): values
        for name, values in (module("cells.0", 3, 5, "GRU") | module("cells.1", 5, 2, "GRU")).items()
    }
    found = opened(tmp_path, cells)
    assert (found.cell.name, found.sizes.every) == ("gru", (5, 2))


@pytest.mark.parametrize(
    "content",
    [
        module("lstm1", 3, 5) | module("lstm2", 3, 2),  # beside each other
        module("below", 3, 5) | module("above", 5, 2),  # nothing says which comes first
        module("a.0", 3, 5) | module("a.1", 5, 2, "GRU"),
        module("a.0", 3, 5) | module("a.1", 5, 2, both=True),
        module("a.0.b.0", 3, 5) | module("a.1.b.1", 5, 2),
    ],
)
def test_what_does_not_fit_is_asked_for(tmp_path: Path, content: dict[str, Any]) -> None:
    with pytest.raises(ChoiceError, match="recurrent"):
        opened(tmp_path, content)


def test_a_person_may_say_the_order(tmp_path: Path) -> None:
    content = module("below", 3, 5) | module("above", 5, 2)
    assert opened(tmp_path, content, recurrent="below, above").sizes.every == (5, 2)
    with pytest.raises(ValueError, match="“below” reads 3 values; what is below it gives 2"):
        opened(tmp_path, content, recurrent="above, below")
    mixed = module("below", 3, 5) | module("above", 5, 2, "GRU")
    with pytest.raises(ValueError, match="“below” and “above” are not of one kind"):
        opened(tmp_path, mixed, recurrent="below, above")


@pytest.mark.parametrize("name", ["lstm", "gru", "rnn", "lstm-peephole"])
@pytest.mark.parametrize("sizes", [{}, {"directions": 2, "symbols": 4, "outputs": 2}, {"bias": False}])
def test_what_is_saved_comes_back(tmp_path: Path, name: str, sizes: dict[str, Any]) -> None:
    model = Model(load_cell(name), 3, (5, 2, 4), **sizes)
    model_file = tmp_path / "model.safetensors"
    save(model, model_file)
    found = open_file(model_file)
    assert (found.cell, found.sizes) == (model.cell, model.sizes)
    np.testing.assert_array_equal(found.parameters.astype(np.float32), model.flat)
