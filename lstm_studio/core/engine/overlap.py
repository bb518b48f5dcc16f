"""Which arrays share memory, and in which order passes over them must run when some overwrite what others read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from numpy.lib.stride_tricks import as_strided

if TYPE_CHECKING:
    from collections.abc import Sequence

Span: TypeAlias = "tuple[int, int, int]"

__all__ = ["Pass", "Regions", "behind", "joined", "start_of"]


@dataclass(slots=True)
class Pass:
    """One vectorised pass: coefficient ``k`` (None: a copy) of ``operands`` is put into ``out``.

    ``given`` tells of each operand whether it is read as the forward pass has left it.
    """

    k: int | None
    operands: list[Any]
    given: list[bool]
    out: Any


def start_of(array: Any) -> int:
    """Give the address of the first value."""
    return int(array.__array_interface__["data"][0])


def behind(one: Any, other: Any) -> bool:
    """Tell whether the rows of ``other`` stand right behind those of ``one`` at every step."""
    timed = one.ndim == 3 and one.strides == other.strides
    return bool(timed and start_of(one) + one[0].nbytes == start_of(other))


def joined(arrays: list[Any]) -> Any:
    """Give neighbours (T, H, B) as one array (T, rows, B)."""
    first = arrays[0]
    if len(arrays) == 1:
        return first
    shape = (first.shape[0], sum(array.shape[1] for array in arrays), first.shape[2])
    return as_strided(first, shape, first.strides)


class Regions:
    """Tells what overlaps. Two parts of one of the ``buffers`` (T + 1, rows, B) do where their rows do, at any step."""

    def __init__(self, buffers: Sequence[Any]) -> None:
        self._buffers = [(start_of(b), start_of(b) + b.nbytes, b.strides[0]) for b in buffers if b.size]

    def span(self, array: Any) -> Span:
        """Give (buffer, first byte, byte behind the last) of the rows of an array; the buffer is 0 for one apart."""
        start = start_of(array)
        for base, end, stride in self._buffers:
            if base <= start < end:
                low = (start - base) % stride
                return base, low, low + array[0].nbytes
        return 0, start, start + (array[0].nbytes if array.ndim == 3 and array.size else array.nbytes)

    def overlap(self, one: Any, other: Any) -> bool:
        """Tell whether two arrays share rows."""
        return _meet(self.span(one), self.span(other))

    def order(self, passes: Sequence[Pass]) -> list[Pass] | None:
        """Order passes so that each reads what it should: None where two would overwrite what the other reads."""
        outs = [self.span(one.out) for one in passes]
        reads = [
            [(self.span(operand), given) for operand, given in zip(one.operands, one.given, strict=True)]
            for one in passes
        ]
        waits: list[set[int]] = [set() for _one in passes]
        for here, out in enumerate(outs):
            for there, spans in enumerate(reads):
                if here == there:
                    continue
                for span, given in spans:
                    if (given or here < there) and _meet(out, span):
                        waits[here if given else there].add(there if given else here)
                if here < there and _meet(out, outs[there]):
                    waits[there].add(here)
        ordered: list[int] = []
        while len(ordered) < len(passes):
            done = set(ordered)
            ready = [n for n in range(len(passes)) if n not in done and waits[n] <= done]
            if not ready:
                return None
            ordered += ready
        return [passes[number] for number in ordered]


def _meet(one: Span, other: Span) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
