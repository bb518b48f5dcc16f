"""Keras' word on a file of its weights: layers of Keras in a row, into which Keras itself loads the file.

Of a whole model the layers are made from its configuration, and only those that the studio knows, from plain numbers
and names: whatever else a configuration may tell Keras to load, Keras is not told.
"""

from __future__ import annotations

import json
import os
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.formats.keras import parts_of
from lstm_studio.formats.keras.cells import FUNCTIONS as KNOWN_FUNCTIONS
from lstm_studio.formats.keras.cells import cell_of, kind_of
from lstm_studio.formats.keras.said import Entry, function_of
from lstm_studio.formats.onnx.known import same_cell
from lstm_studio.parity.batch import drawn, given, joined, rounding
from lstm_studio.parity.report import Answer
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.cell import Cell
    from lstm_studio.parity.exchange import Subject

__all__ = ["answered", "loaded", "spoken"]

BACKENDS = ("torch", "jax", "tensorflow")
INNER = ("layer", "backward_layer", "cell")
FUNCTIONS = ("activation", "recurrent_activation")
KNOWN = (
    "ActivityRegularization", "Activation", "AlphaDropout", "Bidirectional", "Dense", "Dropout", "Embedding", "GRU",
    "GRUCell", "GaussianDropout", "GaussianNoise", "Identity", "LSTM", "LSTMCell", "Masking", "RNN", "SimpleRNN",
    "SimpleRNNCell", "Softmax", "SpatialDropout1D", "TimeDistributed",
)  # fmt: skip
LAYERS = ("Bidirectional", "GRU", "LSTM", "RNN", "SimpleRNN")


def loaded() -> Any:
    """Give Keras on the backend that the person has chosen, else on the first that is installed."""
    if "KERAS_BACKEND" not in os.environ:
        # Keras writes its file of settings by itself, so what stands there need not be installed.
        there = [name for name in (_configured(), *BACKENDS) if name and find_spec(name) is not None]
        os.environ["KERAS_BACKEND"] = (*there, "tensorflow")[0]  # read when Keras is imported
    import keras

    return keras


def _configured() -> str:
    """Give the backend of Keras' file of settings, "" where there is none."""
    path = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras", "keras.json")
    try:
        found = json.loads(path.read_text("utf-8"))["backend"]
    except (
        OSError,
        ValueError,
        LookupError,
        TypeError,
    ):  # no such file, or none of settings: Keras' own default
        return ""
    return found if isinstance(found, str) and found.isidentifier() else ""


def spoken(network: Any, x: Any) -> Any:
    """Give what a model of Keras answers to x (T, B, …), with its steps first."""
    import keras

    theirs = np.asarray(keras.ops.convert_to_numpy(network(np.swapaxes(x, 0, 1))))
    return theirs if theirs.ndim == 2 else theirs.swapaxes(0, 1)


def answered(subject: Subject) -> Answer:
    """Give Keras' answer on a random batch."""
    keras = loaded()
    version = f"{keras.__version__} ({keras.backend.backend()})"
    chain, stored, _version, weights = parts_of(subject.path)
    rows = _bare(subject, keras) if chain is None else _built(subject, keras, [link.entry for link in chain])
    with TemporaryDirectory(prefix="lstm-studio-") as folder:
        # Keras tells its old layout, which lists its layers, from the new one by the name of the file.
        path = Path(folder, "model.h5" if stored.listed is not None else "model.weights.h5")
        path.write_bytes(weights)
        network = keras.Sequential([_entrance(subject, keras), *rows])
        try:
            network.load_weights(str(path))
        except ValueError as error:
            note = _("Keras cannot load it into these layers in a row: {why}")
            said = " ".join(str(error).split())[:200]
            return Answer("file", "Keras", version, note=note.format(why=said), of=subject.path.name)
    x = drawn(subject.opened.sizes, seed=subject.seed)
    theirs = spoken(network, x)
    trace = subject.model.run(x)
    ours = given(trace)
    if theirs.ndim == 2:  # the last step that each direction reads
        ours = ours[-1]
        if trace.y is None and subject.opened.sizes.directions == 2:
            top = subject.opened.sizes.layers - 1
            ours = np.concatenate([trace.cell(top, 0)["h"][-1], trace.cell(top, 1)["h"][0]], axis=1)
    name = "y" if trace.y is not None else "h"
    rounded = rounding(subject.model, x)
    return joined("file", "Keras", version, [(name, ours, theirs)], subject.path.name, rounded)


