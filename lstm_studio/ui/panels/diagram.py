"""The diagram: the whole cell as it computes, with the value of every unit on its wires."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QSize, Slot

from lstm_studio.session.verbs.selection import select_node, select_unit
from lstm_studio.ui.diagram.blocks import Sizes
from lstm_studio.ui.diagram.stage import Stage
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["DiagramPanel"]


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
        self.view = Stage(self)
        self.view.chosen.connect(self._on_chosen)
        self.view.resized.connect(self._on_resized)
        self.body.setContentsMargins(2, 2, 2, 2)
        self.body.addWidget(self.view)

    def sizeHint(self) -> QSize:
        return QSize(730, 400)

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        study, view = scene.study, scene.view
        sizes = Sizes(study.sizes.units, study.sizes.inputs_of(study.sizes.layers - 1))
        diagram = self.view.show_cell(study.cell, sizes, self.theme)
        trace = scene.trace
        if trace is not None and trace.h.shape[-1] != sizes.units * study.sizes.directions:
            trace = None
        sequence, cursor = study.sequence, view.cursor
        label = sequence.labels[cursor - 1] if 0 < cursor <= len(sequence.labels) else ""
        sentence = self.view.fault or ((scene.sentence or "") if trace is not None else "")
        diagram.show_step(trace, cursor, view.unit, steps=sequence.steps, label=label, sentence=sentence)
        diagram.choose(view.node)
        self.view.setAccessibleDescription(sentence)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        if self.view.diagram is not None:
            self.show_scene(self.session.scene, self.needs)

    @Slot()
    def _on_resized(self) -> None:
        if self.view.outgrown and self.isVisible():
            self.show_scene(self.session.scene, self.needs)

    @Slot(str, int)
    def _on_chosen(self, value: str, unit: int) -> None:
        self.session.do(select_node, value)
        if unit >= 0:
            self.session.do(select_unit, unit)
