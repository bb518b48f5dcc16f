"""The parameters of the cell that is being written: matrix, what it reads, shape and count, and their sum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QWidget

from lstm_studio.core.counting import counted
from lstm_studio.ui.editor.card import Card
from lstm_studio.ui.editor.hover import ROLES
from lstm_studio.ui.numbers import count
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from lstm_studio.core.counting import Counted
    from lstm_studio.core.study import Study
    from lstm_studio.ui.theme import Theme

__all__ = ["ParametersCard", "ParametersTable"]

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROLE = Qt.ItemDataRole
HEADINGS = (_("Parameter"), _("Reads"), _("Shape"), _("Count"))
ROW = 20  # pixels


class ParametersTable(QAbstractTableModel):
    """A row a parameter of one layer and direction."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Counted, ...] = ()

    def take(self, rows: tuple[Counted, ...]) -> None:
        """Show other parameters."""
        if rows != self.rows:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == ROLE.DisplayRole:
            shape = "×".join(map(str, row.shape))
            return (row.symbol, row.reads or _(row.role), shape, count(row.count))[index.column()]
        if role == ROLE.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if index.column() < 2 else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == ROLE.ToolTipRole:
            letters = "×".join(row.letters)
            return f"{row.symbol}: {letters}, {ROLES.get(row.role, '').format(reads=row.reads)}"
        return None

    def headerData(self, section: int, way: Qt.Orientation, role: int = ROLE.DisplayRole) -> Any:
        if way == Qt.Orientation.Horizontal and role == ROLE.DisplayRole:
            return HEADINGS[section]
        if role == ROLE.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section < 2 else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


class ParametersCard(Card):
    """All parameters of a cell, and below them how their sum is worked out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Parameters"), parent)
        self.model = ParametersTable(self)
        self.table = QTableView()
        self.table.setAccessibleName(_("Parameters"))
        self.table.setModel(self.model)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW)
        across = self.table.horizontalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        across.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        across.setSectionsClickable(False)
        self.sum = QLabel()
        self.sum.setWordWrap(True)
        self.sum.setProperty("voice", "quiet")
        self.column.setContentsMargins(8, 2, 8, 10)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.sum)

    def set_theme(self, theme: Theme) -> None:
        """Take the fonts of ``theme``."""
        self.table.setFont(theme.mono(11))

    def show_study(self, study: Study, layer: int, direction: int) -> None:
        """Show what the cell of a study brings in a layer and direction, and what the whole model has with it."""
        tally = counted(study.cell, study.sizes)
        parts = {(part.layer, part.direction): part for part in tally.parts if part.kind == "layer"}
        part = parts[layer, direction]
        self.model.take(part.rows)
        cell, whole = part.count, tally.sum()
        self.fact.setText(ngettext("{n} value", "{n} values", cell).format(n=count(cell)))
        said = [_("{sum} = {count}").format(sum=part.formula(), count=count(cell))] if cell else []
        if whole != cell:
            said.append(_("the whole model: {count}").format(count=count(whole)))
        self.sum.setText(" · ".join(said))
