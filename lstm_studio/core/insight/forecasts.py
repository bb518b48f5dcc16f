"""How good forecasts are, beside guesses that need no model: persistence, and the same step of the season before.

Shapes: values (T,) of one channel; steps count from 0. Errors are root mean squares, in the unit of the values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Errors", "free_errors", "season_of", "step_errors"]

CLEAR = 0.3  # correlation with what was a season ago, from which on it counts as one


@dataclass(frozen=True)
class Errors:
    """Errors over the steps ``first`` … ``last``; ``seasonal`` is None where there is no season before them."""

    first: int
    last: int
    model: float
    persistence: float
    seasonal: float | None


def season_of(values: NDArray[np.float64]) -> int:
    """Give the steps after which a series most nearly repeats, 0 where it does not.

    The largest peak of the autocorrelation, from its second zero on: what is only smooth is no season. A line through
    the series is taken away before.
    """
    steps = len(values)
    if steps < 6:
        return 0
    at = np.arange(steps)
    level = values - np.polyval(np.polyfit(at, values, 1), at)
    power = np.abs(np.fft.rfft(level, 2 * steps)) ** 2
    shared = np.fft.irfft(power)[: steps // 2 + 1]
    if shared[0] <= 1e-12 * steps * (1.0 + float(np.abs(values).max()) ** 2):
        return 0
    alike = shared / shared[0] * steps / (steps - np.arange(len(shared)))  # of as many products at each lag
    below = np.flatnonzero(alike < 0)
    if not len(below):
        return 0
    peaks = np.flatnonzero((alike[1:-1] >= alike[:-2]) & (alike[1:-1] > alike[2:])) + 1
    peaks = peaks[(peaks > below[0]) & (alike[peaks] > CLEAR)]
    if not len(peaks):
        return 0
    best = alike[peaks].max()
    return int(peaks[alike[peaks] > best - 0.05][0])  # of a season and its double, the season


def _rms(errors: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(errors**2)))


def step_errors(
    values: NDArray[np.float64], said: NDArray[np.float64], season: int, first: int
) -> Errors | None:
    """Compare one step ahead, from step ``first`` on: ``said`` (T,) of a step is about the one behind it.

    All three are held against the same steps. None where there are none.
    """
    first = max(first, season, 1)
    if first >= len(values):
        return None
    at = np.arange(first, len(values))
    back = _rms(values[at - season] - values[at]) if season else None
    return Errors(
        first, len(values) - 1, _rms(said[at - 1] - values[at]), _rms(values[at - 1] - values[at]), back
    )


def free_errors(
    values: NDArray[np.float64], read: NDArray[np.float64], season: int, start: int
) -> Errors | None:
    """Compare what was run freely from step ``start`` on, ``read`` (S,), with a last value and a last season that stay.

    None where nothing is known of those steps.
    """
    steps = min(len(values) - start, len(read))
    if steps < 1 or start < 1:
        return None
    at = np.arange(steps)
    true = values[start : start + steps]
    back = _rms(values[start - season + at % season] - true) if 0 < season <= start else None
    return Errors(start, start + steps - 1, _rms(read[:steps] - true), _rms(values[start - 1] - true), back)
