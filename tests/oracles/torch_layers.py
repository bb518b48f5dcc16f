"""A model of several layers, directions and lengths in PyTorch, with our parameters.

PyTorch stacks the gates of layer k in ``weight_ih_lk`` (D or H · directions columns) and ``weight_hh_lk``; those of the
other direction end in ``_reverse``. Sequences of different lengths are packed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from tests.oracles.torch_cells import GATES

if TYPE_CHECKING:
    from lstm_studio.core.model import Model

__all__ = ["TorchModel"]


class TorchModel:
    """An embedding where there is one, recurrent layers, a linear readout; in the dtype of our model."""

    def __init__(self, name: str, model: Model) -> None:
        sizes, real = model.sizes, getattr(torch, model.dtype.name)
        kind, self.gates = GATES[name]
        self.sizes = sizes
        self.embedding = (
            torch.nn.Embedding(sizes.symbols, sizes.inputs, dtype=real) if sizes.symbols else None
        )
        self.layers = getattr(torch.nn, kind)(
            sizes.inputs,
            sizes.units,
            sizes.layers,
            bias=sizes.bias,
            bidirectional=sizes.directions == 2,
            dtype=real,
        )
        wide = sizes.units * sizes.directions
        self.readout = torch.nn.Linear(wide, sizes.outputs, bias=sizes.bias, dtype=real)
        with torch.no_grad():
            for ours, theirs in self.places().items():
                theirs.copy_(torch.tensor(model.parameters[ours]))
            for tensor in self._idle():
                tensor.zero_()

    def places(self) -> dict[str, Any]:
        """Give our name of each parameter -> PyTorch's tensor, or the rows of one."""
        found = {"V": self.readout.weight}
        if self.sizes.bias:
            found["k"] = self.readout.bias
        if self.embedding is not None:
            found["E"] = self.embedding.weight
        for layer in range(self.sizes.layers):
            for direction in range(self.sizes.directions):
                single = self.sizes.layers == self.sizes.directions == 1
                before = "" if single else f"{layer}." + "reverse." * direction
                for letter, tensor in self._stacks(layer, direction).items():
                    for gate, rows in zip(self.gates, tensor.chunk(len(self.gates)), strict=True):
                        if letter != "d" or (self.gates == "rzn" and gate == "n"):
                            found[f"{before}{letter}_{gate}"] = rows
        return found

    def gradients(self) -> dict[str, Any]:
        """Give the gradients by our names, as arrays."""
        for parameter in (*self.layers.parameters(), *self.readout.parameters()):
            parameter.data, parameter.grad = parameter.grad, None
        if self.embedding is not None:
            weight = self.embedding.weight
            weight.data, weight.grad = weight.grad, None
        return {name: rows.detach().numpy() for name, rows in self.places().items()}

    def run(self, x: Any, lengths: Any = None) -> tuple[Any, Any]:
        """Give h (T, B, H · directions) and the readout (T, B, O) of x (T, B, D) or symbols (T, B)."""
        values = torch.tensor(x)
        if self.embedding is not None:
            values = self.embedding(values)
        if lengths is None:
            h, _last = self.layers(values)
        else:
            packed = pack_padded_sequence(values, torch.tensor(lengths), enforce_sorted=False)
            h, _lengths = pad_packed_sequence(self.layers(packed)[0], total_length=len(x))
        return h, self.readout(h)

    def _stacks(self, layer: int, direction: int) -> dict[str, Any]:
        end = f"_l{layer}" + "_reverse" * direction
        names = {"W": "weight_ih", "R": "weight_hh"}
        if self.sizes.bias:
            names |= {"b": "bias_ih", "d": "bias_hh"}
        return {letter: getattr(self.layers, name + end) for letter, name in names.items()}

    def _idle(self) -> list[Any]:
        """The biases that we do not have."""
        if not self.sizes.bias:
            return []
        idle = self.gates[:-1] if self.gates == "rzn" else self.gates
        return [
            rows
            for layer in range(self.sizes.layers)
            for direction in range(self.sizes.directions)
            for rows in self._stacks(layer, direction)["d"].chunk(len(self.gates))[: len(idle)]
        ]
