"""Which unit of a run goes with something: the one whose values are most like a course over the steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.trace import Trace

__all__ = ["Likeness", "correlations", "most_alike"]


@dataclass(frozen=True)
class Likeness:
    """One unit, all counted from 0, and Pearson's correlation of its values with the course, −1 … 1."""

    layer: int
    direction: int
    unit: int
    correlation: float


def correlations(values: NDArray[np.float64], course: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give Pearson's correlation of each column of values (T, H) with a course (T,), 0 where one of both is constant.

    Steps at which the course is NaN do not count. Raises ValueError for other lengths, or none to count.
    """
    asked = np.isfinite(course)
    if course.shape != values.shape[:1] or not asked.any():
        sentence = _("the course has {found} steps; expected {wanted}, and a number at one of them at least")
        raise ValueError(sentence.format(found=np.count_nonzero(asked), wanted=len(values)))
    own, other = values[asked], course[asked, None]
    own, other = own - own.mean(axis=0), other - other.mean(axis=0)
    sizes = np.sqrt((own**2).sum(axis=0) * (other**2).sum(axis=0))
    # What rounding leaves of a constant is no course.
    moves = sizes > 1e-12 * (1 + np.abs(values[asked]).max(axis=0, initial=0.0))
    return np.asarray(np.where(moves, (own * other).sum(axis=0) / np.where(moves, sizes, 1.0), 0.0))


def most_alike(trace: Trace, sizes: Sizes, text: str, course: NDArray[np.float64]) -> Likeness:
    """Give the unit of any layer and direction whose value, by its printed form, is most like a course (T,).

    Of either sign; of equals the first. Raises ValueError where the cell has no such value.
    """
    found: list[Likeness] = []
    for layer in range(sizes.layers):
        for direction in range(sizes.directions):
            alike = correlations(trace.cell(layer, direction)[text], course)
            unit = int(np.abs(alike).argmax())
            found.append(Likeness(layer, direction, unit, float(alike[unit])))
    return max(found, key=lambda one: abs(one.correlation))
