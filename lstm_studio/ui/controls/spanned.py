"""A row of a tree that takes the whole width: its text at the left, a short one at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTreeWidgetItem

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTreeWidget

__all__ = ["Spanned", "span"]

TEXT = Qt.ItemDataRole.UserRole + 10
COLOUR = TEXT + 1
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
GAP = 8


class Spanned(QStyledItemDelegate):
    """Draws the text at the right of rows that ``span`` has made; the text at their left gives way."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        text = index.data(TEXT)
        if not text:
            super().paint(painter, option, index)
            return
        font = index.data(Qt.ItemDataRole.FontRole) or option.font
        whole = QRectF(option.rect).adjusted(0, 0, -3, 0)
        left = QStyleOptionViewItem(option)
        left.rect = option.rect.adjusted(0, 0, -QFontMetrics(font).horizontalAdvance(text) - GAP, 0)
        super().paint(painter, left, index)
        painter.save()
        painter.setFont(font)
        painter.setPen(index.data(COLOUR))
        painter.drawText(whole, RIGHT, text)
        painter.restore()


def span(
    item: QTreeWidgetItem, right: str, colour: QColor, *, title: bool = False, end: QColor | None = None
) -> None:
    """Let a row take the whole width in a colour, with a text at its right in the colour ``end``, or the same."""
    item.setFirstColumnSpanned(True)
    item.setForeground(0, QBrush(colour))
    item.setData(0, TEXT, right)
    item.setData(0, COLOUR, end or colour)
    if title:
        tree: QTreeWidget | None = item.treeWidget()
        font = QFont() if tree is None else tree.font()
        font.setWeight(QFont.Weight.DemiBold)
        item.setFont(0, font)
