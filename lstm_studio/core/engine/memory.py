"""The memory of one cell at work: step buffers, scratch rows, prepared weights and what clamps hold.

Shapes: T steps (the capacity), B samples, D inputs, H units. A step buffer is (T + 1, rows, B), feature-major: every
value of a cell is a contiguous block of rows, states of step t stand in step t + 1, where the next step reads them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import finalize

import numpy as np

from lstm_studio.core.engine.address import Address
from lstm_studio.core.engine.weights import Weights

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.engine.compiled import Compiled
    from lstm_studio.core.engine.lower import Place
    from lstm_studio.core.engine.plan import Group, Slot

__all__ = ["Memory"]


class Memory(Address):
    """Buffers for T, B, D, H, O and a dtype. ``offsets`` are places in the flat parameter vector of ``total`` values.

    ``holds[node]``: what a clamp puts there, where it does, and 1 where it does not, each (T, H, B).
    """

    def __init__(
        self,
        compiled: Compiled,
        offsets: Mapping[str, int],
        shape: tuple[int, int, int, int, int],
        dtype: Any,
        total: int,
    ) -> None:
        super().__init__(compiled, shape, dtype)
        self.offsets = offsets
        # One array a stretch: a pass over all steps is twice as fast where a step's rows are all that it reads.
        self.buffers = [self.arrays.zeros(self.steps + 1, rows, self.batch) for rows in self.heights]
        self.scratch = self.arrays.zeros(self.scratch_height, self.batch)
        self._entries: list[Any] = []  # where x goes
        for slot, (low, high) in self.rows.items():
            if slot[0] == "one":
                self.buffers[self.stretch[slot]][:, low:high] = 1
            elif slot[0] == "x":
                self._entries.append(self.buffers[self.stretch[slot]][:, low:high])
        self._starts = {state: self.initial(state) for state in self.plan.states}
        self._left: list[bytearray] = []
        self.weights = Weights(self, offsets, total)
        self.holds: dict[int, tuple[Any, Any, Any]] = {}
        for name in compiled.clamped:
            full = (self.steps, self.units, self.batch)
            held = (np.zeros(full, self.dtype), np.zeros(full, bool), np.ones(full, self.dtype))
            self.holds[self.plan.named[name]] = held

    def kept(self, slots: list[Slot], ahead: int = 0, steps: int | None = None) -> Any:
        """Give the view (steps, rows, B) of neighbouring slots."""
        low, high = self.span(slots)
        return self.buffers[self.stretch[slots[0]]][
            ahead : ahead + (self.steps if steps is None else steps), low:high
        ]

    def operand(self, group: Group, steps: int | None = None) -> Any:
        """Give the view (T, rows, B) of what a group reads."""
        ahead = any(self.plan.is_state(v) for v in group.vectors)
        return self.kept(self.compiled.lowering.operand(group), int(ahead), steps)

    def view(self, places: tuple[Place, ...], steps: int | None = None) -> tuple[bool, Any]:
        """Give (whether it has a time axis, the array) for the places of joined calls."""
        place = places[0]
        if place.kind == "step":
            return True, self.kept([p.key for p in places], place.ahead, steps)
        if place.kind == "scratch":
            rows = [self.scratch_rows[p.key] for p in places]
            return False, self.scratch[min(r[0] for r in rows) : max(r[1] for r in rows)]
        if place.kind == "number":
            return False, np.array(place.key, self.dtype)
        if place.kind == "vector":
            return False, self.weights.vector(place.key, place.scale)
        if place.kind == "weights":
            return False, self.weights.matrices[place.key]
        group = self.plan.groups[place.key]
        if place.kind == "operand":
            return True, self.kept(self.compiled.lowering.operand(group), place.ahead, steps)
        return True, self.kept([self.compiled.lowering.rows[root].key for root in group.rows], 0, steps)

    def snapshot(self, steps: int) -> list[Any]:
        """Give copies of the buffers, in memory that earlier copies have left: new pages cost more than copying."""
        parts = [buffer[: steps + 1] for buffer in self.buffers]
        size = sum(part.nbytes for part in parts)
        left = next((n for n, memory in enumerate(self._left) if len(memory) >= size), None)
        memory = bytearray(size) if left is None else self._left.pop(left)
        block = np.frombuffer(memory, self.dtype)
        # The block goes with the last view of it.
        finalize(block, self._leave, memory).atexit = False
        copies, low = [], 0
        for part in parts:
            copies.append(block[low : low + part.size].reshape(part.shape))
            np.copyto(copies[-1], part)
            low += part.size
        return copies

    def _leave(self, memory: bytearray) -> None:
        self._left = [*self._left[-1:], memory]

    def fill(self, x: Any, initial: Mapping[str, Any] | None = None) -> None:
        """Put x (steps, D, B) and the states before the first step, each (H, B) or 0, in place."""
        for entry in self._entries:
            entry[: x.shape[0]] = x
        for state, start in self._starts.items():
            start[...] = 0 if initial is None else initial.get(state, 0)

    def answer(self) -> Any:
        """Give the view (T, O, B) of the readout that rides along."""
        return self.kept([("rows", self.plan.answer)], 1)

    def values(self, name: str, steps: int) -> Any:
        """Give the view (steps, H, B) of a named value."""
        return self.view((self.compiled.lowering.places[self.plan.named[name]],), steps)[1]

    def initial(self, state: str) -> Any:
        """Give the view (H, B) of a state before the first step."""
        return self.kept([("node", self.plan.named[state])])[0]
