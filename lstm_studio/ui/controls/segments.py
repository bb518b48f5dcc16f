"""A choice among two or three words that all stay in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QWidget

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Segments"]


class Segments(QFrame):
    """Words side by side, at most one of them pressed. ``chosen`` is emitted by the person's choice only."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("segments")
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        for key, word in choices.items():
            button = QPushButton(word)
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(f"{name}: {word}")
            self._buttons[key] = button
            self._group.addButton(button)
            row.addWidget(button)
        self._group.buttonClicked.connect(self._on_clicked)

    def show_choice(self, value: str | None, refusals: Mapping[str, str]) -> None:
        """Press ``value`` (None: no word); every word of ``refusals`` is disabled and says why."""
        self._group.setExclusive(value is not None)
        for key, button in self._buttons.items():
            button.setChecked(key == value)
            button.setEnabled(key not in refusals)
            button.setToolTip(refusals.get(key, ""))
        open_words = self._buttons.keys() - refusals.keys()
        self.setProperty("off", not open_words)
        self.setToolTip("" if open_words else next(iter(refusals.values()), ""))

    def button(self, key: str) -> QPushButton:
        """The button of one word."""
        return self._buttons[key]

    def _on_clicked(self, pressed: QPushButton) -> None:
        for key, button in self._buttons.items():
            if button is pressed:
                self.chosen.emit(key)
