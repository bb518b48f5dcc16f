"""Prepared parameters: stacked, folded, transposed and spread copies of the flat vector, made once a run.

All of them live in one vector that is two NumPy calls away from the flat one: ``take`` by an index, times a scale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.engine.aligned import padded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.engine.address import Address
    from lstm_studio.core.engine.plan import Group

__all__ = ["Weights"]


class Weights:
    """``matrices[g]``: the stacked weights of group g; ``transposed[g]``: for the way back, without folds."""

    def __init__(self, address: Address, offsets: Mapping[str, int], total: int) -> None:
        self._address, self._offsets, self._zero = address, offsets, total
        plan, folds = address.plan, address.compiled.lowering.folds
        layouts: list[tuple[Any, Any]] = []
        self._vectors: dict[tuple[str, float], int] = {}
        count = len(plan.groups)
        for group in plan.groups:
            index, scale = self._layout(group, folds)
            layouts.append((index, scale))
        for group in plan.groups:
            index, scale = self._layout(group, {})
            layouts.append((np.ascontiguousarray(index.T), np.ascontiguousarray(scale.T)))
        for name, factor in sorted(address.compiled.vectors):
            self._vectors[name, factor] = len(layouts)
            spread = np.repeat(offsets[name] + np.arange(address.units)[:, None], address.batch, axis=1)
            layouts.append((spread, np.full(spread.shape, factor)))
        size = sum(padded(index.size, address.dtype) for index, _scale in layouts)
        self._index = np.full(size, self._zero, np.intp)
        self._scale = address.arrays.zeros(size)
        self._prepared = address.arrays.zeros(size)
        views, at = [], 0
        for index, factor in layouts:
            self._index[at : at + index.size] = index.ravel()
            self._scale[at : at + index.size] = factor.ravel()
            views.append(self._prepared[at : at + index.size].reshape(index.shape))
            at += padded(index.size, address.dtype)
        self._plain = all(np.all(factor == 1) for _index, factor in layouts)
        self.matrices, self.transposed = views[:count], views[count : 2 * count]
        self._views = views

    def _layout(self, group: Group, folds: Mapping[int, float]) -> tuple[Any, Any]:
        """Give (index into the flat vector with a zero behind it, scale) of a group's stacked matrix."""
        places = self._address.cells(group)
        rows, columns = self._address.shape(group)
        index = np.full((rows, columns), self._zero, np.intp)
        scale = np.zeros((rows, columns))
        for (row, column, height, width), (root, _vector, name, sign) in zip(
            places, group.cells, strict=True
        ):
            block = np.s_[row : row + height, column : column + width]
            index[block] = self._offsets[name] + np.arange(height * width).reshape(height, width)
            scale[block] = sign * folds.get(root, 1.0)
        return index, scale

    def vector(self, name: str, scale: float = 1.0) -> Any:
        """Give a parameter vector spread over the samples, (H, B), times 1 or ½."""
        return self._views[self._vectors[name, scale]]

    def prepare(self, flat: Any) -> None:
        """Refresh all prepared parameters from the flat vector, which has one zero behind its last parameter."""
        flat.take(self._index, out=self._prepared, mode="clip")
        if not self._plain:
            np.multiply(self._prepared, self._scale, self._prepared)
