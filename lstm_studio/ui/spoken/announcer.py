"""Sentences for a screen reader: said at once, or, where one follows the other quickly, only the last."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

__all__ = ["Announcer"]

REST = 2.5  # seconds from one sentence to the next: so long it takes to say one


class Announcer(QObject):
    """Announces for a widget. Nothing is done where nobody listens."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._last, self._next = "", ""
        self._since = -REST
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._say)

    def say(self, sentence: str) -> None:
        """Announce a sentence, now or when the one before is said."""
        if not QAccessible.isActive() or sentence == (self._next or self._last):
            return
        self._next = sentence
        if not self._timer.isActive():
            rest = REST - (monotonic() - self._since)
            if rest <= 0:
                self._say()
            else:
                self._timer.start(round(1000 * rest))

    @Slot()
    def _say(self) -> None:
        self._last, self._next, self._since = self._next, "", monotonic()
        if self._last:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._widget, self._last))
