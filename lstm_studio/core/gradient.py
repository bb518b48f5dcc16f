"""After the loop: adjoints of what does not depend on states, gradients of all parameters, and of the input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.backward import Backward
    from lstm_studio.core.program import Program

__all__ = ["Gradient"]


class Gradient:
    """Collects the gradient of one program's parameters into a flat vector."""

    def __init__(self, program: Program, backward: Backward, offsets: Mapping[str, int]) -> None:
        self.program, self.backward, self.plan = program, backward, program.plan
        self._offsets = offsets
        plan, adjoint, dtype = program.plan, program.compiled.adjoint, program.dtype
        in_loop = {root for group in plan.groups if not group.static for root in group.rows}
        self._later = [
            node.index
            for node in reversed(plan.nodes)
            if (node.index in adjoint.hubs and plan.static[node.index])
            or (node.index in plan.affine and node.index not in in_loop and node.index not in adjoint.hubs)
        ]
        for index in self._later:
            for k in adjoint.far[index].values():
                backward.slopes.array(k)
        for row in adjoint.vectors:
            backward.slopes.array(row.coefficient)
        shapes = [program.weights.shape(group) for group in plan.groups]
        self._raw = np.zeros(sum(r * c for r, c in shapes), dtype)
        self._matrices, at = [], 0
        for rows, columns in shapes:
            self._matrices.append(self._raw[at : at + rows * columns].reshape(rows, columns))
            at += rows * columns
        self._place_parameters()
        self._turned: dict[tuple[str, int], Any] = {}
        self.through_x = np.zeros((program.steps, program.inputs, program.batch), dtype)

    def _place_parameters(self) -> None:
        """Find where in the stacked gradients every parameter stands."""
        sources: list[Any] = []
        targets: list[Any] = []
        scales: list[Any] = []
        at = 0
        for group, matrix in zip(self.plan.groups, self._matrices, strict=True):
            number = at + np.arange(matrix.size).reshape(matrix.shape)
            for (row, column, height, width), (_r, _v, name, sign) in zip(
                self.program.weights.cells(group), group.cells, strict=True
            ):
                block = number[row : row + height, column : column + width].ravel()
                sources.append(block)
                targets.append(self._offsets[name] + np.arange(block.size))
                scales.append(np.full(block.size, sign))
            at += matrix.size
        self._source = np.concatenate([*sources, np.zeros(0, int)]).astype(np.intp)
        self._target = np.concatenate([*targets, np.zeros(0, int)]).astype(np.intp)
        scale = np.concatenate([*scales, np.ones(0)])
        self._scale = None if np.all(scale == 1) else scale.astype(self.program.dtype)
        self._once = np.unique(self._target).size == self._target.size

    def _turn(self, name: str, array: Any, steps: int) -> Any:
        """Give (steps, rows, B) as (rows, steps · B), without a copy where there is one sample."""
        part = array[:steps]
        if self.program.batch == 1:
            return part[:, :, 0].T
        key = (name, steps)
        if key not in self._turned:
            self._turned[key] = np.empty((part.shape[1], steps, part.shape[2]), part.dtype)
        turned = self._turned[key]
        np.copyto(turned, part.transpose(1, 0, 2))
        return turned.reshape(part.shape[1], -1)

    def collect(self, flat: Any, steps: int) -> None:
        """Add this program's gradient to ``flat``; adjoints of ``steps`` steps must be there."""
        for index in self._later:
            self._make_later(index, steps)
        for number, group in enumerate(self.plan.groups):
            operand = self.program.operand(group)
            turned = self._turn(f"operand {number}", operand, steps)
            np.dot(
                self._turn(f"delta {number}", self.backward.deltas(group), steps),
                turned.T,
                self._matrices[number],
            )
        values = self._raw[self._source]
        if self._scale is not None:
            values *= self._scale
        if self._once:
            flat[self._target] += values
        else:
            np.add.at(flat, self._target, values)
        for row in self.program.compiled.adjoint.vectors:
            k = self.backward.slopes.array(row.coefficient)
            product = self.backward.adjoints(row.source)[:steps] * (k[:steps] if k.ndim == 3 else k)
            start = self._offsets[row.parameter]
            flat[start : start + self.program.units] += product.sum(axis=(0, 2))

    def _make_later(self, index: int, steps: int) -> None:
        """Sum the adjoint of a static hub or sink for all steps at once."""
        backward, total = self.backward, self.backward.adjoints(index)[:steps]
        entering = [backward.external[n] for n in backward.external if self.plan.named[n] == index]
        total[...] = entering[0][:steps] if entering else 0
        for source, k in self.program.compiled.adjoint.far[index].items():
            slope = backward.slopes.array(k)
            total += backward.adjoints(source)[:steps] * (slope[:steps] if slope.ndim == 3 else slope)
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
                for source, k in self.program.compiled.adjoint.far[node.index].items():
                    slope = self.backward.slopes.array(k)
                    total += self.backward.adjoints(source)[:steps] * (
                        slope[:steps] if slope.ndim == 3 else slope
                    )
                self._through_products(node.index, total, steps)
        return total

    def of(self, index: int, steps: int) -> Any:
        """Give the adjoint (steps, H, B) of any node that is part of no affine sum."""
        adjoint, backward = self.program.compiled.adjoint, self.backward
        if index in backward.rows:
            return backward.adjoints(index)[:steps].copy()
        total = np.zeros((steps, self.program.units, self.program.batch), self.program.dtype)
        for source, k in adjoint.far[index].items():
            total += backward.adjoints(source)[:steps] * backward.slopes.evaluate(k, steps)
        return total
