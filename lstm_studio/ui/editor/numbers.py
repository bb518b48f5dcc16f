"""The numbers of the lines at the left of a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QTextBlock

    from lstm_studio.ui.editor.text import EquationText

__all__ = ["LineNumbers"]


class LineNumbers(QWidget):
    """The number of the line with the problem is marked."""

    def __init__(self, text: EquationText) -> None:
        super().__init__(text)
        self._text = text

    def sizeHint(self) -> QSize:
        digits = max(2, len(str(self._text.blockCount())))
        return QSize(self.fontMetrics().horizontalAdvance("8") * digits + 16, 0)

    def lines_in_sight(self) -> list[tuple[int, float, float]]:
        """Give (number, top, height) of the lines in sight, in pixels of the viewport."""
        text, found = self._text, []
        block: QTextBlock = text.firstVisibleBlock()
        high = float(text.fontMetrics().lineSpacing())
        while block.isValid():
            place = text.blockBoundingGeometry(block).translated(text.contentOffset())
            if place.top() > text.viewport().height():
                break
            # The last line counts the margin of the document as its own.
            found.append((block.blockNumber() + 1, place.top(), min(place.height(), high)))
            block = block.next()
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._text.theme
        painter.fillRect(event.rect(), theme.card)
        painter.setFont(self.font())
        wrong = self._text.wrong_line
        for number, top, height in self.lines_in_sight():
            painter.setPen(theme.bad if number == wrong else theme.quiet)
            place = QRect(0, round(top), self.width() - 8, round(height))
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(number))
