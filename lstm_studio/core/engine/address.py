"""Where the slots of a cell stand: rows of the step buffers, rows and columns of the stacked matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.engine.aligned import Arrays

if TYPE_CHECKING:
    from lstm_studio.core.engine.compiled import Compiled
    from lstm_studio.core.engine.plan import Group, Slot

__all__ = ["Address"]


class Address:
    """A compiled cell with its sizes: ``shape`` is (T, B, D, H, O).

    ``stretch[slot]`` is the stretch of neighbours that a slot is part of, ``rows[slot]`` its rows there; ``heights``
    and ``scratch_height`` count rows.
    """

    def __init__(self, compiled: Compiled, shape: tuple[int, int, int, int, int], dtype: Any) -> None:
        self.compiled, self.plan = compiled, compiled.plan
        self.steps, self.batch, self.inputs, self.units, self.outputs = shape
        self.dtype = np.dtype(dtype)
        self.arrays = Arrays(dtype)
        self.rows: dict[Slot, tuple[int, int]] = {}
        self.scratch_rows: dict[int, tuple[int, int]] = {}
        self.stretch: dict[Slot, int] = {}
        self.heights: list[int] = []
        self.scratch_height = 0
        lowering = compiled.lowering
        for number, stretch in enumerate(compiled.arrangement.order):
            height = 0
            for key in stretch:
                if isinstance(key, int):
                    size = self._rows_of(lowering.scratch[key])
                    self.scratch_rows[key] = (self.scratch_height, self.scratch_height + size)
                    self.scratch_height += size
                elif isinstance(key, tuple):
                    size = self._rows_of(lowering.sizes[key])
                    self.rows[key], self.stretch[key] = (height, height + size), number
                    height += size
            self.heights.append(height)

    def _rows_of(self, size: str) -> int:
        return {"H": self.units, "D": self.inputs, "O": self.outputs, "1": 1}[size]

    def height(self, root: int) -> int:
        """Give the number of rows of a node's value."""
        return self._rows_of(self.plan.nodes[root].size)

    def span(self, slots: list[Slot]) -> tuple[int, int]:
        """Give the first and the last row of neighbouring slots."""
        return min(self.rows[s][0] for s in slots), max(self.rows[s][1] for s in slots)

    def column(self, group: Group, vector: int) -> tuple[int, int]:
        """Give the first and last column of a node (-1: the rows of ones) in a group's stacked matrix."""
        if vector < 0:
            slot: Slot = ("one", group.copy)
        elif self.plan.nodes[vector].op == "input":
            slot = ("x", group.copy)
        else:
            slot = self.compiled.lowering.places[vector].key
        start = self.span(self.compiled.lowering.operand(group))[0]
        return self.rows[slot][0] - start, self.rows[slot][1] - start

    def shape(self, group: Group) -> tuple[int, int]:
        """Give the rows and columns of a group's stacked matrix."""
        low, high = self.span(self.compiled.lowering.operand(group))
        return sum(map(self.height, group.rows)), high - low

    def order(self, group: Group) -> list[int]:
        """Give the roots of a group in the order of their rows."""
        lowering, rows = self.compiled.lowering, self.rows
        return sorted(group.rows, key=lambda root: rows[lowering.rows[root].key][0])

    def row(self, group: Group, root: int) -> int:
        """Give the first row of a root in a group's stacked matrix."""
        return sum(map(self.height, self.order(group)[: self.order(group).index(root)]))

    def cells(self, group: Group) -> list[tuple[int, int, int, int]]:
        """Give (row, column, height, width) of every parameter in a group's stacked matrix."""
        found = []
        for root, vector, _name, _sign in group.cells:
            low, high = self.column(group, vector)
            found.append((self.row(group, root), low, self.height(root), high - low))
        return found
