"""States over time, and other values that are asked for: heat maps of all units, curves of the selected ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Slot

from lstm_studio.session.verbs.selection import unplot
from lstm_studio.ui.controls.chips import Chips
from lstm_studio.ui.panels.over_time import OverTimePanel
from lstm_studio.ui.plots.courses import TINY
from lstm_studio.ui.plots.limits import Limits
from lstm_studio.ui.plots.naming import plain
from lstm_studio.ui.plots.values import extremes, shown_states
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session

__all__ = ["StatesPanel"]

MOST = 3.0  # times the height of the curves that the maps of very many states take


class StatesPanel(OverTimePanel):
    """The first row of every state is what it was before the first input, where the cell does not read back."""

    name: ClassVar[str] = "states"
    title: ClassVar[str] = _("States over time")
    slopes: ClassVar[str] = _("∂L/∂state over time")
    needs: ClassVar[frozenset[str]] = OverTimePanel.needs | {"plotted"}
    sources: ClassVar[frozenset[str]] = OverTimePanel.sources | {"plotted"}

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._bounds = {False: Limits(even=False), True: Limits(even=False, least=TINY)}
        self.chips = Chips(_("Plotted values"), self)
        self.chips.removed.connect(self._on_removed)
        self.body.insertWidget(0, self.chips)

    def texts(self, scene: Scene) -> tuple[str, ...]:
        states = shown_states(scene.graph)
        return (*states, *(text for text in scene.view.plotted if text not in states))

    def show_maps(self, scene: Scene) -> None:
        states = shown_states(scene.graph)
        self.chips.show_words(
            {
                row.text: plain(row.text, scene.lettering)
                for row in self.courses.rows
                if row.text not in states
            }
        )
        self.chart.show_row(self.stack.box, share=min(0.55 + 0.45 * len(self.courses.rows), MOST))
        super().show_maps(scene)
        if self.chips.words:
            self.said.hide()  # maps and curves need the room more; the gates say it, and the tip of the title

    def show_curves(self, scene: Scene) -> None:
        carried = next((row.text for row in self.courses.rows if row.text != "h"), "c")
        lines = self.lines(scene, {carried: "wire_c", "h": "wire_h"})  # as in the diagram
        bounds = self._bounds[self.courses.gradient]
        self.curves.set_bounds(*bounds.take(*extremes(line.values for line in lines)))
        self.curves.show(lines)

    def summary(self, scene: Scene) -> tuple[str, ...]:
        units = sorted({scene.view.unit, *scene.view.curves})
        numbers = ", ".join(str(unit + 1) for unit in units[:6]) + (" …" if len(units) > 6 else "")
        one = len(units) == 1
        full = _("{names} of unit {units}") if one else _("{names} of units {units}")
        brief = _("unit {units}") if one else _("units {units}")
        names = ", ".join(self.courses.label(state) for state in shown_states(scene.graph))
        facts = full.format(names=names, units=numbers), brief.format(units=numbers)
        return self.beside(scene, facts)

    @Slot(str)
    def _on_removed(self, text: str) -> None:
        self.session.do(unplot, text)
