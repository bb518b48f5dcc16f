"""Memory for arrays that are read and written at every step.

Vector instructions take longer over an array that does not start at a multiple of 64 bytes, and so do calls on several
arrays that all start at the same place of a page of 4096 bytes: together 3 to 8 % of an update.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

__all__ = ["Arrays", "padded"]

PAGE, LINE = 4096, 64  # bytes
STAGGER = 10 * LINE


def padded(size: int, dtype: Any) -> int:
    """Give the number of values after which the next array in one vector can start at a multiple of 64 bytes."""
    line = LINE // int(np.dtype(dtype).itemsize)
    return -(-size // line) * line


class Arrays:
    """Makes arrays of zeros: each starts at a multiple of 64 bytes, and at another place of its page than the last."""

    def __init__(self, dtype: Any) -> None:
        self.dtype = np.dtype(dtype)
        self._count = 0

    def zeros(self, *shape: int) -> Any:
        """Give an array of zeros."""
        self._count += 1
        size = math.prod(shape) * self.dtype.itemsize
        raw = np.zeros(size + 2 * PAGE, np.uint8)
        start = (-raw.__array_interface__["data"][0]) % PAGE + self._count * STAGGER % PAGE
        return raw[start : start + size].view(self.dtype).reshape(shape)
