"""A first trace of the cell that is being written: its states and gates over the sequence, as colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from lstm_studio.ui.editor.card import Card
from lstm_studio.ui.numbers import short
from lstm_studio.ui.plots.axes import WholeAxis
from lstm_studio.ui.plots.chart import At, Chart
from lstm_studio.ui.plots.limits import Limits
from lstm_studio.ui.plots.playhead import Playhead
from lstm_studio.ui.plots.stack import Band, Stack
from lstm_studio.ui.plots.values import LEAST, Scale, extremes, gate_bands, shown_states, state_values
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from lstm_studio.core.study import Study
    from lstm_studio.core.trace import LayerTrace
    from lstm_studio.ui.theme import Theme

__all__ = ["TraceCard"]

LEFT, RIGHT = 40.0, 38.0  # pixels beside the maps
MOST_MAPS = 12  # of more there would be nothing to be seen


class TraceCard(Card):
    """``gone`` gives the step that was clicked, ``chosen`` the unit."""

    gone = Signal(int)
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("First trace"), parent)
        self.chart = Chart(WholeAxis(_("step"), _("unit")), LEFT, RIGHT, self)
        self.stack = Stack()
        self.chart.add_row(self.stack.box, self.stack.symbols, self.stack.scales, 1.0)
        self.playhead = Playhead(self.stack.box)
        self.stack.box.sigResized.connect(self.stack.place)
        self.chart.setAccessibleName(_("First trace"))
        self.chart.pressed.connect(self._on_pressed)
        self.chart.hovered.connect(self._on_hovered)
        self.column.setContentsMargins(8, 2, 8, 8)
        self.column.addWidget(self.chart)
        self._trace: LayerTrace | None = None
        self._steps = 0
        self._summary = ""
        self._scale = Scale()
        self._limits: dict[str, Limits] = {}

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of ``theme``."""
        for part in (self.playhead, self.chart, self.stack):
            part.set_theme(theme)

    def show_trace(
        self, study: Study, trace: LayerTrace | None, cursor: int, unit: int, why: str = ""
    ) -> None:
        """Show a trace and the step at the cursor; without one, say ``why``."""
        if trace is None:
            self._trace = None
            self.chart.set_note(why or _("computing…"))
            self.fact.setText("")
            return
        self.chart.set_note("")
        if trace is not self._trace:
            self._trace, self._steps = trace, trace.steps
            graph = study.cell.graph
            states = [self._band(state, trace) for state in shown_states(graph)]
            bands = [*states, *gate_bands(trace, graph, self._scale)]
            self.stack.show(bands[:MOST_MAPS])
            self.chart.whole = (-0.5, trace.steps + 0.5)
            self.chart.set_x(-0.5, trace.steps + 0.5)
            self._summary = self._said(study, len(bands))
            self.fact.setText(self._summary)
        self.stack.select(unit)
        self.playhead.set_step(min(cursor, trace.steps))

    def _band(self, state: str, trace: LayerTrace) -> Band:
        values = state_values(trace, state)
        limits = self._limits.setdefault(state, Limits(even=True, least=LEAST))
        return Band(state, values, 0, *limits.take(*extremes((values,))), around=True)

    @staticmethod
    def _said(study: Study, maps: int) -> str:
        if maps > MOST_MAPS:
            return _("{shown} of {all} values").format(shown=MOST_MAPS, all=maps)
        if study.sequence.title or study.sequence.text:
            return _("the study’s sequence")
        return _("a random sequence")

    def _on_pressed(self, at: At) -> None:
        found = self.stack.at(at.y) if at.start else None
        if found is not None:
            self.chosen.emit(found[2])
        self.gone.emit(min(max(round(at.x), 0), self._steps))

    def _on_hovered(self, at: At | None) -> None:
        row = None if at is None else self.stack.at(at.y)
        value = None if row is None or at is None else row[1].value_at(round(at.x), row[2])
        if row is None or at is None or value is None:
            self.fact.setText(self._summary)
            return
        text = _("step {step} · unit {unit} · {name} = {value}")
        number = short(value, signed=row[0].around)
        self.fact.setText(text.format(step=round(at.x), unit=row[2] + 1, name=row[0].name, value=number))
