"""How large matrix products are cut, so that OpenBLAS multiplies them without packing them first."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from lstm_studio.core.engine.aligned import Arrays

__all__ = ["LARGE", "Weighting", "row_parts"]

LARGE = 1_000_000
"""Multiplications up to which OpenBLAS does not pack: 512 × 161 × 32 takes 57 µs whole, 48 µs in three parts."""

CACHED = 250_000
"""Values that are still in the cache when the next call reads them."""


def row_parts(rows: int, inner: int, columns: int) -> list[slice]:
    """Give slices of the left matrix's rows whose products are not large."""
    count = max(1, math.ceil(rows * inner * columns / LARGE))
    edges = [rows * number // count for number in range(count + 1)]
    return [slice(low, high) for low, high in pairwise(edges)]


class Weighting:
    """Σ over steps and samples of delta · operandᵀ: delta (T, R, B) and operand (T, K, B) give ``total`` (R, K).

    One sample: one product of two views. Else the operand is turned to (T, B, K) and the products of blocks of steps
    are added up. Small products are made a step at a time and added up by one more product, with ones; for large ones
    a block of delta is turned as well, no larger than stays in the cache.
    """

    def __init__(self, delta: Any, operand: Any, total: Any, arrays: Arrays) -> None:
        self._delta, self._operand, self._total = delta, operand, total
        steps, rows, batch = delta.shape
        inner = operand.shape[1]
        self._large = rows * inner * batch > LARGE
        most = CACHED // (rows * batch) if self._large else LARGE // (rows * inner)
        self._block = max(1, min(steps, most))
        dtype, many = delta.dtype, batch > 1
        self._turned = arrays.zeros(steps if many else 0, batch, inner)
        self._straight = arrays.zeros(rows * batch * self._block if many and self._large else 0)
        self._parts = arrays.zeros(self._block if many and not self._large else 0, rows, inner)
        self._ones = np.ones((1, self._block), dtype)
        self._sum = arrays.zeros(rows, inner)

    def collect(self, steps: int) -> None:
        """Make the total over the first ``steps`` steps."""
        delta, operand = self._delta[:steps], self._operand[:steps]
        if delta.shape[2] == 1:
            np.dot(delta[:, :, 0].T, operand[:, :, 0], self._total)
            return
        turned = self._turned[:steps]
        np.copyto(turned, operand.transpose(0, 2, 1))
        add = self._add_large if self._large else self._add_small
        for start in range(0, steps, self._block):
            block = slice(start, min(start + self._block, steps))
            add(delta[block], turned[block], self._sum if start else self._total)
            if start:
                np.add(self._total, self._sum, self._total)

    def _add_small(self, delta: Any, turned: Any, out: Any) -> None:
        parts = np.matmul(delta, turned, self._parts[: len(delta)])
        np.dot(self._ones[:, : len(parts)], parts.reshape(len(parts), -1), out.reshape(1, -1))

    def _add_large(self, delta: Any, turned: Any, out: Any) -> None:
        steps, rows, batch = delta.shape
        straight = self._straight[: delta.size].reshape(rows, steps, batch)
        np.copyto(straight, delta.transpose(1, 0, 2))
        np.dot(straight.reshape(rows, -1), turned.reshape(steps * batch, -1), out)
