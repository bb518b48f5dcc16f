"""The straight-line tape of NumPy calls of a cell at work, forward; the way back stands beside it.

At build time the views of every call at every step are made: nothing is allocated, sliced or looked up in the loop
through time.
"""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.engine.backward import Backward
from lstm_studio.core.engine.gradient import Gradient
from lstm_studio.core.engine.lower import matrix_product
from lstm_studio.core.engine.memory import Memory
from lstm_studio.core.engine.products import row_parts
from lstm_studio.core.engine.tape import play
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lstm_studio.core.engine.compiled import Compiled
    from lstm_studio.core.engine.lower import Call

__all__ = ["Program"]


class Program:
    """Memory and tapes of one cell for ``shape`` (T, B, D, H, O), a dtype and places in the flat parameter vector.

    ``purpose``: "run" forward only, "update" for gradients of the parameters, "gradients" for those of all values.
    """

    def __init__(
        self,
        compiled: Compiled,
        offsets: Mapping[str, int],
        shape: tuple[int, int, int, int, int],
        dtype: Any,
        total: int,
        *,
        purpose: str = "update",
    ) -> None:
        self.memory = Memory(compiled, offsets, shape, dtype, total)
        self.compiled, self.steps = compiled, self.memory.steps
        self.forward: list[Any] = []
        self.before: list[Call] = [call for call in compiled.lowering.calls if call.static]
        self._record()
        self._last = self._reader() if compiled.rides else None
        self.backward = Backward(self.memory, keep=purpose == "gradients") if purpose != "run" else None
        self.gradient = Gradient(self.memory, self.backward) if self.backward else None

    @property
    def way_back(self) -> Backward:
        """The tape of the way back. Raises ValueError in a program that was made for looking only."""
        if self.backward is None:
            raise ValueError(_("this program runs forward only; build it with another purpose"))
        return self.backward

    @property
    def collector(self) -> Gradient:
        """What collects the gradient. Raises ValueError in a program that was made for looking only."""
        if self.gradient is None:
            raise ValueError(_("this program runs forward only; build it with another purpose"))
        return self.gradient

    def _record(self) -> None:
        """Write the forward tape: per step its calls, each with the views of that step."""
        columns: list[Any] = []
        for joined in self.compiled.arrangement.joined:
            step = joined.calls[0]
            if step.clamp >= 0:
                values, mask, _free = self.memory.holds[step.clamp]
                target = list(self.memory.view((step.write,))[1])
                columns.append(
                    zip(repeat(np.copyto), target, values, repeat("same_kind"), mask, strict=False)
                )
                continue
            places = [
                *zip(*(c.reads for c in joined.calls), strict=True),
                tuple(c.write for c in joined.calls),
            ]
            if step.function is matrix_product:
                columns += self._product(step)
                continue
            # One view for one place: NumPy takes longer over two views of the same memory than over one.
            made = {place: self.memory.view(place) for place in places}
            seen = {
                place: list(array) if timed else [array] * self.steps
                for place, (timed, array) in made.items()
            }
            views = [seen[place] for place in places]
            columns.append(zip(repeat(step.function, self.steps), *views, strict=True))
        self.calls = len(columns)
        self.forward = list(chain.from_iterable(zip(*columns, strict=True)))

    def _product(self, step: Call) -> list[Any]:
        """Give the columns of a matrix product, in parts where it is large."""
        weights, operand, out = (self.memory.view((place,))[1] for place in (*step.reads, step.write))
        columns = []
        for rows in row_parts(len(weights), len(operand[0]), self.memory.batch):
            target = list(out[:, rows]) if out.ndim == 3 else repeat(out[rows], self.steps)
            function, left = repeat(step.function, self.steps), repeat(weights[rows], self.steps)
            columns.append(zip(function, left, list(operand), target, strict=True))
        return columns

    def _run_before(self, steps: int) -> None:
        """Make what does not depend on states, for all steps at once."""
        for call in self.before:
            if call.clamp >= 0:
                values, mask, _free = self.memory.holds[call.clamp]
                np.copyto(
                    self.memory.view((call.write,), steps)[1], values[:steps], "same_kind", mask[:steps]
                )
                continue
            reads = [self.memory.view((place,), steps)[1] for place in call.reads]
            write = self.memory.view((call.write,), steps)[1]
            function: Callable[..., Any] = np.matmul if call.function is matrix_product else call.function
            function(*reads, write)

    def run(self, flat: Any, steps: int, *, prepared: bool = False) -> None:
        """Run ``steps`` steps forward with the parameters of ``flat``; ``prepared``: those of the run before."""
        if not prepared:
            self.memory.weights.prepare(flat)
        if self.before:
            self._run_before(steps)
        play(self.forward if steps == self.steps else self.forward[: steps * self.calls])
        if self._last:  # in the loop each step reads the output of the step before
            weights, operand, answer = self._last
            matrix_product(weights, operand[steps], answer[steps - 1])

    def _reader(self) -> tuple[Any, Any, Any]:
        """Give the rows of the readout in the weights, what they read, and where they write."""
        memory, plan = self.memory, self.compiled.plan
        number = next(n for n, group in enumerate(plan.groups) if plan.answer in group.rows)
        low = memory.row(plan.groups[number], plan.answer)
        weights = memory.weights.matrices[number][low : low + memory.outputs]
        return weights, memory.operand(plan.groups[number], self.steps + 1), memory.answer()
