"""What can be read off a trace: how long a memory lasts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["half_life"]


def half_life(keep: NDArray[np.float64]) -> float:
    """Give the steps in which half of a memory is gone, from the keep factors (T,) of its unit.

    They act one after the other, so their geometric mean f counts: ln ½ / ln f; inf when nothing is lost, 0 when all
    is lost at once.
    """
    sizes = np.abs(keep)
    if not sizes.all():
        return 0.0
    rate = float(np.log(sizes).mean())
    return math.log(0.5) / rate if rate < 0 else math.inf
