"""One formula: rich text that is measured and drawn without the weight of a label."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QAbstractTextDocumentLayout, QPainter, QPalette, QTextDocument
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QPaintEvent, QResizeEvent

__all__ = ["Formula"]

HANGING = '<p style="margin-left:14px; text-indent:-14px">{html}</p>'


class Formula(QWidget):
    """A line of mathematics; where it is too long for its place it is broken, the rest set in a little."""

    def __init__(self, html: str, font: QFont) -> None:
        super().__init__()
        self._document = QTextDocument(self)
        self._document.setDocumentMargin(0)
        self._document.setDefaultFont(font)
        self._document.setHtml(HANGING.format(html=html))
        self._heights: dict[int, int] = {}  # width -> height in the font of now: layouts ask again and again
        self.setAccessibleName(self._document.toPlainText())
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def size_of_type(self) -> int:
        """The size of its type in pixels."""
        return self._document.defaultFont().pixelSize()

    def dress(self, font: QFont) -> None:
        """Take another font."""
        if font != self._document.defaultFont():
            self._document.setDefaultFont(font)
            self._heights.clear()
            self.updateGeometry()
            self.update()

    def whole_width(self) -> float:
        """The pixels that it takes on one line, in its font of now."""
        self._document.setTextWidth(-1)
        wide = self._document.idealWidth()
        self._document.setTextWidth(self.width())
        return wide

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._document.setTextWidth(width)
            self._heights[width] = math.ceil(self._document.size().height())
            self._document.setTextWidth(self.width())
        return self._heights[width]

    def sizeHint(self) -> QSize:
        wide = math.ceil(self.whole_width())
        return QSize(wide, self.heightForWidth(wide))

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._document.setTextWidth(self.width())

    def paintEvent(self, _event: QPaintEvent) -> None:
        context = QAbstractTextDocumentLayout.PaintContext()
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        context.palette.setColor(QPalette.ColorRole.Text, ink)
        painter = QPainter(self)
        painter.translate(0, max(0.0, (self.height() - self._document.size().height()) / 2))
        self._document.documentLayout().draw(painter, context)
