"""Draw only what a pixel can show: long records become as many columns as there are pixels.

Shapes: n steps, H units.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LONG", "column_peaks", "line_peaks", "row_means"]

LONG = 5_000  # curves with more points than this are thinned to their peaks


def _edges(count: int, groups: int) -> NDArray[np.intp]:
    return (np.arange(groups, dtype=np.intp) * count) // groups


def column_peaks(values: NDArray[Any], columns: int, middle: float) -> NDArray[Any]:
    """Thin (n, H) to (columns, H): of each group the value farthest from ``middle``; no spike is lost."""
    count = values.shape[0]
    if count <= columns:
        return values
    edges = _edges(count, columns)
    above, below = np.maximum.reduceat(values, edges, axis=0), np.minimum.reduceat(values, edges, axis=0)
    return np.where(above - middle >= middle - below, above, below)


def row_means(values: NDArray[Any], rows: int) -> NDArray[Any]:
    """Join the H units of (n, H) into ``rows`` groups by their mean."""
    count = values.shape[1]
    if count <= rows:
        return values
    edges = _edges(count, rows)
    sizes = np.diff(edges, append=count)
    means: NDArray[Any] = np.add.reduceat(values, edges, axis=1) / sizes
    return means


def line_peaks(
    x: NDArray[Any], y: NDArray[Any], low: float, high: float, columns: int
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Cut a curve (n,) with rising ``x`` to low … high and thin it to the extremes of each column.

    One point beyond either end is kept, so that the line runs on to the edge. A curve of at most ``LONG``
    points in sight is given whole.
    """
    first = max(int(np.searchsorted(x, low)) - 1, 0)
    last = min(int(np.searchsorted(x, high, side="right")) + 1, len(x))
    x, y = x[first:last], y[first:last]
    if len(y) <= LONG or len(y) <= 2 * columns:
        return x, y
    size = len(y) // columns
    whole = size * columns
    groups = y[:whole].reshape(columns, size)
    start = np.arange(columns) * size
    pairs = np.sort(np.stack([start + groups.argmin(axis=1), start + groups.argmax(axis=1)], axis=1), axis=1)
    keep = np.concatenate([pairs.ravel(), np.arange(whole, len(y))])
    return x[keep], y[keep]
