"""The pieces of a wire from fork to fork, each with all that it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lstm_studio.ui.diagram.paths import Wire
    from lstm_studio.ui.diagram.shapes import Point

__all__ = ["Piece", "pieces"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Points from fork to fork, bends between them; ``sinks``: the parts and ports beyond; ``main`` as in a Branch."""

    points: tuple[Point, ...]
    sinks: frozenset[str]
    main: bool


def pieces(wire: Wire) -> tuple[Piece, ...]:
    """Cut the branches of a wire where others leave them; the first piece begins at the part that it comes from."""
    leaving: dict[Point, list[int]] = {}
    for number, branch in enumerate(wire.branches[1:], 1):
        leaving.setdefault(branch.points[0], []).append(number)
    found: list[Piece] = []
    beyond: dict[int, frozenset[str]] = {}
    main: dict[int, bool] = {}
    for number in reversed(range(len(wire.branches))):  # what leaves a branch comes after it
        branch = wire.branches[number]
        cuts = [at for at, point in enumerate(branch.points) if at > 0 and point in leaving]
        sinks, carries, end = frozenset(branch.sinks), branch.main, len(branch.points)
        own = []
        for cut in reversed(cuts):
            own.append(Piece(branch.points[cut:end], sinks, carries))
            for other in leaving[branch.points[cut]]:
                sinks, carries = sinks | beyond[other], carries or main[other]
            end = cut + 1
        own.append(Piece(branch.points[:end], sinks, carries))
        beyond[number], main[number] = sinks, carries
        found = own[::-1] + found
    return tuple(piece for piece in found if any(one != two for one, two in pairwise(piece.points)))
