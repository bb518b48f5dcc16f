"""The random batch on which two programs answer, and how far their answers are apart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.model import Model
from lstm_studio.parity.report import Answer, Figure, number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.trace import Trace

__all__ = ["SAMPLES", "STEPS", "WITHIN", "apart", "drawn", "given", "joined", "rounding"]

STEPS, SAMPLES = 24, 3
WITHIN = 1e-5  # of outputs up to 1 in float32; of larger ones as much more
ROUNDINGS = 8  # the two sides round in another order; where one rounding weighs more, so may their difference


def drawn(sizes: Sizes, steps: int = STEPS, samples: int = SAMPLES, seed: int = 0) -> NDArray[Any]:
    """Give x (T, B, D), or symbols (T, B): not the first of them, which may stand for padding."""
    rng = np.random.default_rng(seed)
    if sizes.symbols:
        return rng.integers(min(1, sizes.symbols - 1), sizes.symbols, size=(steps, samples))
    return rng.normal(size=(steps, samples, sizes.inputs)).astype(np.float32)


def given(trace: Trace) -> Any:
    """Give what a model answers at every step, (T, B, outputs), or h where there is no readout."""
    return trace.h if trace.y is None else trace.y


def apart(name: str, ours: Any, theirs: Any) -> Figure:
    """Give the largest difference of two arrays (T, B, values), no part of anything, and where it is."""
    ours, theirs = np.asarray(ours, np.float64), np.asarray(theirs, np.float64)
    if ours.shape != theirs.shape:
        shapes = " ≠ ".join(" × ".join(map(str, each.shape)) for each in (ours, theirs))
        return Figure(f"{name} ({shapes})", number(math.inf), None, 0.0, 0.0, ours.size, 0)
    if not ours.size:
        return Figure(name, 0.0, None, 0.0, 0.0, 0, 0)
    with np.errstate(invalid="ignore"):
        gaps = np.where(ours == theirs, 0.0, np.nan_to_num(np.abs(ours - theirs), nan=np.inf))
    index = tuple(int(at) for at in np.unravel_index(int(gaps.argmax()), gaps.shape))
    sides = number(float(ours[index])), number(float(theirs[index]))
    return Figure(name, number(float(gaps[index])), index, *sides, ours.size, ours.size)


def rounding(model: Model, x: Any) -> float:
    """Give what float32 changes in the answers of a model: some amplify every rounding from step to step."""
    twins = (Model.of(model.cell, model.sizes, model.flat, dtype) for dtype in ("float32", "float64"))
    short, exact = (np.asarray(given(twin.run(x)), np.float64) for twin in twins)
    with np.errstate(invalid="ignore"):
        gap = float(np.abs(short - exact).max(initial=0.0))
    return gap if math.isfinite(gap) else 0.0


def joined(
    kind: str,
    runtime: str,
    version: str,
    pairs: Iterable[tuple[str, Any, Any]],
    of: str = "",
    rounded: float = 0.0,
) -> Answer:
    """Give the answer of a runtime from (name, ours, theirs).

    The bar is as much higher as outputs are beyond 1, or as ``rounding`` weighs more.
    """
    rows, largest = [], 1.0
    for name, ours, theirs in pairs:
        rows.append(apart(name, ours, theirs))
        size = float(np.abs(ours).max(initial=0.0))
        largest = max(largest, size if math.isfinite(size) else 1.0)
    within = max(WITHIN * largest, ROUNDINGS * rounded)
    return Answer(kind, runtime, version, tuple(rows), within=within, of=of)
