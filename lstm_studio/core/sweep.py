"""The products that end a step of the way back: all adjoints of affine sums, and what is carried to the step before.

Each is the adjoint of a hub times a coefficient. The coefficients stand in the rows of one block, where the slopes put
them; the adjoints of the hubs are spread over as many rows; one multiplication of all rows then puts the products in
place of the coefficients. One long call takes half the time of four short ones.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.memory import Memory

__all__ = ["Carry", "Sweep"]


@dataclass(frozen=True, slots=True)
class Row:
    """H rows of the block from ``low`` on: the adjoint of hub ``source`` times coefficient ``k``, for sink ``root``."""

    low: int
    source: int
    k: int
    root: int = -1


@dataclass(frozen=True, slots=True)
class Carry:
    """What step t + 1 leaves for a state: the adjoint of ``source`` there; ``rows`` (T, H, B), None for it as it is."""

    state: int
    source: int
    rows: Any


class Sweep:
    """``block`` (T + 1, rows, B): the adjoints of the sums that read states of one step ago, beside what is carried.

    ``sums`` are the rows of the former, in the order of the stacked weights, ``carried`` those of the latter.
    """

    def __init__(self, memory: Memory) -> None:
        self._memory, self._adjoint = memory, memory.compiled.adjoint
        plan, units, steps = memory.plan, memory.units, memory.steps
        gathers = [number for number, group in enumerate(plan.groups) if group.key == "gather"]
        self.number = gathers[0] if gathers else -1
        found = [
            (plan.named[str(node.name)], source, k)
            for node in plan.nodes
            if node.op == "previous"
            for source, k in self._adjoint.far[node.index].items()
        ]
        changed = sum(k != self._adjoint.table.ONE for _state, _source, k in found) * units
        height = memory.shape(plan.groups[self.number])[0] if gathers else 0
        # Beside the rows of the cell's sums, so that one call makes them all: the readout stands first or last.
        ahead = gathers and memory.order(plan.groups[self.number])[-1] == plan.answer
        low = 0 if ahead else height
        self.sums = slice(changed, changed + height) if ahead else slice(0, height)
        self.carried = slice(low, low + changed)
        self._rows = self._sinks() if gathers else []
        carries: list[tuple[int, int, slice | None]] = []
        for state, source, k in found:
            if k == self._adjoint.table.ONE:
                carries.append((state, source, None))
                continue
            self._rows.append(Row(low, source, k))
            carries.append((state, source, slice(low, low + units)))
            low += units
        self._rows.sort(key=lambda row: row.low)
        self.block = memory.arrays.zeros(steps + 1, height + changed, memory.batch)
        spread = memory.arrays.zeros(height + changed, memory.batch)
        self._spread = spread
        self._lanes: dict[int, Any] = {}
        for row in self._rows:
            self._lanes.setdefault(row.source, spread[row.low : row.low + units])
        self.carries = [
            Carry(state, source, None if rows is None else self.block[1:, rows])
            for state, source, rows in carries
        ]

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
                found.append(Row(self.sums.start + memory.row(group, root), *sources[0], root))
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
            target = self.block[: self._memory.steps, row.low : row.low + self._memory.units]
            made = table.rows[row.k][0] not in ("number", "value", "free") and uses[row.k] == 1
            if made:
                placed[row.k] = target
            else:
                copied.append((row.k, target))
        return placed, copied

    def lane(self, hub: int) -> Any:
        """Give the rows (H, B) in which the adjoint of a hub is at hand, None where no product reads it."""
        return self._lanes.get(hub)

    def calls(self, adjoints: Mapping[int, Any]) -> list[tuple[Any, ...]]:
        """Give (function, *arguments) of the calls of a step, with the adjoints of all hubs."""
        units = self._memory.units
        calls: list[tuple[Any, ...]] = []
        for _start, run in groupby(enumerate(self._rows), lambda pair: pair[1].low - pair[0] * units):
            rows = [row for _place, row in run]
            for source, alike in groupby(rows, lambda row: row.source):
                lows, total = [row.low for row in alike], adjoints[source]
                there = total is self._lanes[source] and _start_of(total) == _start_of(
                    self._spread[lows[0] :]
                )
                if lows[there:]:
                    lanes = self._spread[lows[there] : lows[-1] + units]
                    # An assignment is what repeats an array with the least ado.
                    flat = total.reshape(*total.shape[:-2], *(1,) * (total.ndim - 2), -1)
                    calls.append((np.ndarray.__setitem__, lanes.reshape(len(lows[there:]), -1), ..., flat))
            span = slice(rows[0].low, rows[-1].low + units)
            block = self.block[: self._memory.steps, span]
            calls.append((np.multiply, self._spread[span], block, block))
        return calls


def _start_of(array: Any) -> int:
    return int(array.__array_interface__["data"][0])
