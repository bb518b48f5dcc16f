"""Cells and sizes of which programs are written, with a sequence and what the model answers to it."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.model import Model
from lstm_studio.formats.torch_names import LAYERS

__all__ = ["CELLS", "SHAPES", "answer", "model_of", "sequence"]

OWN = (
    Cell.from_text(
        "to = hard_sigmoid(lambda * h_prev + W @ x - 1)\n"
        "p = softplus(-(R @ (to * h_prev)) / (2 + abs(p_prev - to * W @ x)))\n"
        "one = 1\n"
        "none = relu(half) * exp(-2)\n"
        "h = tanh(p - (none - one * to)) + sigmoid(0.5)",
        "own",
    ),
    Cell.from_text("h = tanh(W @ x)", "stateless"),
    Cell.from_text("h = b", "still"),
    Cell.from_text("α = σ(W_α x)\nself = tanh(V_s x)\nh = α ⊙ h_{t-1} + (1 − α) ⊙ self", "greek"),
    LAYERS[-1].load(),
)
CELLS = [*map(load_cell, cell_names()), *OWN]
SHAPES: list[dict[str, Any]] = [
    {"outputs": 2},
    {"outputs": 3, "layers": 2, "directions": 2, "symbols": 5, "output": "softmax"},
    {"layers": 2, "bias": False},
    {"outputs": 2, "directions": 2, "output": "sigmoid", "readout": True},
    {"outputs": 2, "layers": 3, "readout": True},
    {"outputs": 2, "units": (5, 3), "directions": 2},
    {"units": (2, 5, 4), "readout": True, "outputs": 1, "bias": False},
]


def model_of(cell: Cell, shape: dict[str, Any]) -> Model:
    """A random float64 model; ``readout`` True reads from the last state."""
    given = dict(shape)
    if given.pop("readout", False):
        given["readout"] = (*cell.graph.states, "h")[
            -1 if not cell.graph.states else len(cell.graph.states) - 1
        ]
    return Model(cell, 3, given.pop("units", 4), seed=2, dtype="float64", **given)


def sequence(model: Model) -> Any:
    rng = np.random.default_rng(3)
    if model.sizes.symbols:
        return rng.integers(model.sizes.symbols, size=(6, 2))
    return rng.normal(size=(6, 2, model.sizes.inputs))


def answer(model: Model, x: Any) -> Any:
    trace = model.run(x)
    return trace.y if model.sizes.outputs else trace.h
