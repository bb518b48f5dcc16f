"""Clamps as regions of units and steps: what one covers of another, and what is left without it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lstm_studio.core.study import Clamp

__all__ = ["covers", "without"]


def covers(upper: Clamp, lower: Clamp) -> bool:
    """Tell whether nothing is left of ``lower`` under ``upper``."""
    if upper.value != lower.value or (upper.units and not lower.units):
        return False
    return (
        upper.first <= lower.first
        and lower.last <= upper.last
        and (not upper.units or set(lower.units) <= set(upper.units))
    )


def without(rows: tuple[Clamp, ...], free: Clamp, units: int) -> tuple[Clamp, ...]:
    """Give clamps with the region of ``free`` left free; ``units``: how many there are."""
    return tuple(part for row in rows for part in _parts(row, free, units))


def _parts(row: Clamp, free: Clamp, units: int) -> Iterator[Clamp]:
    """Give what is left of a clamp: its other units, and its own ones before and after."""
    mine = set(row.units or range(units))
    both = mine & set(free.units or range(units))
    if row.value != free.value or not both or row.last < free.first or free.last < row.first:
        yield row
        return
    others = tuple(sorted(mine - both))
    if others:
        yield replace(row, units=others)
    inner = row.units if len(both) == len(mine) else tuple(sorted(both))
    if row.first < free.first:
        yield replace(row, units=inner, last=free.first - 1)
    if free.last < row.last:
        yield replace(row, units=inner, first=free.last + 1)
