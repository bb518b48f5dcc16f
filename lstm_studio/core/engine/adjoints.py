"""Where the adjoints of a cell at work stand, and the coefficients that they are multiplied by.

The adjoints of a group's affine sums are one array (T + 1, rows, B), so that the way back through a stacked matrix is
one product a step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lstm_studio.core.engine.overlap import Regions
from lstm_studio.core.engine.slopes import Slopes
from lstm_studio.core.engine.sweep import Sweep, grounds

if TYPE_CHECKING:
    from lstm_studio.core.engine.memory import Memory
    from lstm_studio.core.engine.plan import Group

__all__ = ["Adjoints"]


class Adjoints:
    """The arrays of the way back.

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
