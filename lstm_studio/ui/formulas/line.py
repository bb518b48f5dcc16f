"""A line of the equations panel: one equation, at its right the number of its value, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from lstm_studio.core.printing.marks import plain
from lstm_studio.ui.controls.words import Words
from lstm_studio.ui.formulas.equation import Equation
from lstm_studio.ui.formulas.places import NOBODY
from lstm_studio.ui.numbers import NONE

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

    from lstm_studio.core.printing.marks import Mark, PrintedLine
    from lstm_studio.ui.theme import Theme

__all__ = ["BESIDE", "SAMPLE", "Line", "number_font"]

ACROSS = (Qt.Key.Key_Left, Qt.Key.Key_Right)
SAMPLE = "−00.00"
MARGIN, GAP = 6, 8
BESIDE = 2 * MARGIN + GAP + 4  # pixels of a line that are neither equation nor number


def number_font(theme: Theme, size: int) -> QFont:
    """The font of the numbers beside symbols of ``size`` pixels."""
    return theme.mono(max(11, size - 4))


class Line(QFrame):
    """``pressed`` gives what was clicked, a mark or None; ``pointed`` what is pointed at, by mouse or keyboard."""

    pressed = Signal(object)
    pointed = Signal(object)

    def __init__(self, printed: PrintedLine, tip: str, theme: Theme) -> None:
        super().__init__()
        self.name, self.marks = printed
        self.setProperty("line", "plain")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if self.name else Qt.FocusPolicy.NoFocus)
        self.equation = Equation(self.marks)
        self.number = Words(sample=SAMPLE, right=True)
        self.number.setText(NONE if self.name else "")
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 1, MARGIN, 1)
        row.setSpacing(GAP)
        row.addWidget(self.equation, 1)
        row.addWidget(self.number)
        self.at = NOBODY  # the mark that the keyboard stands on
        self.said = plain(self.marks)
        self.setAccessibleName(self.said)
        self.setAccessibleDescription(tip)
        self.dress(theme, self.equation.size_of_type)
        self.equation.pointed.connect(self._on_pointed)
        self.equation.pressed.connect(self._on_pressed)

    def show_number(self, number: str) -> None:
        """Show the value of now; a screen reader reads it behind the equation."""
        if number != self.number.text():
            self.number.setText(number)
            self.setAccessibleName(f"{self.said}: {number}")

    def dress(self, theme: Theme, size: int) -> None:
        """Take the colours of the theme, the symbols in ``size`` pixels."""
        self.equation.dress(theme, size)
        self.number.setFont(number_font(theme, size))

    def mark_as(self, kind: str) -> None:
        """Show the line as "plain", "selected" or "lit"."""
        if self.property("line") != kind:
            self.setProperty("line", kind)
            self.style().unpolish(self)
            self.style().polish(self)

    def places(self) -> list[int]:
        """Give the marks that stand for something."""
        return [place for place, mark in enumerate(self.marks) if mark.means]

    def mark(self, place: int) -> Mark | None:
        """Give a mark by its place."""
        return None if place == NOBODY else self.marks[place]

    @Slot(int)
    def _on_pointed(self, place: int) -> None:
        self.at = place
        self.pointed.emit(self.mark(place))

    @Slot(int)
    def _on_pressed(self, place: int) -> None:
        self.pressed.emit(self.mark(place))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(None)
        else:
            super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Left and right walk from symbol to symbol here, and not from step to step.
        kind = QEvent.Type.ShortcutOverride
        if isinstance(event, QKeyEvent) and event.type() is kind and event.key() in ACROSS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.pressed.emit(self.mark(self.at))
        elif key in ACROSS and self.places():
            self._walk(1 if key == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def _walk(self, steps: int) -> None:
        places = self.places()
        before = places.index(self.at) if self.at in places else (-1 if steps > 0 else 0)
        self._on_pointed(places[(before + steps) % len(places)])

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.at != NOBODY:
            self._on_pointed(NOBODY)
