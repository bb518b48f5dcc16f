"""A card that opens beside its button with what is seldom changed; a click elsewhere or Escape closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from lstm_studio.ui.controls.form import Form
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

__all__ = ["Note", "Popover", "more_button"]

GAP = 8  # from the card that it belongs to
WIDE = 388


class Note(QLabel):
    """A quiet line that says why something cannot be chosen; it takes no room while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("voice", "quiet")
        self.setWordWrap(True)
        self.hide()

    def say(self, text: str) -> None:
        """Say it; "" hides the line."""
        if text != self.text():
            self.setText(text)
        self.setVisible(bool(text))


class Popover(QFrame):
    """Base: a subclass fills ``form``. ``opened`` is emitted before it is seen, so that it is brought up to date."""

    opened = Signal()

    def __init__(self, title: str, card: QWidget) -> None:
        super().__init__(card, Qt.WindowType.Popup)
        self.setObjectName("popover")
        self.setAccessibleName(title)
        self._card = card
        head = QLabel(title)
        head.setObjectName("title")
        self.form = Form()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, GAP, 12, 12)
        column.setSpacing(GAP)
        column.addWidget(head)
        column.addLayout(self.form)
        self.setFixedWidth(WIDE)

    def open(self) -> None:
        """Show it beside its card, within the screen."""
        self.opened.emit()
        self.fit()
        self._place()
        self.show()
        self.settle()  # with the style that it has only now, it may be a little higher

    def _place(self) -> None:
        """Go beside the card, within the screen."""
        place = self._card.mapToGlobal(QPoint(self._card.width() + GAP, 0))
        room = self._card.screen().availableGeometry()
        left = min(place.x(), room.right() - self.width())
        top = min(place.y(), room.bottom() - self.height())
        self.move(max(left, room.left()), max(top, room.top()))

    def settle(self) -> None:
        """Take the height that its lines need now."""
        if self.isVisible():
            self.fit()
            self._place()

    def fit(self) -> None:
        """Take the height that the lines need at this width, broken as they are."""
        layout = self.layout()
        if layout is not None:
            layout.activate()  # else what has grown within it is not known yet
            high = layout.totalHeightForWidth(self.width()) if layout.hasHeightForWidth() else 0
            self.resize(self.width(), max(high, layout.totalMinimumSize().height()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.setFocus()


def more_button(popover: Popover) -> QPushButton:
    """Give the button that opens a card of further settings."""
    button = QPushButton(_("More…"))
    button.setProperty("small", True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setToolTip(popover.accessibleName())
    button.setAccessibleName(f"{button.text()} {popover.accessibleName()}")
    button.clicked.connect(popover.open)
    return button
