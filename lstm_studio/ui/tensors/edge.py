"""What reaches over the edge of what is in sight, cut off there in files, too."""

from __future__ import annotations

import math
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from lstm_studio.ui.plots.ink import vector

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["within"]

FINE = 3  # dots a pixel


@contextmanager
def within(painter: QPainter, place: QRectF, whole: QRectF) -> Iterator[QPainter]:
    """Lend a painter for what stands at ``place``, of which no more is seen than lies in ``whole``.

    Qt writes the clips of a widget into SVG files at a wrong place: what is cut off there becomes an image.
    """
    if not vector(painter) or whole.contains(place):
        yield painter
        return
    seen = place.intersected(whole)
    wide, high = (max(1, math.ceil(FINE * side)) for side in (seen.width(), seen.height()))
    image = QImage(wide, high, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    inner = QPainter(image)
    inner.scale(FINE, FINE)
    inner.translate(-seen.topLeft())
    yield inner
    inner.end()
    painter.drawImage(seen, image)
