"""Draw only what a pixel can show: long records become as many columns as there are pixels.

Shapes: n steps, H units.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LONG", "column_peaks", "line_peaks", "row_means", "within"]

LONG = 5_000  # curves with more points than this are thinned to their peaks


def column_peaks(values: NDArray[Any], columns: int, middle: float) -> tuple[NDArray[Any], int]:
    """Thin (n, H) to at most ``columns`` rows, each the peaks of ``size`` steps; give them and ``size``.

    A peak is the value farthest from ``middle``, so no spike is lost; the last row may stand for fewer steps.
    """
    count, units = values.shape
    size = max(1, -(-count // columns))
    if size == 1:
        return values, 1
    whole = count // size * size
    # Equal groups, for numpy reduces those over ten times as fast as groups of any size.
    groups = [values[:whole].reshape(-1, size, units)]
    if whole < count:
        groups.append(values[None, whole:])
    above = np.concatenate([group.max(axis=1) for group in groups])
    below = np.concatenate([group.min(axis=1) for group in groups])
    return np.where(above - middle >= middle - below, above, below), size


def row_means(values: NDArray[Any], rows: int) -> NDArray[Any]:
    """Join the H units of (n, H) into ``rows`` groups by their mean."""
    count = values.shape[1]
    if count <= rows:
        return values
    edges = (np.arange(rows, dtype=np.intp) * count) // rows
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


def within(
    x: NDArray[Any], y: NDArray[Any], low: float, high: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Cut a curve (n,) with rising ``x`` at ``low`` and ``high``, where it is on its way between two points."""
    if not len(x):
        return np.zeros(0), np.zeros(0)
    ends = np.array([edge for edge in (low, high) if x[0] < edge < x[-1]])
    inside = (x >= low) & (x <= high)
    places = np.concatenate([x[inside], ends])
    values = np.concatenate([y[inside], np.interp(ends, x, y)])
    order = np.argsort(places, kind="stable")
    return places[order], values[order]
