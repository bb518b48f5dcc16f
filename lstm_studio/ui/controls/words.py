"""A line of words that changes at every step. A QLabel would have the whole window laid out anew each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

__all__ = ["Words"]

SMALLEST = 8  # pixels of type
BETWEEN = " · "  # two facts
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Words(QWidget):
    """One line, of whose facts the last give way where there is no room, and of a single one the end.

    It is as wide as ``sample``, or as wide as it may be.
    What is longer than the ``sample`` stands in smaller letters: a number without its end is another number.

    ``voice`` is "quiet", "title" or plain; style rules know it.
    """

    def __init__(self, voice: str = "", sample: str = "", *, right: bool = False) -> None:
        super().__init__()
        self._text, self._sample = "", sample
        self._flags = RIGHT if right else LEFT
        self.setProperty("voice", voice)
        across = QSizePolicy.Policy.Minimum if sample else QSizePolicy.Policy.Ignored
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """What it says."""
        return self._text

    def setText(self, text: str) -> None:
        """Say something else."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.update()

    def sizeHint(self) -> QSize:
        metrics, margins = self.fontMetrics(), self.contentsMargins()
        wide = metrics.horizontalAdvance(self._sample) + margins.left() + margins.right()
        return QSize(wide, metrics.height() + margins.top() + margins.bottom())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        place, text = self.contentsRect(), self._text
        wide = self.fontMetrics().horizontalAdvance(text)
        if self._sample and wide > place.width() > 0:
            font = self.font()
            font.setPixelSize(max(SMALLEST, self.fontInfo().pixelSize() * place.width() // wide))
            painter.setFont(font)
        metrics, end = painter.fontMetrics(), Qt.TextElideMode.ElideRight
        while (cut := metrics.elidedText(text, end, place.width())) != text and BETWEEN in text:
            text = text.rpartition(BETWEEN)[0]
        painter.drawText(place, self._flags, cut)
