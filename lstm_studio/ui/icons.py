"""Icons: our own drawings, recoloured with the text colour of the theme."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from lstm_studio.catalogue import resource

if TYPE_CHECKING:
    from lstm_studio.ui.theme import Theme

__all__ = ["icon"]

SIZE = 16


@cache
def _drawing(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def _pixmap(name: str, colour: QColor, scale: int) -> QPixmap:
    pixmap = QPixmap(SIZE * scale, SIZE * scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour.name()).encode()))
    painter = QPainter(pixmap)
    painter.setOpacity(colour.alphaF())
    renderer.render(painter, QRectF(0, 0, SIZE * scale, SIZE * scale))
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


def icon(name: str, theme: Theme, *, accent: bool = False) -> QIcon:
    """The drawing ``name`` in the text colour, or in the colour of text on the accent."""
    colour = theme.on_accent if accent else theme.text
    faint = QColor(theme.quiet)
    faint.setAlphaF(0.5)
    result = QIcon()
    for scale in (1, 2):
        result.addPixmap(_pixmap(name, colour, scale))
        result.addPixmap(_pixmap(name, faint, scale), QIcon.Mode.Disabled)
    return result
