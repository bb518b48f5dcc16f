"""A tensor of a graph that depends on the input: what it is of the model, and what stands along each of its axes.

An axis is a tuple of atoms, the outer one first: a Reshape that puts both directions side by side joins the atoms
("way0", "unit0"). Sizes that are open get a prime number, so that the arithmetic of shapes can be followed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Axes", "Axis", "Signal"]

Axis = tuple[str, ...]
PRIMES = (101, 103, 107, 109, 113, 127, 131, 137)


@dataclass(frozen=True)
class Signal:
    """``kind``: "input", "embedded", "layer" (a state of ``layer``) or "read" (the readout of the top layer).

    ``at``: "all" steps, the "last" one, the "first" one, or the "ends" of both directions.
    """

    kind: str
    axes: tuple[Axis, ...]
    name: str = ""
    layer: int = -1
    state: str = "h"
    at: str = "all"
    whole: bool = False  # of whole numbers


class Axes:
    """The sizes of atoms, and what turns and folds axes."""

    def __init__(self) -> None:
        self._sizes: dict[str, int] = {}
        self._open: set[str] = set()

    def atom(self, name: str, size: int | None) -> Axis:
        """Give the axis of a new atom; None: its size is open."""
        if size is None:
            size = PRIMES[len(self._open) % len(PRIMES)]
            self._open.add(name)
        self._sizes[name] = size
        return (name,) if size != 1 else ()

    def size(self, axis: Axis) -> int:
        """Give the size of an axis."""
        product = 1
        for atom in axis:
            product *= self._sizes[atom]
        return product

    def settle(self, axis: Axis, size: int) -> None:
        """Give an open axis the size that its reader needs."""
        if len(axis) == 1 and axis[0] in self._open:
            self._sizes[axis[0]] = size

    def _settle_ends(self, atoms: list[str], wanted: Sequence[int]) -> None:
        """Give open axes the sizes that a Reshape writes out, from either end up to the one that it leaves open."""
        rest = wanted.index(-1) if -1 in wanted else len(wanted)
        for row, sizes in ((atoms, wanted[:rest]), (atoms[::-1], wanted[:rest:-1])):
            for atom, size in zip(row, [size for size in sizes if size != 1], strict=False):
                if atom not in self._open:
                    break
                self._sizes[atom] = size

    def shape(self, signal: Signal) -> list[int]:
        """Give the shape of a tensor, with a prime for what is open."""
        return [self.size(axis) for axis in signal.axes]

    def turned(self, signal: Signal, order: Sequence[int] | None) -> Signal:
        """Give a tensor with its axes in another order."""
        places = range(len(signal.axes))
        order = list(order) if order else list(reversed(places))
        if sorted(order) != list(places):
            raise ValueError(_("a Transpose of the file does not fit its tensor"))
        return replace(signal, axes=tuple(signal.axes[place] for place in order))

    def squeezed(self, signal: Signal, axes: Sequence[int] | None) -> Signal:
        """Give a tensor without axes of size 1."""
        rank = len(signal.axes)
        gone = {axis % rank for axis in axes} if axes is not None else set(range(rank))
        kept = [axis for place, axis in enumerate(signal.axes) if place not in gone or axis]
        if axes is not None and len(kept) != rank - len(gone):
            raise ValueError(_("a Squeeze of the file takes an axis away that is longer than 1"))
        return replace(signal, axes=tuple(kept))

    def unsqueezed(self, signal: Signal, axes: Sequence[int]) -> Signal:
        """Give a tensor with axes of size 1 at places of the result."""
        rank = len(signal.axes) + len(axes)
        new = {axis % rank for axis in axes}
        left = iter(signal.axes)
        return replace(signal, axes=tuple(() if place in new else next(left, ()) for place in range(rank)))

    def reshaped(self, signal: Signal, shape: Sequence[int]) -> Signal:
        """Give a tensor with its atoms in other groups. Raises ValueError where one would be cut."""
        sizes = self.shape(signal)
        wanted = [sizes[at] if size == 0 and at < len(sizes) else int(size) for at, size in enumerate(shape)]
        self._settle_ends([atom for axis in signal.axes for atom in axis], wanted)
        if -1 in wanted:
            rest = 1
            for size in wanted:
                rest *= size if size != -1 else 1
            wanted[wanted.index(-1)] = self.size(sum(signal.axes, ())) // max(1, rest)
        atoms = [atom for axis in signal.axes for atom in axis]
        axes: list[Axis] = []
        for size in wanted:
            axis: Axis = ()
            while atoms and self.size(axis) < size:
                axis += (atoms.pop(0),)
            if self.size(axis) != size:
                raise ValueError(
                    _("a Reshape of the file mixes steps, samples or units, which is no readout")
                )
            axes.append(axis)
        if atoms:
            raise ValueError(_("a Reshape of the file does not fit its tensor"))
        return replace(signal, axes=tuple(axes))
