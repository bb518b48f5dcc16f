"""Good news on a green ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from lstm_studio.ui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

__all__ = ["Badge"]

AROUND = 14  # pixels beside the words
HIGH = 20


class Badge(QWidget):
    """One of several wordings, the longest that has room; the whole of it is its tip and its name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT
        self.wordings: tuple[str, ...] = ()
        self._room = 10_000
        # It is higher than a title: with its place kept, nothing moves when it comes.
        kept = self.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.setSizePolicy(kept)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        fitting = (words for words in self.wordings if self._wide(words) <= self._room)
        return next(fitting, self.wordings[-1] if self.wordings else "")

    def set_wordings(self, wordings: tuple[str, ...], room: int) -> None:
        """Say something else, in so many pixels; () takes the badge away."""
        if (wordings, room) != (self.wordings, self._room):
            self.wordings, self._room = wordings, room
            whole = wordings[0] if wordings else ""
            self.setAccessibleName(whole)
            self.setToolTip("" if self.text == whole else whole)
            self.setVisible(bool(wordings))
            self.updateGeometry()
            self.update()

    def _wide(self, words: str) -> int:
        return self.fontMetrics().horizontalAdvance(words) + AROUND if words else 0

    def sizeHint(self) -> QSize:
        return QSize(self._wide(self.text), HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, HIGH)  # good news makes no card wider

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.theme.good)
        painter.setBrush(self.theme.good_fill)
        ground = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(ground, ground.height() / 2, ground.height() / 2)
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, self.text)
