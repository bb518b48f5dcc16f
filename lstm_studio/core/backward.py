"""The tape of the way back: coefficients of all steps at once, then a loop of products, sums and one matrix product.

Read ``adjoint.py`` first. The adjoints of a group's affine sums are one array (T + 1, rows, B), so that the way back
through a stacked matrix is one product a step; ``sweep.py`` tells how they are made.
"""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.lower import matrix_product
from lstm_studio.core.overlap import Regions
from lstm_studio.core.products import row_parts
from lstm_studio.core.slopes import Slopes
from lstm_studio.core.sweep import Sweep, grounds
from lstm_studio.core.tape import play

if TYPE_CHECKING:
    from lstm_studio.core.memory import Memory
    from lstm_studio.core.plan import Group

__all__ = ["Backward"]


class Backward:
    """Call ``back`` after ``Program.run``.

    ``external[name]`` (T, H, B): the gradient that enters at each step. Where the readout rides along, ``answer``
    (T, O, B): the gradient of the loss with respect to it; at step t + 1 it is the adjoint of a sum, as all others.
    ``keep``: adjoints of all hubs at all steps can be read afterwards.
    """

    def __init__(self, memory: Memory, *, keep: bool) -> None:
        self.memory, self.plan, self.adjoint = memory, memory.plan, memory.compiled.adjoint
        self.steps, self.batch, self.units = memory.steps, memory.batch, memory.units
        zeros = memory.arrays.zeros
        self.external = {name: zeros(self.steps, self.units, self.batch) for name in memory.compiled.outputs}
        self._entering = {self.plan.named[name]: array for name, array in self.external.items()}
        self._in_loop = {root for group in self.plan.groups if not group.static for root in group.rows}
        self._adjoints: dict[int, Any] = {}
        self._blocks: dict[int, Any] = {}
        self.sweep, self.slopes = self._placed(keep=keep)
        self._address(self.adjoint.hubs if keep else self.adjoint.lasting())
        self._columns: list[Any] = []
        self._zeroed: list[Any] = []
        self._record()
        self.calls = len(self._columns)
        self.tape = list(chain.from_iterable(zip(*self._columns, strict=True)))
        self._columns = []
        self._behind = self._edges()

    def _placed(self, *, keep: bool) -> tuple[Sweep, Slopes]:
        """Give the sweep and its coefficients, in place of forward values if nobody reads those any more."""
        memory, regions, table = self.memory, Regions(self.memory.buffers), self.adjoint.table
        for sums, carried in grounds(memory, keep=keep):
            sweep = Sweep(memory, sums, carried)
            rows = [table.rows[k] for k in sweep.read_elsewhere()]
            places = [memory.compiled.lowering.places[args[0]] for op, args, _value in rows if op == "value"]
            read = [memory.view((place,))[1] for place in places]
            read += [memory.operand(group) for group in self.plan.groups]
            if any(regions.overlap(one, other) for one in read for other in (sums, carried)):
                continue
            slopes = Slopes(memory, self.adjoint.multiplied(), *sweep.places())
            if slopes.arrange(regions):
                return sweep, slopes
        raise AssertionError("memory of its own is always free")

    def _address(self, lasting: Any) -> None:
        """Give the sinks of each group one array, and every hub that is read afterwards an array of its own."""
        plan, memory = self.plan, self.memory
        for number, group in enumerate(plan.groups):
            if group.first:
                block = self.sweep.sums
                if number != self.sweep.number:
                    steps = self.steps + (not group.static)
                    block = memory.arrays.zeros(steps, memory.shape(group)[0], self.batch)
                self._blocks[number] = block
                for root in group.rows:
                    self._adjoints[root] = block[: self.steps, self._rows(group, root)]
        self.answer: Any = None
        if plan.answer >= 0:
            self._read = self._rows(plan.groups[self.sweep.number], plan.answer)
            self.answer = self.sweep.sums[1:, self._read]
        for hub in self.adjoint.hubs:
            if hub not in self._adjoints and (hub in lasting or plan.static[hub]):
                self._adjoints[hub] = memory.arrays.zeros(self.steps, memory.height(hub), self.batch)

    def _rows(self, group: Group, root: int) -> slice:
        low = self.memory.row(group, root)
        return slice(low, low + self.memory.height(root))

    def deltas(self, group: Group) -> Any:
        """Give the view (T, rows, B) of the adjoints of a group's rows."""
        return self._deltas(group)[: self.steps]

    def _deltas(self, group: Group) -> Any:
        """Give the view (T + 1, rows, B), in a static group (T, rows, B)."""
        owner = next(g for g in self.plan.groups if g.first and group.rows[0] in g.rows)
        block = self._blocks[self.plan.groups.index(owner)]
        low = 0 if group.first else self.memory.row(owner, group.rows[0])
        return block[:, low : low + self.memory.shape(group)[0]]

    def weighed(self, group: Group) -> Any:
        """Give the adjoints whose products with what the group reads are the gradient of its weights.

        (T, rows, B), one step more where the readout rides along.
        """
        return self._deltas(group) if self.plan.answer in group.rows else self.deltas(group)

    def has(self, index: int) -> bool:
        """Tell whether the adjoint of a node is kept: it is a sink or a hub."""
        return index in self._adjoints

    def adjoints(self, index: int) -> Any:
        """Give the view (T, H, B), or (T, D, B), of a sink's or a hub's adjoint; (H, B) of one that does not last."""
        return self._adjoints[index]

    def transposed(self, number: int, vector: int) -> Any:
        """Give the rows of group ``number``'s transposed weights that lead to the node ``vector``."""
        memory = self.memory
        group = self.plan.groups[number]
        low, high = memory.column(group, vector)
        return memory.weights.transposed[number][low:high]

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
