"""The line at the right of a plot's title: what the mouse reads, else the fact of the panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QToolTip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from lstm_studio.ui.panels.panel import Header

__all__ = ["Reading"]


class Reading(QObject):
    """Chooses among wordings, the longest first, the one that has room in the header.

    ``words`` say what is under the mouse, ``fact`` what there is otherwise. Words that have no room at all stand
    in a tip beside the mouse.
    """

    def __init__(self, header: Header, plot: QWidget) -> None:
        super().__init__(header)
        self._header, self._plot = header, plot
        header.fact.installEventFilter(self)
        self.words: tuple[str, ...] = ()
        self.fact: tuple[str, ...] = ()

    def _fitting(self, wordings: tuple[str, ...]) -> str:
        label = self._header.fact
        wide = label.fontMetrics().horizontalAdvance
        return next((text for text in wordings if wide(text) <= label.width()), "")

    @property
    def line(self) -> str:
        """What the header says."""
        return self._fitting(self.words) or self._fitting(self.fact)

    def tell(self, words: tuple[str, ...]) -> None:
        """Say what has come under the mouse, () for nothing."""
        self.words = words
        self._header.fact.setText(self.line)
        if words and not self._fitting(words):
            QToolTip.showText(QCursor.pos(), words[0], self._plot)
        else:
            QToolTip.hideText()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Choose anew when there is another amount of room."""
        if event.type() is QEvent.Type.Resize:
            self._header.fact.setText(self.line)
        return False
