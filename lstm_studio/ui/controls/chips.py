"""Small buttons in as many lines as they need: each takes away what it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QResizeEvent

__all__ = ["Chips"]

_GAP, _HIGH, _BESIDE = 4, 20, 20  # pixels between two, of one, and of one beside its words
_CROSS = "×"


class Chips(QWidget):
    """``removed`` is emitted with the key of the one that is pressed. Hidden while there are none."""

    removed = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.words: dict[str, str] = {}
        self._buttons: list[QPushButton] = []
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_words(self, words: Mapping[str, str]) -> None:
        """Show one for each key -> words."""
        if dict(words) == self.words:
            return
        self.words = dict(words)
        while len(self._buttons) < len(words):
            self._buttons.append(self._made())
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(words))
        for button, (key, text) in zip(self._buttons, words.items(), strict=False):
            button.setProperty("key", key)
            button.setToolTip(_("Take the plot of {value} away").format(value=text))
            button.setAccessibleName(button.toolTip())
        self._place(self.width())
        self.setVisible(bool(words))
        self.updateGeometry()

    def _made(self) -> QPushButton:
        button = QPushButton(self)
        button.setProperty("small", True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.removed.emit(button.property("key")))
        return button

    def _place(self, width: int) -> int:
        """Put them side by side, line by line, words cut where one is wider than all; give the height."""
        x, y = 0, 0
        for button, text in zip(self._buttons, self.words.values(), strict=False):
            metrics = button.fontMetrics()
            whole = f"{text} {_CROSS}"
            room = max(width - _BESIDE, 20)
            if metrics.horizontalAdvance(whole) > room:
                cut = room - metrics.horizontalAdvance(f" {_CROSS}")
                whole = f"{metrics.elidedText(text, Qt.TextElideMode.ElideRight, cut)} {_CROSS}"
            wide = metrics.horizontalAdvance(whole) + _BESIDE
            if x and x + wide > width:
                x, y = 0, y + _HIGH + _GAP
            button.setText(whole)
            button.setGeometry(x, y, wide, _HIGH)
            x += wide + _GAP
        return y + _HIGH if self.words else 0

    def button(self, key: str) -> QPushButton:
        """The button of a key."""
        return self._buttons[list(self.words).index(key)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(self.width())

    def heightForWidth(self, width: int) -> int:
        here, high = self.width(), self._place(width)
        if width != here:
            self._place(here)
        return high

    def sizeHint(self) -> QSize:
        return QSize(100, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())
