"""The coefficients of the way back as arrays: all steps in one vectorised pass, before the loop through time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.ops import OPERATIONS

if TYPE_CHECKING:
    from lstm_studio.core.memory import Memory

__all__ = ["Slopes"]


class Slopes:
    """``array(k)`` gives the array that ``fill`` refreshes: (T, H, B), or without T where all steps are alike."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.table = memory.compiled.adjoint.table
        self._arrays: dict[int, Any] = {}
        self._wanted: set[int] = set()
        self._calls: dict[int, list[Any]] = {}

    def array(self, k: int) -> Any:
        """Give the array of a coefficient and see to it that it is filled."""
        if self.table.rows[k][0] not in ("number", "value", "free"):
            self._wanted.add(k)
        return self._array(k)

    def _array(self, k: int) -> Any:
        if k in self._arrays:
            return self._arrays[k]
        memory = self.memory
        op, args, value = self.table.rows[k]
        if op == "number":
            array = np.array(value, memory.dtype)
        elif op == "value":
            array = memory.view((memory.compiled.lowering.places[args[0]],))[1]
        elif op == "free":
            array = memory.holds[args[0]][2]
        else:
            shape = np.broadcast_shapes(*(self._array(arg).shape for arg in args))
            array = np.zeros(shape, memory.dtype)
        self._arrays[k] = array
        return array

    def _needed(self) -> list[int]:
        found, pending = set[int](), list(self._wanted)
        while pending:
            k = pending.pop()
            op, args, _value = self.table.rows[k]
            if k not in found and op not in ("number", "value", "free"):
                found.add(k)
                pending.extend(args)
        return sorted(found)

    def share(self) -> None:
        """Let intermediate results use the same memory once they have been read for the last time."""
        needed = self._needed()
        last: dict[int, int] = {}
        for k in needed:
            for arg in self.table.rows[k][1]:
                last[arg] = k
        spare: list[Any] = []
        for k in needed:
            args = self.table.rows[k][1]
            spare += [
                self._arrays[a] for a in set(args) if last[a] == k and a in needed and a not in self._wanted
            ]
            if k in self._wanted:
                continue
            shape = self._array(k).shape
            fitting = next((number for number, array in enumerate(spare) if array.shape == shape), None)
            if fitting is not None:
                self._arrays[k] = spare.pop(fitting)

    def fill(self, steps: int) -> None:
        """Make every wanted coefficient from the forward values of ``steps`` steps."""
        if steps not in self._calls:
            self._calls[steps] = [call for k in self._needed() for call in self._lowered(k, steps)]
        for function, arguments in self._calls[steps]:
            function(*arguments)

    def _lowered(self, k: int, steps: int) -> list[Any]:
        op, args, _value = self.table.rows[k]
        row = OPERATIONS[op]
        arrays = [self._array(arg) for arg in args]
        out = self._array(k)
        named = {"y": out, **dict(zip("ab", arrays, strict=False))}
        cut = {letter: array[:steps] if array.ndim == 3 else array for letter, array in named.items()}
        calls = []
        if row.fold != 1.0:
            calls.append((np.multiply, (cut["a"], row.fold, cut["y"])))
            cut["a"] = cut["y"]
        for function, *names in row.calls:
            reads = [cut[name] if isinstance(name, str) else name for name in names]
            calls.append((function, (*reads, cut["y"])))
        return calls

    def evaluate(self, k: int, steps: int) -> Any:
        """Give the values of any coefficient, made anew: for looking, not for the loop."""
        op, args, _value = self.table.rows[k]
        if op in ("number", "value", "free"):
            array = self._array(k)
            return array[:steps] if array.ndim == 3 else array
        row = OPERATIONS[op]
        named: dict[str, Any] = dict(zip("ab", (self.evaluate(arg, steps) for arg in args), strict=False))
        named["a"] = named["a"] * row.fold if row.fold != 1.0 else named["a"]
        for function, *names in row.calls:
            reads = [named[name] if isinstance(name, str) else name for name in names]
            named["y"] = function(*reads)
        return named["y"]
