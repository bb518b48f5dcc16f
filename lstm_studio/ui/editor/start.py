"""The menu of what a cell can begin from: the study's, an empty page, every built-in one, a person's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from lstm_studio.catalogue import cell_names, load_cell, shelves
from lstm_studio.session.own import listed
from lstm_studio.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from lstm_studio.core.cell import Cell

__all__ = ["StartMenu"]


class StartMenu(QMenu):
    """``study`` and ``page`` were chosen; ``cell`` gives a cell and its file, None for a built-in one."""

    study = Signal()
    page = Signal()
    cell = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List what there is now."""
        self.clear()
        self.addAction(_("The &cell of the study")).triggered.connect(self.study)
        self.addAction(_("An empty &page with an example")).triggered.connect(self.page)
        for heading, names in shelves().items():
            self.addSection(_(heading) if heading else _("Built in"))
            for name in names:
                first = load_cell(name)
                kin = [load_cell(other) for other in cell_names()] if first.options else []
                family = [cell for cell in kin if cell.family == first.family and cell.options]
                menu = self.addMenu(first.family) if family else self
                for cell in family or [first]:
                    self._add(menu, cell, None)
        own = [own for own in listed() if own.cell is not None]
        if own:
            self.addSection(_("Yours"))
        for row in own:
            if row.cell is not None:
                self._add(self, row.cell, row.path)

    def _add(self, menu: QMenu, cell: Cell, path: Path | None) -> None:
        action = menu.addAction(cell.title.replace("&", "&&"))
        action.setToolTip(str(path) if path else cell.source)
        action.triggered.connect(lambda: self.cell.emit(cell, path))
