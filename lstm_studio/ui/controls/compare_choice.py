"""The list of what to compare with: the models that the study keeps, every cell of the catalogue, a person's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QWidget

from lstm_studio.catalogue import cell_names, load_cell, shelves
from lstm_studio.session.original import is_original
from lstm_studio.session.own import listed
from lstm_studio.session.shelf import model_compared, said_model
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell
    from lstm_studio.core.study import Against, Study

__all__ = ["CompareChoice"]

ENTRY = Qt.ItemDataRole.UserRole
ORIGINAL = ""


class CompareChoice(QComboBox):
    """``chosen`` gives what ``load_cell`` takes, or "" for the study's own original, or the place of a kept model."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Compare with"))
        self.setMaxVisibleItems(24)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self._rows = QStandardItemModel(self)
        self.setModel(self._rows)
        self.activated.connect(lambda row: self.chosen.emit(self.itemData(row, ENTRY)))

    def show_comparison(self, study: Study) -> None:
        """Show what a study is compared with; its own cell is no choice."""
        own, against = study.cell, study.against
        self._rows.clear()
        self._add(_("the original"), ORIGINAL, _("This cell without edits: what is drawn dashed"))
        if study.models:
            self._head(_("Kept"))
        for place, kept in enumerate(study.models):
            self._add(kept.name, place, said_model(kept))
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
        self.setCurrentIndex(0 if against is None or is_original(study) else self._place(study, against))
        if against is not None and self.currentIndex() < 0:
            self.setPlaceholderText(against.name)

    def _place(self, study: Study, against: Against) -> int:
        """Give the row of what a study is compared with, -1 where it is none of the list."""
        kept = model_compared(study)
        for row in range(1, self.count()):
            entry = self.itemData(row, ENTRY)
            if against.apart:
                if isinstance(entry, int) and entry == kept:
                    return row
            elif isinstance(entry, str) and entry and load_cell(entry).equations == against.cell.equations:
                return row
        return -1

    def _head(self, heading: str) -> None:
        if heading:
            self._add(_(heading), "", "").setFlags(Qt.ItemFlag.NoItemFlags)

    def _add(self, title: str, entry: str | int, tip: str) -> QStandardItem:
        item = QStandardItem(title)
        item.setData(entry, ENTRY)
        item.setToolTip(tip)
        self._rows.appendRow(item)
        return item


def _order(cell: Cell) -> tuple[bool, str]:
    """LSTMs first, as in the list of the toolbar."""
    return cell.family != "LSTM", cell.title
