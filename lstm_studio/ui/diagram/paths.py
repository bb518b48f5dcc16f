"""A wire in pixels: the lines between its bends, junction dots, arrowheads and marks of what a box does with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lstm_studio.ui.diagram.board import STEPS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lstm_studio.core.insight.parts import Read, Scheme
    from lstm_studio.ui.diagram.board import Net, Node
    from lstm_studio.ui.diagram.shapes import Point
    from lstm_studio.ui.diagram.tracks import Segment

__all__ = ["Branch", "Head", "Mark", "Wire", "marked", "wire_of"]

MARK = 15.0  # from a box to the mark on a wire that enters it


@dataclass(frozen=True, slots=True)
class Head:
    """The tip of an arrow, and where it points: 0 right, 1 down, 2 left, 3 up."""

    tip: Point
    way: int
    leaves: bool  # the frame


@dataclass(frozen=True, slots=True)
class Mark:
    """On a wire that enters a box: its weights are "diagonal" (each unit reads itself) or a whole "matrix"."""

    place: Point
    weights: str
    parameter: str


@dataclass(frozen=True, slots=True)
class Branch:
    """Points from bend to bend. ``main``: it is a piece of the line of a state."""

    points: tuple[Point, ...]
    sinks: tuple[str, ...]
    main: bool


@dataclass
class Wire:
    """The wire of ``value``; ``role`` is "c", "h", "x" or "" and names its colour."""

    value: str
    role: str
    branches: list[Branch] = field(default_factory=list)
    dots: list[Point] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


class _Places:
    """Where the nodes of one wire are, and where its ends meet the parts."""

    def __init__(
        self, net: Net, pieces: list[Segment], lines: tuple[Mapping[float, float], Mapping[float, float]]
    ) -> None:
        self.net, self.lines = net, lines
        self.across = [piece for piece in pieces if piece.value == net.source and not piece.down]
        self.down = [piece for piece in pieces if piece.value == net.source and piece.down]

    def point(self, node: Node) -> Point:
        x, y = node
        right = [p.track for p in self.down if p.line == x and p.low <= y <= p.high]
        lower = [p.track for p in self.across if p.line == y and p.low <= x <= p.high]
        return (
            self.lines[0].get(x, 0.0) + (right[0] if right else 0.0),
            self.lines[1].get(y, 0.0) + (lower[0] if lower else 0.0),
        )


def wire_of(
    scheme: Scheme,
    net: Net,
    pieces: list[Segment],
    lines: tuple[Mapping[float, float], Mapping[float, float]],
    ends: Mapping[Node, str],
    edge: Callable[[str, int, Point], Point],
) -> Wire:
    """Draw one wire. ``ends``: node -> what stands there; ``edge(key, side, point)``: where a wire meets its side."""
    part = scheme.parts[net.source]
    wire = Wire(net.source, "x" if part.size == "D" else _role(scheme, part.state))
    places = _Places(net, pieces, lines)
    start = next(node for node, key in ends.items() if key == net.source and node in net.links)
    first = edge(net.source, net.out, places.point(start))
    _follow(wire, scheme, net, places, ends, edge, [first], start, net.out)
    return wire


def _follow(
    wire: Wire,
    scheme: Scheme,
    net: Net,
    places: _Places,
    ends: Mapping[Node, str],
    edge: Callable[[str, int, Point], Point],
    points: list[Point],
    node: Node,
    way: int,
) -> tuple[str, ...]:
    """Go along a tree from ``node``, note its branches, and give the sinks that are reached."""
    while True:
        node = (node[0] + STEPS[way][0], node[1] + STEPS[way][1])
        if node in ends:
            return _arrive(
                wire, scheme, ends[node], edge(ends[node], way ^ 2, places.point(node)), points, way
            )
        further = sorted(net.links[node] - {way ^ 2}, key=lambda turn: turn != way)
        if further != [way]:
            here = places.point(node)
            points.append(here)
        if len(further) > 1:
            break
        way = further[0]
    wire.dots.append(here)
    reached: tuple[str, ...] = ()
    for turn in further:
        line = points if turn == further[0] else [here]
        reached += _follow(wire, scheme, net, places, ends, edge, line, node, turn)
    return reached


def _arrive(
    wire: Wire, scheme: Scheme, sink: str, tip: Point, points: list[Point], way: int
) -> tuple[str, ...]:
    """End a branch at a part or port."""
    part = scheme.parts.get(sink)
    state = scheme.parts[wire.value].state
    main = bool(state) and (
        part.state == state and part.kind == "op" if part else sink.rstrip("'") == f">{state}"
    )
    wire.branches.append(Branch((*points, tip), (sink,), main))
    wire.heads.append(Head(tip, way, part is None))
    for read in part.reads if part else ():
        if read.source == wire.value and marked(scheme, read):
            back = (-STEPS[way][0] * MARK, -STEPS[way][1] * MARK)
            wire.marks.append(Mark((tip[0] + back[0], tip[1] + back[1]), read.weights, read.parameter))
    return (sink,)


def marked(scheme: Scheme, read: Read) -> bool:
    """Whether weights are worth a mark: a peephole, diagonal or full; every other matrix is a matter of course.

    A peephole looks into a state other than h that is carried along.
    """
    peephole = read.weights == "matrix" and _carried(scheme, scheme.parts[read.source].state)
    return read.weights == "diagonal" or peephole


def _carried(scheme: Scheme, state: str) -> bool:
    """Whether a state other than h is carried along: an operation stands in its line, not a layer alone."""
    return state not in ("", "h") and any(
        part.state == state and part.kind == "op" for part in scheme.parts.values()
    )


def _role(scheme: Scheme, state: str) -> str:
    """The colour of a state's line: what is carried along has that of c, whatever its name."""
    return state if state in ("c", "h") else "c" if _carried(scheme, state) else ""
