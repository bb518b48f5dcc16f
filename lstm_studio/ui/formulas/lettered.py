"""Marks written as text into a file, where they stay text: each word as large as, and where, its outline is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QTransform

from lstm_studio.ui.formulas.setting import EM, set_font

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QColor, QPainter

    from lstm_studio.ui.formulas.setting import Setting

__all__ = ["write_mark"]


def write_mark(
    painter: QPainter, quick: Setting, shown: Setting, place: int, moved: QTransform, colour: QColor
) -> None:
    """Write a mark of the ``quick`` setting, which knows its words, over its outline in the one that is shown.

    ``moved`` brings sizes of the type to pixels.
    """
    fitted = _fitted(quick.bounds[place], shown.bounds[place])
    painter.save()
    painter.setPen(colour)
    whole = painter.worldTransform()
    for word in quick.words[place]:
        scale = word.scale / EM
        own = QTransform().translate(word.at, -word.up).scale(scale, scale)
        painter.setWorldTransform(own * fitted * moved * whole)
        painter.setFont(set_font(italic=word.italic))
        painter.drawText(0, 0, word.text)
    painter.restore()


def _fitted(given: QRectF, wanted: QRectF) -> QTransform:
    """Give what brings one rectangle to another."""
    if given.width() <= 0 or given.height() <= 0:
        return QTransform()
    across, down = wanted.width() / given.width(), wanted.height() / given.height()
    left, top = wanted.left() - given.left() * across, wanted.top() - given.top() * down
    return QTransform(across, 0.0, 0.0, down, left, top)
