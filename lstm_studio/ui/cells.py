"""The list of cells in the toolbar: every built-in one under its heading, and a person's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QMenu, QWidget

from lstm_studio.catalogue import card_of, cell_names, load_cell, shelves
from lstm_studio.session.own import listed
from lstm_studio.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QFocusEvent

    from lstm_studio.catalogue import Own
    from lstm_studio.core.cell import Cell

__all__ = ["CellChoice"]

ENTRY = Qt.ItemDataRole.UserRole


class CellChoice(QComboBox):
    """All cells under their headings; a family with toggles is one entry.

    ``chosen`` gives what ``load_cell`` takes, a name or a path; ``removed`` a person's own cell (path, title), which
    the Delete key and the right button ask to remove.
    """

    chosen = Signal(str)
    removed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Cell"))
        self.setMinimumWidth(148)
        self.setMaxVisibleItems(24)
        self._shown: Cell | None = None
        self._own: tuple[Own, ...] | None = None
        self._rows = QStandardItemModel(self)
        self.setModel(self._rows)
        self.look()
        self.activated.connect(self._on_activated)
        for watched in (self.view(), self.view().viewport()):
            watched.installEventFilter(self)

    def look(self) -> None:
        """Look what cells of a person's own there are, and list all where that has changed."""
        own = listed()
        if own == self._own:
            return
        self._own = own
        self._rows.clear()
        for heading, names in shelves().items():
            self._head(heading)
            for name in names:
                built_in = card_of(name)
                self._add(built_in.family if built_in.options else built_in.title, name, built_in.source)
        if own:
            self._head("Yours")
        for row in own:
            tip = _("{what}\nDelete or the right mouse button removes it").format(what=row.why or row.path)
            item = self._add(row.title, str(row.path), tip)
            if row.cell is None:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
        if self._shown is not None:
            self.show_cell(self._shown)

    def _head(self, heading: str) -> None:
        if heading:
            item = QStandardItem(_(heading))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self._rows.appendRow(item)

    def _add(self, title: str, entry: str, tip: str) -> QStandardItem:
        item = QStandardItem(title)
        item.setData(entry, ENTRY)
        item.setToolTip(tip)
        self._rows.appendRow(item)
        return item

    def show_cell(self, shown: Cell) -> None:
        """Show the entry of a cell, or its own title where it is none of the list."""
        self._shown = shown
        self.setCurrentIndex(self.findData(self._entry(shown)))
        self.setPlaceholderText(shown.title or shown.name)
        self.setToolTip(f"{shown.title}\n{shown.source}" if shown.source else shown.title)

    def _entry(self, shown: Cell) -> str:
        """Give what stands for a cell in the list, "" where nothing does: another cell may have its name."""
        if shown.name in cell_names() and load_cell(shown.name).equations == shown.equations:
            for name in (name for names in shelves().values() for name in names):
                entry = card_of(name)
                if shown.options and entry.options and entry.family == shown.family:
                    return name
            return shown.name
        for own in self._own or ():
            if own.cell is not None and own.cell.name == shown.name and own.cell.equations == shown.equations:
                return str(own.path)
        return ""

    def _on_activated(self, row: int) -> None:
        self.chosen.emit(str(self.itemData(row, ENTRY)))

    def showPopup(self) -> None:
        self.look()
        super().showPopup()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.look()
        super().focusInEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the Delete key and the right button in the open list."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Delete:
                self._ask(self.view().currentIndex().row())
                return True
        elif isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.RightButton:
            if event.type() is QEvent.Type.MouseButtonPress:
                self._offer(event.position().toPoint())
            return True  # else the list would choose what is under the mouse
        return super().eventFilter(watched, event)

    def _offer(self, point: QPoint) -> None:
        row = self.view().indexAt(point).row()
        if self._path(row) is None:
            return
        menu = QMenu(self)
        menu.addAction(_("Remove “{title}”…").format(title=self.itemText(row))).triggered.connect(
            lambda: self._ask(row)
        )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.view().viewport().mapToGlobal(point))

    def _path(self, row: int) -> Path | None:
        """Give the file of a row, None for a heading or a built-in cell."""
        entry = self.itemData(row, ENTRY)
        return next((own.path for own in self._own or () if str(own.path) == entry), None)

    def _ask(self, row: int) -> None:
        path, title = self._path(row), self.itemText(row)
        if path is not None:
            self.hidePopup()
            self.removed.emit(str(path), title)
