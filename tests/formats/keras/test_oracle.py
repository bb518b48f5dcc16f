"""Random models, live: what Keras saves is opened with Keras' outputs, and what is saved here Keras loads again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.model import Model
from lstm_studio.formats.code import code
from lstm_studio.formats.models import open_file, save
from tests.formats.keras.files import answer

if TYPE_CHECKING:
    from pathlib import Path

KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "lstm": ("LSTM", {}),
    "gru": ("GRU", {}),
    "gru-reset-before": ("GRU", {"reset_after": False}),
    "rnn": ("SimpleRNN", {}),
}
STEPS, BATCH, SYMBOLS = 7, 2, 9


def drawn(keras: Any, name: str, rng: np.random.Generator) -> tuple[Any, Any]:
    """Give a model of layers in a row, sequential or functional, and an input for it."""
    kind, options = KINDS[name]
    units, inputs, bias = int(rng.integers(1, 65)), int(rng.integers(1, 17)), bool(rng.random() < 0.7)
    given = {**options, "use_bias": bias, "return_sequences": True}
    given["activation"] = str(rng.choice(["tanh", "tanh", "softsign", "silu", "relu"]))
    if kind != "SimpleRNN":
        given["recurrent_activation"] = str(rng.choice(["sigmoid", "sigmoid", "hard_sigmoid"]))
    known = keras.layers
    symbols, both = bool(rng.random() < 0.4), bool(rng.random() < 0.5)
    layers = [known.Embedding(SYMBOLS, inputs)] if symbols else []
    for _layer in range(int(rng.integers(1, 4))):
        one = getattr(known, kind)(units, **given)
        layers.append(known.Bidirectional(one) if both else one)
    output = str(rng.choice(["", "linear", "softmax", "sigmoid"]))
    layers += [known.Dense(3, activation=output, use_bias=bias)] if output else []
    entering = keras.Input((None,) if symbols else (None, inputs))
    model = keras.Sequential([entering, *layers])
    if rng.random() < 0.5:
        last = entering
        for layer in layers:
            last = layer(last)
        model = keras.Model(entering, last)
    for weight in model.weights:
        weight.assign(rng.uniform(-1, 1, weight.shape) / np.sqrt(weight.shape[0]))
    size = (BATCH, STEPS)
    x = rng.integers(0, SYMBOLS, size) if symbols else rng.normal(size=(*size, inputs)).astype(np.float32)
    return model, x


@pytest.mark.oracle
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras on PyTorch's arrays
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", KINDS)
def test_keras_and_the_studio_agree(
    name: str, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras")
    model, x = drawn(keras, name, np.random.default_rng(seed))
    wanted = np.asarray(keras.ops.convert_to_numpy(model(x)))
    before = [keras.ops.convert_to_numpy(weight) for weight in model.weights]
    for suffix in (".keras", ".h5"):
        model.save(tmp_path / f"a{suffix}")
        found = open_file(tmp_path / f"a{suffix}")
        np.testing.assert_allclose(
            answer(found, x.swapaxes(0, 1)).swapaxes(0, 1), wanted, rtol=1e-5, atol=1e-5
        )
    ours = Model.of(found.cell, found.sizes, found.parameters, "float32")
    for opened in (found, None):
        save(ours, tmp_path / "b.weights.h5", opened)
        for weight in model.weights:
            weight.assign(np.zeros(weight.shape))
        model.load_weights(tmp_path / "b.weights.h5")
        after = keras.ops.convert_to_numpy(model(x))
        np.testing.assert_allclose(after, wanted, rtol=1e-5, atol=1e-5)
        if opened is not None:
            for weight, values in zip(model.weights, before, strict=True):
                np.testing.assert_array_equal(keras.ops.convert_to_numpy(weight), values)


@pytest.mark.oracle
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
@pytest.mark.parametrize("name", KINDS)
def test_the_written_model_loads_the_written_weights(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras")
    model = Model(load_cell(name), 3, 4, 2, layers=2, directions=2, symbols=5, output="softmax", seed=1)
    save(model, tmp_path / "model.weights.h5")
    written: dict[str, Any] = {}
    exec(code(model.cell, model.sizes, "keras"), written)
    network = written["network"]()
    network.load_weights(tmp_path / "model.weights.h5")
    x = np.random.default_rng(0).integers(0, 5, (STEPS, BATCH))
    theirs = keras.ops.convert_to_numpy(network(x.swapaxes(0, 1))).swapaxes(0, 1)
    ours = model.run(x).y
    assert ours is not None
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)


@pytest.mark.oracle
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
@pytest.mark.parametrize("name", ["lstm", "gru", "rnn"])
def test_padding_that_keras_skips_is_what_lengths_leave_out(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras")
    known = keras.layers
    one = getattr(known, KINDS[name][0])(4, return_sequences=True)
    model = keras.Sequential(
        [keras.Input((None,)), known.Embedding(7, 3, mask_zero=True), known.Bidirectional(one)]
    )
    for weight in model.weights:
        weight.assign(np.random.default_rng(1).uniform(-1, 1, weight.shape))
    x = np.array([[3, 1, 4, 1, 5], [2, 6, 0, 0, 0]])
    wanted = keras.ops.convert_to_numpy(model(x))
    model.save(tmp_path / "a.keras")
    found = open_file(tmp_path / "a.keras")
    ours = Model.of(found.cell, found.sizes, found.parameters, "float32").run(x.T, lengths=[5, 2]).h
    for sample, length in enumerate([5, 2]):
        np.testing.assert_allclose(ours[:length, sample], wanted[sample, :length], rtol=0, atol=1e-5)
