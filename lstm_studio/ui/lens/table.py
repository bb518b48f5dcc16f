"""The list of terms: read, followed to where they come from, copied; a weight in them is dragged or typed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QWidget,
)

from lstm_studio.ui.lens.bars import LOW, TALL, Bars
from lstm_studio.ui.lens.rows import largest
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lstm_studio.ui.lens.rows import Row

__all__ = ["TermList", "Terms"]

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROLE = Qt.ItemDataRole
LEAST = 2  # rows in sight, however little room there is
A_PIXEL, FINE = 0.01, 0.001  # of a weight that is dragged, and with Shift


class Terms(QAbstractListModel):
    """The rows, one a term."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def show_rows(self, rows: list[Row]) -> None:
        """Show other rows."""
        if len(rows) != len(self.rows):
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
        elif rows:
            self.rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role in (ROLE.DisplayRole, ROLE.AccessibleTextRole):
            return row.spoken
        if role == ROLE.ToolTipRole:
            hint = _("drag the underlined number, or press F2 and type") if row.editable else ""
            return "\n".join(filter(None, (row.spoken, hint)))
        return repr(row.editable.value) if role == ROLE.EditRole and row.editable else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsEditable if self.rows[index.row()].editable else usual


class TermList(QListView):
    """``followed`` gives the row that was clicked; ``dragged`` and ``typed`` a row with its new number.

    ``let_go`` ends a drag; ``copied`` and ``left`` are the keys of copying and going back.
    """

    followed = Signal(object)
    dragged = Signal(object, float)
    let_go = Signal()
    typed = Signal(object, float)
    copied = Signal()
    left = Signal()
    pointed = Signal(object)  # the row under the mouse, None for none

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.terms = Terms(self)
        self.bars = Bars(lambda index: self.terms.rows[index.row()], self)
        self.setModel(self.terms)
        self.setItemDelegate(self.bars)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click the arrow keys still step
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.activated.connect(self._on_activated)
        self.room = 0  # pixels that the rows may take
        self.leads: Callable[[Row], bool] = lambda row: bool(row.term.source)
        self._drag: tuple[Row, QPoint, float] | None = None  # row, where it began, the number there
        self._moved = self._by_mouse = False
        self._pressed: QPoint | None = None

    @property
    def dragging(self) -> bool:
        """Whether a number is being dragged or typed: rows keep their order as long as it is."""
        return self._drag is not None or self.state() is QAbstractItemView.State.EditingState

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other terms."""
        self.bars.high, self.bars.fine = largest(rows), any(row.fine for row in rows)
        self.terms.show_rows(list(rows))
        self.fit(self.room)
        self.viewport().update()

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), LEAST * LOW)

    def fit(self, room: int) -> None:
        """Give every term two lines where all have ``room`` (pixels) so; take no more than all of them need.

        Where not all have room, so many that none is cut in two.
        """
        self.room = room
        number = len(self.terms.rows)
        tall = number * TALL <= self.room
        self.setMaximumHeight(number * TALL if tall else min(number, max(room // LOW, LEAST)) * LOW)
        self.bars.settle(self.terms.rows, self.viewport().width())
        if tall != self.bars.tall:
            self.bars.tall = tall
            self.scheduleDelayedItemsLayout()
        self.verticalScrollBar().setSingleStep(LOW)

    def _editable_at(self, point: QPoint) -> Row | None:
        """The row whose number that can be set stands at a point."""
        index = self.indexAt(point)
        if not index.isValid():
            return None
        place = self.bars.factor_place(self.visualRect(index), index, whole=True)
        return self.terms.rows[index.row()] if place is not None and place.contains(point) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        row = self._editable_at(point) if event.button() == Qt.MouseButton.LeftButton else None
        if row is not None and row.editable is not None:
            self._drag, self._moved = (row, point, row.editable.value), False
            self.setCurrentIndex(self.indexAt(point))
            return
        self._pressed = point if event.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._drag is None:
            self._point(point)
            super().mouseMoveEvent(event)
            return
        row, start, number = self._drag
        across = point.x() - start.x()
        if self._moved or abs(across) >= QApplication.startDragDistance():
            self._moved = True
            step = FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else A_PIXEL
            self.dragged.emit(row, round(number + across * step, 6))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Pass over the second click: another row may stand there after the first."""
        self._pressed = None
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag is None:
            super().mouseReleaseEvent(event)
            index = self.indexAt(event.position().toPoint())
            start, self._pressed = self._pressed, None
            far = start is not None and (event.position().toPoint() - start).manhattanLength()
            if start is not None and far < QApplication.startDragDistance() and index.isValid():
                self.followed.emit(self.terms.rows[index.row()])
            return
        point, moved = self._drag[1], self._moved
        self._drag = None
        if moved:
            self.let_go.emit()
        else:
            self._by_mouse = not self.hasFocus()
            self.edit(self.indexAt(point))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._drag is None:
            self._activate(-1)

    def _point(self, point: QPoint) -> None:
        self._activate(self.indexAt(point).row())
        over = self._editable_at(point) is not None
        index = self.indexAt(point)
        leads = index.isValid() and self.leads(self.terms.rows[index.row()])
        shape = Qt.CursorShape
        hand = shape.PointingHandCursor if leads else shape.ArrowCursor
        self.viewport().setCursor(shape.SizeHorCursor if over else hand)

    def _activate(self, row: int) -> None:
        if row != self.bars.active:
            self.bars.active = row
            self.pointed.emit(self.terms.rows[row] if 0 <= row < len(self.terms.rows) else None)
            self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if self.hasFocus() and current.isValid():
            self._activate(current.row())
            self.scrollTo(current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.key() == Qt.Key.Key_Backspace:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _on_activated(self, index: QModelIndex) -> None:
        if QApplication.mouseButtons() == Qt.MouseButton.NoButton:  # by a key
            self.followed.emit(self.terms.rows[index.row()])

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Give the keys back where the mouse had opened the field."""
        super().closeEditor(editor, hint)
        if self._by_mouse:
            self._by_mouse = False
            self.clearFocus()

    def commitData(self, editor: QWidget) -> None:
        """Tell what was typed, NaN for what is no number."""
        if isinstance(editor, QLineEdit) and editor.isModified():
            editor.setModified(False)
            try:
                number = float(editor.text().strip().replace("−", "-").replace(",", "."))
            except ValueError:
                number = math.nan
            self.typed.emit(self.bars.edited, number)
