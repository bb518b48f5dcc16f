"""The cells of a sequence for a table: a row a step, a column a channel or a target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor

from lstm_studio.session.steps_table import heads, said_of, sheet_of, symbolic
from lstm_studio.session.symbols import seen
from lstm_studio.ui.theme import LIGHT, Theme
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from lstm_studio.core.study import Sequence

__all__ = ["Cells"]

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROLE = Qt.ItemDataRole
TIPS = {
    "symbol": _("The symbol of the step; type another one that the sequence has"),
    "input": _("What the model reads; double-click the name to change it"),
    "target": _("What is to be answered at the step; empty where nothing is asked"),
}


class Cells(QAbstractTableModel):
    """``written`` gives (row, column, text) of what a person has typed."""

    written = Signal(int, int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT
        self._sequence: Sequence | None = None
        self._cursor = 0

    def show_sequence(self, sequence: Sequence) -> None:
        """Show the cells of a sequence; where it is as large as before, what is selected stays."""
        old = self._sequence
        fits = old is not None and (old.steps, heads(old)) == (sequence.steps, heads(sequence))
        if not fits:
            self.beginResetModel()
        self._sequence = sequence
        self._heads, self._sheet, self._symbolic = heads(sequence), sheet_of(sequence), symbolic(sequence)
        if fits:
            self.dataChanged.emit(self.index(0, 0), self.index(sequence.steps - 1, len(self._heads) - 1))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, sequence.steps - 1)
        else:
            self.endResetModel()

    def show_cursor(self, cursor: int) -> None:
        """Mark the row of a step, 0 for none."""
        old, self._cursor = self._cursor, cursor
        for row in {old - 1, cursor - 1}:
            if 0 <= row < self.rowCount():
                self.dataChanged.emit(
                    self.index(row, 0), self.index(row, self.columnCount() - 1), [ROLE.BackgroundRole]
                )
                self.headerDataChanged.emit(Qt.Orientation.Vertical, row, row)

    def role_of(self, column: int) -> str:
        """Give what a column is: "symbol", "input" or "target"."""
        return self._heads[column].role

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() or self._sequence is None else self._sequence.steps

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() or self._sequence is None else len(self._heads)

    def text(self, row: int, column: int) -> str:
        """Give the text of a cell, as it is written and copied."""
        if self._symbolic and column == 0:
            return self._sheet.labels[row]
        place = column - 1 + len(self._sheet.channels) if self._symbolic else column
        if place >= len(self._sheet.channels) and not self._sheet.weight[row]:
            return ""
        return said_of(float(self._sheet.columns[row, place]))

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        if role == ROLE.EditRole:
            return self.text(index.row(), index.column())
        if role == ROLE.DisplayRole:
            text = self.text(index.row(), index.column())
            return seen(text) if self.role_of(index.column()) == "symbol" else text
        if role == ROLE.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == ROLE.BackgroundRole and index.row() == self._cursor - 1:
            return QBrush(self.theme.selection)
        if role == ROLE.ToolTipRole:
            return TIPS[self.role_of(index.column())]
        return None

    def setData(self, index: Index, value: Any, role: int = ROLE.EditRole) -> bool:
        if role != ROLE.EditRole or str(value) == self.text(index.row(), index.column()):
            return False
        self.written.emit(index.row(), index.column(), str(value))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        part = self._sequence is not None and self._sequence.corpus is not None
        return flags if part else flags | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, way: Qt.Orientation, role: int = ROLE.DisplayRole) -> Any:
        if self._sequence is None:
            return None
        if way == Qt.Orientation.Vertical:
            return self._step(section, role)
        head = self._heads[section]
        if role == ROLE.DisplayRole:
            return f"→ {head.name}" if head.role == "target" else seen(head.name)
        if role == ROLE.ToolTipRole:
            return TIPS[head.role]
        if role == ROLE.ForegroundRole and head.role == "target":
            return QBrush(QColor(self.theme.accent))
        return Qt.AlignmentFlag.AlignRight if role == ROLE.TextAlignmentRole else None

    def _step(self, section: int, role: int) -> Any:
        sequence = self._sequence
        if sequence is None:
            return None
        if role == ROLE.DisplayRole:
            label = "" if self._symbolic or not sequence.labels else seen(sequence.labels[section])
            return " ".join(filter(None, (str(sequence.start + section + 1), label[:16])))
        return _("Click to go to this step") if role == ROLE.ToolTipRole else None
