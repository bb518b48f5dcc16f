"""The drawing of the cell that is being written, with the values of its first trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from lstm_studio.ui.diagram.blocks import Sizes
from lstm_studio.ui.diagram.stage import Stage
from lstm_studio.ui.theme import LIGHT, Theme
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from lstm_studio.core.study import Study
    from lstm_studio.core.trace import LayerTrace

__all__ = ["Preview", "Shown"]

VEIL = 150  # of 255: how much of the paper lies over a cell that is no longer the text's


class Shown(NamedTuple):
    """A study with the cell, the trace of a layer (from 0), a step and a unit.

    ``old``: the text is no cell now; ``shapes``: wires say how many values they carry.
    """

    study: Study
    trace: LayerTrace | None
    layer: int
    cursor: int
    unit: int
    old: bool
    shapes: bool = True


class Preview(QFrame):
    """``chosen`` gives the value and the unit (-1: none) that were clicked; ``drawn``: another cell is in sight."""

    chosen = Signal(str, int)
    drawn = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("diagram")
        self.setProperty("card", "whole")
        self.theme: Theme = LIGHT
        self.stage = Stage()
        self.stage.chosen.connect(self.chosen)
        self.stage.resized.connect(self._on_resized)
        self.stage.redrawn.connect(self._on_redrawn)
        self.badge = QLabel(_("last good cell"), self)
        self.badge.setProperty("voice", "bad")
        self.badge.hide()
        self._shown: Shown | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.addWidget(self.stage)

    def sizeHint(self) -> QSize:
        return QSize(620, 360)

    @property
    def fault(self) -> str:
        """What is wrong with the grid of the cell, "" for nothing."""
        return self.stage.fault

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of ``theme``."""
        self.theme = theme
        if self._shown is not None:
            self._draw()

    def show_study(self, shown: Shown) -> None:
        """Show a study's cell, as soon as it is drawn."""
        self._shown = shown
        self._draw()

    def _draw(self) -> None:
        if self._shown is None:
            return
        study, trace, layer, cursor, unit, old, shapes = self._shown
        sizes = Sizes(study.sizes.units_of(layer), study.sizes.inputs_of(layer))
        before = self.stage.diagram
        diagram = self.stage.show_cell(study.cell, sizes, self.theme)
        if diagram is None:
            return  # another cell is in sight as long as this one is being drawn
        veil = QColor(self.theme.paper)
        veil.setAlpha(VEIL if old else 0)
        diagram.setForegroundBrush(veil if old else Qt.BrushStyle.NoBrush)
        labels = study.sequence.labels
        label = labels[cursor - 1] if 0 < cursor <= len(labels) else ""
        source = _("h of layer {layer}").format(layer=layer) if layer else ""
        diagram.show_step(trace, cursor, unit, steps=study.sequence.steps, label=label, source=source)
        diagram.shapes.setVisible(shapes)
        self.badge.setVisible(old)
        self._place_badge()
        if diagram is not before:
            self.drawn.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_badge()

    def _place_badge(self) -> None:
        self.badge.adjustSize()
        self.badge.move(self.width() - self.badge.width() - 12, 10)
        self.badge.raise_()

    def _on_redrawn(self) -> None:
        self._draw()

    def _on_resized(self) -> None:
        if self.stage.outgrown and self.isVisible():
            self._draw()
