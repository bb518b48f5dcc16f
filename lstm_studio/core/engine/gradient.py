"""After the loop: adjoints of what does not depend on states, gradients of all parameters, and of the input."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.engine.products import Weighting

if TYPE_CHECKING:
    from lstm_studio.core.engine.backward import Backward
    from lstm_studio.core.engine.memory import Memory

__all__ = ["Gradient"]


class Gradient:
    """Collects the gradient of one program's parameters into a flat vector."""

    def __init__(self, memory: Memory, backward: Backward) -> None:
        self.memory, self.backward, self.plan = memory, backward, memory.plan
        self._offsets = memory.offsets
        plan, adjoint, dtype = memory.plan, memory.compiled.adjoint, memory.dtype
        in_loop = {root for group in plan.groups if not group.static for root in group.rows}
        self._later = [
            node.index
            for node in reversed(plan.nodes)
            if (node.index in adjoint.hubs and plan.static[node.index])
            or (node.index in plan.affine and node.index not in in_loop and node.index not in adjoint.hubs)
        ]
        shapes = [memory.shape(group) for group in plan.groups]
        starts = np.cumsum([0, *(rows * columns for rows, columns in shapes)])
        self._raw = np.zeros(starts[-1] + len(adjoint.vectors) * memory.units + 1, dtype)  # a 0 stands last
        self._matrices = [
            self._raw[start : start + rows * columns].reshape(rows, columns)
            for start, (rows, columns) in zip(starts, shapes, strict=False)
        ]
        self._vectors = self._raw[starts[-1] : -1].reshape(len(adjoint.vectors), memory.units)
        self._weightings = []
        for group, matrix in zip(plan.groups, self._matrices, strict=True):
            delta = backward.weighed(group)
            weighting = Weighting(delta, memory.operand(group, len(delta)), matrix, memory.arrays)
            self._weightings.append((weighting, len(delta) - memory.steps))
        self._place_parameters(starts)
        self.through_x = np.zeros((memory.steps, memory.inputs, memory.batch), dtype)

    def _place_parameters(self, starts: Any) -> None:
        """Find where in the raw gradient every parameter stands: once in ``_from``, again in ``_again``."""
        found: list[tuple[str, Any, float]] = []
        for start, group, matrix in zip(starts, self.plan.groups, self._matrices, strict=False):
            number = start + np.arange(matrix.size).reshape(matrix.shape)
            for place, (_root, _vector, name, sign) in zip(
                self.memory.cells(group), group.cells, strict=True
            ):
                row, column, height, width = place
                found.append((name, number[row : row + height, column : column + width].ravel(), sign))
        units = self.memory.units
        for count, vector in enumerate(self.memory.compiled.adjoint.vectors):
            found.append((vector.parameter, starts[-1] + count * units + np.arange(units), 1.0))
        rows, memory = self.plan.graph.parameters, self.memory
        ends = [self._offsets[n] + math.prod(row.shape(memory.inputs, units)) for n, row in rows.items()]
        ends += [self._offsets[name] + source.size for name, source, _sign in found]
        self._low, high = min(self._offsets.values(), default=0), max(ends, default=0)
        self._from = np.full(high - self._low, self._raw.size - 1, np.intp)
        scale = np.ones(self._from.size)
        self._again: list[tuple[int, Any, float]] = []
        seen: set[str] = set()
        for name, source, sign in found:
            start = self._offsets[name] - self._low
            if name in seen:
                self._again.append((start, source, sign))
                continue
            seen.add(name)
            self._from[start : start + source.size] = source
            scale[start : start + source.size] = sign
        self._scale = None if np.all(scale == 1) else scale.astype(self.memory.dtype)

    def collect(self, flat: Any, steps: int) -> None:
        """Put this program's gradient into ``flat``; adjoints of ``steps`` steps must be there."""
        for index in self._later:
            self._make_later(index, steps)
        for weighting, more in self._weightings:
            weighting.collect(steps + more)
        for row, total in zip(self.memory.compiled.adjoint.vectors, self._vectors, strict=True):
            self._weighted(row.source, row.coefficient, steps).sum(axis=(0, 2), out=total)
        gathered = flat[self._low : self._low + self._from.size]
        self._raw.take(self._from, out=gathered, mode="clip")
        if self._scale is not None:
            np.multiply(gathered, self._scale, gathered)
        for start, source, sign in self._again:
            gathered[start : start + source.size] += sign * self._raw[source]

    def _weighted(self, source: int, k: int, steps: int) -> Any:
        """Give the adjoint of ``source`` times a coefficient, (steps, H, B)."""
        adjoint = self.backward.adjoints(source)[:steps]
        alone = k == self.memory.compiled.adjoint.table.ONE
        return adjoint if alone else adjoint * self._slope(k, steps)

    def _slope(self, k: int, steps: int) -> Any:
        slope = self.backward.slopes.array(k)
        return slope[:steps] if slope.ndim == 3 else slope

    def _make_later(self, index: int, steps: int) -> None:
        """Sum the adjoint of a static hub or sink for all steps at once."""
        backward, total = self.backward, self.backward.adjoints(index)[:steps]
        entering = [backward.external[n] for n in backward.external if self.plan.named[n] == index]
        sources = self.memory.compiled.adjoint.far[index]
        if len(sources) == 1 and not entering:
            ((source, k),) = sources.items()
            np.multiply(backward.adjoints(source)[:steps], self._slope(k, steps), total)
        else:
            total[...] = entering[0][:steps] if entering else 0
            for source, k in sources.items():
                total += self._weighted(source, k, steps)
        self._through_products(index, total, steps)

    def _through_products(self, index: int, total: Any, steps: int) -> None:
        for number, group in enumerate(self.plan.groups):
            if index in group.vectors:
                total += np.matmul(
                    self.backward.transposed(number, index), self.backward.deltas(group)[:steps]
                )

    def input(self, steps: int) -> Any:
        """Give the gradient with respect to x, (steps, D, B)."""
        total = self.through_x[:steps]
        total[...] = 0
        for node in self.plan.nodes:
            if node.op == "input":
                for source, k in self.memory.compiled.adjoint.far[node.index].items():
                    total += self._weighted(source, k, steps)
                self._through_products(node.index, total, steps)
        return total

    def of(self, index: int, steps: int) -> Any:
        """Give the adjoint (steps, H, B) of any node that is part of no affine sum."""
        adjoint, backward = self.memory.compiled.adjoint, self.backward
        if backward.has(index):
            return backward.adjoints(index)[:steps].copy()
        total = np.zeros((steps, self.memory.units, self.memory.batch), self.memory.dtype)
        for source, k in adjoint.far[index].items():
            total += backward.adjoints(source)[:steps] * backward.slopes.evaluate(k, steps)
        return total
