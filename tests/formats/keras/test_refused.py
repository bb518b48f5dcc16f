"""What has no counterpart is refused by its name, in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lstm_studio.core.cell import Cell
from lstm_studio.core.model import Model
from lstm_studio.formats import keras as room
from lstm_studio.formats.models import open_file, save
from tests.formats.keras.files import FOLDER, answer, changed, packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def options(place: int, **given: Any) -> Callable[[list[dict[str, Any]]], object]:
    return lambda layers: layers[place]["config"].update(given)


def inside(place: int, part: str, **given: Any) -> Callable[[list[dict[str, Any]]], object]:
    return lambda layers: layers[place]["config"][part]["config"].update(given)


def placed(place: int, kind: str, **given: Any) -> Callable[[list[dict[str, Any]]], object]:
    return lambda layers: layers.insert(place, {"class_name": kind, "config": {"name": "mine", **given}})


CASES = [
    ("rnn", options(1, merge_mode="sum"), "merge_mode 'sum'; expected 'concat'"),
    ("rnn", options(1, merge_mode=None), "merge_mode None"),
    ("rnn", inside(1, "layer", go_backwards=True), "has go_backwards True"),
    ("rnn", inside(1, "backward_layer", go_backwards=False), "has go_backwards False"),
    ("rnn", inside(1, "backward_layer", activation="relu"), "the two directions of “bidirectional"),
    ("lstm", options(1, go_backwards=True), "has go_backwards True; .* turn the sequences round"),
    ("lstm", options(1, activation="elu"), "the activation “elu” of LSTM is not known"),
    ("lstm", options(1, recurrent_activation={"class_name": "LeakyReLU", "config": {}}), "“LeakyReLU”"),
    ("lstm", options(1, activation={"class_name": 5}), "is no name"),
    ("lstm", options(1, units="4"), "the configuration of the layer “lstm.*” cannot be read"),
    ("lstm", options(1, units=5), r"has the shape \(3, 16\); expected \(3, 20\)"),
    ("lstm", options(2, activation="relu"), 'has the activation relu; .* pass readout=""'),
    ("lstm", placed(1, "Dense", units=3), r"“mine” \(Dense\) stands before"),
    ("gru", placed(2, "LayerNormalization"), r"“mine” \(LayerNormalization\) stands between"),
    ("gru", placed(3, "Lambda"), r"“mine” \(Lambda\) has no counterpart here"),
    ("gru", options(1, return_sequences=False), "gives its last step alone .*, and a layer reads it"),
    ("gru", options(1, recurrent_activation="tanh"), "differ in the recurrent activation, tanh and sigmoid"),
    ("lstm", lambda layers: layers.clear(), "no recurrent layer; .* found no layer"),
    ("lstm", lambda layers: layers.pop(1), "found InputLayer, Dense"),
    ("lstm", options(2, use_bias=5), "the configuration of the layer “dense"),
    ("cells", lambda layers: layers[1]["config"]["cell"].update(class_name="StackedRNNCells"), "StackedRNNCells"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "said"), CASES, ids=[said[:40] for _name, _change, said in CASES])
def test_refused_by_name(name: str, change: Any, said: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=said) as raised:
        open_file(changed(tmp_path / "a.keras", name, change))
    assert str(raised.value).startswith("a.keras: ")
    assert "\n" not in str(raised.value)


def test_the_last_steps_of_two_directions_are_not_read_as_one(tmp_path: Path) -> None:
    def change(layers: list[dict[str, Any]]) -> None:
        for part in ("layer", "backward_layer"):
            layers[4]["config"][part]["config"]["return_sequences"] = False

    path = changed(tmp_path / "a.keras", "stacked-lstm", change)
    with pytest.raises(ValueError, match=r"reads of “bidirectional.* the last step of each direction"):
        open_file(path)
    assert open_file(path, readout="").sizes.outputs == 0


def test_a_readout_that_is_not_known_can_be_left_out(tmp_path: Path) -> None:
    path = changed(tmp_path / "a.keras", "lstm", placed(3, "LayerNormalization"))
    with pytest.raises(ValueError, match='pass readout=""'):
        open_file(path)
    found = open_file(path, readout="")
    assert found.sizes.outputs == 0
    assert "“mine”, behind the recurrent layers" in " ".join(found.notes)
    first = open_file(path, readout=open_file(FOLDER / "lstm.keras").blocks[-2].tensor)
    assert first.sizes.outputs == 2
    with pytest.raises(ValueError, match=r"there is no dense layer “x”; expected one of “dense[^,]*”$"):
        open_file(path, readout="x")


def test_a_class_of_a_persons_own_is_read_by_its_weights(tmp_path: Path) -> None:
    parts = unpacked("lstm")
    path = tmp_path / "a.keras"
    path.write_bytes(packed({**parts, "config.json": b'{"class_name": "Mine", "config": {"units": 4}}'}))
    found = open_file(path)
    recorded = np.load(FOLDER / "lstm.npz")
    np.testing.assert_allclose(answer(found, recorded["x"]), recorded["y"], rtol=0, atol=1e-5)
    assert "no configuration" in found.notes[0]


def test_without_h5py_a_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(room, "find_spec", lambda name: None if name == "h5py" else object())
    with pytest.raises(ValueError, match=r"need h5py, .* pip install “lstm-studio\[keras\]”"):
        open_file(FOLDER / "lstm.keras")
    with pytest.raises(ValueError, match="need h5py"):
        save(Model(Cell.from_text("h = tanh(W @ x)")), tmp_path / "a.weights.h5")


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_whole_models_are_only_read(suffix: str, tmp_path: Path) -> None:
    found = open_file(FOLDER / "lstm.keras")
    model = Model.of(found.cell, found.sizes, found.parameters)
    with pytest.raises(ValueError, match=r"only read; expected one of .*\.weights\.h5"):
        save(model, tmp_path / f"a{suffix}")
    assert not list(tmp_path.iterdir())
