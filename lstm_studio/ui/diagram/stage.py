"""A view that draws a cell for the proportions of its own place, and again when these or the cell change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from lstm_studio.ui.diagram.scene import DiagramScene
from lstm_studio.ui.diagram.view import DiagramView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from lstm_studio.core.cell import Cell
    from lstm_studio.ui.diagram.blocks import Sizes
    from lstm_studio.ui.theme import Theme

__all__ = ["Stage"]

OFF = 0.02  # a place whose proportions differ by less than this share keeps its drawing


class _Built(NamedTuple):
    cell: Cell
    sizes: Sizes
    theme: Theme
    aspect: float


class Stage(DiagramView):
    """``fault`` says what is wrong with the grid of the cell, which is laid out in layers then; "" for nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fault = ""
        self._built: _Built | None = None

    @property
    def outgrown(self) -> bool:
        """Whether the drawing was made for a place of other proportions."""
        return self._built is not None and abs(self._aspect() / self._built.aspect - 1) >= OFF

    def _aspect(self) -> float:
        size = self.size()
        return size.width() / max(size.height(), 1)

    def show_cell(self, cell: Cell, sizes: Sizes, theme: Theme) -> DiagramScene:
        """Give the scene of a cell, the one that is there where it fits."""
        there = self.diagram
        if there is not None and self._built is not None:
            fits = not self.outgrown or not self.fitted
            if self._built.cell is cell and self._built[1:3] == (sizes, theme) and fits:
                return there
        aspect = self._aspect()
        made = self._drawn(cell, sizes, theme, aspect)
        self._built = _Built(cell, sizes, theme, aspect)
        self.show_diagram(made)
        if there is not None:
            there.deleteLater()
        return made

    def _drawn(self, cell: Cell, sizes: Sizes, theme: Theme, aspect: float) -> DiagramScene:
        """Draw a cell; where a person's grid is wrong, keep why and draw it without."""
        self.fault = ""
        try:
            return DiagramScene(cell, sizes, theme, aspect, self)
        except ValueError as error:
            if not cell.diagram:
                raise
            self.fault = str(error)
            return DiagramScene(replace(cell, diagram=""), sizes, theme, aspect, self)
