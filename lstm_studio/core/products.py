"""How large matrix products are cut, so that OpenBLAS multiplies them without packing them first."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np

__all__ = ["LARGE", "Weighting", "row_parts"]

LARGE = 1_000_000
"""Multiplications up to which OpenBLAS does not pack: 512 × 161 × 32 takes 57 µs whole, 48 µs in three parts."""


def row_parts(rows: int, inner: int, columns: int) -> list[slice]:
    """Give slices of the left matrix's rows whose products are not large."""
    count = max(1, math.ceil(rows * inner * columns / LARGE))
    edges = [rows * number // count for number in range(count + 1)]
    return [slice(low, high) for low, high in pairwise(edges)]


class Weighting:
    """Σ over steps and samples of delta · operandᵀ: delta (T, R, B) and operand (T, K, B) give ``total`` (R, K).

    One sample: one product of two views. Else the operand is turned to (T, B, K), and small products of single steps
    are added up by one more product with ones; large ones are one product over a turned delta as well.
    """

    def __init__(self, delta: Any, operand: Any, total: Any) -> None:
        self._delta, self._operand, self._total = delta, operand, total
        steps, rows, batch = delta.shape
        inner = operand.shape[1]
        self._whole = rows * inner * batch > LARGE
        self._block = max(1, min(steps, LARGE // (rows * inner)))
        dtype = delta.dtype
        many = batch > 1
        self._turned = np.zeros((steps if many else 0, batch, inner), dtype)
        self._straight = np.zeros((rows, steps if many and self._whole else 0, batch), dtype)
        self._parts = np.zeros((self._block if many and not self._whole else 0, rows, inner), dtype)
        self._ones = np.ones((1, self._block), dtype)
        self._sum = np.zeros((1, rows * inner), dtype)

    def collect(self, steps: int) -> None:
        """Make the total over the first ``steps`` steps."""
        delta, operand = self._delta[:steps], self._operand[:steps]
        rows, batch = delta.shape[1:]
        if batch == 1:
            np.dot(delta[:, :, 0].T, operand[:, :, 0], self._total)
            return
        turned = self._turned[:steps]
        np.copyto(turned, operand.transpose(0, 2, 1))
        if self._whole:
            straight = self._straight.reshape(-1)[: delta.size].reshape(rows, steps, batch)
            np.copyto(straight, delta.transpose(1, 0, 2))
            np.dot(straight.reshape(rows, -1), turned.reshape(steps * batch, -1), self._total)
            return
        flat = self._total.reshape(1, -1)
        for start in range(0, steps, self._block):
            part = self._parts[: min(self._block, steps - start)]
            np.matmul(delta[start : start + len(part)], turned[start : start + len(part)], part)
            np.dot(self._ones[:, : len(part)], part.reshape(len(part), -1), flat if start == 0 else self._sum)
            if start:
                np.add(flat, self._sum, flat)
