"""The table of kept runs: a row a cell, a column a way to start, with what was solved and at which update."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from lstm_studio.session.overlays import final_loss, grid_of
from lstm_studio.ui.runs.lines import graded, said_solved_at
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.study import Kept, Study
    from lstm_studio.ui.theme import Theme

__all__ = ["RunTable"]

PLACE = Qt.ItemDataRole.UserRole
NAMES = 0.36  # of the width at most for the names of the cells
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RunTable(QTableWidget):
    """``brought`` carries the place of the best run of the field that a person asks for."""

    brought = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[object, ...] = ()
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.setWordWrap(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setMinimumSectionSize(20)
            header.setHighlightSections(False)
        self.verticalHeader().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalScrollMode(QTableWidget.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setDefaultSectionSize(22)
        self.itemDoubleClicked.connect(self._on_chosen)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 60)

    def show_study(self, study: Study, theme: Theme) -> None:
        """Show the runs of the study's task."""
        wanted = (study.models, study.task, theme)
        if wanted == self._shown:
            return
        self._shown = wanted
        grid = grid_of(study.models, study.task)
        self.clear()
        self.setRowCount(len(grid.cells))
        self.setColumnCount(len(grid.starts))
        self.setVerticalHeaderLabels(grid.cells)
        self.setHorizontalHeaderLabels(grid.starts)
        for (cell, start), places in grid.places.items():
            runs = [study.models[at] for at in places]
            item = self._item(runs, theme)
            item.setData(PLACE, places[int(np.argmin([final_loss(run.record) for run in runs]))])
            item.setToolTip(_tip(cell, start, runs))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, item.toolTip())
            self.setItem(grid.cells.index(cell), grid.starts.index(start), item)
        for row, cell in enumerate(grid.cells):
            for column, start in enumerate(grid.starts):
                if (cell, start) not in grid.places:
                    self.setItem(row, column, _nothing(theme))
            self.verticalHeaderItem(row).setToolTip(cell)
        self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._share_width()

    def _share_width(self) -> None:
        """Give every column the room of its words, and an even part of what is left; what is wider is scrolled."""
        names, heads = self.verticalHeader(), self.horizontalHeader()
        most = int(NAMES * self.width())
        if names.maximumWidth() != most:
            names.setMaximumWidth(most)
        free = self.width() - 2 * self.frameWidth() - min(names.sizeHint().width(), most)
        needed = [
            max(self.sizeHintForColumn(at), heads.sectionSizeHint(at)) for at in range(self.columnCount())
        ]
        spare = max(free - sum(needed), 0) // max(len(needed), 1)
        for at, width in enumerate(needed):
            self.setColumnWidth(at, width + spare)

    @staticmethod
    def _item(runs: list[Kept], theme: Theme) -> QTableWidgetItem:
        loss = graded(float(np.median([final_loss(run.record) for run in runs])))
        solved = said_solved_at(runs)
        # What was solved needs no loss: there is little room.
        said = solved if "✓" in solved else _("{solved} · {loss}").format(solved=solved or "✗", loss=loss)
        item = QTableWidgetItem(said)
        item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        item.setForeground(QBrush(theme.good if "✓" in solved else theme.text))
        return item

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if item is not None and event.key() in ENTER:
            self._on_chosen(item)
        else:
            super().keyPressEvent(event)

    @Slot(QTableWidgetItem)
    def _on_chosen(self, item: QTableWidgetItem) -> None:
        place = item.data(PLACE)
        if place is not None:
            self.brought.emit(place)


def _nothing(theme: Theme) -> QTableWidgetItem:
    """Give a field of which there is no run."""
    item = QTableWidgetItem("–")
    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
    item.setForeground(QBrush(theme.quiet))
    item.setToolTip(_("No such run is kept; a cell without a keep bias starts alike with and without one"))
    return item


def _tip(cell: str, start: str, runs: list[Kept]) -> str:
    """Say what each run of a field has come to."""
    said = [_("{cell}, {start}; a double click brings back the best").format(cell=cell, start=start)]
    for run in runs:
        solved = said_solved_at([run]) or _("not solved")
        loss = graded(final_loss(run.record))
        said.append(_("{name}: {solved}, loss {loss}").format(name=run.name, solved=solved, loss=loss))
    return "\n".join(said)
