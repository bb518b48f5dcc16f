"""From the order in which a layer works to the order of time: arrays (T, B, size), padding NaN."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["finished", "turned"]


def finished(blank: Any, steps: int, batched: bool, values: Any) -> Any:
    """Blank what is padding, and leave out the batch axis of one sample."""
    if blank is not None and len(values) == steps and np.issubdtype(values.dtype, np.floating):
        values = np.where(blank[:, :, None], np.nan, values)
    return values if batched else values[:, 0]


def turned(lengths: Any, finish: Any, steps: int, values: Any) -> Any:
    """Bring what ran from the last step to the first into the order of time."""
    if len(values) == steps:
        at = np.arange(steps)[:, None]
        order = at[::-1] if lengths is None else np.where(at < lengths, lengths - 1 - at, at)
        values = np.take_along_axis(values, np.broadcast_to(order, values.shape[:2])[:, :, None], axis=0)
    return finish(values)
