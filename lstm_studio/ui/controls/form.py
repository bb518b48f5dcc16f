"""A form on the grid of the window: labels and fields in one or two columns."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

__all__ = ["Form", "side_by_side"]


def side_by_side(first: QWidget, *others: QWidget) -> QWidget:
    """Give fields as one; the first takes the room that there is."""
    pair = QWidget()
    row = QHBoxLayout(pair)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    row.addWidget(first, 1)
    for other in others:
        row.addWidget(other)
    pair.setFocusProxy(first)
    return pair


class Form(QGridLayout):
    """Rows of a label and a field, or of two such pairs."""

    def __init__(self) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(6)
        self.setVerticalSpacing(6)
        self.setColumnMinimumWidth(0, 62)
        for column in (1, 3):
            self.setColumnStretch(column, 1)

    def add_note(self, note: QWidget) -> None:
        """Add a line under the field of the last row."""
        self.addWidget(note, self.rowCount(), 1, 1, 3)

    def add(self, *pairs: tuple[str, QWidget]) -> None:
        """Add a row; the only pair of a row reaches over the whole width."""
        row = self.rowCount()
        for place, (text, field) in enumerate(pairs):
            label = QLabel(text)
            label.setBuddy(field)
            label.setProperty("voice", "quiet")
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self.addWidget(label, row, 2 * place)
            self.addWidget(field, row, 2 * place + 1, 1, 1 if len(pairs) > 1 else 3)