def _entrance(subject: Subject, keras: Any) -> Any:
    sizes = subject.opened.sizes
    return keras.Input((None,), dtype="int32") if sizes.symbols else keras.Input((None, sizes.inputs))


def _built(subject: Subject, keras: Any, entries: list[Entry]) -> list[Any]:
    """Give the layers of a configuration: without an embedding or a readout that the model was opened without."""
    sizes = subject.opened.sizes
    top = max(place for place, entry in enumerate(entries) if entry.class_name in LAYERS)
    found = []
    for place, entry in enumerate(entries):
        left = (entry.class_name == "Embedding" and not sizes.symbols) or (place > top and not sizes.outputs)
        if entry.class_name != "InputLayer" and not left:
            found.append(_layer(keras, entry))
    return found


def _layer(keras: Any, entry: Entry) -> Any:
    """Make a layer from what is plain in its configuration. Raises ValueError for a class that is not known here."""
    if entry.class_name not in KNOWN:
        raise ValueError(_("the layer {kind} is not known here").format(kind=entry.class_name))
    said: Mapping[str, Any] = entry.config if isinstance(entry.config, dict) else {}
    plain = {
        key: value
        for key, value in said.items()
        if isinstance(value, (bool, int, float, str)) and key not in ("dtype", "implementation", "time_major")
    }
    plain |= {key: function_of(entry, said[key]) for key in FUNCTIONS if said.get(key) is not None}
    for key in INNER:
        inner = said.get(key)
        if isinstance(inner, dict) and "class_name" in inner:
            plain[key] = _layer(keras, Entry(str(inner["class_name"]), inner.get("config")))
    return getattr(keras.layers, entry.class_name)(**plain)


def _activations(cell: Cell, kind: str, *, reset_after: bool) -> dict[str, str]:
    """Give the activations with which a layer of Keras has the equations of a cell; none are the usual ones."""
    gates = [""] if kind == "SimpleRNN" else ["sigmoid", *KNOWN_FUNCTIONS]
    for inner, activation in product(gates, ("tanh", *KNOWN_FUNCTIONS)):
        if same_cell(cell_of(kind, inner, activation, reset_after=reset_after), cell):
            return {"activation": activation} | ({"recurrent_activation": inner} if inner else {})
    return {}


def _bare(subject: Subject, keras: Any) -> list[Any]:
    """Give the layers that a file of weights alone is loaded into: those of the model that it is held against."""
    opened, cell, sizes = subject.opened, subject.model.cell, subject.model.sizes
    kind = kind_of(cell)
    if kind is None:
        raise ValueError(_("Keras has no layer for {cell}").format(cell=cell.title or cell.name))
    name, after, writes = kind
    options: dict[str, Any] = {"reset_after": after} if name == "GRU" else {}
    if not writes:
        options |= _activations(cell, name, reset_after=after)
    # The file's own names tell what stands around a cell and around a dense layer.
    within, spread = (
        any(f"{part}/" in path for path in opened.tensors) for part in ("rnn", "time_distributed")
    )
    within &= not any("simple_rnn/" in path for path in opened.tensors)
    found = [keras.layers.Embedding(sizes.symbols, sizes.inputs)] if sizes.symbols else []
    for layer in range(sizes.layers):
        options |= {"use_bias": sizes.bias}
        if within:
            cell = getattr(keras.layers, f"{name}Cell")(sizes.units_of(layer), **options)
            made = keras.layers.RNN(cell, return_sequences=True)
        else:
            made = getattr(keras.layers, name)(sizes.units_of(layer), return_sequences=True, **options)
        found.append(made if sizes.directions == 1 else keras.layers.Bidirectional(made))
    if sizes.outputs:
        activation = {"identity": None}.get(sizes.output, sizes.output)
        dense = keras.layers.Dense(sizes.outputs, activation=activation, use_bias=sizes.bias)
        found.append(keras.layers.TimeDistributed(dense) if spread else dense)
    return found
