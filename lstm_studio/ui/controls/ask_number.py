"""A small card that asks for one number, where the mouse is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCursor

from lstm_studio.ui.controls.number import Number
from lstm_studio.ui.controls.popover import Note, Popover
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

__all__ = ["AskNumber"]

MOST = 1e9
WIDE = 260


class AskNumber(Popover):
    """``chosen`` is emitted with the number once it is given by Enter; Escape or a click elsewhere gives none."""

    chosen = Signal(float)

    def __init__(self, title: str, about: str, number: float, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(WIDE)
        self.number = Number(title, -MOST, MOST, whole=False)
        self.number.show_number(number)
        self.number.returnPressed.connect(self._on_return)
        note = Note()
        note.say(about)
        self.form.add((_("Number"), self.number))
        self.form.add_note(note)

    def open(self) -> None:
        """Show it at the mouse, within the screen, ready to be typed into."""
        self.fit()
        place, room = QCursor.pos(), self._card.screen().availableGeometry()
        left = min(place.x(), room.right() - self.width())
        top = min(place.y(), room.bottom() - self.height())
        self.move(max(left, room.left()), max(top, room.top()))
        self.show()
        self.number.setFocus()
        self.number.selectAll()

    def _on_return(self) -> None:
        try:
            number = self.number.read()
        except ValueError:
            return  # the field says why itself
        if number is not None:
            self.close()
            self.chosen.emit(number)
