"""Lines to pixels: every row and column is put as close to the one before as what stands in them allows.

Blocks (parts, strips, texts) and wires hang on lines. Two that could meet are kept apart by the difference of
their lines; the least places that keep all apart are found by one sweep in each direction.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

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


GAPS = {
    frozenset(("wire",)): 12.0,
    frozenset(("wire", "body")): 18.0,  # an arrowhead, and a piece of wire to be seen
    frozenset(("wire", "text")): 9.0,
    frozenset(("body",)): 30.0,
    frozenset(("body", "text")): 18.0,
    frozenset(("text",)): 14.0,
}


def place(items: Iterable[Item], apart: Mapping[Span, float]) -> dict[float, float]:
    """Give the least place of each line: no two items nearer than their gap, and ``apart`` between pairs of lines."""
    ordered = sorted(items, key=lambda item: item.line)
    rules: dict[float, list[tuple[float, float]]] = {}
    for number, one in enumerate(ordered):
        for other in ordered[number + 1 :]:
            if other.line > one.line and one.over[0] < other.over[1] and other.over[0] < one.over[1]:
                gap = GAPS[frozenset((one.kind, other.kind))]
                rules.setdefault(other.line, []).append((one.line, one.after + other.before + gap))
    for (low, high), least in apart.items():
        rules.setdefault(high, []).append((low, least))
    lines = sorted({item.line for item in ordered} | {line for pair in apart for line in pair})
    found: dict[float, float] = {}
    for before, line in pairwise([lines[0], *lines]):
        floor = found.get(before, 0.0)
        found[line] = max([floor, *(found[low] + least for low, least in rules.get(line, ()))])
    return found
