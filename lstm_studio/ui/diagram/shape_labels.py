"""How many values each wire carries, as 8×1 beside it: a vector, and where there is room to say so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.ui.diagram.measures import ROLE, TEXT
from lstm_studio.ui.diagram.shapes import Rect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from lstm_studio.ui.diagram.blocks import Sizes
    from lstm_studio.ui.diagram.drawing import Drawing
    from lstm_studio.ui.diagram.paths import Wire
    from lstm_studio.ui.diagram.shapes import Point

__all__ = ["ShapeLabel", "labelled", "shape_labels"]

HIGH = ROLE + 1.0
CLEAR, TIGHT = 3.0, 0.5  # from a label to all else, and where there is no more room
BESIDE = 6.0  # from a strip
HALF = 2.6  # half the width of a wire
HEAD = 6.0  # half the width of an arrowhead, at most
ALONG = (0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9)  # where on a piece a label may stand
LEAST = 16.0  # of a piece that a label may stand at


@dataclass(frozen=True, slots=True)
class ShapeLabel:
    """What is written at the wire of ``value``."""

    value: str
    text: str
    rect: Rect


def labelled(drawing: Drawing, sizes: Sizes) -> Drawing:
    """Give a drawing with the labels of its wires."""
    return replace(drawing, shapes=shape_labels(drawing, sizes))


def shape_labels(drawing: Drawing, sizes: Sizes) -> tuple[ShapeLabel, ...]:
    """Give a label for every wire that has room for one, beside its longest straight piece if that can be.

    It touches no wire, no part and no other label.
    """
    taken = np.array([*_taken(drawing)])
    own = {figure.key: (figure.strip, figure.number) for figure in drawing.figures}
    found: list[ShapeLabel] = []
    for wire in drawing.wires:
        units = sizes.inputs if drawing.scheme.parts[wire.value].size == "D" else sizes.units
        text = f"{units}×1"
        rects = [rect for rect in own.get(wire.value, ()) if rect]
        rect = _free(wire, rects, len(text) * TEXT * ROLE + 2.0, taken, drawing.bounds)
        if rect is not None:
            found.append(ShapeLabel(wire.value, text, rect))
            taken = np.vstack([taken, _corners(rect)])
    return tuple(found)


def _free(
    wire: Wire, strips: list[Rect], wide: float, taken: NDArray[np.float64], bounds: Rect
) -> Rect | None:
    """The first free place at a wire, its longest piece first, the strip and the number that stand on it last."""
    lines = {line for branch in wire.branches for line in pairwise(branch.points) if _long(line) >= LEAST}
    longest = sorted(lines, key=lambda line: (-_long(line), line))
    places = [place for line in longest for place in _beside(line, wide)]
    places += [place for strip in strips for place in _around(strip, wide)]
    corners = np.array([_corners(place) for place in places]).reshape(-1, 4)
    inside = (
        (corners[:, 0] > bounds.x) & (corners[:, 1] > bounds.y)
        & (corners[:, 2] < bounds.right) & (corners[:, 3] < bounds.bottom)
    )  # fmt: skip
    for gap in (CLEAR, TIGHT):
        apart = (
            (corners[:, None, 0] - gap >= taken[:, 2]) | (corners[:, None, 2] + gap <= taken[:, 0])
            | (corners[:, None, 1] - gap >= taken[:, 3]) | (corners[:, None, 3] + gap <= taken[:, 1])
        )  # fmt: skip
        free = np.flatnonzero(apart.all(axis=1) & inside)
        if len(free):
            return places[int(free[0])]
    return None


def _beside(line: tuple[Point, Point], wide: float) -> Iterator[Rect]:
    """Places on both sides of a straight piece."""
    (x1, y1), (x2, y2) = line
    off = HALF + CLEAR + 0.5
    for share in ALONG:
        x, y = x1 + share * (x2 - x1), y1 + share * (y2 - y1)
        if x1 == x2:
            yield Rect(x + off, y - HIGH / 2, wide, HIGH)
            yield Rect(x - off - wide, y - HIGH / 2, wide, HIGH)
        else:
            yield Rect(x - wide / 2, y - off - HIGH, wide, HIGH)
            yield Rect(x - wide / 2, y + off, wide, HIGH)


def _around(rect: Rect, wide: float) -> Iterator[Rect]:
    """Places at the four sides of a strip or a number."""
    x, y = rect.middle
    yield Rect(rect.x - wide - BESIDE, y - HIGH / 2, wide, HIGH)
    yield Rect(rect.right + BESIDE, y - HIGH / 2, wide, HIGH)
    for left in (x - wide / 2, rect.x, rect.right - wide):
        yield Rect(left, rect.y - HIGH - CLEAR - 0.5, wide, HIGH)
        yield Rect(left, rect.bottom + CLEAR + 0.5, wide, HIGH)


def _taken(drawing: Drawing) -> Iterator[tuple[float, float, float, float]]:
    """All that is there: parts, strips and words, wires with their tips and marks, the border of the cell."""
    for figure in drawing.figures:
        yield from map(_corners, figure.rects)
    for rect in (drawing.title, drawing.legend, drawing.sentence):
        yield _corners(rect)
    frame = drawing.frame
    left, top, right, bottom = _corners(frame)
    yield from ((left, top, left, bottom), (right, top, right, bottom))
    yield from ((left, top, right, top), (left, bottom, right, bottom))
    for wire in drawing.wires:
        for branch in wire.branches:
            for (x1, y1), (x2, y2) in pairwise(branch.points):
                yield min(x1, x2) - HALF, min(y1, y2) - HALF, max(x1, x2) + HALF, max(y1, y2) + HALF
        points = (*wire.dots, *(head.tip for head in wire.heads), *(mark.place for mark in wire.marks))
        yield from ((x - HEAD, y - HEAD, x + HEAD, y + HEAD) for x, y in points)


def _corners(rect: Rect) -> tuple[float, float, float, float]:
    return rect.x, rect.y, rect.right, rect.bottom


def _long(line: tuple[Point, Point]) -> float:
    (x1, y1), (x2, y2) = line
    return abs(x2 - x1) + abs(y2 - y1)
