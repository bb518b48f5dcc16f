"""The coefficients of the way back as arrays: all steps in one vectorised pass, before the loop through time.

Coefficients of the same form whose operands are neighbours are one run, made by one call an operation: of the input and
the forget gate of an LSTM, say. Every run has an array of its own, and what is read only once is overwritten there by
what reads it: a pass over parts of a wider array takes up to twice as long.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.engine.overlap import Pass, behind, joined
from lstm_studio.core.engine.tape import play
from lstm_studio.core.language.ops import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from lstm_studio.core.engine.coefficients import Coefficients
    from lstm_studio.core.engine.memory import Memory
    from lstm_studio.core.engine.overlap import Regions

__all__ = ["Slopes"]

_GIVEN = ("number", "value", "free")


class Slopes:
    """``array(k)`` gives the array that ``fill`` refreshes: (T, H, B), or without T where all steps are alike.

    ``wanted`` are the coefficients that are asked for, ``placed`` the arrays (T, H, B) in which some of them are made,
    ``copied`` coefficients and arrays to which ``fill`` copies them.
    """

    def __init__(
        self,
        memory: Memory,
        wanted: Collection[int],
        placed: Mapping[int, Any],
        copied: Sequence[tuple[int, Any]],
    ) -> None:
        self.memory, self.table = memory, memory.compiled.adjoint.table
        self._arrays: dict[int, Any] = {}
        self._wanted = {k for k in wanted if not self._given(k)}
        made = self._needed()
        self._readers = Counter(arg for k in made for arg in self.table.rows[k][1])
        self._placed = {k: array for k, array in placed.items() if self._shape(k) == array.shape}
        self._passes: list[Pass] = []
        for run in self._runs([k for k in made if not self._passing(k)]):
            self._make(run, None)
        self._one = np.array(1, memory.dtype)
        for k, array in (*copied, *((k, a) for k, a in placed.items() if k not in self._placed)):
            self._passes.append(Pass(None, [self.array(k), self._one], [self._given(k), True], array))
        self._calls: dict[int, list[Any]] = {}

    def arrange(self, regions: Regions) -> bool:
        """Order the passes so that none overwrites what another reads; tell whether that is possible."""
        ordered = regions.order(self._merged()) or regions.order(self._passes)
        self._passes = ordered or self._passes
        return ordered is not None

    def _merged(self) -> list[Pass]:
        """Make one pass of those that do the same to neighbouring forward values, whatever is done to them next."""
        merged: list[Pass] = []
        for one in self._passes:
            for place, other in enumerate(merged):
                pair = next(((a, b) for a, b in ((other, one), (one, other)) if self._alike(a, b)), None)
                if pair:
                    a, b = pair
                    operands = [
                        joined([x, y]) if x.ndim else x for x, y in zip(a.operands, b.operands, strict=True)
                    ]
                    merged[place] = Pass(a.k, operands, a.given, joined([a.out, b.out]))
                    break
            else:
                merged.append(one)
        return merged

    def _alike(self, one: Pass, other: Pass) -> bool:
        """Tell whether two passes are of one operation and all that they read and write are neighbours."""
        kinds = [None if p.k is None else self.table.rows[p.k][0] for p in (one, other)]
        # What reads other passes must stay behind them.
        if kinds[0] != kinds[1] or not all((*one.given, *other.given)) or not behind(one.out, other.out):
            return False
        pairs = zip(one.operands, other.operands, strict=True)
        return all(a is b if a.ndim == 0 else behind(a, b) for a, b in pairs)

    def _given(self, k: int) -> bool:
        return self.table.rows[k][0] in _GIVEN

    def array(self, k: int) -> Any:
        """Give the array of a coefficient that is wanted, or of a given number or value."""
        if k not in self._arrays:
            memory = self.memory
            op, args, value = self.table.rows[k]
            if op == "number":
                self._arrays[k] = np.array(value, memory.dtype)
            elif op == "value":
                self._arrays[k] = memory.view((memory.compiled.lowering.places[args[0]],))[1]
            else:
                self._arrays[k] = memory.holds[args[0]][2]
        return self._arrays[k]

    def _needed(self) -> list[int]:
        found, pending = set[int](), list(self._wanted)
        while pending:
            k = pending.pop()
            if k not in found and not self._given(k):
                found.add(k)
                pending.extend(self.table.rows[k][1])
        return sorted(found)

    def _passing(self, k: int) -> bool:
        """Tell whether a coefficient is made for one other alone."""
        return not self._given(k) and k not in self._wanted and self._readers[k] == 1

    def _shape(self, k: int) -> tuple[int, ...]:
        if k in self._arrays or self._given(k):
            return tuple(self.array(k).shape)
        return np.broadcast_shapes(*(self._shape(arg) for arg in self.table.rows[k][1]))

    def _runs(self, members: list[int]) -> list[list[int]]:
        """Split coefficients, in the order of their making, into runs that can be made as one."""
        runs: list[list[int]] = []
        for k in members:
            for run in runs:
                if self._follows(run[-1], k):
                    run.append(k)
                    break
                if self._follows(k, run[0]):
                    run.insert(0, k)
                    break
            else:
                runs.append([k])
        return runs

    def _follows(self, one: int, other: int) -> bool:
        """Tell whether everything that ``other`` is made of stands behind the same of ``one``."""
        (op, args, _value), (also, more, _too) = self.table.rows[one], self.table.rows[other]
        if op != also or len(self._shape(one)) != 3:
            return False
        if one in self._placed or other in self._placed:
            if not (one in self._placed and other in self._placed):
                return False
            if not behind(self._placed[one], self._placed[other]):
                return False
        timed = 0
        for a, b in zip(args, more, strict=True):
            if self._passing(a) and self._passing(b):
                if not self._follows(a, b):
                    return False
                timed += 1
            elif not (self._given(a) and self._given(b)):
                return False
            elif self.array(a).ndim == 3:
                if not behind(self.array(a), self.array(b)):
                    return False
                timed += 1
            elif a != b or self.array(a).ndim:
                return False
        return timed > 0

    def _make(self, run: list[int], out: Any) -> None:
        """Note the calls of a run, which writes to ``out`` or to an array of its own."""
        shape = self._shape(run[0])
        if out is None and run[0] in self._placed:
            out = joined([self._placed[k] for k in run])
        if out is None:
            whole = (shape[0], shape[1] * len(run), shape[2]) if len(run) > 1 else shape
            out = self.memory.arrays.zeros(*whole)
        operands: list[Any] = []
        taken = False  # one of the operands stands where the run will be written
        given: list[bool] = []
        for column in zip(*(self.table.rows[k][1] for k in run), strict=True):
            if self._passing(column[0]) and len(run) == len(set(column)):
                fits = not taken and self._shape(column[0]) == shape
                self._make(list(column), out if fits else None)
                taken = taken or fits
            operands.append(joined([self.array(k) for k in dict.fromkeys(column)]))
            given.append(self._given(column[0]))
        for place, k in enumerate(run):
            if k in self._placed:
                self._arrays[k] = self._placed[k]
                continue
            rows = slice(place * shape[-2], (place + 1) * shape[-2]) if len(run) > 1 else None
            self._arrays[k] = out if rows is None else out[:, rows]
        self._passes.append(Pass(run[0], operands, given, out))

    def fill(self, steps: int) -> None:
        """Make every wanted coefficient from the forward values of ``steps`` steps."""
        if steps not in self._calls:
            self._calls[steps] = [call for one in self._passes for call in _lowered(self.table, one, steps)]
        play(self._calls[steps])

    def evaluate(self, k: int, steps: int) -> Any:
        """Give the values of any coefficient, made anew: for looking, not for the loop."""
        op, args, _value = self.table.rows[k]
        if op in _GIVEN:
            array = self.array(k)
            return array[:steps] if array.ndim == 3 else array
        return OPERATIONS[op].of(*(self.evaluate(arg, steps) for arg in args))


def _lowered(table: Coefficients, one: Pass, steps: int) -> list[Any]:
    """Give the calls of a pass over the first ``steps`` steps."""
    named = {"y": one.out, **dict(zip("ab", one.operands, strict=False))}
    cut = {letter: array[:steps] if array.ndim == 3 else array for letter, array in named.items()}
    if one.k is None:
        return [(np.multiply, cut["a"], cut["b"], cut["y"])]
    row = OPERATIONS[table.rows[one.k][0]]
    calls: list[Any] = []
    if row.fold != 1.0:
        calls.append((np.multiply, cut["a"], row.fold, cut["y"]))
        cut["a"] = cut["y"]
    for function, *names in row.calls:
        reads = [cut[name] if isinstance(name, str) else name for name in names]
        calls.append((function, *reads, cut["y"]))
    return calls
