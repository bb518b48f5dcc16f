"""A few lines that stand for Keras: what a written program calls, computed at once in NumPy on arrays (B, T, D).

Weights are those of our model, handed out in the order in which layers are called. The layers that Keras has are
computed by our engine; what is held against the model are the cells that a program writes and how it joins layers.
"""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import numpy as np

from lstm_studio.core.model import Model
from lstm_studio.core.sizes import Sizes, address, prefix
from lstm_studio.formats.identifiers import identifiers

__all__ = ["built"]

OPS = SimpleNamespace(
    sigmoid=lambda a: 1 / (1 + np.exp(-a)),
    tanh=np.tanh,
    relu=lambda a: np.maximum(a, 0),
    softplus=lambda a: np.log1p(np.exp(a)),
    exp=np.exp,
    abs=np.abs,
    clip=np.clip,
    matmul=np.matmul,
    zeros=np.zeros,
    shape=np.shape,
    flip=np.flip,
    concatenate=np.concatenate,
)


def built(text: str, model: Model, x: Any) -> Any:
    """Give what ``network()`` of the program computes of x."""
    with patch.dict(sys.modules, {"keras": _StandIn(model, x).module()}):
        names: dict[str, Any] = {}
        exec(text, names)
        return names["network"]()


class _Layer:
    """What a cell that a program writes builds on."""

    weights: dict[str, Any]

    def add_weight(self, name: str, shape: tuple[int, ...], initializer: str = "glorot_uniform") -> Any:
        values = self.weights.pop(name)
        assert values.T.shape == shape
        assert (initializer == "zeros") <= (values.ndim == 1)
        return values.T


class _StandIn:
    def __init__(self, model: Model, x: Any) -> None:
        self.model, self.x, self.sizes = model, x, model.sizes
        ways = range(self.sizes.directions)
        self.places = [prefix(self.sizes, layer, way) for layer in range(self.sizes.layers) for way in ways]

    def module(self) -> Any:
        layers = SimpleNamespace(
            Layer=_Layer, RNN=self.rnn, Embedding=self.embedding, Dense=self.dense, Bidirectional=self.both,
            LSTM=self.known, GRU=self.known, SimpleRNN=self.known,
        )  # fmt: skip
        return SimpleNamespace(ops=OPS, layers=layers, Input=self.input, Model=lambda _entering, y: y)

    def input(self, shape: tuple[Any, ...], dtype: str = "float32") -> Any:
        assert shape == ((None,) if self.sizes.symbols else (None, self.sizes.inputs))
        assert dtype == ("int32" if self.sizes.symbols else "float32")
        return self.x

    def embedding(self, *shape: int) -> Any:
        table = self.model.parameters["E"]
        assert table.shape == shape
        return lambda x: table[x]

    def dense(self, outputs: int, activation: str = "identity", *, use_bias: bool = True) -> Any:
        assert (outputs, activation, use_bias) == (self.sizes.outputs, self.sizes.output, self.sizes.bias)
        values = self.model.parameters

        def call(x: Any) -> Any:
            a = x @ values["V"].T + values.get("k", 0)
            if activation == "softmax":
                return np.exp(a) / np.exp(a).sum(axis=-1, keepdims=True)
            return OPS.sigmoid(a) if activation == "sigmoid" else a

        return call

    def rnn(self, cell: Any, *, return_sequences: bool, go_backwards: bool = False) -> Any:
        """Run a cell of the program's own with the weights of the next place."""
        assert return_sequences
        before, names = self.places.pop(0), identifiers(self.model.cell.graph)
        assert go_backwards == before.endswith("reverse.")
        parameters = self.model.cell.graph_for(bias=self.sizes.bias).parameters
        cell.weights = {names[name]: self.model.parameters[before + name] for name in parameters}

        def call(x: Any) -> Any:
            cell.build((None, x.shape[-1]))
            assert not cell.weights
            states, found = [np.zeros((len(x), size)) for size in cell.state_size], []
            for x_t in np.swapaxes(x[:, ::-1] if go_backwards else x, 0, 1):
                shown, states = cell.call(x_t, states)
                found.append(shown)
            return np.stack(found, axis=1)

        return call

    def known(self, units: int, *, return_sequences: bool, use_bias: bool = True, **_more: Any) -> Any:
        """Run a layer that Keras has."""
        assert (return_sequences, use_bias) == (True, self.sizes.bias)
        return lambda x: self._one(x, self.places.pop(0), units)

    def both(self, layer: Any) -> Any:
        return lambda x: np.concatenate([layer(x), layer(x[:, ::-1])[:, ::-1]], axis=2)

    def _one(self, x: Any, before: str, units: int) -> Any:
        assert units == self.sizes.units_of(address(f"{before}h")[0])
        one = Model(self.model.cell, x.shape[-1], units, bias=self.sizes.bias, dtype="float64")
        assert one.sizes == Sizes(x.shape[-1], units, bias=self.sizes.bias)
        for name, values in one.parameters.items():
            values[...] = self.model.parameters[before + name]
        return np.swapaxes(one.run(np.swapaxes(x, 0, 1)).h, 0, 1)
