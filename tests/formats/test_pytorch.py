"""Models by PyTorch's names: what is found, what is asked, what is refused, and that files come back bit for bit."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file
from safetensors.numpy import save as save_bytes

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.model import Model
from lstm_studio.core.sizes import Sizes
from lstm_studio.formats.models import open_file, save
from lstm_studio.formats.opened import ChoiceError, Opened

D, H, OUT = 3, 4, 2


def tensors(gates: int = 4, layers: int = 1, before: str = "lstm.", *, both: bool = False) -> dict[str, Any]:
    """The tensors of recurrent layers as PyTorch names and shapes them, all different numbers."""
    rng = np.random.default_rng(7)
    found: dict[str, Any] = {}
    for layer in range(layers):
        for way in ("", "_reverse")[: 1 + both]:
            wide = (H * (1 + both)) if layer else D
            for what, shape in (
                ("weight_ih", (gates * H, wide)),
                ("weight_hh", (gates * H, H)),
                ("bias_ih", (gates * H,)),
                ("bias_hh", (gates * H,)),
            ):
                found[f"{before}{what}_l{layer}{way}"] = rng.normal(size=shape).astype(np.float32)
    return found


def linear(rows: int, columns: int) -> dict[str, Any]:
    rng = np.random.default_rng(rows)
    return {"weight": rng.normal(size=(rows, columns)).astype(np.float32), "bias": np.ones(rows, np.float32)}


def named(name: str, parts: dict[str, Any]) -> dict[str, Any]:
    return {f"{name}.{part}": values for part, values in parts.items()}


def opened(folder: Path, content: dict[str, Any], **picked: Any) -> Opened:
    save_file(content, folder / "model.safetensors", {"format": "pt"})
    return open_file(folder / "model.safetensors", **picked)


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


def square(name: str, rows: int) -> dict[str, Any]:
    return {f"{name}.weight": np.full((rows, H), 0.5, np.float32)}


def roles(found: Opened) -> tuple[str, str]:
    names = {block.parameter: block.tensor for block in found.blocks}
    return names.get("E", ""), names.get("V", "")


def same_width() -> dict[str, Any]:
    """An LSTM whose inputs are as many as its units: an embedding may be a readout by its shape."""
    content = tensors()
    content["lstm.weight_ih_l0"] = np.ones((4 * H, H), np.float32)
    return content


@pytest.mark.parametrize(
    ("outside", "embedding", "readout"),
    [
        (square("encoder", 9) | named("decoder", linear(9, H)), "encoder.weight", "decoder.weight"),
        (square("encoder", 9) | square("decoder", 9), "encoder.weight", "decoder.weight"),
        (square("emb", 9), "emb.weight", ""),
        (square("head", 9), "", "head.weight"),
        (named("a", linear(9, H)), "", "a.weight"),
    ],
)
def test_what_can_be_told_is_told(tmp_path: Path, outside: Any, embedding: str, readout: str) -> None:
    assert roles(opened(tmp_path, same_width() | outside)) == (embedding, readout)


def test_what_cannot_be_told_is_asked(tmp_path: Path) -> None:
    content = same_width() | square("a", 9) | square("b", 8)
    with pytest.raises(
        ChoiceError, match=r'a.weight \(9 × 4\), b.weight \(8 × 4\); pass embedding="a.weight"'
    ) as asked:
        opened(tmp_path, content)
    assert asked.value.role == "embedding"
    assert asked.value.candidates == (("a.weight", (9, 4)), ("b.weight", (8, 4)))
    assert roles(opened(tmp_path, content, embedding="a")) == ("a.weight", "b.weight")
    assert roles(opened(tmp_path, content, readout="a.weight")) == ("b.weight", "a.weight")
    assert roles(opened(tmp_path, content, embedding="", readout="b")) == ("", "b.weight")
    assert roles(opened(tmp_path, content, embedding="", readout="")) == ("", "")
    with pytest.raises(ChoiceError, match=r'readout="a\.weight"'):
        opened(tmp_path, content, embedding="")
    with pytest.raises(ChoiceError, match=r'pass embedding="a\.weight"'):
        opened(tmp_path, same_width() | square("a", 9))
    with pytest.raises(ChoiceError, match=r'readout="mu\.weight"'):
        opened(tmp_path, tensors() | named("mu", linear(2, H)) | named("sigma", linear(2, H)))
    with pytest.raises(ValueError, match="cannot be the embedding and the readout at once"):
        opened(tmp_path, content, embedding="a", readout="a")
    with pytest.raises(ValueError, match="there is no “c” for the readout; the file holds"):
        opened(tmp_path, content, readout="c")
    with pytest.raises(ValueError, match="the readout needs two axes with 4 columns"):
        opened(tmp_path, tensors() | {"emb.weight": np.ones((9, D))}, readout="emb")


def test_one_of_several_stacks_is_picked(tmp_path: Path) -> None:
    content = tensors(before="encoder.rnn.") | tensors(gates=3, before="decoder.rnn.")
    with pytest.raises(ChoiceError, match=r'pass recurrent="decoder\.rnn"'):
        opened(tmp_path, content)
    assert opened(tmp_path, content, recurrent="encoder.rnn").cell.name == "lstm"
    assert opened(tmp_path, content, recurrent="decoder.rnn.").cell.name == "gru"
    with pytest.raises(ValueError, match="there is no recurrent layer “x”"):
        opened(tmp_path, content, recurrent="x")


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


def changed(name: str, values: Any) -> dict[str, Any]:
    content = tensors(layers=2)
    if values is None:
        del content[f"lstm.{name}"]
    else:
        content[f"lstm.{name}"] = values
    return content


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"a": np.ones((2, 2))}, r"no recurrent layer is in it: .* it holds a \(2 × 2\)"),
        ({}, "it holds nothing"),
        (changed("weight_hh_l0", None), "needs weight_ih and weight_hh"),
        (
            changed("weight_hh_l1", None),
            r"layer 1 of “lstm” has no weight_hh_l1; expected it with the shape 16 × 4",
        ),
        (changed("bias_hh_l1", None), "has no bias_hh_l1"),
        (changed("weight_hh_l0", np.ones((15, 4))), "expected 4 .LSTM., 3 .GRU. or 1 .RNN. times"),
        (changed("weight_ih_l1", np.ones((16, 5))), "has the shape 16 × 5; expected 16 × 4"),
        (changed("weight_ih_l1", np.array(1.0)), "has the shape a number; expected 16 × 4"),
        (changed("weight_hr_l0", np.ones((2, 4))), "projects the output"),
        (changed("weight_ih_l99", np.ones((2, 4))), "layer 2 of “lstm” has no weight_ih_l2"),
        (changed("bias_ih_l0", np.full(16, np.nan, np.float32)), "has a value that is no finite number"),
        (changed("bias_ih_l0", np.ones(16, np.int8)), "kind int8; expected F64, F32, F16 or BF16"),
    ],
)
def test_what_is_no_model_is_one_sentence(tmp_path: Path, content: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^model.safetensors: .*{sentence}"):
        opened(tmp_path, content)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("[", "what the file says of its cell cannot be read"),
        ('{"cell": "a", "equations": "h = 1", "sizes": {"units": "many"}}', "cannot be read"),
        ('{"cell": "a", "equations": "h = (", "sizes": {}}', "expected"),
        ('{"cell": "a", "equations": "h = W @ x", "sizes": {"units": 4000000000}}', "number of units"),
        ('{"cell": "a", "equations": "h = W @ x", "sizes": {"units": 2}}', "“layers.0.W” is missing"),
        ('{"cell": "a", "equations": "h = W @ x", "sizes": {"units": 1}}', None),
        ('{"cell": "a", "equations": "h = W @ x + b", "sizes": {"units": 1}}', "“layers.0.b” is missing"),
        ('{"cell": "a", "equations": "h = W @ x", "sizes": {"units": 1, "inputs": 2}}', "expected 1 × 2"),
    ],
)
def test_what_a_header_says_of_a_cell_is_held_against_the_tensors(
    tmp_path: Path, said: str, sentence: str | None
) -> None:
    content = {} if '"units": 2' in said else {"layers.0.W": np.ones((1, 1), np.float32)}
    save_file(content, tmp_path / "model.safetensors", {"lstm_studio": said})
    if sentence is None:
        assert open_file(tmp_path / "model.safetensors").parameters == [1.0]
        return
    with pytest.raises(ValueError, match=sentence):
        open_file(tmp_path / "model.safetensors")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pt", b""),
        ("a.PTH", b""),
        ("a.bin", b"PK\3\4......a/data.pkl"),
        ("a.safetensors", b"\x80\x02}q\0."),
    ],
)
def test_pickles_are_never_read_and_the_two_lines_are_said(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match="is a pickle") as refused:
        open_file(tmp_path / name)
    _why, *lines = str(refused.value).splitlines()
    assert len(lines) == 2
    for line in lines:
        compile(line, name, "exec")


def test_a_header_whose_length_looks_like_a_pickle_is_read(tmp_path: Path) -> None:
    for letters in range(1, 300):
        content = {name.replace("lstm", "l" * letters): values for name, values in tensors().items()}
        save_file(content, tmp_path / "model.safetensors")
        if (tmp_path / "model.safetensors").read_bytes()[:2] == b"\x80\2":
            break
    assert (tmp_path / "model.safetensors").read_bytes()[:2] == b"\x80\2"
    assert open_file(tmp_path / "model.safetensors").cell.name == "lstm"


def test_other_files_are_refused_by_their_names(tmp_path: Path) -> None:
    with pytest.raises(
        ValueError, match=r"“a.txt” is no file of a model that is known; expected .safetensors"
    ):
        open_file(tmp_path / "a.txt")
    with pytest.raises(ValueError, match="cannot be read: No such file"):
        open_file(tmp_path / "a.safetensors")
    with pytest.raises(ValueError, match="cannot be written"):
        save(Model(load_cell("rnn")), tmp_path / "none" / "a.safetensors")


GOOD = save_bytes(
    tensors(layers=2, both=True) | named("fc", linear(OUT, 2 * H)) | {"emb.weight": np.ones((5, D))}
)


def opened_or_said(content: bytes, file: Path) -> Opened | str:
    """The model, or the sentence that says why there is none."""
    file.write_bytes(content)
    try:
        return open_file(file)
    except ValueError as error:
        return str(error)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=2_000)
@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=8),
    st.integers(0, len(GOOD)),
)
def test_any_damage_gives_a_model_or_a_sentence(
    tmp_path: Path, changes: list[tuple[int, int]], stop: int
) -> None:
    content = bytearray(GOOD)
    for place, value in changes:
        content[place] = value
    for damaged in (bytes(content), bytes(content[:stop])):
        found = opened_or_said(damaged, tmp_path / "model.safetensors")
        if isinstance(found, str):
            assert found.startswith(("model.safetensors: ", "“model.safetensors” is a pickle"))
        else:
            assert np.isfinite(found.parameters).all()


def test_a_lying_header_takes_no_memory(tmp_path: Path) -> None:
    text = json.dumps(
        {"rnn.weight_hh_l0": {"dtype": "F32", "shape": [2**20, 2**18], "data_offsets": [0, 2**40]}}
    )
    content = len(text).to_bytes(8, "little") + text.encode()
    tracemalloc.start()
    found = opened_or_said(content, tmp_path / "model.safetensors")
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "cut off or damaged" in str(found)
    assert most < 10_000_000
