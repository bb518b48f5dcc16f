"""Plan + sizes -> buffers and straight-line tapes of NumPy calls: run forward, run back.

Shapes: T steps (the capacity), B samples, D inputs, H units. The step buffer is (T + 1, rows, B), feature-major: every
value of a cell is a contiguous block of rows, states of step t stand in step t + 1, where the next step reads them.
Nothing is allocated, sliced or looked up in the loop through time.
"""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.adjoint import Adjoint
from lstm_studio.core.arrange import Arrangement
from lstm_studio.core.backward import Backward
from lstm_studio.core.gradient import Gradient
from lstm_studio.core.lower import Call, Lowering, Place, matrix_product
from lstm_studio.core.plan import Plan
from lstm_studio.core.weights import Weights
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lstm_studio.core.graph import Graph
    from lstm_studio.core.plan import Group, Slot

__all__ = ["Compiled", "Program", "play"]

Array = "NDArray[Any]"


def play(tape: list[Any]) -> None:
    """Run a tape: the loop through time."""
    for function, arguments in tape:
        function(*arguments)


class Compiled:
    """All of a cell's program that does not depend on sizes. ``outputs``: names whose gradient enters from outside."""

    def __init__(
        self, graph: Graph, outputs: tuple[str, ...] = ("h",), clamped: frozenset[str] = frozenset()
    ) -> None:
        self.graph, self.outputs, self.clamped = graph, outputs, clamped
        self.plan = Plan(graph, clamped)
        self.adjoint = Adjoint(self.plan, frozenset(self.plan.named[name] for name in outputs))
        self.lowering = Lowering(self.plan, frozenset(self.adjoint.needed()))
        self.arrangement = Arrangement(self.lowering)

    @property
    def calls_a_step(self) -> int:
        """The number of NumPy calls of one forward step."""
        return len(self.arrangement.joined)


