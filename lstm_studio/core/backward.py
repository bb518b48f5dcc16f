"""The tape of the way back: coefficients of all steps at once, then a loop of products, sums and one matrix product.

Read ``adjoint.py`` first. The adjoints of a group's affine sums are one array (T, rows, B), so that the way back
through a stacked matrix is one product a step.
"""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.lower import matrix_product
from lstm_studio.core.products import row_parts
from lstm_studio.core.slopes import Slopes

if TYPE_CHECKING:
    from lstm_studio.core.memory import Memory
    from lstm_studio.core.plan import Group

__all__ = ["Backward"]


class Backward:
    """Call ``back`` after ``Program.run``. ``external[name]`` (T, H, B): the gradient that enters at each step."""

    def __init__(self, memory: Memory) -> None:
        self.memory, self.plan, self.adjoint = memory, memory.plan, memory.compiled.adjoint
        self.steps, self.batch, self.units = memory.steps, memory.batch, memory.units
        full = (self.steps, self.units, self.batch)
        self.external = {name: np.zeros(full, memory.dtype) for name in memory.compiled.outputs}
        self._entering = {self.plan.named[name]: array for name, array in self.external.items()}
        self.slopes = Slopes(memory)
        self._address()
        self._columns: list[Any] = []
        self._zeroed: list[Any] = []
        self._record()
        self.calls = len(self._columns)
        self.tape = list(chain.from_iterable(zip(*self._columns, strict=True)))
        self._columns = []

    def _address(self) -> None:
        """Give the sinks of each group one array, every other hub an array of its own."""
        plan, memory = self.plan, self.memory
        self._where: dict[int, tuple[Any, int]] = {}
        for group in plan.groups:
            if group.first:
                block = np.zeros((self.steps, len(group.rows) * self.units, self.batch), memory.dtype)
                for number, root in enumerate(memory.order(group)):
                    self._where[root] = (block, number * self.units)
        for hub in self.adjoint.hubs:
            size = memory.inputs if plan.nodes[hub].size == "D" else self.units
            if hub not in self._where:
                self._where[hub] = (np.zeros((self.steps, size, self.batch), memory.dtype), 0)

    def deltas(self, group: Group) -> Any:
        """Give the view (T, rows, B) of the adjoints of a group's rows."""
        return self._where[group.rows[0]][0] if group.first else self.adjoints(group.rows[0])

    def has(self, index: int) -> bool:
        """Tell whether the adjoint of a node is kept: it is a sink or a hub."""
        return index in self._where

    def adjoints(self, index: int) -> Any:
        """Give the view (T, H, B), or (T, D, B), of a sink's or a hub's adjoint."""
        array, low = self._where[index]
        size = self.memory.inputs if self.plan.nodes[index].size == "D" else self.units
        return array[:, low : low + size]

    def transposed(self, number: int, vector: int) -> Any:
        """Give the rows of group ``number``'s transposed weights that lead to the node ``vector``."""
        memory = self.memory
        group = self.plan.groups[number]
        low, high = memory.column(group, vector)
        return memory.weights.transposed[number][low:high]

    def _call(self, function: Any, *arrays: Any) -> None:
        """Add a call to every step; an array with a time axis gives its step, from the last to the first."""
        seen = {id(array): list(array[::-1]) if array.ndim == 3 else [array] * self.steps for array in arrays}
        views = [seen[id(array)] for array in arrays]
        self._columns.append(list(zip(repeat(function), zip(*views, strict=True), strict=False)))

    def _matrix(self, weights: Any, delta: Any, out: Any) -> None:
        """Add a matrix product to every step, in parts where it is large."""
        for rows in row_parts(len(weights), len(delta[0]), self.batch):
            self._call(matrix_product, weights[rows], delta, out[rows])

    def _scratch(self, rows: int, *, carried: bool = False) -> Any:
        array = np.zeros((rows, self.batch), self.memory.dtype)
        if carried:
            self._zeroed.append(array)
        return array

    def _record(self) -> None:
        """Write the loop: each hub, from the last to the first, its sum and what it feeds; then what is carried."""
        plan, hubs = self.plan, [hub for hub in self.adjoint.hubs if not self.plan.static[hub]]
        incoming: dict[int, list[Any]] = {
            hub: [self._entering[hub]] if hub in self._entering else [] for hub in hubs
        }
        carries = self._carries(incoming)
        for hub in hubs:
            for number, group in enumerate(plan.groups):
                if hub in group.vectors:
                    incoming[hub].append(self._scratch(self.units))
                    self._matrix(self.transposed(number, hub), self.deltas(group), incoming[hub][-1])
            self._sum(incoming[hub], self.adjoints(hub))
            for target, k in self._fed(hub):
                self._feed(hub, target, k, incoming)
        for source, k, out in carries:
            self._product(self.adjoints(source), k, out)
        for number, group in enumerate(plan.groups):
            if self._before(group):
                self._matrix(self._stretch(number), self.deltas(group), self._gathered[number])

    def _before(self, group: Group) -> list[int]:
        """Give the states of one step ago that a group reads, in the order of its columns."""
        states = [v for v in group.vectors if self.plan.nodes[v].op == "previous"]
        return sorted(states, key=lambda v: self.memory.column(group, v))

    def _stretch(self, number: int) -> Any:
        """Give the transposed weights that lead to the states of one step ago; they are neighbours."""
        group = self.plan.groups[number]
        states = self._before(group)
        low = self.memory.column(group, states[0])[0]
        high = self.memory.column(group, states[-1])[1]
        if high - low != len(states) * self.units:
            raise AssertionError("the states in an operand stand side by side")
        return self.memory.weights.transposed[number][low:high]

    def _carries(self, incoming: dict[int, list[Any]]) -> list[tuple[int, int, Any]]:
        """Let each state read what step t + 1 leaves for it; give the products (source, coefficient, where) that do."""
        plan, products = self.plan, []
        self._gathered: dict[int, Any] = {}
        for number, group in enumerate(plan.groups):
            states = self._before(group)
            if states:
                self._gathered[number] = self._scratch(len(states) * self.units, carried=True)
            for place, vector in enumerate(states):
                block = self._gathered[number][place * self.units : (place + 1) * self.units]
                incoming[plan.named[str(plan.nodes[vector].name)]].append(block)
        for node in plan.nodes:
            if node.op == "previous":
                for source, k in self.adjoint.far[node.index].items():
                    out = self._scratch(self.units, carried=True)
                    incoming[plan.named[str(node.name)]].append(out)
                    products.append((source, k, out))
        return products

    def _fed(self, hub: int) -> list[tuple[int, int]]:
        """Give (node, coefficient) for the sinks and hubs that a hub feeds inside the loop."""
        plan, found = self.plan, []
        in_loop = {root for group in plan.groups if not group.static for root in group.rows}
        for index, sources in enumerate(self.adjoint.far):
            step_hub = index in self.adjoint.hubs and not plan.static[index]
            if hub in sources and (step_hub or index in in_loop):
                found.append((index, sources[hub]))
        return found

    def _feed(self, hub: int, target: int, k: int, incoming: dict[int, list[Any]]) -> None:
        total = self.adjoints(hub)
        if target not in incoming:
            self._product(total, k, self.adjoints(target))
        elif k == self.adjoint.table.ONE:
            incoming[target].append(total)
        else:
            incoming[target].append(self._scratch(self.units))
            self._product(total, k, incoming[target][-1])

    def _product(self, total: Any, k: int, out: Any) -> None:
        if k == self.adjoint.table.ONE:
            self._call(np.positive, total, out)
        else:
            self._call(np.multiply, total, self.slopes.array(k), out)

    def _sum(self, arrays: list[Any], out: Any) -> None:
        """Add up the contributions to one adjoint."""
        if len(arrays) == 1:
            self._call(np.positive, arrays[0], out)
        elif arrays:
            self._call(np.add, arrays[0], arrays[1], out)
            for array in arrays[2:]:
                self._call(np.add, out, array, out)

    def back(self, steps: int) -> None:
        """Make the adjoints of all sinks and hubs for the first ``steps`` steps."""
        self.slopes.fill(steps)
        for array in self._zeroed:
            array.fill(0)
        tape = self.tape if steps == self.steps else self.tape[(self.steps - steps) * self.calls :]
        for function, arguments in tape:
            function(*arguments)
