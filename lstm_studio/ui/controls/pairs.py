"""Lines of words with a number at the right end of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Pairs"]

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom


class Pairs(QWidget):
    """``pairs`` are what it shows; a line is laid out anew only where its words differ."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.pairs: tuple[tuple[str, str], ...] = ()
        self._labels: list[tuple[QLabel, QLabel]] = []
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(12)
        self.grid.setVerticalSpacing(2)
        self.grid.setColumnStretch(0, 1)

    def show_pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Show others."""
        if tuple(pairs) == self.pairs:
            return
        self.pairs = tuple(pairs)
        while len(self._labels) < len(pairs):
            self._add()
        for place, row in enumerate(self._labels):
            for label, text in zip(row, pairs[place] if place < len(pairs) else ("", ""), strict=True):
                if label.text() != text:
                    label.setText(text)
                label.setVisible(place < len(pairs))
        self.setAccessibleDescription("; ".join(f"{words}: {number}" for words, number in pairs))

    def _add(self) -> None:
        row = QLabel(), QLabel()
        row[0].setWordWrap(True)
        for column, label in enumerate(row):
            label.setProperty("voice", "quiet")
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.grid.addWidget(label, len(self._labels), column)
        row[1].setAlignment(RIGHT)
        self._labels.append(row)
