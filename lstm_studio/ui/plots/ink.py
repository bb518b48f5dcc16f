"""Lines whose width is in pixels of the box at any zoom, on the screen and in a file."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPaintEngine, QPen, QTransform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

__all__ = ["FEW", "flat_cells", "in_pixels", "thin", "vector"]


SEAM = 0.3  # pixels
FEW = 4096  # cells of a picture that are written to a file one by one, as a drawing


def vector(painter: QPainter) -> bool:
    """Tell whether a painter writes lines into a file rather than pixels.

    There every part keeps inside its box by itself: Qt writes the clips of a widget into SVG files at a wrong
    place, or not at all.
    """
    return painter.paintEngine().type() != QPaintEngine.Type.Raster


@contextmanager
def in_pixels(painter: QPainter) -> Iterator[QTransform]:
    """Let ``painter`` work in pixels; gives the way from the units of the data to them.

    A cosmetic pen under the stretched units of the data would do on the screen, but readers of SVG files
    disagree about it.
    """
    to_pixels = painter.worldTransform()
    painter.save()
    painter.setWorldTransform(QTransform())
    yield to_pixels
    painter.restore()


def flat_cells(colours: NDArray[np.uint8], place: QRectF) -> Iterator[tuple[QRectF, QColor]]:
    """Give a picture (rows, columns, 3 or 4 with alpha) as rectangles in ``place``, in whole pixels as on the screen.

    Cells of one colour side by side are one. Each reaches a little under the next, which hides it: readers of files
    would show a seam between the two.
    """
    rows, columns = colours.shape[:2]
    across = np.floor(np.linspace(place.left(), place.right(), columns + 1) + 0.5)
    down = np.floor(np.linspace(place.top(), place.bottom(), rows + 1) + 0.5)
    for row in range(rows):
        line = colours[row]
        ends = [*(np.flatnonzero((line[1:] != line[:-1]).any(axis=1)) + 1), columns]
        start, below = 0, 0.0 if row == rows - 1 else SEAM
        for end in ends:
            colour, under = QColor(*line[start].tolist()), 0.0 if end == columns else SEAM
            if colour.alpha():
                width, height = across[end] - across[start] + under, down[row + 1] - down[row] + below
                yield QRectF(across[start], down[row], width, height), colour
            start = end


def thin(colour: QColor, width: int = 1) -> QPen:
    """Give a pen for lines in pixels."""
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen
