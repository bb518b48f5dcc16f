"""Lines to pixels: every row and column is put as close to the one before as what stands in them allows.

Blocks (parts, strips, texts) and wires hang on lines. Two that could meet are kept apart by the difference of
their lines; the least places that keep all apart are found by one sweep in each direction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Block", "Item", "Span", "place"]

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle that hangs on the crossing of two lines: its edges relative to it, y down."""

    column: float
    row: float
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Item:
    """A block or wire as one direction sees it: where it hangs, how far it reaches, and over what it stands.

    ``kind`` is "wire", "body" (wires arrive there) or "text" (strips, numbers and words).
    """

    line: float
    before: float
    after: float
    over: Span
    kind: str
    owner: str = ""  # the part whose block it is


KINDS = ("wire", "body", "text")
GAPS = np.array(
    [
        [12.0, 18.0, 9.0],  # before a body there is an arrowhead, and a piece of wire to be seen
        [18.0, 30.0, 18.0],
        [9.0, 18.0, 14.0],
    ]
)


def place(items: Iterable[Item], apart: Mapping[Span, float]) -> dict[float, float]:
    """Give the least place of each line: no two items nearer than their gap, and ``apart`` between pairs of lines."""
    ordered = sorted(items, key=lambda item: item.line)
    hangs = np.array([item.line for item in ordered])
    before, after = (np.array([getattr(item, name) for item in ordered]) for name in ("before", "after"))
    low, high = np.array([item.over for item in ordered]).T
    kind = np.array([KINDS.index(item.kind) for item in ordered])
    rules: dict[float, list[tuple[float, float]]] = {}
    for (one, other), least in apart.items():
        rules.setdefault(other, []).append((one, least))
    at = np.zeros(len(ordered))  # of the line of each item
    found: dict[float, float] = {}
    floor = 0.0
    for line in sorted({item.line for item in ordered} | {line for pair in apart for line in pair}):
        start = int(np.searchsorted(hangs, line))
        here = slice(start, int(np.searchsorted(hangs, line, "right")))
        least = after[:start] + before[here, None] + GAPS[kind[here, None], kind[:start]]
        meet = (low[:start] < high[here, None]) & (low[here, None] < high[:start])
        floor = float((at[:start] + least).max(initial=floor, where=meet))
        floor = max([floor, *(found[one] + distance for one, distance in rules.get(line, ()))])
        found[line] = at[here] = floor
    return found
