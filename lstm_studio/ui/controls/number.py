"""A field for one number, and a list to choose from. Both tell only of what the person does."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent

__all__ = ["Choice", "Number"]

INSET = 7  # pixels of frame, padding and margin at each side
NEAR = 3  # pixels nearer to the frame at each side, where digits would else be cut off


class Number(QLineEdit):
    """A number from ``low`` to ``high``; ``empty`` is what no number at all means, where it means something.

    ``chosen`` is emitted with a float, or None for empty. Arrow up and down go one on, or double and halve where
    the field is not ``whole``. A text that is no such number stays, marked, with the reason as its tip.
    """

    chosen = Signal(object)

    def __init__(
        self,
        name: str,
        low: float,
        high: float,
        *,
        whole: bool = True,
        empty: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._name, self._low, self._high = name, low, high
        self._whole, self._empty = whole, empty
        self._shown: Any = None
        self._tip = ""
        self.setPlaceholderText(empty)
        self.editingFinished.connect(self._on_finished)
        self.textChanged.connect(self._make_room)

    def show_number(self, number: Any) -> None:
        """Show a number, None being none, unless the person is just typing another one."""
        if number != self._shown or not (self.hasFocus() and self.isModified()):
            self._shown = number
            text = self.written(number)
            if text != self.text():
                # Where there is little room, the first digits say the most.
                at = self.cursorPosition() if self.hasFocus() else 0
                self.setText(text)
                self.setCursorPosition(at)
            self._mark("")

    def explain(self, tip: str) -> None:
        """Say what the number is for."""
        self._tip = tip
        if not self.property("wrong"):
            self.setToolTip(tip)

    def written(self, number: Any) -> str:
        """Write a number as it stands in the field."""
        if number is None:
            return ""
        return f"{number:.0f}" if self._whole else f"{number:.6g}"

    def read(self) -> Any:
        """The number that stands there. Raises ValueError with a sentence."""
        text = self.text().strip().replace("−", "-").replace(",", ".")
        if not text and self._empty:
            return None
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not self._low <= number <= self._high or (self._whole and number != round(number)):
            kind = _("a whole number") if self._whole else _("a number")
            sentence = _("{name} is “{text}”; expected {kind} from {low:g} to {high:g}")
            raise ValueError(
                sentence.format(name=self._name, text=self.text(), kind=kind, low=self._low, high=self._high)
            )
        return number

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    @Slot()
    def _make_room(self) -> None:
        """Let a text that is a little too long for the field begin nearer to its frame."""
        wide = self.fontMetrics().horizontalAdvance(self.text()) + 2 * INSET
        near = -NEAR if wide > self.width() else 0
        if self.textMargins().left() != near:
            self.setTextMargins(near, 0, near, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._turn(1 if key == Qt.Key.Key_Up else -1)
        elif key == Qt.Key.Key_Escape:
            self.setModified(False)
            self.show_number(self._shown)
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def turned(self, number: Any, way: int) -> Any:
        """Give the next number, upwards where ``way`` is 1, downwards where it is −1."""
        turned = (number or 0.0) + way if self._whole else (number or 0.0) * 2.0**way
        return min(max(turned, self._low), self._high)

    def _turn(self, way: int) -> None:
        turned = self.turned(self._shown, way)
        if turned != (self._shown or 0.0):
            self.setModified(False)
            self.chosen.emit(turned)

    def _on_finished(self) -> None:
        if not self.isModified():
            return
        try:
            number = self.read()
        except ValueError as error:
            self._mark(str(error))
            return
        self.setModified(False)
        self._mark("")
        if number != self._shown:
            self.chosen.emit(number)
        else:
            self.setText(self.written(number))

    def _mark(self, why: str) -> None:
        if self.property("wrong") != bool(why):
            self.setProperty("wrong", bool(why))
            self.style().unpolish(self)
            self.style().polish(self)
        self.setToolTip(why or self._tip)


class Choice(QComboBox):
    """A list of keys, shown as words; ``chosen`` is emitted with the key by the person's choice only."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        for key, word in choices.items():
            self.addItem(word, key)
        self.activated.connect(self._on_activated)

    def show_choice(self, key: str) -> None:
        """Show a key; one that is not in the list leaves the field empty."""
        row = self.findData(key)
        if row != self.currentIndex():
            self.setCurrentIndex(row)

    def _on_activated(self, row: int) -> None:
        self.chosen.emit(str(self.itemData(row)))
