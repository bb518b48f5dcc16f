"""The drawing of the cell that is being written, with the values of its first trace."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt, QTimer, Signal
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

QUICK = 0.06  # seconds that a drawing may take at every key; a slower one waits for a pause
LONGEST_WAIT = 600  # milliseconds
VEIL = 150  # of 255: how much of the paper lies over a cell that is no longer the text's


class Shown(NamedTuple):
    """A study with the cell, the trace of a layer (from 0), a step and a unit; ``old``: the text is no cell now."""

    study: Study
    trace: LayerTrace | None
    layer: int
    cursor: int
    unit: int
    old: bool


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
        self.badge = QLabel(_("last good cell"), self)
        self.badge.setProperty("voice", "bad")
        self.badge.hide()
        self._shown: Shown | None = None
        self._cost = 0.0
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._draw)
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
        """Show a study's cell; a large one that takes long to draw waits until nobody types."""
        before, self._shown = self._shown, shown
        if before is not None and before.study.cell != shown.study.cell and self._cost > QUICK:
            self._wait.start(min(round(3000 * self._cost), LONGEST_WAIT))
        elif not self._wait.isActive():
            self._draw()

    def flush(self) -> None:
        """Draw now what waits."""
        if self._wait.isActive():
            self._wait.stop()
            self._draw()

    def _draw(self) -> None:
        if self._shown is None:
            return
        study, trace, layer, cursor, unit, old = self._shown
        sizes = Sizes(study.sizes.units, study.sizes.inputs_of(layer))
        begun, before = perf_counter(), self.stage.diagram
        diagram = self.stage.show_cell(study.cell, sizes, self.theme)
        if diagram is not before:
            self._cost = perf_counter() - begun
        veil = QColor(self.theme.paper)
        veil.setAlpha(VEIL if old else 0)
        diagram.setForegroundBrush(veil if old else Qt.BrushStyle.NoBrush)
        labels = study.sequence.labels
        label = labels[cursor - 1] if 0 < cursor <= len(labels) else ""
        source = _("h of layer {layer}").format(layer=layer) if layer else ""
        diagram.show_step(trace, cursor, unit, steps=study.sequence.steps, label=label, source=source)
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

    def _on_resized(self) -> None:
        if self.stage.outgrown and self.isVisible():
            self._draw()
