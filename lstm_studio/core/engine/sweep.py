"""The products that end a step of the way back: all adjoints of affine sums, and what is carried to the step before.

Each is the adjoint of a hub times a coefficient. The coefficients stand in neighbouring rows, where the slopes put
them; the adjoints of the hubs are spread over as many rows; one multiplication of all rows then puts the products in
place of the coefficients. One long call takes half the time of four short ones.

Where nobody reads them any more, the rows are those in which the forward pass left the sums themselves, and a state
beside them: that takes less of the cache.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.engine.overlap import behind, joined, start_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lstm_studio.core.engine.compiled import Compiled
    from lstm_studio.core.engine.memory import Memory
    from lstm_studio.core.engine.plan import Plan

__all__ = ["Carry", "Sweep", "grounds"]


@dataclass(frozen=True, slots=True)
class Row:
    """``rows`` (T + 1, H, B): the adjoint of hub ``source`` times coefficient ``k``, for the sum ``root``, if any."""

    rows: Any
    source: int
    k: int
    root: int = -1


@dataclass(frozen=True, slots=True)
class Carry:
    """What step t + 1 leaves for a state: the adjoint of ``source`` there; ``rows`` (T, H, B), None for it as it is."""

    state: int
    source: int
    rows: Any


def _gather(plan: Plan) -> int:
    """Give the number of the group of sums that read states of one step ago, -1 for none."""
    return next((number for number, group in enumerate(plan.groups) if group.key == "gather"), -1)


def _returning(compiled: Compiled) -> list[tuple[int, int, int]]:
    """Give (state, hub, coefficient) of all products of elements that go back from one step to the one before."""
    plan = compiled.plan
    return [
        (plan.named[str(node.name)], source, k)
        for node in plan.nodes
        if node.op == "previous"
        for source, k in compiled.adjoint.far[node.index].items()
    ]


def grounds(memory: Memory, *, keep: bool) -> Iterator[tuple[Any, Any]]:
    """Give memory for the adjoints of sums and for what is carried, each (T + 1, rows, B), the best first.

    In place of forward values unless ``keep`` says that those stay; the last is always apart from them.
    """
    plan, units, steps = memory.plan, memory.units, memory.steps
    one = memory.compiled.adjoint.table.ONE
    more = units * sum(k != one for _state, _source, k in _returning(memory.compiled))
    number = _gather(plan)
    adjoint = memory.compiled.adjoint
    roots = [root for root in plan.groups[number].rows if root != plan.answer] if number >= 0 else []
    # What no gradient reaches would keep its forward value.
    if roots and all(adjoint.far[root] and root not in adjoint.hubs for root in roots) and not keep:
        slots = [memory.compiled.lowering.rows[root].key for root in plan.groups[number].rows]
        (low, high), stretch = memory.span(slots), memory.stretch[slots[0]]
        buffer = memory.buffers[stretch]
        beside = [memory.rows[s] for s, at in memory.stretch.items() if at == stretch and s[0] == "node"]
        free = [edge for edge in ((low - units, low), (high, high + units)) if edge in beside]
        if more == units and free:
            yield buffer[:, low:high], buffer[:, slice(*free[0])]
        yield buffer[:, low:high], memory.arrays.zeros(steps + 1, more, memory.batch)
    height = memory.shape(plan.groups[number])[0] if number >= 0 else 0
    block = memory.arrays.zeros(steps + 1, height + more, memory.batch)
    # The readout stands first or last, what is carried at the other end: one call makes all but the readout.
    ahead = number >= 0 and memory.order(plan.groups[number])[-1] == plan.answer
    yield (block[:, more:], block[:, :more]) if ahead else (block[:, :height], block[:, height:])


class Sweep:
    """The adjoints of the sums that read states of one step ago, and what is carried back by products of elements.

    ``sums`` and ``carried``: memory for them, each (T + 1, rows, B), the former in the order of the stacked weights.
    """

    def __init__(self, memory: Memory, sums: Any, carried: Any) -> None:
        self._memory, self._adjoint, self._units = memory, memory.compiled.adjoint, memory.units
        self.sums, self.carried = sums, carried
        self.number = _gather(memory.plan)
        self._rows = self._sinks() if self.number >= 0 else []
        self.carries: list[Carry] = []
        low = 0
        for state, source, k in _returning(memory.compiled):
            rows = None
            if k != self._adjoint.table.ONE:
                rows = self.carried[:, low : low + self._units]
                self._rows.append(Row(rows, source, k))
                low += self._units
            self.carries.append(Carry(state, source, None if rows is None else rows[1:]))
        self._rows.sort(key=lambda row: start_of(row.rows))
        self._spread = memory.arrays.zeros(len(self._rows) * self._units, memory.batch)
        self._lanes: dict[int, Any] = {}
        for number, row in enumerate(self._rows):
            self._lanes.setdefault(row.source, self._lane(number, number + 1))

    def _lane(self, first: int, last: int) -> Any:
        return self._spread[first * self._units : last * self._units]

    def _sinks(self) -> list[Row]:
        """Give the rows of the sums whose adjoint is one product, and is not asked for before the step ends."""
        memory, adjoint = self._memory, self._adjoint
        group, found = memory.plan.groups[self.number], []
        outside = ("previous", "input")
        asked = {
            root
            for other in memory.plan.groups
            if any(memory.plan.nodes[vector].op not in outside for vector in other.vectors)
            for root in other.rows
        }
        for root in memory.order(group):
            sources = list(adjoint.far[root].items())
            alone = len(sources) == 1 and sources[0][1] != adjoint.table.ONE
            if alone and root not in asked and root not in adjoint.hubs:
                low = memory.row(group, root)
                found.append(Row(self.sums[:, low : low + self._units], *sources[0], root))
        return found

    def makes(self, root: int) -> bool:
        """Tell whether the adjoint of a sum is made here."""
        return any(row.root == root for row in self._rows)

    def places(self) -> tuple[dict[int, Any], list[tuple[int, Any]]]:
        """Give where coefficients are to be made (T, H, B), and where others, read elsewhere too, are copied."""
        uses, table = Counter(self._adjoint.multiplied()), self._adjoint.table
        placed: dict[int, Any] = {}
        copied = []
        for row in self._rows:
            target = row.rows[: self._memory.steps]
            if table.rows[row.k][0] not in ("number", "value", "free") and uses[row.k] == 1:
                placed[row.k] = target
            else:
                copied.append((row.k, target))
        return placed, copied

    def read_elsewhere(self) -> list[int]:
        """Give the coefficients that something else multiplies by, too."""
        uses = Counter(self._adjoint.multiplied())
        uses.subtract(row.k for row in self._rows)
        return [k for k, count in uses.items() if count > 0]

    def lane(self, hub: int) -> Any:
        """Give the rows (H, B) in which the adjoint of a hub is at hand, None where no product reads it."""
        return self._lanes.get(hub)

    def calls(self, adjoints: Mapping[int, Any]) -> list[tuple[Any, ...]]:
        """Give (function, *arguments) of the calls of a step, with the adjoints of all hubs."""
        calls: list[tuple[Any, ...]] = []
        count = len(self._rows)
        ends = [
            n + 1
            for n in range(count)
            if n + 1 == count or not behind(self._rows[n].rows, self._rows[n + 1].rows)
        ]
        for first, last in pairwise([0, *ends]):
            for source, alike in groupby(range(first, last), lambda number: self._rows[number].source):
                numbers, total = list(alike), adjoints[source]
                there = total is self._lanes[source] and start_of(total) == start_of(
                    self._lane(numbers[0], count)
                )
                if numbers[there:]:
                    lanes = self._lane(numbers[there], numbers[-1] + 1)
                    # An assignment is what repeats an array with the least ado.
                    flat = total.reshape(*total.shape[:-2], *(1,) * (total.ndim - 2), -1)
                    calls.append((np.ndarray.__setitem__, lanes.reshape(len(numbers[there:]), -1), ..., flat))
            block = joined([self._rows[number].rows for number in range(first, last)])[: self._memory.steps]
            calls.append((np.multiply, self._lane(first, last), block, block))
        return calls
