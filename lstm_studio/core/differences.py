"""The gradient of a model, held against central differences of its loss, in float64.

n = (4 D(ε/2) − D(ε)) / 3 with D(ε) = (L(p + ε) − L(p − ε)) / 2ε: an error of ε⁴. Where n and the gradient do not
agree another ε is tried, for a cell may bend sharply near p; a gradient that is wrong agrees at none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.model import Model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell

__all__ = ["WITHIN", "Difference", "differences", "gradient_errors"]

WITHIN = 1e-6  # the largest error that passes
LEAST = 1e-6  # below it a gradient counts as 0, and the error is absolute
# ε: the first balances ε⁴ and the rounding of the loss; a larger one sees faint slopes, smaller ones sharp bends.
STEPS = (4e-4, 4e-3, 4e-5, 4e-6)
SURE = 0.1 * WITHIN  # an error that needs no second look
KINK = 1e-3  # by what share the slopes to the left and to the right differ where a cell has no gradient


@dataclass(frozen=True)
class Difference:
    """One parameter: ``error`` = max|a − n| / max(max|n|, 1e-6), a the gradient, n the difference.

    ``index``, ``ours`` a and ``theirs`` n are of the worst place; ``index`` None is the slope along a random direction
    through all ``entries``, which is taken where only some, ``looked``, are looked at one by one. ``kinks`` of these
    do not count: the loss has a corner there (relu, abs), and any slope between those of its two sides is right.
    """

    name: str
    error: float
    index: tuple[int, ...] | None
    ours: float
    theirs: float
    entries: int
    looked: int
    kinks: int = 0


@dataclass(frozen=True)
class _Found:
    """One slope: ``wide`` is what its error counts against beside the largest n."""

    index: tuple[int, ...] | None
    ours: float
    theirs: float
    kink: bool = False
    wide: float = 0.0


def differences(
    model: Model, x: Any, y: Any, most: int, seed: int = 0, loss: str | None = None
) -> Iterator[Difference]:
    """Give a row for each parameter of a float64 model, one after the other.

    Of a parameter with more than ``most`` entries some are drawn, and one direction through all of them. The loss
    is the model's own (None: the one that goes with its output); its parameters are moved, and are as before after
    each row.
    """
    exact = {name: values.copy() for name, values in model.gradients(x, y, loss).items()}
    rng = np.random.default_rng(seed)
    for name, values in model.parameters.items():
        yield _row(name, values, exact[name], partial(_loss, model, x, y, loss), most, rng)


def _loss(model: Model, x: Any, y: Any, loss: str | None) -> float:
    return float(model.gradients(x, y, loss).loss)


def _row(
    name: str,
    values: NDArray[Any],
    exact: NDArray[Any],
    loss: Callable[[], float],
    most: int,
    rng: np.random.Generator,
) -> Difference:
    kept = values.copy()
    scale = max(float(np.abs(exact).max()), LEAST)

    def along(place: Any, way: Any, step: float) -> float:
        values[place] = kept[place] + step * way
        found = loss()
        values[place] = kept[place]
        return found

    found = []
    for flat in _chosen(exact, most, rng):
        index = tuple(int(i) for i in np.unravel_index(flat, values.shape))
        ours = float(exact[index])
        theirs, kink = _slope(partial(along, index, 1.0), ours, scale)
        found.append(_Found(index, ours, theirs, kink))
    looked = len(found)
    if looked < values.size:
        way = rng.choice([-1.0, 1.0], values.shape)
        ours, wide = float((exact * way).sum()), float(np.sqrt((exact * exact).sum()))
        theirs, kink = _slope(partial(along, ..., way), ours, max(wide, LEAST))
        found.append(_Found(None, ours, theirs, kink, wide))
    return _worst(name, found, values.size, looked)


def _chosen(exact: NDArray[Any], most: int, rng: np.random.Generator) -> NDArray[Any]:
    """Give the places to look at: all, or the steepest and others at random."""
    if exact.size <= most:
        return np.arange(exact.size)
    drawn = rng.choice(exact.size, max(most - 1, 0), replace=False)
    return np.unique([*drawn, int(np.abs(exact).argmax())]).astype(np.intp)


def _slope(loss_at: Callable[[float], float], ours: float, scale: float) -> tuple[float, bool]:
    """Give (n, whether there is a kink)."""
    found = []
    for step in STEPS:
        wide = (loss_at(step) - loss_at(-step)) / (2 * step)
        close = (loss_at(step / 2) - loss_at(-step / 2)) / step
        found.append((4 * close - wide) / 3)
        if abs(found[-1] - ours) <= SURE * scale:
            return found[-1], False
    best = min(found, key=lambda slope: abs(slope - ours))
    if abs(best - ours) <= WITHIN * scale:
        return best, False
    step, here = STEPS[-1], loss_at(0.0)
    before, behind = (here - loss_at(-step)) / step, (loss_at(step) - here) / step
    width = KINK * max(abs(before), abs(behind), scale)
    between = min(before, behind) - width <= ours <= max(before, behind) + width
    return best, between and abs(behind - before) > width


def _worst(name: str, found: list[_Found], entries: int, looked: int) -> Difference:
    counted = [one for one in found if not one.kink]
    kinks = len(found) - len(counted)
    if not counted:
        return Difference(name, 0.0, None, 0.0, 0.0, entries, looked, kinks)
    largest = max(LEAST, *(abs(one.theirs) for one in counted if one.index is not None), LEAST)

    def error(one: _Found) -> float:
        gap = abs(one.ours - one.theirs) / max(largest if one.index is not None else LEAST, one.wide)
        return gap if np.isfinite(gap) else float("inf")

    worst = max(counted, key=error)
    return Difference(name, error(worst), worst.index, worst.ours, worst.theirs, entries, looked, kinks)


def gradient_errors(
    cell: Cell, *, inputs: int = 3, units: int = 4, steps: int = 8, seed: int = 0
) -> dict[str, float]:
    """Give parameter -> error of every entry, for parameters U(±0.5).

    The loss is the mean squared error of two outputs on two random samples.
    """
    rng = np.random.default_rng(seed)
    model = Model(cell, inputs=inputs, units=units, outputs=2, dtype="float64")
    model.flat[:] = rng.uniform(-0.5, 0.5, model.flat.shape)
    x, y = rng.normal(size=(steps, 2, inputs)), rng.normal(size=(steps, 2, 2))
    return {row.name: row.error for row in differences(model, x, y, model.flat.size)}