class Program:
    """Buffers and tapes of one cell for D, H, T, B and a dtype; ``offsets`` are places in the flat parameter vector."""

    def __init__(
        self,
        compiled: Compiled,
        offsets: Mapping[str, int],
        shape: tuple[int, int, int, int],
        dtype: Any,
        total: int,
        *,
        train: bool = True,
    ) -> None:
        self.compiled, self.plan = compiled, compiled.plan
        self.steps, self.batch, self.inputs, self.units = shape
        self.dtype = np.dtype(dtype)
        self._address()
        self.weights = Weights(self, offsets, total)
        self.forward: list[Any] = []
        self.before: list[Call] = [call for call in compiled.lowering.calls if call.static]
        self.holds: dict[int, tuple[Any, Any, Any]] = {}
        for name in compiled.clamped:
            full = (self.steps, self.units, self.batch)
            held = (np.zeros(full, self.dtype), np.zeros(full, bool), np.ones(full, self.dtype))
            self.holds[self.plan.named[name]] = held
        self._record()
        self.calls = len(compiled.arrangement.joined)
        self.backward = Backward(self) if train else None
        self.gradient = Gradient(self, self.backward, offsets) if self.backward else None
        if self.backward:
            self.backward.slopes.share()

    @property
    def way_back(self) -> Backward:
        """The tape of the way back. Raises ValueError in a program that was made for looking only."""
        if self.backward is None:
            raise ValueError(_("this program runs forward only; build it with train=True"))
        return self.backward

    @property
    def collector(self) -> Gradient:
        """What collects the gradient. Raises ValueError in a program that was made for looking only."""
        if self.gradient is None:
            raise ValueError(_("this program runs forward only; build it with train=True"))
        return self.gradient

    def _rows_of(self, size: str) -> int:
        return {"H": self.units, "D": self.inputs, "1": 1}[size]

    def _address(self) -> None:
        """Give every slot its rows."""
        lowering = self.compiled.lowering
        self.rows: dict[Slot, tuple[int, int]] = {}
        self.scratch_rows: dict[int, tuple[int, int]] = {}
        step = scratch = 0
        for stretch in self.compiled.arrangement.order:
            for key in stretch:
                if isinstance(key, int):
                    size = self._rows_of(lowering.scratch[key])
                    self.scratch_rows[key] = (scratch, scratch + size)
                    scratch += size
                else:
                    size = self._rows_of(lowering.sizes[key])  # type: ignore[index]
                    self.rows[key] = (step, step + size)  # type: ignore[index]
                    step += size
        self.buffer = np.zeros((self.steps + 1, step, self.batch), self.dtype)
        self.scratch = np.zeros((scratch, self.batch), self.dtype)
        for slot, (low, high) in self.rows.items():
            if slot[0] == "one":
                self.buffer[:, low:high] = 1

    def span(self, slots: list[Slot]) -> tuple[int, int]:
        """Give the first and the last row of neighbouring slots."""
        return min(self.rows[s][0] for s in slots), max(self.rows[s][1] for s in slots)

    def kept(self, slots: list[Slot], ahead: int = 0, steps: int | None = None) -> Any:
        """Give the view (steps, rows, B) of neighbouring slots."""
        low, high = self.span(slots)
        return self.buffer[ahead : ahead + (self.steps if steps is None else steps), low:high]

    def operand(self, group: Group) -> Any:
        """Give the view (T, rows, B) of what a group reads."""
        ahead = any(self.plan.is_state(v) for v in group.vectors)
        return self.kept(self.compiled.lowering.operand(group), int(ahead))

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

    def _record(self) -> None:
        """Write the forward tape: per step its calls, each with the views of that step."""
        columns: list[Any] = []
        for joined in self.compiled.arrangement.joined:
            call = joined.calls[0]
            if call.clamp >= 0:
                values, mask, _free = self.holds[call.clamp]
                target = list(self.view((call.write,))[1])
                columns.append(
                    zip(
                        repeat(np.copyto),
                        zip(target, values, repeat("same_kind"), mask, strict=False),
                        strict=False,
                    )
                )
                continue
            places = [
                *zip(*(c.reads for c in joined.calls), strict=True),
                tuple(c.write for c in joined.calls),
            ]
            views = [
                list(array) if timed else repeat(array, self.steps) for timed, array in map(self.view, places)
            ]
            columns.append(zip(repeat(call.function, self.steps), zip(*views, strict=True), strict=True))
        self.forward = list(chain.from_iterable(zip(*columns, strict=True)))

    def _run_before(self, steps: int) -> None:
        """Make what does not depend on states, for all steps at once."""
        for call in self.before:
            if call.clamp >= 0:
                values, mask, _free = self.holds[call.clamp]
                np.copyto(self.view((call.write,), steps)[1], values[:steps], "same_kind", mask[:steps])
                continue
            reads = [self.view((place,), steps)[1] for place in call.reads]
            write = self.view((call.write,), steps)[1]
            function: Callable[..., Any] = np.matmul if call.function is matrix_product else call.function
            function(*reads, write)

    def fill(self, x: Any, initial: Mapping[str, Any] | None = None) -> None:
        """Put x (steps, D, B) and the states before the first step, each (H, B) or 0, in place."""
        for slot, (low, high) in self.rows.items():
            if slot[0] == "x":
                self.buffer[: x.shape[0], low:high] = x
        for state in self.plan.states:
            value: Any = 0 if initial is None else initial.get(state, 0)
            self.kept([("node", self.plan.named[state])])[0] = value

    def run(self, flat: Any, steps: int) -> None:
        """Run ``steps`` steps forward with the parameters of ``flat``."""
        self.weights.prepare(flat)
        if self.before:
            self._run_before(steps)
        play(self.forward if steps == self.steps else self.forward[: steps * self.calls])

    def values(self, name: str, steps: int) -> Any:
        """Give the view (steps, H, B) of a named value."""
        return self.view((self.compiled.lowering.places[self.plan.named[name]],), steps)[1]

    def initial(self, state: str) -> Any:
        """Give the view (H, B) of a state before the first step."""
        return self.kept([("node", self.plan.named[state])])[0]
