"""What Keras wrote is opened: outputs are those that Keras gave, and shapes decide where only weights are there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import h5py
import numpy as np
import pytest

from lstm_studio.core.model import Model
from lstm_studio.formats.models import open_file, save
from lstm_studio.formats.picked import ASKED, ChoiceError
from tests.formats.keras.files import FOLDER, MODELS, answer, changed, opened, weights

if TYPE_CHECKING:
    from pathlib import Path

WITHIN = 1e-5


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize("name", MODELS)
def test_a_model_gives_what_keras_gave(name: str, suffix: str) -> None:
    recorded = np.load(FOLDER / f"{name}.npz")
    found = open_file(FOLDER / f"{name}{suffix}")
    np.testing.assert_allclose(answer(found, recorded["x"]), recorded["y"], rtol=0, atol=WITHIN)
    assert found.kind == "keras"
    assert found.described["keras_version"].startswith("3.")


@pytest.mark.parametrize("name", sorted(set(MODELS) - {"rnn-relu", "hard-sigmoid"}))
def test_weights_alone_are_the_same_model(name: str) -> None:
    whole, bare = open_file(FOLDER / f"{name}.keras"), open_file(FOLDER / f"{name}.weights.h5")
    assert bare.cell == whole.cell
    np.testing.assert_array_equal(bare.parameters, whole.parameters)
    assert "taken for granted" in bare.notes[0]


def test_weights_alone_leave_the_nonlinearity_of_a_plain_network_open() -> None:
    path = FOLDER / "rnn-relu.weights.h5"
    with pytest.raises(ChoiceError) as asked:
        open_file(path, nonlinearity=ASKED)
    assert asked.value.role == "nonlinearity"
    assert open_file(path, nonlinearity="relu").cell == open_file(FOLDER / "rnn-relu.keras").cell
    assert open_file(FOLDER / "rnn-relu.keras", nonlinearity=ASKED).notes == ()


@pytest.mark.parametrize("name", MODELS)
def test_blocks_are_pieces_of_the_tensors_of_the_file(name: str) -> None:
    found = open_file(FOLDER / f"{name}.weights.h5")
    parameters = Model.of(found.cell, found.sizes, found.parameters).parameters
    sums: dict[str, Any] = dict.fromkeys(parameters, 0.0)
    with h5py.File(FOLDER / f"{name}.weights.h5") as file:
        for block in found.blocks:
            sums[block.parameter] = sums[block.parameter] + block.read(file[block.tensor][()])
    for parameter, values in parameters.items():
        np.testing.assert_array_equal(sums[parameter], values)


@pytest.mark.parametrize("name", MODELS)
def test_a_model_is_saved_bit_for_bit(name: str, tmp_path: Path) -> None:
    """The layout is that of plain layers in a row, in which TimeDistributed and RNN are what they apply."""
    found = open_file(FOLDER / f"{name}.keras")
    model = Model.of(found.cell, found.sizes, found.parameters, "float32")
    plain = {"/rnn": "/gru", "time_distributed/layer": "dense"}
    with h5py.File(FOLDER / f"{name}.weights.h5") as file:
        theirs = {path: file[path][()] for path in _paths(file)}
    for theirs_are, ours_are in plain.items():
        theirs = {path.replace(theirs_are, ours_are): values for path, values in theirs.items()}
    save(model, tmp_path / "again.weights.h5", found)
    with h5py.File(tmp_path / "again.weights.h5") as file:
        assert set(_paths(file)) == {path for path in theirs if "seed" not in path}
        for path in _paths(file):
            ours = file[path][()]
            assert (ours.dtype, ours.tobytes()) == (theirs[path].dtype, theirs[path].tobytes()), path


def _paths(file: Any) -> list[str]:
    paths: list[str] = []
    file.visititems(lambda path, one: paths.append(path) if isinstance(one, h5py.Dataset) else None)
    return paths


def test_notes_say_what_was_translated(tmp_path: Path) -> None:
    notes = " ".join(open_file(FOLDER / "stacked-lstm.keras").notes)
    assert "skips the symbol 0" in notes
    assert "as of use only while Keras trains: “dropout”" in notes

    def change(layers: list[dict[str, Any]]) -> None:
        layers[1]["config"] |= {"stateful": True, "return_sequences": False, "recurrent_dropout": 0.5}
        masking = {"class_name": "Masking", "config": {"name": "m", "mask_value": -1.0}}
        layers.insert(1, masking)

    notes = " ".join(open_file(changed(tmp_path / "a.keras", "lstm", change)).notes)
    for said in ("stateful", "return_sequences", "the dropout of", "“m” skips steps whose inputs are all -1"):
        assert said in notes


def kernel(inputs: int, units: int, gates: int = 4) -> dict[str, Any]:
    rng = np.random.default_rng(inputs)
    return {
        "0": rng.normal(size=(inputs, gates * units)),
        "1": rng.normal(size=(units, gates * units)),
        "2": rng.normal(size=gates * units),
    }


def layer(path: str, tensors: dict[str, Any]) -> dict[str, Any]:
    return {f"{path}/vars/{number}": values for number, values in tensors.items()}


def test_a_person_says_which_dense_layer_is_the_readout(tmp_path: Path) -> None:
    content = weights(
        layer("layers/lstm/cell", kernel(3, 4))
        | layer("layers/dense", {"0": np.ones((4, 4)), "1": np.ones(4)})
        | layer("layers/dense_1", {"0": np.ones((4, 2)), "1": np.ones(2)})
    )
    path = tmp_path / "a.weights.h5"
    with pytest.raises(ChoiceError, match="which of these is the readout") as raised:
        opened(path, content)
    assert raised.value.candidates == (("layers/dense", (4, 4)), ("layers/dense_1", (4, 2)))
    found = open_file(path, readout="layers/dense_1")
    assert found.sizes.outputs == 2
    assert "left out: “layers/dense”" in " ".join(found.notes)
    assert open_file(path, readout="").sizes.outputs == 0
    with pytest.raises(ValueError, match="“dense” cannot be the readout; expected one of “layers/dense”"):
        open_file(path, readout="dense")


def test_a_matrix_that_fits_on_both_sides_is_asked_for(tmp_path: Path) -> None:
    content = weights(
        layer("body/cell", kernel(4, 4)) | layer("one", {"0": np.eye(4)}) | layer("two", {"0": np.eye(4)})
    )
    path = tmp_path / "a.weights.h5"
    with pytest.raises(ChoiceError, match="embedding"):
        opened(path, content)
    found = open_file(path, embedding="one", readout="two")
    assert (found.sizes.symbols, found.sizes.outputs) == (4, 4)


def test_names_or_widths_order_layers(tmp_path: Path) -> None:
    path = tmp_path / "a.weights.h5"
    many = {f"layers/lstm{f'_{k}' if k else ''}/cell": kernel(4 if k else 3, 4) for k in range(12)}
    found = opened(path, weights({k: v for at, rows in many.items() for k, v in layer(at, rows).items()}))
    assert found.sizes.layers == 12
    at = [block.tensor for block in found.blocks if block.parameter == "10.W_f"]
    assert at == ["layers/lstm_10/cell/vars/0"]
    by_width = layer("under/cell", kernel(3, 4)) | layer("above/cell", kernel(4, 4))
    found = opened(path, weights(by_width))
    assert [block.tensor for block in found.blocks if block.parameter == "0.W_f"] == ["under/cell/vars/0"]
    either = layer("decoder/cell", kernel(4, 4)) | layer("encoder/cell", kernel(4, 4))
    with pytest.raises(ChoiceError, match='recurrent="decoder"'):
        opened(path, weights(either))
    assert open_file(path, recurrent="encoder").sizes.layers == 1


def test_the_names_of_the_first_files_of_this_layout_are_known(tmp_path: Path) -> None:
    """Keras 2.12 to 2.15, also on Windows: each layer with weights counts twice in the numbers."""
    parts = dict(open_file(FOLDER / "gru.weights.h5").tensors)
    early = {
        name.replace("layers/gru_1", "layers/gru_2").replace("layers/", "_layer_checkpoint_dependencies\\"): v
        for name, v in parts.items()
    }
    path = tmp_path / "a.weights.h5"
    found = opened(path, weights(early))
    np.testing.assert_array_equal(found.parameters, open_file(FOLDER / "gru.keras").parameters)


def test_bfloat16_is_read_exactly(tmp_path: Path) -> None:
    rows = layer("layers/lstm/cell", kernel(3, 4))
    bits = {
        name: (values.astype(np.float32).view(np.uint32) >> 16).astype("<u2") for name, values in rows.items()
    }
    path = tmp_path / "a.weights.h5"
    with h5py.File(path, "w") as file:
        for name, values in bits.items():
            file.create_dataset(name, data=values.view("V2")).attrs["dtype"] = "bfloat16"
    found = open_file(path)
    assert set(found.stored.values()) == {"BF16"}
    for name, values in bits.items():
        np.testing.assert_array_equal(found.tensors[name], (values.astype(np.uint32) << 16).view(np.float32))
