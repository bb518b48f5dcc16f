"""Values of the cell over time: heat maps of all units above, curves of the selected ones below."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt

from lstm_studio.session.effect import beside
from lstm_studio.session.verbs.selection import select_node, select_unit, toggle_curve
from lstm_studio.ui.numbers import short
from lstm_studio.ui.panels.steps_panel import StepsPanel
from lstm_studio.ui.plots.lines import pens, unit_lines
from lstm_studio.ui.plots.values import shown_states
from lstm_studio.ui.target import Target
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QPoint

    from lstm_studio.core.insight.influence import LayerGradient
    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.trace import LayerTrace
    from lstm_studio.session.derived import Scene
    from lstm_studio.ui.plots.chart import At
    from lstm_studio.ui.plots.curves import Line

__all__ = ["OverTimePanel", "compared"]

_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
REACH = 6  # pixels around a curve in which a press means it


class OverTimePanel(StepsPanel):
    """A row of a map is a unit; a subclass says which values."""

    needs: ClassVar[frozenset[str]] = frozenset(
        {
            "shown",
            "ghost",
            "ghost_gradient",
            "parting",
            "backward",
            "graph",
            "cursor",
            "unit",
            "node",
            "curves",
            "span",
            "lettering",
        }
    )
    sources: ClassVar[frozenset[str]] = frozenset(
        {"shown", "ghost", "ghost_gradient", "parting", "backward", "graph", "lettering"}
    )
    rows_title: ClassVar[str] = _("unit")

    def length(self, scene: Scene) -> int | None:
        return None if scene.shown is None else scene.shown.steps

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        super().refresh(scene, changed)
        self.stack.select(scene.view.unit)
        self.stack.choose(scene.view.node)

    @property
    def mapped(self) -> bool:
        """Whether maps are in sight, of which the difference can be asked."""
        return True

    def texts(self, scene: Scene) -> tuple[str, ...]:
        """Name what is shown, by printed forms."""
        raise NotImplementedError

    def show_values(self, scene: Scene, changed: frozenset[str]) -> None:
        """Bring maps and curves up to the scene, whose trace is there."""
        fresh = bool(changed & self.sources) or not self._taken
        if fresh:
            self._taken = True
            self._take(scene)
        if fresh or self.curves_change(scene, changed):
            self.show_curves(scene)
            self.curves.describe(pens(self.curves))
            self.fit_margins()

    def _take(self, scene: Scene) -> None:
        shown = scene.shown
        if shown is None:
            return
        self.chart.set_note(self.lacking(scene))
        gradient = self.sloped(scene) and scene.cell_gradient is not None
        other = compared(scene, gradient=gradient)
        self.courses.take(
            shown,
            self.texts(scene),
            other,
            carried=shown_states(scene.graph),
            gradient=gradient,
            letters=scene.lettering,
        )
        beside = other is not None
        self.change.setVisible(beside and self.mapped)
        self.show_comparison(scene, beside=beside and not gradient, gradient=gradient)
        self.show_maps(scene)

    def beside(self, scene: Scene, facts: tuple[str, ...]) -> tuple[str, ...]:
        """Give the facts, before them ones that say too what is drawn beside the run, if there is something."""
        against = scene.study.against
        if against is None or not any(row.before is not None for row in self.courses.rows):
            return facts
        if not self.mapped:
            said = _("{fact} · dashed: {name}")
        elif self.change.isChecked():
            said = _("{fact} · maps: difference from {name}")
        else:
            said = _("{fact} · thin rows: how far from {name}")
        name = against.name or _("original")
        return (*(said.format(fact=fact, name=name) for fact in facts if fact), *facts)

    def curves_change(self, scene: Scene, changed: frozenset[str]) -> bool:
        """Whether other curves are shown than before though the values are the same."""
        return bool(changed & {"unit", "curves"})

    def show_maps(self, scene: Scene) -> None:
        """Show what was read as maps."""
        self.stack.show(self.courses.bands(scene.graph, difference=self.change.isChecked()))

    def show_curves(self, scene: Scene) -> None:
        """Show the curves of the selected units."""
        raise NotImplementedError

    def lines(self, scene: Scene, inks: Mapping[str, str] | None = None) -> tuple[Line, ...]:
        """Give the curves of what was read."""
        rows = {row.text: row for row in self.courses.rows}
        ghosts = any(row.before is not None for row in rows.values())
        lines = unit_lines(
            scene.view,
            tuple(rows),
            lambda text, unit: rows[text].column(unit),
            inks,
            ((lambda text, unit: rows[text].column_before(unit)), beside(scene.study)) if ghosts else None,
        )
        return tuple(replace(line, name=self.courses.label(line.name)) for line in lines)

    def target_at(self, at: QPoint) -> Target | None:
        place = self.chart.at(self.chart.viewport().mapFromGlobal(at).toPointF())
        if place is None:
            return None
        step = min(max(round(place.x), 0), self.steps)
        if place.box is self.curves.box:
            near = self.curves.nearest(place.x, place.y)
            texts = {self.courses.label(row.text): row.text for row in self.courses.rows}
            if near is None or near[0].name not in texts:
                return None  # what is worked out from several values is none
            return Target(texts[near[0].name], near[0].unit, step)
        row = self.stack.at(place.y)
        return None if row is None else Target(row[0].name, row[2], step)

    def wordings(self, name: str, step: int, unit: int, value: float, signed: bool) -> tuple[str, ...]:
        """Say one value, the longest wording first; the unit counts from 0 here and from 1 in the words."""
        number, index = (
            short(value, signed=signed, fine=self.courses.gradient),
            str(unit + 1).translate(_LOWERED),
        )
        full = _("step {step} · unit {unit} · {name} = {value}")
        brief = _("step {step} · {name} = {value}")
        return (
            full.format(step=step, unit=unit + 1, name=name, value=number),
            brief.format(step=step, name=f"{name}{index}", value=number),
        )

    def pick(self, at: At) -> None:
        """Select the unit and the value of a map, or of a curve that was met."""
        if at.box is self.stack.box:
            row = self.stack.at(at.y)
            if row is not None:
                more = bool(at.modifiers & Qt.KeyboardModifier.ControlModifier)
                self.session.do(toggle_curve if more else select_unit, row[2])
                self._explain(row[0].name)
            return
        near = self.curves.nearest(at.x, at.y)
        if near is not None and abs(near[2] - at.y) <= REACH * at.box.pixel().y():
            texts = {self.courses.label(row.text): row.text for row in self.courses.rows}
            self._explain(texts.get(near[0].name, ""))

    def _explain(self, text: str) -> None:
        """Select a value, so that its arithmetic is shown."""
        if text in self.session.state.study.cell.graph.by_text:
            self.session.do(select_node, text)


def compared(scene: Scene, *, gradient: bool = False) -> tuple[LayerTrace | LayerGradient, Graph] | None:
    """Give the cell of the other run that is looked into, or its gradient, with its graph, if there is one."""
    against = scene.study.against
    ghost = scene.ghost_gradient if gradient else scene.ghost
    return None if against is None or ghost is None else (ghost, against.cell.graph)
