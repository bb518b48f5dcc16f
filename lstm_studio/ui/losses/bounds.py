"""Bounds of a plot over updates: half decades, or round numbers; they grow, and start anew with another run."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.ui.plots.limits import ceiling
from lstm_studio.ui.plots.values import extremes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Bounds"]

SPAN = 1.0  # decades that are shown at least


class Bounds:
    """The bounds of one plot. ``key``: what it shows; with another one they start anew."""

    def __init__(self) -> None:
        self._key: object = None
        self._bounds: tuple[float, float] | None = None

    def fit(
        self, key: object, values: Sequence[NDArray[Any]], levels: Sequence[float], *, log: bool, fresh: bool
    ) -> tuple[float, float]:
        """Give bounds around values (n,) and levels, logarithms where ``log``; ``fresh``: a run has begun."""
        shown = list(levels)
        finite = [one for one in values if np.isfinite(one).any()]
        if finite:
            shown += extremes(finite)
        low, high = _decades(shown) if log else _round(shown)
        if self._bounds is not None and not fresh and key == self._key:
            low, high = min(low, self._bounds[0]), max(high, self._bounds[1])
        self._key, self._bounds = key, (low, high)
        return low, high


def _decades(shown: list[float]) -> tuple[float, float]:
    low = math.floor(2 * min(shown, default=-1.0) - 0.2) / 2
    high = math.ceil(2 * max(shown, default=0.0) + 0.2) / 2
    return min(low, high - SPAN), high


def _round(shown: list[float]) -> tuple[float, float]:
    low, high = -ceiling(-min(shown, default=0.0)), ceiling(max(shown, default=1.0))
    return (low, high) if high > low else (low, low + 1.0)
