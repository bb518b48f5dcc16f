"""Checkpoints: the parameters at moments of a training, evenly spread over it, within a stated room.

Which updates are kept follows from their number alone, so that the same training leaves the same ones: every one at
first, then every second, every fourth … One record holds at most MOST of them, in at most CAP bytes; models that are so
large that fewer than LEAST had room have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "CAP",
    "LEAST",
    "MOST",
    "Checkpoint",
    "due",
    "joined",
    "nearest",
    "room",
    "taken",
    "thinned",
    "until",
]

MOST = 400
CAP = 64 * 2**20  # bytes of all checkpoints of a record
LEAST = 4
LARGEST = float(np.finfo(np.float32).max)


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """The parameters after an update, from 0: float32 (n,), read-only."""

    update: int
    parameters: NDArray[np.float32]


def room(size: int, cap: int = CAP) -> int:
    """Give how many checkpoints of so many parameters are kept at most, 0 where these would be too few."""
    most = min(MOST, cap // (4 * max(size, 1)))
    return most if most >= LEAST else 0


def due(update: int, size: int) -> bool:
    """Tell whether a model of so many parameters is kept after an update."""
    most = room(size)
    return most > 0 and update % _stride(update, most) == 0


def taken(update: int, parameters: NDArray[np.floating]) -> tuple[Checkpoint, ...]:
    """Give the checkpoint of the parameters (n,) after an update; none out of turn, or where one is no number."""
    if not due(update, parameters.size) or not np.abs(parameters).max(initial=0.0) <= LARGEST:
        return ()
    copy = parameters.astype(np.float32)
    copy.setflags(write=False)
    return (Checkpoint(update, copy),)


def _stride(update: int, most: int) -> int:
    """Give the updates between two checkpoints: a power of two with which those of 0 … update have room."""
    return 1 << (max(update - 1, 0) // (most - 1)).bit_length()


def thinned(checkpoints: tuple[Checkpoint, ...], most: int) -> tuple[Checkpoint, ...]:
    """Give at most so many of them: the first, and those at multiples of a power of two."""
    if most < LEAST:
        return ()
    kept, stride = checkpoints, 1
    while len(kept) > most:
        stride *= 2
        kept = tuple(row for row in checkpoints if row is checkpoints[0] or row.update % stride == 0)
    return kept


def joined(old: tuple[Checkpoint, ...], new: tuple[Checkpoint, ...]) -> tuple[Checkpoint, ...]:
    """Give the checkpoints of a record with newer ones behind them, as many as there is room for."""
    if not new:
        return old
    last = old[-1].update if old else -1
    return thinned(old + tuple(row for row in new if row.update > last), room(new[0].parameters.size))


def until(checkpoints: tuple[Checkpoint, ...], update: int) -> tuple[Checkpoint, ...]:
    """Give those up to an update."""
    return tuple(row for row in checkpoints if row.update <= update)


def nearest(checkpoints: tuple[Checkpoint, ...], update: float) -> int | None:
    """Give the place of the one nearest to an update, None where there is none."""
    if not checkpoints:
        return None
    return min(range(len(checkpoints)), key=lambda place: abs(checkpoints[place].update - update))
