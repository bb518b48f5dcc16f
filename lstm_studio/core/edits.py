"""A study's sequence and clamps in the shape in which a model takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Clamp, Sequence

__all__ = ["entering", "held", "taken"]


def entering(sequence: Sequence, sizes: Sizes) -> NDArray[np.float64] | NDArray[np.int64]:
    """Give what a model reads: values (T, D), or symbols (T,) where the model has an embedding."""
    return taken(sequence.values, sizes)


def taken(values: NDArray[Any], sizes: Sizes) -> NDArray[Any]:
    """Give values (…, D) as a model takes them: where it has an embedding, as symbols (…).

    Symbols come as whole numbers already, as their numbers in a single channel, or each as a channel that is 1.
    """
    if not sizes.symbols or np.issubdtype(values.dtype, np.integer):
        return values
    return values[..., 0].astype(np.int64) if values.shape[-1] == 1 else values.argmax(axis=-1)


def held(edits: tuple[Clamp, ...], steps: int, units: int) -> dict[str, NDArray[np.float64]]:
    """Give the clamps as arrays (T, 1, H), NaN meaning free; of two on the same place the later counts."""
    arrays: dict[str, NDArray[np.float64]] = {}
    for clamp in edits:
        values = arrays.setdefault(clamp.value, np.full((steps, 1, units), np.nan))
        values[clamp.first : clamp.last + 1, 0, list(clamp.units) or slice(None)] = clamp.number
    return arrays
