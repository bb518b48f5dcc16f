"""A card of the editor: a title with one fact at the right, and what stands below it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from lstm_studio.ui.panels.panel import Header

__all__ = ["Card"]


class Card(QWidget):
    """``column`` takes what the card shows; ``fact`` is the line at the right of its title."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.header = Header(title)
        self.fact = self.header.fact
        body = QFrame()
        body.setProperty("card", "body")
        self.column = QVBoxLayout(body)
        self.column.setContentsMargins(12, 4, 12, 12)
        self.column.setSpacing(8)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addWidget(body, 1)
