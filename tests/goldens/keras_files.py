"""Files that Keras itself wrote, and what it answers: ``KERAS_BACKEND=torch python -m tests.goldens.keras_files``.

Run it from the root of a checkout with Keras installed; the tests read the files and so need none. Beside each model
``NAME.keras`` stand ``NAME.h5`` and ``NAME.weights.h5`` of the same weights, and ``NAME.npz`` with the input
x (T, B, D), or symbols (T, B), and the answer y (T, B, outputs).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).resolve().parent / "keras"
STEPS, BATCH, INPUTS, UNITS = 5, 2, 3, 4

ALL = {"return_sequences": True}
MODELS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "lstm": [("LSTM", ALL), ("Dense", {"units": 2})],
    "stacked-lstm": [
        ("Embedding", {"input_dim": 7, "output_dim": INPUTS, "mask_zero": True}),
        ("Bidirectional LSTM", ALL),
        ("Dropout", {"rate": 0.2}),
        ("Bidirectional LSTM", ALL),
        ("TimeDistributed Dense", {"units": 3, "activation": "softmax"}),
    ],
    "gru": [("GRU", ALL), ("GRU", ALL), ("Dense", {"units": 1}), ("Activation", {"activation": "sigmoid"})],
    "gru-reset-before": [("GRU", {**ALL, "reset_after": False}), ("Dense", {"units": 2})],
    "rnn": [("Bidirectional SimpleRNN", ALL)],
    "rnn-relu": [("SimpleRNN", {**ALL, "activation": "relu", "use_bias": False})],
    "hard-sigmoid": [("LSTM", {**ALL, "recurrent_activation": "hard_sigmoid", "activation": "softsign"})],
    "cells": [("RNN GRUCell", ALL)],
}
"""Name -> the layers of a model, what is wrapped behind what wraps it, and their options."""


def made(keras: Any, name: str) -> Any:
    """Give a model with weights that are not those of its start."""
    known = keras.layers
    rows = MODELS[name]
    symbols = rows[0][0] == "Embedding"
    layers = [known.Input((None,) if symbols else (None, INPUTS))]
    for kind, options in rows:
        outer, _space, inner = kind.rpartition(" ")
        given = dict(options)
        if inner in {"LSTM", "GRU", "SimpleRNN"}:
            given["units"] = UNITS
        if outer == "RNN":
            layers.append(known.RNN(getattr(known, inner)(UNITS), **given))
        else:
            layer = getattr(known, inner)(**given)
            layers.append(getattr(known, outer)(layer) if outer else layer)
    model = keras.Sequential(layers)
    rng = np.random.default_rng(len(name))
    for weight in model.weights:
        if weight.dtype == "float32":
            weight.assign(rng.uniform(-0.6, 0.6, weight.shape))
    return model


def record(keras: Any, name: str) -> None:
    """Write the files of one model."""
    rng = np.random.default_rng(5)
    model = made(keras, name)
    symbols = MODELS[name][0][0] == "Embedding"
    size = (BATCH, STEPS)
    x: Any = rng.integers(1, 7, size) if symbols else rng.normal(size=(*size, INPUTS)).astype(np.float32)
    y = np.asarray(keras.ops.convert_to_numpy(model(x)))
    for suffix in (".keras", ".h5"):
        model.save(FOLDER / f"{name}{suffix}")
    model.save_weights(FOLDER / f"{name}.weights.h5")
    np.savez_compressed(FOLDER / f"{name}.npz", x=x.swapaxes(0, 1), y=y.swapaxes(0, 1))


if __name__ == "__main__":
    os.environ.setdefault("KERAS_BACKEND", "torch")  # read when Keras is imported
    import keras

    for each in MODELS:
        record(keras, each)
