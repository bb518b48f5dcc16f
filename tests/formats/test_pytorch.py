"""Models by PyTorch's names: what is found, what is asked, what is refused, and that files come back bit for bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.model import Model
from lstm_studio.core.sizes import Sizes
from lstm_studio.formats.models import open_file, save
from lstm_studio.formats.picked import ASKED, ChoiceError
from tests.formats.torch_files import OUT, D, H, linear, named, opened, tensors


def test_every_block_is_the_gate_that_the_layout_says(tmp_path: Path) -> None:
    content = tensors()
    found = opened(tmp_path, content)
    model = Model.of(found.cell, found.sizes, found.parameters)
    for place, gate in enumerate("ifgo"):
        rows = slice(place * H, (place + 1) * H)
        np.testing.assert_array_equal(model.parameters[f"W_{gate}"], content["lstm.weight_ih_l0"][rows])
        np.testing.assert_array_equal(model.parameters[f"R_{gate}"], content["lstm.weight_hh_l0"][rows])
        both = content["lstm.bias_ih_l0"].astype(float) + content["lstm.bias_hh_l0"]
        np.testing.assert_array_equal(model.parameters[f"b_{gate}"], both[rows])
    assert {block.gate for block in found.blocks} == set("ifgo")
    assert found.cell == load_cell("lstm")


def test_a_gru_keeps_its_two_biases_apart_inside_the_reset(tmp_path: Path) -> None:
    content = tensors(gates=3, before="")
    model_file = opened(tmp_path, content)
    model = Model.of(model_file.cell, model_file.sizes, model_file.parameters)
    np.testing.assert_array_equal(model.parameters["b_n"], content["bias_ih_l0"][2 * H :])
    np.testing.assert_array_equal(model.parameters["d_n"], content["bias_hh_l0"][2 * H :])


@pytest.mark.parametrize("gates", [4, 3, 1])
@pytest.mark.parametrize(("layers", "both"), [(1, False), (2, True), (3, False)])
def test_a_file_comes_back_bit_for_bit_and_a_change_stays_in_its_block(
    tmp_path: Path, gates: int, layers: int, both: bool
) -> None:
    wide = H * (1 + both)
    content = tensors(gates, layers, "a.b.rnn.", both=both) | named("fc", linear(OUT, wide))
    content |= {"emb.weight": np.ones((9, D), np.float32), "steps": np.array(5), "norm": np.ones(6)}
    found = opened(tmp_path, content)
    assert found.sizes == Sizes(D, H, OUT, layers, 1 + both, 9)
    assert "norm (6)" in found.notes[-1]
    again = tmp_path / "again.safetensors"
    for dtype in ("float32", "float64"):
        model = Model.of(found.cell, found.sizes, found.parameters, dtype)
        save(model, again, found)
        assert again.read_bytes() == (tmp_path / "model.safetensors").read_bytes()
    name = next(name for name in model.parameters if "b_" in name)
    model.parameters[name][1] += 1
    save(model, again, found)
    after = load_file(again)
    changed = [key for key, values in content.items() if not np.array_equal(values, after[key])]
    assert all("bias" in key for key in changed)
    assert 1 <= len(changed) <= 2
    np.testing.assert_allclose(open_file(again).parameters, model.flat, rtol=2e-7)


def test_a_model_of_our_own_is_written_with_the_names_of_its_layer(tmp_path: Path) -> None:
    model = Model(load_cell("lstm"), D, H, OUT, layers=2, directions=2, symbols=9, output="softmax")
    save(model, tmp_path / "own.safetensors")
    names = load_file(tmp_path / "own.safetensors")
    assert names["lstm.weight_ih_l1_reverse"].shape == (4 * H, 2 * H)
    assert not names["lstm.bias_hh_l0"].any()
    found = open_file(tmp_path / "own.safetensors")
    assert (found.cell, found.sizes) == (model.cell, model.sizes)
    np.testing.assert_array_equal(found.parameters, model.flat)


CUSTOM = Cell.from_text(
    "to = sigmoid(to_w @ x + training * h_prev + half)\nh = to * tanh(V_x @ x) + h_prev", "mine"
)


@pytest.mark.parametrize("cell", [*map(load_cell, cell_names()), CUSTOM], ids=lambda cell: cell.name)
@pytest.mark.parametrize("bias", [True, False])
def test_any_cell_is_kept(tmp_path: Path, cell: Cell, bias: bool) -> None:
    model = Model(cell, D, H, OUT, layers=2, directions=2, bias=bias, readout=cell.graph.states[-1])
    save(model, tmp_path / "own.safetensors")
    found = open_file(tmp_path / "own.safetensors")
    assert found.cell.text == cell.text
    assert found.cell.title == cell.title
    assert found.sizes == model.sizes
    np.testing.assert_array_equal(found.parameters, model.flat)


def test_relu_is_told_from_tanh(tmp_path: Path) -> None:
    found = opened(tmp_path, tensors(gates=1))
    assert found.cell.name == "rnn"
    assert 'nonlinearity="relu"' in found.notes[0]
    found = opened(tmp_path, tensors(gates=1), nonlinearity="relu")
    assert found.cell.equations == {"h": "relu(W_h @ x + R_h @ h_prev + b_h)"}
    assert not found.notes
    save(Model.of(found.cell, found.sizes, found.parameters), tmp_path / "own.safetensors")
    assert open_file(tmp_path / "own.safetensors").cell == found.cell
    with pytest.raises(ValueError, match="expected tanh or relu"):
        opened(tmp_path, tensors(gates=1), nonlinearity="sin")


def test_who_can_ask_is_told_that_a_plain_network_leaves_its_nonlinearity_open(tmp_path: Path) -> None:
    with pytest.raises(ChoiceError) as asked:
        opened(tmp_path, tensors(gates=1), nonlinearity=ASKED)
    assert asked.value.role == "nonlinearity"
    assert [name for name, _shape in asked.value.candidates] == ["tanh", "relu"]
    assert opened(tmp_path, tensors(gates=4), nonlinearity=ASKED).notes == ()


def test_layers_without_biases_and_a_readout_with_one(tmp_path: Path) -> None:
    content = {name: values for name, values in tensors().items() if "bias" not in name}
    assert not opened(tmp_path, content).sizes.bias
    content |= named("fc", linear(OUT, H))
    found = opened(tmp_path, content)
    assert "are 0 here" in found.notes[0]
    model = Model.of(found.cell, found.sizes, found.parameters, "float32")
    np.testing.assert_array_equal(model.parameters["k"], 1)
    assert not model.parameters["b_f"].any()
    save(model, tmp_path / "again.safetensors", found)
    assert (tmp_path / "again.safetensors").read_bytes() == (tmp_path / "model.safetensors").read_bytes()
    model.parameters["b_f"][0] = 1
    save(model, tmp_path / "again.safetensors", found)
    after = load_file(tmp_path / "again.safetensors")
    assert after["lstm.bias_ih_l0"].tolist() == [0.0] * H + [1.0] + [0.0] * (3 * H - 1)
    assert not after["lstm.bias_hh_l0"].any()
    np.testing.assert_array_equal(open_file(tmp_path / "again.safetensors").parameters, model.flat)


def test_single_cells_have_no_layer_in_their_names(tmp_path: Path) -> None:
    content = {name.replace("_l0", ""): values for name, values in tensors(before="cell.").items()}
    assert opened(tmp_path, content).blocks[0].tensor == "cell.weight_ih"


def test_half_precision_is_exact_and_stays_where_nothing_changes(tmp_path: Path) -> None:
    content = {name: values.astype(np.float16) for name, values in tensors().items()}
    found = opened(tmp_path, content)
    assert found.notes == ("F16 numbers are read as float32, which holds each of them",)
    model = Model.of(found.cell, found.sizes, found.parameters, "float32")
    np.testing.assert_array_equal(model.parameters["W_i"], content["lstm.weight_ih_l0"][:H])
    save(model, tmp_path / "again.safetensors", found)
    assert (tmp_path / "again.safetensors").read_bytes() == (tmp_path / "model.safetensors").read_bytes()
    model.parameters["W_i"][0, 0] = 0.1
    save(model, tmp_path / "again.safetensors", found)
    after = load_file(tmp_path / "again.safetensors")
    assert after["lstm.weight_ih_l0"][0, 0] == np.float32(0.1)
    assert after["lstm.weight_hh_l0"].dtype == np.float16


def test_other_files_are_refused_by_their_names(tmp_path: Path) -> None:
    with pytest.raises(
        ValueError, match=r"“a.txt” is no file of a model that is known; expected .safetensors"
    ):
        open_file(tmp_path / "a.txt")
    with pytest.raises(ValueError, match="cannot be read: No such file"):
        open_file(tmp_path / "a.safetensors")
    with pytest.raises(ValueError, match="cannot be written"):
        save(Model(load_cell("rnn")), tmp_path / "none" / "a.safetensors")


def test_an_embedding_that_is_the_readout_too_is_parted_once_they_differ(tmp_path: Path) -> None:
    content = tensors()
    content["emb.weight"] = np.random.default_rng(3).normal(size=(9, H)).astype(np.float32)
    content["lstm.weight_ih_l0"] = np.random.default_rng(4).normal(size=(4 * H, H)).astype(np.float32)
    found = opened(tmp_path, content, embedding="emb", readout="emb")
    assert (found.sizes.symbols, found.sizes.outputs) == (9, 9)
    assert any("“emb.weight” is the embedding and the readout at once" in note for note in found.notes)
    model = Model.of(found.cell, found.sizes, found.parameters, "float32")
    np.testing.assert_array_equal(model.parameters["V"], content["emb.weight"])
    save(model, tmp_path / "again.safetensors", found)
    assert (tmp_path / "again.safetensors").read_bytes() == (tmp_path / "model.safetensors").read_bytes()
    model.parameters["V"][2, 1] = 5.0
    model.parameters["E"][0, 0] = 7.0
    save(model, tmp_path / "again.safetensors", found)
    after = load_file(tmp_path / "again.safetensors")
    assert (after["readout.weight"][2, 1], after["emb.weight"][0, 0]) == (5.0, 7.0)
    np.testing.assert_array_equal(after["emb.weight"][1:], content["emb.weight"][1:])
