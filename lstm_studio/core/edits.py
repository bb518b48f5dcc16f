"""A study's sequence and clamps in the shape in which a model takes them.

A clamp names a value of the top layer, "f", or of any, "0.f" and "0.reverse.f", as parameters are named. On "x" it is
an input, its units being channels; on the step before the first it is a state with which everything begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.held import spots
from lstm_studio.core.model import Model
from lstm_studio.core.sizes import prefix

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Clamp, Sequence, Study
    from lstm_studio.core.trace import Trace

__all__ = [
    "BEFORE",
    "INPUT",
    "addressed",
    "begun",
    "entering",
    "held",
    "local",
    "model_of",
    "run_edited",
    "taken",
    "units_held",
]

INPUT = "x"
BEFORE = -1
"""The step, from 0, of the states before the first input."""


def addressed(sizes: Sizes, layer: int, direction: int, value: str) -> str:
    """Give the name by which a clamp holds a value of the cell of a layer, 0 … , and direction."""
    return value if value == INPUT else prefix(sizes, layer, direction) + value


def local(sizes: Sizes, layer: int, direction: int, value: str) -> str | None:
    """Give what a clamp's value is called in the cell of a layer and direction; None where it belongs to another."""
    if value == INPUT:
        return value if layer == 0 else None
    here = (name for number, way, name in spots(sizes, value) if (number, way) == (layer, direction))
    return next(here, None)


def units_held(sizes: Sizes, value: str) -> int:
    """Give the number of units of the cell whose value a clamp holds. Raises ValueError where there is none."""
    return sizes.units_of(spots(sizes, value)[0][0])


def entering(
    sequence: Sequence, sizes: Sizes, edits: Iterable[Clamp] = ()
) -> NDArray[np.float64] | NDArray[np.int64]:
    """Give what a model reads: values (T, D), or symbols (T,) where the model has an embedding."""
    x = taken(sequence.values, sizes)
    inputs = [clamp for clamp in edits if clamp.value == INPUT]
    if inputs:
        x = np.array(x)
    for clamp in inputs:
        steps = slice(max(clamp.first, 0), clamp.last + 1)
        if sizes.symbols:
            x[steps] = round(clamp.number)
        else:
            x[steps, list(clamp.units) or slice(None)] = clamp.number
    return x


def taken(values: NDArray[Any], sizes: Sizes) -> NDArray[Any]:
    """Give values (…, D) as a model takes them: where it has an embedding, as symbols (…).

    Symbols come as whole numbers already, as their numbers in a single channel, or each as a channel that is 1.
    """
    if not sizes.symbols or np.issubdtype(values.dtype, np.integer):
        return values
    return values[..., 0].astype(np.int64) if values.shape[-1] == 1 else values.argmax(axis=-1)


def held(edits: Iterable[Clamp], steps: int, sizes: Sizes) -> dict[str, NDArray[np.float64]]:
    """Give the clamps on values as arrays (T, 1, H), NaN meaning free; of two on the same place the later counts."""
    arrays: dict[str, NDArray[np.float64]] = {}
    for clamp in edits:
        if clamp.value != INPUT and clamp.last > BEFORE:
            units = units_held(sizes, clamp.value)
            values = arrays.setdefault(clamp.value, np.full((steps, 1, units), np.nan))
            values[max(clamp.first, 0) : clamp.last + 1, 0, list(clamp.units) or slice(None)] = clamp.number
    return arrays


def begun(edits: Iterable[Clamp], sizes: Sizes) -> dict[str, NDArray[np.float64]]:
    """Give the states before the first step that clamps set, (H,) each, by their full names; the rest are 0."""
    arrays: dict[str, NDArray[np.float64]] = {}
    for clamp in edits:
        if clamp.value != INPUT and clamp.first <= BEFORE:
            for layer, direction, state in spots(sizes, clamp.value):
                name = prefix(sizes, layer, direction) + state
                values = arrays.setdefault(name, np.zeros(sizes.units_of(layer)))
                values[list(clamp.units) or slice(None)] = clamp.number
    return arrays


def run_edited(model: Model, sequence: Sequence, edits: Iterable[Clamp] = ()) -> Trace:
    """Run a sequence with edits through a model. Raises ValueError."""
    edits, sizes = tuple(edits), model.sizes
    clamps = held(edits, sequence.steps, sizes)
    return model.run(entering(sequence, sizes, edits), clamps, begun(edits, sizes))


def model_of(study: Study, dtype: str = "float32") -> Model:
    """Give the model of a study as it is handed on: with the states before the first step that edits set, no clamps."""
    model = Model.of(study.cell, study.sizes, study.parameters, dtype)
    model.initial = begun(study.edits, study.sizes) or None
    return model
