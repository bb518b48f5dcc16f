"""States over time: a heat map of all units for every state of the cell, the selected units' curves below."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from lstm_studio.ui.panels.over_time import OverTimePanel, unit_lines
from lstm_studio.ui.plots.limits import Limits
from lstm_studio.ui.plots.stack import Band
from lstm_studio.ui.plots.values import LEAST, extremes, shown_states, state_values
from lstm_studio.words import _

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session

__all__ = ["StatesPanel"]

MOST = 3.0  # times the height of the curves that the maps of very many states take


class StatesPanel(OverTimePanel):
    """The first row of every state is what it was before the first input, where the cell does not read back."""

    name: ClassVar[str] = "states"
    title: ClassVar[str] = _("States over time")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._values: dict[str, NDArray[np.float32]] = {}
        self._limits: dict[str, Limits] = {}
        self._bounds = Limits(even=False)
        self._first = 0  # the step of the first row

    def show_values(self, scene: Scene, changed: frozenset[str]) -> None:
        trace = scene.cell_trace
        if trace is not None and (changed & {"cell_trace", "graph"} or not self._values):
            self._first = int(trace.turned)
            self._values = {state: state_values(trace, state) for state in shown_states(scene.graph)}
            self.chart.show_row(self.stack.box, share=min(0.55 + 0.45 * len(self._values), MOST))
            self.stack.show([self._band(state, values) for state, values in self._values.items()])
        elif not changed & {"unit", "curves", "theme"}:
            return
        values = self._values
        carried = next((state for state in values if state != "h"), "c")
        inks = {carried: "wire_c", "h": "wire_h"}  # as in the diagram
        lines = unit_lines(
            scene.view, tuple(values), lambda state, unit: (values[state][:, unit], self._first), inks
        )
        self.curves.set_bounds(*self._bounds.take(*extremes(line.values for line in lines)))
        self.curves.show(lines)
        self.describe(lines)

    def _band(self, state: str, values: NDArray[np.float32]) -> Band:
        limits = self._limits.setdefault(state, Limits(even=True, least=LEAST))
        return Band(state, values, self._first, *limits.take(*extremes((values,))), around=True)

    def summary(self, scene: Scene) -> tuple[str, ...]:
        units = sorted({scene.view.unit, *scene.view.curves})
        numbers = ", ".join(str(unit + 1) for unit in units[:6]) + (" …" if len(units) > 6 else "")
        one = len(units) == 1
        full = _("{names} of unit {units}") if one else _("{names} of units {units}")
        brief = _("unit {units}") if one else _("units {units}")
        return full.format(names=", ".join(shown_states(scene.graph)), units=numbers), brief.format(
            units=numbers
        )
