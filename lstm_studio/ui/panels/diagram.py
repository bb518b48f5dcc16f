"""The diagram: the whole cell as it computes, with the value of every unit on its wires."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint, QSize, Slot
from PySide6.QtWidgets import QHBoxLayout

from lstm_studio.session.symbols import seen
from lstm_studio.session.verbs import hover
from lstm_studio.session.verbs.selection import enter, select_node, select_unit
from lstm_studio.ui.controls.layer_map import LayerMap
from lstm_studio.ui.diagram.animation import Animation
from lstm_studio.ui.diagram.blocks import Sizes
from lstm_studio.ui.diagram.compared import held_in, original_of
from lstm_studio.ui.diagram.stage import Stage
from lstm_studio.ui.diagram.table import table
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.ui.target import Target
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from lstm_studio.formats.csv_text import Table
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
        {
            "cell",
            "sizes",
            "layer",
            "direction",
            "entered",
            "cell_trace",
            "shown",
            "edits",
            "against",
            "ghost",
            "ghost_gradient",
            "cursor",
            "inside",
            "shapes",
            "unit",
            "node",
            "sentence",
            "hovered",
            "backward",
            "objective",
            "lettering",
            "seen",
        }
    )
    headed = False

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.view = Stage(self)
        self.animation = Animation(self.view)
        self.view.chosen.connect(self._on_chosen)
        self.view.resized.connect(self._on_resized)
        self.view.redrawn.connect(self._on_redrawn)
        self.view.pointed.connect(self._on_pointed)
        self.map = LayerMap()
        self.map.hide()
        self.map.entered.connect(self._on_entered)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.map)
        row.addWidget(self.view, 1)
        self.body.setContentsMargins(2, 2, 2, 2)
        self.body.addLayout(row)

    def sizeHint(self) -> QSize:
        return QSize(730, 400)

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        if changed != {"hovered"}:  # a mouse that moves changes nothing else
            self._show(scene, changed)
        if self.view.diagram is not None:
            self.view.diagram.pointed.show_texts(scene.view.hovered)

    def _show(self, scene: Scene, changed: frozenset[str]) -> None:
        study, view = scene.study, scene.view
        if changed & {"sizes", "layer", "direction"}:
            self.map.show_model(study.sizes, view.layer, view.direction)
        ghost = scene.ghost if scene.cell_gradient is None else scene.ghost_gradient
        original = original_of(study, ghost)
        units, inputs = study.sizes.units_of(view.layer), study.sizes.inputs_of(view.layer)
        sizes = Sizes(units, inputs, ghosts=original is not None)
        diagram = self.view.show_cell(study.cell, sizes, self.theme)
        if diagram is None:
            return  # another cell is in sight as long as this one is being drawn
        diagram.bias = study.sizes.bias
        diagram.letter(scene.lettering)
        diagram.hold(held_in(study, view.layer, view.direction))
        diagram.compare(original)
        trace, sequence, cursor = scene.cell_trace, scene.entered, view.cursor
        source = _("h of layer {layer}").format(layer=view.layer) if view.layer else ""
        label = seen(sequence.labels[cursor - 1]) if 0 < cursor <= len(sequence.labels) else ""
        sentence = self.view.fault or (_sentence(scene) if trace is not None else "")
        diagram.legend.loss = scene.objective
        moment = scene.seen
        when = _("after update {update}") if moment is not None and moment.update else _("before training")
        diagram.when = "" if moment is None else when.format(update=moment.update)
        diagram.show_step(
            scene.shown,
            cursor,
            view.unit,
            steps=sequence.steps,
            label=label,
            source=source,
            sentence=sentence,
        )
        diagram.choose(view.node)
        diagram.shapes.setVisible(view.shapes)
        self.animation.show(diagram, scene, trace)
        self.view.setAccessibleDescription(sentence)

    def numbers(self, scene: Scene) -> Table | None:
        return None if self.view.diagram is None else table(self.view.diagram)

    def target_at(self, at: QPoint) -> Target | None:
        if self.view.diagram is None or self.view.diagram.cell != self.session.state.study.cell:
            return None
        value, unit = self.view.value_at(self.view.viewport().mapFromGlobal(at))
        view = self.session.state.view
        chosen = None if value == "x" else view.unit
        return Target(value, unit if unit >= 0 else chosen, view.cursor) if value else None

    def finish(self) -> None:
        self.view.finish()

    def pose(self, flow: float | None) -> None:
        """Show for a film how far what flows has come: 0 … 1, None when all has arrived. No clock runs from now on."""
        if not self.animation.filmed or flow != self.animation.flow:
            self.animation.filmed, self.animation.flow = True, flow
            self.show_scene(self.session.scene, frozenset({"cursor"}))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.map.set_theme(theme)
        if self.view.diagram is not None:
            self.show_scene(self.session.scene, self.needs)

    @Slot()
    def _on_resized(self) -> None:
        if self.view.outgrown and self.isVisible():
            self.show_scene(self.session.scene, self.needs)

    @Slot()
    def _on_redrawn(self) -> None:
        self.show_scene(self.session.scene, self.needs)

    @Slot(int, int)
    def _on_entered(self, layer: int, direction: int) -> None:
        self.session.do(enter, layer, direction)

    @Slot(object)
    def _on_pointed(self, texts: tuple[str, ...]) -> None:
        self.session.glance(hover.point, *texts)

    @Slot(str, int)
    def _on_chosen(self, value: str, unit: int) -> None:
        if self.view.diagram is None or self.view.diagram.cell != self.session.state.study.cell:
            return  # the cell that is in sight is no longer the study's
        self.session.do(select_node, value)
        if unit >= 0:
            self.session.do(select_unit, unit)


def _sentence(scene: Scene) -> str:
    """What the step did; in backward mode, where there is no loss, why."""
    if scene.view.backward and scene.cell_gradient is None and "gradients" not in scene.pending:
        return scene.objective
    return scene.sentence or ""
