"""Cells in PyTorch as a person writes them by hand to look inside: a loop over time, and a list for every gate.

Two ways: as the equations stand there, with a layer a matrix, or, ``joined``, with one layer for all gates on [x h],
which is the quickest that is still readable. Input (T, B, D); every recorded value is (T, B, H).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.nn import Linear

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["RecordingCell", "recording_cell"]


class RecordingCell:
    """Layers by name, and a step (x, states) -> every value by name. The states are the last of the values."""

    def __init__(
        self, layers: dict[str, Any], step: Callable[..., dict[str, Any]], states: str, units: int
    ) -> None:
        self.layers, self.step, self.states, self.units = layers, step, states, units

    def __call__(self, x: Any) -> dict[str, Any]:
        states = [x.new_zeros(x.shape[1], self.units) for _state in self.states]
        record: dict[str, list[Any]] = {}
        for entering in x:
            values = self.step(entering, *states)
            for name, value in values.items():
                record.setdefault(name, []).append(value)
            states = [values[name] for name in self.states]
        return {name: torch.stack(values) for name, values in record.items()}

    def parameters(self) -> list[Any]:
        """Give all parameters."""
        return [parameter for layer in self.layers.values() for parameter in layer.parameters()]

    def load(self, values: Mapping[str, Any]) -> None:
        """Copy our parameters. A layer's name says its letters and its gates: "WR ifgo" is [W R] of i, f, g, o."""
        with torch.no_grad():
            for name, layer in self.layers.items():
                letters, gates = name.split()
                layer.weight.copy_(
                    torch.cat(
                        [
                            torch.cat([torch.tensor(values[f"{letter}_{gate}"]) for letter in letters], 1)
                            for gate in gates
                        ]
                    )
                )
                if layer.bias is None:
                    continue
                layer.bias.zero_()
                letter = "b" if "W" in letters else "d"
                for gate, rows in zip(gates, layer.bias.chunk(len(gates)), strict=True):
                    if f"{letter}_{gate}" in values:
                        rows.copy_(torch.tensor(values[f"{letter}_{gate}"]))


def _lstm(inputs: int, units: int) -> RecordingCell:
    W_i, W_f, W_g, W_o = (Linear(inputs, units) for _gate in "ifgo")
    R_i, R_f, R_g, R_o = (Linear(units, units, bias=False) for _gate in "ifgo")

    def step(x: Any, h: Any, c: Any) -> dict[str, Any]:
        i = torch.sigmoid(W_i(x) + R_i(h))
        f = torch.sigmoid(W_f(x) + R_f(h))
        g = torch.tanh(W_g(x) + R_g(h))
        o = torch.sigmoid(W_o(x) + R_o(h))
        c = f * c + i * g
        h = o * torch.tanh(c)
        return {"i": i, "f": f, "g": g, "o": o, "c": c, "h": h}

    layers = {"W i": W_i, "W f": W_f, "W g": W_g, "W o": W_o, "R i": R_i, "R f": R_f, "R g": R_g, "R o": R_o}
    return RecordingCell(layers, step, "hc", units)


def _lstm_joined(inputs: int, units: int) -> RecordingCell:
    gates = Linear(inputs + units, 4 * units)

    def step(x: Any, h: Any, c: Any) -> dict[str, Any]:
        i, f, g, o = gates(torch.cat([x, h], dim=1)).chunk(4, dim=1)
        i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
        c = f * c + i * g
        h = o * torch.tanh(c)
        return {"i": i, "f": f, "g": g, "o": o, "c": c, "h": h}

    return RecordingCell({"WR ifgo": gates}, step, "hc", units)


def _gru(inputs: int, units: int) -> RecordingCell:
    W_r, W_z, W_n = (Linear(inputs, units) for _gate in "rzn")
    R_r, R_z, R_n = (Linear(units, units, bias=gate == "n") for gate in "rzn")

    def step(x: Any, h: Any) -> dict[str, Any]:
        r = torch.sigmoid(W_r(x) + R_r(h))
        z = torch.sigmoid(W_z(x) + R_z(h))
        n = torch.tanh(W_n(x) + r * R_n(h))
        h = z * h + (1 - z) * n
        return {"r": r, "z": z, "n": n, "h": h}

    layers = {"W r": W_r, "W z": W_z, "W n": W_n, "R r": R_r, "R z": R_z, "R n": R_n}
    return RecordingCell(layers, step, "h", units)


def _gru_joined(inputs: int, units: int) -> RecordingCell:
    from_x, from_h = Linear(inputs, 3 * units), Linear(units, 3 * units)

    def step(x: Any, h: Any) -> dict[str, Any]:
        r, z, n = from_x(x).chunk(3, dim=1)
        past_r, past_z, past_n = from_h(h).chunk(3, dim=1)
        r, z = torch.sigmoid(r + past_r), torch.sigmoid(z + past_z)
        n = torch.tanh(n + r * past_n)
        h = z * h + (1 - z) * n
        return {"r": r, "z": z, "n": n, "h": h}

    return RecordingCell({"W rzn": from_x, "R rzn": from_h}, step, "h", units)


def recording_cell(name: str, inputs: int, units: int, *, joined: bool) -> RecordingCell:
    """Give the hand-written cell "lstm" or "gru"."""
    make = {
        ("lstm", False): _lstm,
        ("lstm", True): _lstm_joined,
        ("gru", False): _gru,
        ("gru", True): _gru_joined,
    }
    return make[name, joined](inputs, units)
