"""Wires side by side: the straight segments of every wire, and the track in which each runs along its line.

Segments that touch or overlap on one line get tracks of their own, in the order that makes the wires cross least.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, permutations
from typing import TYPE_CHECKING

from lstm_studio.core.insight.parts import BOXES
from lstm_studio.ui.diagram.board import EAST, NORTH, SOUTH, WEST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lstm_studio.core.insight.parts import Scheme
    from lstm_studio.ui.diagram.board import Net, Node
    from lstm_studio.ui.diagram.layout import Grid

__all__ = ["PITCH", "Segment", "segments"]

PITCH = 10.0  # from one track to the next
MOST_TRIED = 6  # so many segments side by side are tried in every order


@dataclass
class Segment:
    """A straight piece of the wire of ``value`` on ``line``, from ``low`` to ``high``, ``track`` pixels beside it."""

    value: str
    down: bool
    line: int
    low: int
    high: int
    fixed: bool = False
    track: float = 0.0
    start: float = 0.0  # as low and high, but at a part only its edge is reached
    stop: float = 0.0

    def touches(self, other: Segment) -> bool:
        """Whether the two share a place on their line."""
        return self.line == other.line and self.start <= other.stop and other.start <= self.stop


def segments(scheme: Scheme, grid: Grid, nets: dict[str, Net]) -> list[Segment]:
    """Give the segments of all wires, each in its track."""
    found = [piece for net in nets.values() for piece in _pieces(net)]
    standing = _standing(scheme, grid)
    for piece in found:
        _fasten(piece, standing)
    ranks = {value: rank for rank, value in enumerate(sorted(nets, key=lambda value: _rank(scheme, value)))}
    # Channels first, then what comes up from them, then both again: an order depends on the ends of the others.
    for down in (False, True, False, True):
        chosen = [piece for piece in found if piece.down == down]
        others = [piece for piece in found if piece.down != down]
        for group in _groups(chosen):
            _set(group, _order(group, others, ranks))
    return found


def _rank(scheme: Scheme, value: str) -> tuple[bool, bool]:
    """Where nothing else decides: the lines of states first, x last."""
    part = scheme.parts[value]
    return (value == "x", not part.state or part.state == "h")


def _pieces(net: Net) -> Iterable[Segment]:
    """Cut the tree of a wire into straight pieces."""
    for (x, y), ways in net.links.items():
        if EAST in ways and WEST not in ways:
            end = x
            while EAST in net.links[end, y]:
                end += 1
            yield Segment(net.source, False, y, x, end)
        if SOUTH in ways and NORTH not in ways:
            end = y
            while SOUTH in net.links[x, end]:
                end += 1
            yield Segment(net.source, True, x, y, end)


def _standing(scheme: Scheme, grid: Grid) -> dict[Node, str]:
    found = {
        (2 * column + 1, 2 * row + 1): "box" if scheme.parts[key].kind in BOXES else "op"
        for key, (row, column) in grid.parts.items()
    }
    return found | {(2 * column + 1, 2 * row + 1): port.side for port, (row, column) in grid.ports.items()}


def _fasten(piece: Segment, standing: dict[Node, str]) -> None:
    """Note where a piece ends at a part, and whether the part has one place for it: the middle of a side."""
    ends = ((piece.line, end) if piece.down else (end, piece.line) for end in (piece.low, piece.high))
    low, high = (standing.get(end, "") for end in ends)
    piece.start = piece.low + 0.5 * bool(low)
    piece.stop = piece.high - 0.5 * bool(high)
    piece.fixed = (low == "op" or high in ("op", "box")) if piece.down else bool(low or high)


def _groups(pieces: list[Segment]) -> Iterable[list[Segment]]:
    """Sets of segments that hang together by touching."""
    group: list[Segment] = []
    reach = -1.0
    for piece in sorted(pieces, key=lambda piece: (piece.line, piece.start, piece.stop)):
        if group and (piece.line != group[0].line or piece.start > reach):
            yield group
            group, reach = [], -1.0
        group.append(piece)
        reach = max(reach, piece.stop)
    if group:
        yield group


def _order(group: list[Segment], others: list[Segment], ranks: dict[str, int]) -> list[Segment]:
    """The order, from left or top, in which the segments of a group cross the others least."""
    if len(group) < 2:
        return group
    price = {
        (id(one), id(other)): _crossings(one, other, others) + 0.01 * (ranks[one.value] > ranks[other.value])
        for one in group
        for other in group
        if one is not other
    }

    def total(order: Iterable[Segment]) -> float:
        order = tuple(order)
        return sum(
            price[id(one), id(other)] for place, one in enumerate(order) for other in order[place + 1 :]
        )

    if len(group) <= MOST_TRIED:
        return list(min(permutations(group), key=total))
    # Too many for every order: each is put where it crosses least among those before it.
    placed: list[Segment] = []
    for piece in sorted(group, key=lambda piece: ranks[piece.value]):
        tries = [[*placed[:at], piece, *placed[at:]] for at in range(len(placed) + 1)]
        placed = min(tries, key=total)
    return placed


def _crossings(one: Segment, other: Segment, across: list[Segment]) -> float:
    """How often two segments of one line cross each other's branches when ``one`` lies left of or above ``other``."""
    if not one.touches(other):
        return 0.0
    return sum(_within(place, other, across) for place in _branches(one, across, beyond=True)) + sum(
        _within(place, one, across) for place in _branches(other, across, beyond=False)
    )


def _branches(piece: Segment, across: list[Segment], *, beyond: bool) -> Iterable[tuple[int, float]]:
    """Where a wire leaves its segment to the one side or the other."""
    for branch in across:
        if branch.value == piece.value and piece.low <= branch.line <= piece.high:
            reaches = branch.high > piece.line if beyond else branch.low < piece.line
            if reaches and branch.low <= piece.line <= branch.high:
                yield branch.line, branch.track


def _within(place: tuple[int, float], piece: Segment, across: list[Segment]) -> bool:
    """Whether a place along the line lies truly between the ends of a segment."""
    ends = []
    for end in (piece.low, piece.high):
        tracks = [
            branch.track
            for branch in across
            if branch.value == piece.value and branch.line == end and branch.low <= piece.line <= branch.high
        ]
        ends.append((end, tracks[0] if tracks else 0.0))
    return ends[0] < place < ends[1]


def _set(group: list[Segment], order: list[Segment]) -> None:
    """Give tracks in an order; those that do not touch may share one, and fixed ones stay on the line."""
    numbers: dict[int, int] = {}
    for place, piece in enumerate(order):
        before = [numbers[id(other)] for other in order[:place] if other.touches(piece)]
        numbers[id(piece)] = max(before, default=-1) + 1
    fixed = [numbers[id(piece)] for piece in group if piece.fixed]
    middle = fixed[0] if fixed else max(numbers.values()) / 2
    for piece in group:
        piece.track = 0.0 if piece.fixed else (numbers[id(piece)] - middle) * PITCH
    for one, other in pairwise(sorted((p for p in group if p.fixed), key=lambda p: p.low)):
        if one.touches(other):
            raise ValueError(f"{one.value} and {other.value} meet on one line")
