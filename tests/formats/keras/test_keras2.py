"""Files of Keras 2, laid out by hand: names with ":0", lists of names in attributes, configurations in other words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.formats.keras.files import answer, keras2, opened

if TYPE_CHECKING:
    from pathlib import Path

RNG = np.random.default_rng(3)
INPUTS, UNITS = 3, 4


def drawn(before: str, inputs: int, gates: int, *, two: bool = False) -> dict[str, Any]:
    shapes = {"kernel": (inputs, gates * UNITS), "recurrent_kernel": (UNITS, gates * UNITS)}
    bias = (2, gates * UNITS) if two else (gates * UNITS,)
    return {
        f"{before}/{role}:0": RNG.uniform(-0.7, 0.7, shape)
        for role, shape in {**shapes, "bias": bias}.items()
    }


def sequential(*layers: dict[str, Any]) -> dict[str, Any]:
    return {"class_name": "Sequential", "config": {"name": "sequential", "layers": list(layers)}}


def said(kind: str, name: str, **config: Any) -> dict[str, Any]:
    return {"class_name": kind, "config": {"name": name, **config}}


PLAIN: dict[str, Any] = {
    "units": UNITS, "activation": "tanh", "recurrent_activation": "sigmoid", "use_bias": True, "return_sequences": True,
}  # fmt: skip


def sigmoid(a: Any) -> Any:
    return 1 / (1 + np.exp(-a))


def hard_sigmoid(a: Any) -> Any:
    return np.clip(0.2 * a + 0.5, 0, 1)


def lstm(x: Any, tensors: dict[str, Any], gate: Any = sigmoid) -> Any:
    """Keras' own equations, one step after the other."""
    W, R, b = tensors.values()
    h = c = np.zeros((x.shape[1], UNITS))
    steps = []
    for step in x:
        i, f, g, o = np.split(step @ W + h @ R + b, 4, axis=1)
        c = gate(f) * c + gate(i) * np.tanh(g)
        h = gate(o) * np.tanh(c)
        steps.append(h)
    return np.array(steps)


def gru(x: Any, tensors: dict[str, Any], *, after: bool) -> Any:
    W, R, b = tensors.values()
    inner = b if after else np.stack([b, 0 * b])
    h = np.zeros((x.shape[1], UNITS))
    steps = []
    for step in x:
        xz, xr, xh = np.split(step @ W + inner[0], 3, axis=1)
        Rz, Rr, Rh = np.split(R, 3, axis=1)
        bz, br, bh = np.split(inner[1], 3)
        z, r = sigmoid(xz + h @ Rz + bz), sigmoid(xr + h @ Rr + br)
        n = np.tanh(xh + (r * (h @ Rh + bh) if after else (r * h) @ Rh))
        h = z * h + (1 - z) * n
        steps.append(h)
    return np.array(steps)


X = RNG.normal(size=(6, 2, INPUTS))


@pytest.mark.parametrize("version", ["2.2.4", "2.15.0", ""])
def test_the_hard_sigmoid_of_keras_2_is_the_steeper_one(version: str, tmp_path: Path) -> None:
    tensors = drawn("lstm_1/lstm_cell", INPUTS, 4)
    config = sequential(said("LSTM", "lstm_1", **{**PLAIN, "recurrent_activation": "hard_sigmoid"}))
    found = opened(tmp_path / "a.h5", keras2({"lstm_1": tensors}, config, version))
    np.testing.assert_allclose(answer(found, X), lstm(X, tensors, hard_sigmoid), rtol=0, atol=1e-6)
    assert "hard_sigmoid" in found.cell.text


@pytest.mark.parametrize("after", [True, False])
def test_both_resets(after: bool, tmp_path: Path) -> None:
    tensors = drawn("gru/gru_cell", INPUTS, 3, two=after)
    config = sequential(said("GRU", "gru", **PLAIN, reset_after=after))
    found = opened(tmp_path / "a.h5", keras2({"gru": tensors}, config))
    np.testing.assert_allclose(answer(found, X), gru(X, tensors, after=after), rtol=0, atol=1e-6)
    bare = opened(tmp_path / "b.h5", keras2({"gru": tensors}))
    np.testing.assert_array_equal(bare.parameters, found.parameters)
    assert bare.cell == found.cell


