"""The ways on which values flow: from the part that makes a value, along its wire, to each part that reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lstm_studio.core.insight.moments import Moment
    from lstm_studio.core.insight.parts import Scheme
    from lstm_studio.ui.diagram.paths import Wire
    from lstm_studio.ui.diagram.shapes import Point

__all__ = ["Stage", "Way", "of_moment", "of_step", "streams"]

Way = tuple[str, str]
"""The key of a way: the part that makes a value, and the part or port that reads it, such as ">c"."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What moves at the same time: the ways on which values flow, and the parts and ports at work."""

    ways: tuple[Way, ...]
    works: tuple[str, ...]


def streams(wires: Iterable[Wire]) -> dict[Way, tuple[Point, ...]]:
    """Give the points of each way, from bend to bend. What enters begins at its port."""
    found: dict[Way, tuple[Point, ...]] = {}
    for wire in wires:
        to: dict[Point, tuple[Point, ...]] = {}  # the way from the source to each fork
        for branch in wire.branches:
            points = (*to.get(branch.points[0], ())[:-1], *branch.points)
            start = len(points) - len(branch.points)
            for place in range(start, len(points)):
                to.setdefault(points[place], points[: place + 1])
            found.update({(wire.value, sink): points for sink in branch.sinks})
    return found


def of_moment(moment: Moment, ways: Iterable[Way]) -> Stage:
    """Give what moves in one moment: what is read flows into the part at work, what is written out of the cell."""
    if moment.kind == "write":
        found = [way for way in ways if way[0] == moment.part and _port(way[1]) == moment.value]
        return Stage(tuple(found), tuple(sink for _source, sink in found) or (moment.part,))
    found = [way for way in ways if way[0] in moment.reads and way[1] in moment.parts]
    return Stage(tuple(found), moment.parts)


def of_step(scheme: Scheme, ways: Iterable[Way]) -> tuple[Stage, ...]:
    """Give what moves in a whole step: all parts that are as far from what enters work at the same time."""
    depth: dict[str, int] = {}
    for part in scheme.parts.values():  # each after what it reads
        depth[part.key] = 1 + max(
            (depth[source] for source in part.sources), default=0 if part.kind != "input" else -1
        )
    last = 1 + max(depth.values(), default=0)
    into: list[list[Way]] = [[] for _depth in range(last + 1)]
    for way in ways:
        into[depth.get(way[1], last)].append(way)
    works: list[list[str]] = [[] for _depth in range(last + 1)]
    for key, far in depth.items():
        works[far].append(key)
    return tuple(
        Stage(tuple(flows), tuple(works[far]))
        for far, flows in enumerate(into)
        if far and (flows or works[far])
    )


def _port(sink: str) -> str:
    """The value that leaves by a port, "" for a part: c may leave by ">c" and by ">c'"."""
    return sink[1:].rstrip("'") if sink.startswith(">") else ""
