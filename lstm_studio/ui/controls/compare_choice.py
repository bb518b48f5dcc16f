"""The list of cells to compare with: every one of the catalogue, and a person's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QWidget

from lstm_studio.catalogue import cell_names, load_cell, shelves
from lstm_studio.session.own import listed
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell

__all__ = ["CompareChoice"]

ENTRY = Qt.ItemDataRole.UserRole
ORIGINAL = ""


class CompareChoice(QComboBox):
    """``chosen`` gives what ``load_cell`` takes, or "" for the study's own original."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Compare with"))
        self.setMaxVisibleItems(24)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self._rows = QStandardItemModel(self)
        self.setModel(self._rows)
        self.activated.connect(lambda row: self.chosen.emit(str(self.itemData(row, ENTRY))))

    def show_comparison(self, own: Cell, other: Cell | None) -> None:
        """Show the cell that is compared with, None for the original; the study's own is no choice."""
        self._rows.clear()
        self._add(_("the original"), ORIGINAL, _("This cell without edits: what is drawn dashed"))
        cells = [load_cell(name) for name in cell_names()]
        for heading in shelves():
            self._head(heading)
            for cell in sorted((cell for cell in cells if cell.heading == heading), key=_order):
                item = self._add(cell.title, cell.name, cell.source)
                if cell.equations == own.equations:
                    item.setEnabled(False)
                    item.setToolTip(_("This is the cell of the study"))
        rows = [row for row in listed() if row.cell is not None]
        if rows:
            self._head("Yours")
        for row in rows:
            self._add(row.title, str(row.path), str(row.path))
        self.setCurrentIndex(0 if other is None else self._place(other))
        if other is not None and self.currentIndex() < 0:
            self.setPlaceholderText(other.title or other.name)

    def _place(self, other: Cell) -> int:
        """Give the row of a cell, -1 where it is none of the list."""
        for row in range(1, self.count()):
            entry = self.itemData(row, ENTRY)
            if entry and load_cell(entry).equations == other.equations:
                return row
        return -1

    def _head(self, heading: str) -> None:
        if heading:
            self._add(_(heading), "", "").setFlags(Qt.ItemFlag.NoItemFlags)

    def _add(self, title: str, entry: str, tip: str) -> QStandardItem:
        item = QStandardItem(title)
        item.setData(entry, ENTRY)
        item.setToolTip(tip)
        self._rows.appendRow(item)
        return item


def _order(cell: Cell) -> tuple[bool, str]:
    """LSTMs first, as in the list of the toolbar."""
    return cell.family != "LSTM", cell.title
