"""The tape of the way back: coefficients of all steps at once, then a loop of products, sums and one matrix product.

Read ``adjoint.py`` first, and ``adjoints.py`` for where everything stands; ``sweep.py`` tells how a step ends.
"""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.engine.adjoints import Adjoints
from lstm_studio.core.engine.lower import matrix_product
from lstm_studio.core.engine.products import row_parts
from lstm_studio.core.engine.tape import play

if TYPE_CHECKING:
    from lstm_studio.core.engine.memory import Memory

__all__ = ["Backward"]


class Backward(Adjoints):
    """Call ``back`` after ``Program.run``; then the adjoints are there."""

    def __init__(self, memory: Memory, *, keep: bool) -> None:
        super().__init__(memory, keep=keep)
        self._columns: list[Any] = []
        self._zeroed: list[Any] = []
        self._record()
        self.calls = len(self._columns)
        self.tape = list(chain.from_iterable(zip(*self._columns, strict=True)))
        self._columns = []
        self._behind = self._edges()

    def _call(self, function: Any, *arrays: Any) -> None:
        """Add a call to every step; an array with a time axis gives its step, from the last to the first."""
        seen = {
            id(array): list(array[::-1]) if getattr(array, "ndim", 0) == 3 else [array] * self.steps
            for array in arrays
        }
        views = [seen[id(array)] for array in arrays]
        self._columns.append(list(zip(repeat(function), *views, strict=False)))

    def _matrix(self, weights: Any, delta: Any, out: Any) -> None:
        """Add a matrix product to every step, in parts where it is large."""
        for rows in row_parts(len(weights), len(delta[0]), self.batch):
            self._call(matrix_product, weights[rows], delta, out[rows])

    def _scratch(self, rows: int) -> Any:
        return self.memory.arrays.zeros(rows, self.batch)

    def _record(self) -> None:
        """Write the loop: what step t + 1 leaves, each hub, from the last to the first, the products that end it."""
        plan, hubs = self.plan, [hub for hub in self.adjoint.hubs if not self.plan.static[hub]]
        incoming: dict[int, list[Any]] = {
            hub: [self._entering[hub]] if hub in self._entering else [] for hub in hubs
        }
        self._gather(incoming)
        self._opening = len(self._columns)
        copies = self._carries(incoming)
        for hub in hubs:
            for number, group in enumerate(plan.groups):
                if hub in group.vectors:
                    incoming[hub].append(self._scratch(self.units))
                    self._matrix(self.transposed(number, hub), self.deltas(group), incoming[hub][-1])
            self._sum(hub, incoming[hub], [out for _source, out in copies])
            for target, k in self._fed(hub):
                self._feed(hub, target, k, incoming)
        for source, out in copies:
            self._call(np.positive, self.adjoints(source), out)
        for function, *arrays in self.sweep.calls(self._adjoints):
            self._call(function, *arrays)

    def _gather(self, incoming: dict[int, list[Any]]) -> None:
        """Let each state read what comes back through the matrix products of step t + 1."""
        self._gathered: list[tuple[int, Any]] = []
        for number, group in enumerate(self.plan.groups):
            states = self._before(group)
            if states:
                hub = self.plan.named[str(self.plan.nodes[states[0]].name)]
                lane = None if len(states) > 1 or hub in self._adjoints else self.sweep.lane(hub)
                out = self._scratch(len(states) * self.units) if lane is None else lane
                self._gathered.append((number, out))
                self._matrix(self._stretch(number), self._deltas(group)[1:], out)
                for place, vector in enumerate(states):
                    block = out[place * self.units : (place + 1) * self.units] if len(states) > 1 else out
                    incoming[self.plan.named[str(self.plan.nodes[vector].name)]].append(block)

    def _carries(self, incoming: dict[int, list[Any]]) -> list[tuple[int, Any]]:
        """Let each state read what step t + 1 carries to it; give (source, where) of what is carried as it is."""
        copies = []
        for carry in self.sweep.carries:
            rows = carry.rows
            if rows is None:
                rows = self._scratch(self.units)
                copies.append((carry.source, rows))
                self._zeroed.append(rows)
            incoming[carry.state].append(rows)
        return copies

    def _fed(self, hub: int) -> list[tuple[int, int]]:
        """Give (node, coefficient) for the sinks and hubs that a hub feeds inside the loop, before its end."""
        plan, found = self.plan, []
        for index, sources in enumerate(self.adjoint.far):
            step_hub = index in self.adjoint.hubs and not plan.static[index]
            if hub in sources and (step_hub or index in self._in_loop) and not self.sweep.makes(index):
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

    def _sum(self, hub: int, arrays: list[Any], carried: list[Any]) -> None:
        """Add up the contributions to the adjoint of a hub; a lone one is the adjoint, if it outlives the step."""
        if hub not in self._adjoints:
            alone = len(arrays) == 1 and not any(arrays[0] is array for array in carried)
            if alone:
                self._adjoints[hub] = arrays[0]
                return
            lane = self.sweep.lane(hub)
            self._adjoints[hub] = self._scratch(self.memory.height(hub)) if lane is None else lane
        out = self._adjoints[hub]
        if len(arrays) == 1:
            self._call(np.positive, arrays[0], out)
        elif arrays:
            self._call(np.add, arrays[0], arrays[1], out)
            for array in arrays[2:]:
                self._call(np.add, out, array, out)

    def _edges(self) -> list[Any]:
        """Give what is 0 behind the last step: all that would come back from there but what the readout says."""
        found = [self.sweep.carried]
        for number, block in self._blocks.items():
            if len(block) > self.steps:
                riding = number == self.sweep.number and self.answer is not None
                low, high = (self._read.start, self._read.stop) if riding else (0, 0)
                found += [block[:, :low], block[:, high:]]
        return [array for array in found if array.size]

    def back(self, steps: int, truncate: int | None = None) -> None:
        """Make the adjoints of all sinks and hubs for the first ``steps`` steps.

        With ``truncate`` no gradient flows back to a step from the next one where that one's number, from 0, is a
        multiple of it (Williams & Peng 1990).
        """
        self.slopes.fill(steps)
        for array in self._behind:
            array[steps] = 0
        if self.answer is not None:
            self.sweep.sums[0, self._read] = 0  # no loss asks what is read before the first step
        end = steps
        while end > 0:
            start = (end - 1) // truncate * truncate if truncate else 0
            for array in self._zeroed:
                array.fill(0)
            low, high = (self.steps - end) * self.calls, (self.steps - start) * self.calls
            if end < steps:
                self._cut(end)
                low += self._opening
            play(self.tape if high - low == len(self.tape) else self.tape[low:high])
            end = start

    def _cut(self, step: int) -> None:
        """Let nothing come back from ``step`` but what the readout of the step before it says."""
        self.sweep.carried[step] = 0
        for number, out in self._gathered:
            if number == self.sweep.number and self.answer is not None:
                np.matmul(self._stretch(number)[:, self._read], self.sweep.sums[step, self._read], out)
            else:
                out[...] = 0
