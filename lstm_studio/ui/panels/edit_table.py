"""The table of edits: a row a clamp or a changed weight; fields are written into, and the number is dragged, too."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from lstm_studio.session.verbs.edit_table import FIELDS
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent

__all__ = ["EditTable", "Rows"]

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROLE = Qt.ItemDataRole
HEADS = (_("Value"), _("Units"), _("Steps"), _("Number"))
TIPS = (
    _("The value that is held, or x for the input"),
    _("“all”, or numbers such as 3 or 1, 4–6"),
    _("“all”, “start” for the state before the first input, or numbers such as 5, 5–14 or 5–"),
    _("What it is held at: type a number, or drag it to the left and right"),
)
VALUE, NUMBER = 0, len(FIELDS) - 1
HIGH = 23  # pixels of a row
FINE = 0.01  # of the number for one pixel of a drag; with Shift ten times as much


class Rows(QAbstractTableModel):
    """The edits as text. ``written`` gives (row, field, text) of what a person has typed or chosen."""

    written = Signal(int, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[tuple[str, ...]] = []
        self.tips: list[str] = []
        self.choices: tuple[str, ...] = ()
        self.clamps = 0

    def show_rows(
        self, rows: Sequence[tuple[str, ...]], tips: Sequence[str], choices: tuple[str, ...], clamps: int
    ) -> None:
        """Show these rows: so many ``clamps``, whose value is one of ``choices``, and weights after them."""
        self.choices, self.tips, self.clamps = choices, list(tips), clamps
        if len(rows) != len(self.rows):
            self.beginResetModel()
            self.rows = list(rows)
            self.endResetModel()
        elif list(rows) != self.rows:
            self.rows = list(rows)
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, NUMBER), [ROLE.DisplayRole])

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(FIELDS)

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        if role in (ROLE.DisplayRole, ROLE.EditRole):
            return self.rows[index.row()][index.column()]
        if role == ROLE.ToolTipRole:
            written = index.flags() & Qt.ItemFlag.ItemIsEditable
            return f"{self.tips[index.row()]}\n{TIPS[index.column()]}" if written else self.tips[index.row()]
        if role == ROLE.TextAlignmentRole and index.column() == NUMBER:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(self, index: Index, value: Any, role: int = ROLE.EditRole) -> bool:
        if role != ROLE.EditRole or str(value) == self.rows[index.row()][index.column()]:
            return False
        self.written.emit(index.row(), FIELDS[index.column()], str(value))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        written = index.row() < self.clamps or index.column() == NUMBER
        return flags | Qt.ItemFlag.ItemIsEditable if written else flags

    def headerData(self, section: int, way: Qt.Orientation, role: int = ROLE.DisplayRole) -> Any:
        if way == Qt.Orientation.Vertical:
            return None
        if role == ROLE.DisplayRole:
            return HEADS[section]
        if role == ROLE.ToolTipRole:
            return TIPS[section]
        if role == ROLE.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == NUMBER else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


class _Chooser(QStyledItemDelegate):
    """Offers the values of the cells in a list."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        box = QComboBox(parent)
        model = index.model()
        if isinstance(model, Rows):
            box.addItems(model.choices)
        box.activated.connect(partial(self._take, box))
        return box

    def _take(self, box: QComboBox, _row: int) -> None:
        """Take what was chosen, and be done."""
        self.commitData.emit(box)
        self.closeEditor.emit(box)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentText(str(index.data(ROLE.EditRole)))
            editor.showPopup()

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText())


class EditTable(QTableView):
    """``removed`` gives rows that the Delete key takes; ``dragged`` a row and by how much; ``dropped`` ends a drag."""

    removed = Signal(object)
    dragged = Signal(int, float)
    dropped = Signal()

    def __init__(self, rows: Rows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._from: tuple[int, float] | None = None  # the row that is dragged, and where from
        self._moved = False
        self.setModel(rows)
        self.setItemDelegateForColumn(VALUE, _Chooser(self))
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(HIGH)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(34)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.horizontalHeader().sizeHint().height() + HIGH)

    def chosen(self) -> tuple[int, ...]:
        """Give the rows that are selected, from 0."""
        return tuple(sorted({index.row() for index in self.selectedIndexes()}))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not event.modifiers():
            if self.chosen():
                self.removed.emit(self.chosen())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            # The key that ends the writing of a field comes here, too.
            if self.state() != QAbstractItemView.State.EditingState:
                self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == NUMBER and event.button() == Qt.MouseButton.LeftButton:
            self._from, self._moved = (index.row(), event.position().x()), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            index = self.indexAt(event.position().toPoint())
            over = index.isValid() and index.column() == NUMBER
            shape = Qt.CursorShape.SizeHorCursor if over else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            super().mouseMoveEvent(event)
            return
        row, before = self._from
        moved = event.position().x() - before
        if moved:
            coarse = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._from, self._moved = (row, event.position().x()), True
            self.dragged.emit(row, moved * FINE * (10 if coarse else 1))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._moved:
            self.dropped.emit()
        self._from, self._moved = None, False
