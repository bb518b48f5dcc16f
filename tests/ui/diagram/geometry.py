"""The laws of a drawing, looked at in its finished lines and rectangles alone."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING, NamedTuple

from lstm_studio.ui.diagram.graded import THICKEST

if TYPE_CHECKING:
    from lstm_studio.ui.diagram.drawing import Drawing, Figure
    from lstm_studio.ui.diagram.shapes import Rect

NEAR = 3.0  # nearer than this, two lines are one to the eye
BESIDE = THICKEST + 1.0  # two that run side by side are two in backward mode, too, where they are thick


class Piece(NamedTuple):
    """A straight piece of a wire between two bends."""

    value: str
    sinks: tuple[str, ...]
    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def down(self) -> bool:
        return self.x1 == self.x2

    def crosses(self, rect: Rect, margin: float = 0.0) -> bool:
        """Whether the piece runs through a rectangle that is made smaller by ``margin``."""
        x, y = sorted((self.x1, self.x2)), sorted((self.y1, self.y2))
        return (
            x[0] < rect.right - margin
            and x[1] > rect.x + margin
            and y[0] < rect.bottom - margin
            and y[1] > rect.y + margin
        )


def pieces(drawing: Drawing) -> list[Piece]:
    """Every straight piece of every wire."""
    return [
        Piece(wire.value, branch.sinks, *one, *two)
        for wire in drawing.wires
        for branch in wire.branches
        for one, two in pairwise(branch.points)
        if one != two
    ]


def slanted(drawing: Drawing) -> list[Piece]:
    """Pieces that run neither across nor down."""
    return [piece for piece in pieces(drawing) if piece.x1 != piece.x2 and piece.y1 != piece.y2]


def through_parts(drawing: Drawing) -> list[tuple[Piece, str]]:
    """Pieces that run through a part; the ends of a wire touch the edge of theirs."""
    return [
        (piece, figure.key)
        for piece in pieces(drawing)
        for figure in drawing.figures
        if figure.body and piece.crosses(figure.body, 0.5)
    ]


def shared(drawing: Drawing) -> list[tuple[Piece, Piece]]:
    """Pairs of pieces of different wires that lie on one line, or that meet otherwise than crossing."""
    found = []
    for one, other in combinations(pieces(drawing), 2):
        if one.value == other.value:
            continue
        if one.down == other.down:
            apart = abs(one.x1 - other.x1) if one.down else abs(one.y1 - other.y1)
            along = [(p.y1, p.y2) if p.down else (p.x1, p.x2) for p in (one, other)]
            (a, b), (c, d) = (sorted(pair) for pair in along)
            if apart < BESIDE and a < d + NEAR and c < b + NEAR:
                found.append((one, other))
        elif _meets(one, other) or _meets(other, one):
            found.append((one, other))
    return found


def _meets(one: Piece, other: Piece) -> bool:
    """Whether an end of one piece lies on the other."""
    for x, y in ((one.x1, one.y1), (one.x2, one.y2)):
        xs, ys = sorted((other.x1, other.x2)), sorted((other.y1, other.y2))
        if xs[0] - NEAR < x < xs[1] + NEAR and ys[0] - NEAR < y < ys[1] + NEAR:
            return True
    return False


def overlapping(drawing: Drawing) -> list[tuple[str, str]]:
    """Pairs of parts, strips, numbers, words and lines of text that overlap."""
    rects = [
        (f"{name} of {figure.key}", rect)
        for figure in drawing.figures
        for name, rect in (*figure.texts.items(), *((("body", figure.body),) if figure.body else ()))
    ]
    rects += [("title", drawing.title), ("legend", drawing.legend), ("sentence", drawing.sentence)]
    rects += [(f"shape of {label.value}", label.rect) for label in drawing.shapes]
    return [(one, other) for (one, a), (other, b) in combinations(rects, 2) if a.overlaps(b)]


def struck_out(drawing: Drawing) -> list[tuple[str, str]]:
    """Strips, numbers, words and lines of text with a foreign wire running through."""
    lines = [("title", drawing.title), ("legend", drawing.legend), ("sentence", drawing.sentence)]
    lines += [(f"shape of {label.value}", label.rect) for label in drawing.shapes]
    found = [(piece.value, name) for piece in pieces(drawing) for name, rect in lines if piece.crosses(rect)]
    return found + [
        (piece.value, f"{name} of {figure.key}")
        for piece in pieces(drawing)
        for figure in drawing.figures
        for name, rect in figure.texts.items()
        if piece.crosses(rect) and not (name in ("strip", "ghost") and _own(drawing, piece, figure))
    ]


def _own(drawing: Drawing, piece: Piece, figure: Figure) -> bool:
    """Whether a strip shows the value of the wire that it stands on."""
    if figure.port is None or figure.port.entering:
        return piece.value == figure.value
    return piece.value == drawing.scheme.outputs[figure.value]


def outside(drawing: Drawing) -> list[str]:
    """What reaches over the edge of the picture."""
    bounds = drawing.bounds.grown(0.01)
    rects = [(figure.key, rect) for figure in drawing.figures for rect in figure.rects]
    found = [
        key
        for key, rect in rects
        if rect.x < bounds.x or rect.y < bounds.y or rect.right > bounds.right or rect.bottom > bounds.bottom
    ]
    for piece in pieces(drawing):
        for x, y in ((piece.x1, piece.y1), (piece.x2, piece.y2)):
            if not (bounds.x <= x <= bounds.right and bounds.y <= y <= bounds.bottom):
                found.append(piece.value)
    return found
