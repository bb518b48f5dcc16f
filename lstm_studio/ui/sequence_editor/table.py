"""The table view: cells are typed, copied and pasted as in a spreadsheet; Delete empties, or takes whole rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.ui.sequence_editor.cells import Cells

__all__ = ["StepsView", "block_of"]

HIGH = 21  # pixels of a row
Standard = QKeySequence.StandardKey


def block_of(text: str) -> list[list[str]]:
    """Part a text from a spreadsheet into rows of cells; numbers that stand one below the other are one column."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    return [line.split("\t") for line in lines]


class StepsView(QTableView):
    """``pasted`` gives (row, column, block of texts); ``removed`` the rows that Delete takes."""

    pasted = Signal(int, int, object)
    removed = Signal(object)

    def __init__(self, cells: Cells, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells = cells
        self.setModel(cells)
        self.setAccessibleName(_("The steps of the sequence"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)  # Tab goes on to the next part of the window
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed)
        rows = self.verticalHeader()
        rows.setDefaultSectionSize(HIGH)
        rows.setMinimumSectionSize(HIGH)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        columns = self.horizontalHeader()
        columns.setDefaultSectionSize(72)
        columns.setMinimumSectionSize(32)
        columns.setStretchLastSection(True)
        self.setCornerButtonEnabled(False)

    def rows(self) -> list[int]:
        """Give the rows that are selected."""
        return sorted({index.row() for index in self.selectedIndexes()})

    def selected_text(self) -> str:
        """Give what is selected, as a spreadsheet takes it."""
        found: dict[int, list[str]] = {}
        for index in sorted(self.selectedIndexes(), key=lambda index: (index.row(), index.column())):
            found.setdefault(index.row(), []).append(self.cells.text(index.row(), index.column()))
        return "\n".join("\t".join(cells) for cells in found.values())

    def paste(self) -> None:
        """Write what the clipboard holds from the current cell on."""
        index, text = self.currentIndex(), QGuiApplication.clipboard().text()
        if text.strip():
            self.pasted.emit(max(index.row(), 0), max(index.column(), 0), block_of(text))

    def empty(self) -> None:
        """Put 0 into what is selected, and nothing into targets; whole rows are taken away."""
        indexes = self.selectedIndexes()
        if not indexes:
            return
        rows, columns = self.rows(), sorted({index.column() for index in indexes})
        if len(columns) == self.cells.columnCount():
            self.removed.emit(rows)
            return
        empty = ["" if self.cells.role_of(column) == "target" else "0" for column in columns]
        self.pasted.emit(rows[0], columns[0], [empty] * len(rows))

    def keyboardSearch(self, _text: str) -> None:
        """Letters are for cells: where none is chosen, they go nowhere."""

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._mine(event)
        ):
            event.accept()  # else the window would take it
            return True
        return super().event(event)

    @staticmethod
    def _mine(event: QKeyEvent) -> bool:
        moves = (
            Qt.Key.Key_Left,
            Qt.Key.Key_Right,
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
            Qt.Key.Key_Home,
            Qt.Key.Key_End,
        )
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        typed = plain and (event.key() in moves or bool(event.text().strip()))
        return typed or event.matches(Standard.Copy) or event.matches(Standard.Paste)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(Standard.Copy):
            QGuiApplication.clipboard().setText(self.selected_text())
        elif event.matches(Standard.Paste):
            self.paste()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.empty()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            # The key that ends the writing of a cell comes here, too.
            if self.state() != QAbstractItemView.State.EditingState:
                self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)
