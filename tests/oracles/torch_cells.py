"""Our parameters in PyTorch's layers, and PyTorch's gradients under our names.

One layer, one direction. PyTorch stacks the gates (LSTM i f g o, GRU r z n) and has two biases: ours goes into the
first, the GRU's d_n into the second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import torch

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["GATES", "TorchCell", "torch_cell"]

GATES = {"lstm": ("LSTM", "ifgo"), "gru": ("GRU", "rzn"), "rnn": ("RNN", "h")}


class TorchCell(NamedTuple):
    """A recurrent layer, its linear readout, and the gates in the order of its rows."""

    layer: Any
    readout: Any
    gates: str

    def run(self, x: Any) -> tuple[Any, Any]:
        """Give h (T, B, H) and the readout (T, B, Y) of x (T, B, D)."""
        h, _last = self.layer(x)
        return h, self.readout(h)

    def parameters(self) -> list[Any]:
        """Give all parameters."""
        return [*self.layer.parameters(), *self.readout.parameters()]

    def gradients(self) -> dict[str, Any]:
        """Give the gradients by our names, as arrays."""
        found = {"V": self.readout.weight.grad, "k": self.readout.bias.grad}
        for letter, stacked in self._stacks():
            for gate, rows in zip(self.gates, stacked.grad.chunk(len(self.gates)), strict=True):
                if letter != "d" or (self.gates == "rzn" and gate == "n"):
                    found[f"{letter}_{gate}"] = rows
        return {name: gradient.numpy() for name, gradient in found.items()}

    def load(self, values: Mapping[str, Any]) -> None:
        """Copy our parameters; a bias that we do not have is 0."""
        with torch.no_grad():
            self.readout.weight.copy_(torch.tensor(values["V"]))
            self.readout.bias.copy_(torch.tensor(values["k"]))
            for letter, stacked in self._stacks():
                for gate, rows in zip(self.gates, stacked.chunk(len(self.gates)), strict=True):
                    rows.zero_()
                    if f"{letter}_{gate}" in values:
                        rows.copy_(torch.tensor(values[f"{letter}_{gate}"]))

    def _stacks(self) -> list[tuple[str, Any]]:
        layer = self.layer
        return [
            ("W", layer.weight_ih_l0),
            ("R", layer.weight_hh_l0),
            ("b", layer.bias_ih_l0),
            ("d", layer.bias_hh_l0),
        ]


def torch_cell(name: str, inputs: int, units: int, outputs: int, dtype: str) -> TorchCell:
    """Give PyTorch's layer for the built-in cell ``name``."""
    kind, gates = GATES[name]
    real = getattr(torch, dtype)
    layer = getattr(torch.nn, kind)(inputs, units, dtype=real)
    return TorchCell(layer, torch.nn.Linear(units, outputs, dtype=real), gates)
