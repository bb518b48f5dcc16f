"""Lines whose width is in pixels of the box at any zoom, on the screen and in a file."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEngine, QPen, QTransform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QColor, QPainter

__all__ = ["in_pixels", "thin", "vector"]


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


def thin(colour: QColor, width: int = 1) -> QPen:
    """Give a pen for lines in pixels."""
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen
