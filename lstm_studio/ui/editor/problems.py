"""The line below the equations: what is wrong and where, else what the cell is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

    from lstm_studio.core.cell import Cell

__all__ = ["Problems", "summary"]

LINES = 3  # of text that there is always room for, so that nothing moves while a person types


class Problems(QWidget):
    """``pressed`` when a problem is clicked: the text goes there."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bad, self.plain = QLabel(), QLabel()
        self.bad.setProperty("voice", "bad")
        self.plain.setProperty("voice", "quiet")
        self.bad.setToolTip(_("A click or F8 goes there"))
        self.bad.setCursor(Qt.CursorShape.PointingHandCursor)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for label in (self.bad, self.plain):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            column.addWidget(label)
        column.addStretch(1)
        self.bad.hide()
        self.setMinimumHeight(LINES * self.fontMetrics().lineSpacing() + 8)

    def show_state(self, wrong: str, otherwise: str = "") -> None:
        """Say what is wrong, or, where nothing is, what there is to say."""
        self.bad.setText(wrong)
        self.plain.setText(otherwise)
        self.bad.setVisible(bool(wrong))
        self.plain.setVisible(not wrong)
        self.setAccessibleName(wrong or otherwise)

    @property
    def text(self) -> str:
        """What is said."""
        return self.bad.text() or self.plain.text()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.bad.text() and event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()


def summary(cell: Cell, fault: str = "") -> str:
    """Say in a line or two what a cell remembers and what in it is for nothing; ``fault`` of its grid."""
    graph = cell.graph
    parts = [
        _("It remembers {states}.").format(states=", ".join(graph.states))
        if graph.states
        else _("It remembers nothing: no name ends in _prev.")
    ]
    read = {graph.nodes[arg].index for node in graph.nodes for arg in node.args}
    remembered = {*graph.states, "h"}
    idle = [name for name, index in graph.named.items() if index not in read and name not in remembered]
    if idle:
        parts.append(_("Nothing reads {names}.").format(names=", ".join(idle)))
    if not any(node.op == "input" for node in graph.nodes):
        parts.append(_("It never reads x."))
    if fault:
        parts.append(_("The grid of its diagram no longer fits; it is laid out in layers."))
    return " ".join(parts)
