"""The gradient of a cell, held against central differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.model import Model

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell

__all__ = ["gradient_errors"]

STEP = 1e-5
LEAST = 1e-6  # below it a gradient counts as 0, and the error is absolute


def gradient_errors(
    cell: Cell, *, inputs: int = 3, units: int = 4, steps: int = 8, seed: int = 0
) -> dict[str, float]:
    """Give parameter -> max|a − n| / max(max|n|, 1e-6).

    a is the gradient of the program, n = (L(p + ε) − L(p − ε)) / 2ε with ε = 1e-5,
    in float64, for parameters U(±0.5) and the mean squared error of two outputs on two random samples.
    """
    rng = np.random.default_rng(seed)
    model = Model(cell, inputs=inputs, units=units, outputs=2, dtype="float64")
    model.flat[:] = rng.uniform(-0.5, 0.5, model.flat.shape)
    x, y = rng.normal(size=(steps, 2, inputs)), rng.normal(size=(steps, 2, 2))

    def loss() -> float:
        return float(np.mean((np.asarray(model.run(x).y) - y) ** 2))

    exact = model.gradients(x, y)
    errors = {}
    for name, values in model.parameters.items():
        found = np.empty(values.shape)
        for place in np.ndindex(values.shape):
            kept = values[place]
            values[place] = kept + STEP
            above = loss()
            values[place] = kept - STEP
            found[place] = (above - loss()) / (2 * STEP)
            values[place] = kept
        worst = float(np.abs(exact[name] - found).max())
        errors[name] = worst / max(float(np.abs(found).max()), LEAST)
    return errors