def test_two_directions_without_a_backward_layer_and_a_readout(tmp_path: Path) -> None:
    forward = drawn("bidirectional/forward_lstm/lstm_cell_1", INPUTS, 4)
    backward = drawn("bidirectional/backward_lstm/lstm_cell_2", INPUTS, 4)
    dense = {
        "time_distributed/kernel:0": RNG.normal(size=(2 * UNITS, 2)),
        "time_distributed/bias:0": RNG.normal(size=2),
    }
    config = sequential(
        said("Bidirectional", "bidirectional", layer=said("LSTM", "lstm", **PLAIN), merge_mode="concat"),
        said("Dropout", "dropout", rate=0.5),
        said(
            "TimeDistributed", "time_distributed", layer=said("Dense", "dense", units=2, activation="sigmoid")
        ),
    )
    layers = {"bidirectional": forward | backward, "dropout": {}, "time_distributed": dense}
    h = np.concatenate([lstm(X, forward), lstm(X[::-1], backward)[::-1]], axis=2)
    wanted = sigmoid(h @ dense["time_distributed/kernel:0"] + dense["time_distributed/bias:0"])
    found = opened(tmp_path / "a.h5", keras2(layers, config))
    np.testing.assert_allclose(answer(found, X), wanted, rtol=0, atol=1e-6)
    bare = opened(tmp_path / "b.h5", keras2(layers, chunks=3))
    np.testing.assert_array_equal(bare.parameters, found.parameters)
    assert bare.sizes.outputs == 2


def test_a_functional_model_in_any_order(tmp_path: Path) -> None:
    tensors = {"lstm": drawn("lstm/lstm_cell", INPUTS, 4), "lstm_1": drawn("lstm_1/lstm_cell", UNITS, 4)}
    layers = [
        {**said("InputLayer", "input_1"), "name": "input_1", "inbound_nodes": []},
        {**said("LSTM", "lstm_1", **PLAIN), "name": "lstm_1", "inbound_nodes": [[["lstm", 0, 0, {}]]]},
        {**said("LSTM", "lstm", **PLAIN), "name": "lstm", "inbound_nodes": [[["input_1", 0, 0, {}]]]},
    ]
    config = {
        "class_name": "Functional",
        "config": {
            "name": "m", "layers": layers, "input_layers": [["input_1", 0, 0]], "output_layers": [["lstm_1", 0, 0]],
        },
    }  # fmt: skip
    found = opened(tmp_path / "a.h5", keras2(tensors, config))
    wanted = lstm(lstm(X, tensors["lstm"]), tensors["lstm_1"])
    np.testing.assert_allclose(answer(found, X), wanted, rtol=0, atol=1e-6)
    layers[1]["inbound_nodes"] = [[["lstm", 0, 0, {"initial_state": [["lstm", 0, 1], ["lstm", 0, 2]]}]]]
    with pytest.raises(ValueError, match="“lstm_1” reads from"):
        opened(tmp_path / "a.h5", keras2(tensors, config))


def test_an_embedding_and_layers_within_a_layer(tmp_path: Path) -> None:
    rows = RNG.normal(size=(5, INPUTS))
    cells = drawn("rnn/lstm/lstm_cell", INPUTS, 4)
    config = sequential(
        said("Embedding", "words", input_dim=5, output_dim=INPUTS),
        {"class_name": "Sequential", "config": [said("LSTM", "lstm", **PLAIN)], "name": "rnn"},
    )
    found = opened(tmp_path / "a.h5", keras2({"words": {"words/embeddings:0": rows}, "rnn": cells}, config))
    symbols = RNG.integers(0, 5, size=(6, 2))
    np.testing.assert_allclose(answer(found, symbols), lstm(rows[symbols], cells), rtol=0, atol=1e-6)


def test_weights_of_a_layer_that_is_not_there_are_missed_by_name(tmp_path: Path) -> None:
    tensors = drawn("lstm/lstm_cell", INPUTS, 4)
    del tensors["lstm/lstm_cell/recurrent_kernel:0"]
    path = tmp_path / "a.h5"
    with pytest.raises(ValueError, match=r"^a.h5: the weights “recurrent_kernel” of the layer “lstm”"):
        opened(path, keras2({"lstm": tensors}, sequential(said("LSTM", "lstm", **PLAIN))))
    with pytest.raises(ValueError, match="no weights of a recurrent layer"):
        opened(path, keras2({"lstm": tensors}))
