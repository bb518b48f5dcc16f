"""The diagram: the whole cell as it computes, with the value of every unit on its wires."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QSize, Slot

from lstm_studio.session.verbs.selection import select_node, select_unit
from lstm_studio.ui.diagram.blocks import Sizes
from lstm_studio.ui.diagram.scene import DiagramScene
from lstm_studio.ui.diagram.view import DiagramView
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from lstm_studio.core.cell import Cell
    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["DiagramPanel"]

OFF = 0.02  # a place whose proportions differ by less than this share keeps its drawing


class DiagramPanel(Panel):
    """The cell in the middle of the window."""

    name = "diagram"
    title = _("Diagram")
    area = "centre"
    needs: ClassVar[frozenset[str]] = frozenset(
        {"cell", "sizes", "sequence", "trace", "cursor", "unit", "node", "sentence"}
    )
    headed = False

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.view = DiagramView(self)
        self.view.chosen.connect(self._on_chosen)
        self.view.resized.connect(self._on_resized)
        self.body.setContentsMargins(2, 2, 2, 2)
        self.body.addWidget(self.view)
        self._built: tuple[Cell, Sizes, Theme, float] | None = None
        self._fault = ""  # what is wrong with the grid of the cell, which is laid out in layers then

    def sizeHint(self) -> QSize:
        return QSize(730, 400)

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        study, view = scene.study, scene.view
        sizes = Sizes(study.sizes.units, study.sizes.inputs_of(study.sizes.layers - 1))
        diagram = self._diagram(study.cell, sizes)
        trace = scene.trace
        if trace is not None and trace.h.shape[-1] != sizes.units * study.sizes.directions:
            trace = None
        sequence, cursor = study.sequence, view.cursor
        label = sequence.labels[cursor - 1] if 0 < cursor <= len(sequence.labels) else ""
        sentence = self._fault or ((scene.sentence or "") if trace is not None else "")
        diagram.show_step(trace, cursor, view.unit, steps=sequence.steps, label=label, sentence=sentence)
        diagram.choose(view.node)
        self.view.setAccessibleDescription(sentence)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        if self._built is not None:
            self.show_scene(self.session.scene, self.needs)

    def _aspect(self) -> float:
        size = self.view.size()
        return size.width() / max(size.height(), 1)

    def _diagram(self, cell: Cell, sizes: Sizes) -> DiagramScene:
        """Give the scene for a cell, the one that is there where it fits."""
        aspect, there = self._aspect(), self.view.diagram
        if there is not None and self._built is not None:
            fits = abs(aspect / self._built[3] - 1) < OFF or not self.view.fitted
            if self._built[0] is cell and self._built[1:3] == (sizes, self.theme) and fits:
                return there
        made = self._drawn(cell, sizes, aspect)
        self._built = (cell, sizes, self.theme, aspect)
        self.view.show_diagram(made)
        if there is not None:
            there.deleteLater()
        return made

    def _drawn(self, cell: Cell, sizes: Sizes, aspect: float) -> DiagramScene:
        """Draw a cell; where a person's grid is wrong, say why and draw it without."""
        self._fault = ""
        try:
            return DiagramScene(cell, sizes, self.theme, aspect, self)
        except ValueError as error:
            if not cell.diagram:
                raise
            self._fault = str(error)
            return DiagramScene(replace(cell, diagram=""), sizes, self.theme, aspect, self)

    @Slot()
    def _on_resized(self) -> None:
        if self._built is not None and self.isVisible() and abs(self._aspect() / self._built[3] - 1) >= OFF:
            self.show_scene(self.session.scene, self.needs)

    @Slot(str, int)
    def _on_chosen(self, value: str, unit: int) -> None:
        self.session.do(select_node, value)
        if unit >= 0:
            self.session.do(select_unit, unit)
