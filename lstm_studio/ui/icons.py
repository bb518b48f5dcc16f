"""Icons: our own drawings, recoloured with the text colour of the theme."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from lstm_studio.catalogue import resource

if TYPE_CHECKING:
    from lstm_studio.ui.theme import Theme

__all__ = ["icon"]

SIZE = 16


@cache
def _drawing(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def _pixmap(renderer: QSvgRenderer, scale: float) -> QPixmap:
    pixmap = QPixmap(round(SIZE * scale), round(SIZE * scale))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, pixmap.width(), pixmap.height()))
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


def _faint(pixmap: QPixmap) -> QPixmap:
    faint = QPixmap(pixmap.size())
    faint.setDevicePixelRatio(pixmap.devicePixelRatio())
    faint.fill(Qt.GlobalColor.transparent)
    painter = QPainter(faint)
    painter.setOpacity(0.35)
    painter.drawPixmap(0, 0, pixmap)
    painter.end()
    return faint


def icon(name: str, theme: Theme, *, accent: bool = False) -> QIcon:
    """The drawing ``name`` in the text colour, or in the colour of text on the accent."""
    colour = theme.on_accent if accent else theme.text
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour.name()).encode()))
    result = QIcon()
    for scale in {1.0, max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)}:
        pixmap = _pixmap(renderer, scale)
        result.addPixmap(pixmap)
        result.addPixmap(_faint(pixmap), QIcon.Mode.Disabled)
    return result
