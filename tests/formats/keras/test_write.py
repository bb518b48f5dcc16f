"""Weights as Keras 3 lays them out: what is saved comes back, for every cell that Keras has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.model import Model
from lstm_studio.formats.keras.cells import FUNCTIONS, cell_of, kind_of
from lstm_studio.formats.keras.written import weights_bytes
from lstm_studio.formats.models import open_file, save
from tests.formats.keras.files import FOLDER, opened, weights

if TYPE_CHECKING:
    from pathlib import Path

CELLS = ("lstm", "gru", "gru-reset-before", "rnn")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"outputs": 2, "symbols": 5, "directions": 2, "layers": 3},
        {"outputs": 1, "bias": False, "layers": 2},
        {"outputs": 2, "directions": 2, "units": (5, 3)},
    ],
    ids=["bare", "all", "no bias", "widths"],
)
def test_what_is_saved_comes_back_bit_for_bit(name: str, dtype: str, given: Any, tmp_path: Path) -> None:
    model = Model(load_cell(name), 3, **{"units": 4, **given}, seed=2, dtype=dtype)
    path = tmp_path / "a.weights.h5"
    save(model, path)
    if name == "gru-reset-before" and not model.sizes.bias:  # nothing in the file says where the reset acts
        assert "where the reset gate acts" in " ".join(open_file(path).notes)
        return
    found = open_file(path)
    assert (found.cell, found.sizes) == (model.cell, model.sizes)
    np.testing.assert_array_equal(found.parameters, model.flat)
    again = Model.of(found.cell, found.sizes, found.parameters, dtype)
    assert weights_bytes(again, None) == weights_bytes(again, found) == path.read_bytes()


@pytest.mark.parametrize("name", ["gru-write", "gru-reset-before-write"])
def test_a_gate_that_writes_is_saved_as_one_that_keeps(name: str, tmp_path: Path) -> None:
    model = Model(load_cell(name), 3, 4, seed=2, dtype="float64")
    save(model, tmp_path / "a.weights.h5")
    found = open_file(tmp_path / "a.weights.h5")
    x = np.random.default_rng(0).normal(size=(5, 3))
    kept = Model.of(found.cell, found.sizes, found.parameters)
    np.testing.assert_allclose(kept.run(x).h, model.run(x).h, rtol=0, atol=1e-14)


def test_two_biases_stay_while_their_sum_does(tmp_path: Path) -> None:
    """A GRU of Keras has two biases for z and r, whose sum is one of ours."""
    found = open_file(FOLDER / "gru.keras")
    model = Model.of(found.cell, found.sizes, found.parameters, "float32")
    model.parameters["0.b_z"][1] = 7.0
    save(model, tmp_path / "a.weights.h5", found)
    tensors = open_file(tmp_path / "a.weights.h5").tensors
    before, after = (found.tensors["layers/gru/cell/vars/2"], tensors["layers/gru/cell/vars/2"])
    assert after[0, 1] == 7.0
    assert not after[1, :4].any()
    np.testing.assert_array_equal(after[:, 4:], before[:, 4:])
    np.testing.assert_array_equal(
        tensors["layers/gru_1/cell/vars/2"], found.tensors["layers/gru_1/cell/vars/2"]
    )


@pytest.mark.parametrize("old", [True, False])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_layers_with_other_activations_are_known_again(function: str, old: bool) -> None:
    cells = {
        ("LSTM", True, False): cell_of("LSTM", function, "relu", old=old),
        ("GRU", False, False): cell_of("GRU", "sigmoid", function, reset_after=False, old=old),
        ("SimpleRNN", True, False): cell_of("SimpleRNN", "", function, old=old),
    }
    for said, cell in cells.items():
        assert kind_of(cell) == said


def test_what_keras_does_not_have_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.weights.h5"
    for cell in (
        load_cell("lstm-peephole"),
        load_cell("mgu"),
        Cell.from_text("h = tanh(W @ x)", title="Mine"),
    ):
        with pytest.raises(ValueError, match=f"Keras has no layer for “{cell.title}”"):
            save(Model(cell), path)
    with pytest.raises(ValueError, match="the output is read from c; Keras reads h"):
        save(Model(load_cell("lstm"), outputs=1, readout="c"), path)
    assert not path.exists()


def test_layers_without_biases_stay_without_where_the_dense_layer_has_one(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    shapes = {
        "lstm/cell/vars/0": (3, 16),
        "lstm/cell/vars/1": (4, 16),
        "dense/vars/0": (4, 2),
        "dense/vars/1": (2,),
    }
    content = {f"layers/{name}": rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    found = opened(tmp_path / "a.weights.h5", weights(content))
    assert found.sizes.bias
    model = Model.of(found.cell, found.sizes, found.parameters, "float32")
    save(model, tmp_path / "b.weights.h5", found)
    assert set(open_file(tmp_path / "b.weights.h5").tensors) == set(content)
    model.parameters["b_f"][0] = 1.0
    save(model, tmp_path / "b.weights.h5", found)
    after = open_file(tmp_path / "b.weights.h5").tensors
    assert set(after) == {*content, "layers/lstm/cell/vars/2"}
    assert after["layers/lstm/cell/vars/2"].tolist() == [0.0] * 4 + [1.0] + [0.0] * 11
