"""What the plots over time have in common: the steps in sight, the playhead, the reading under the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt, Slot

from lstm_studio.session.verbs.selection import look, select_unit, toggle_curve
from lstm_studio.session.verbs.transport import go
from lstm_studio.ui.numbers import short
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.ui.panels.reading import Reading
from lstm_studio.ui.plots.axes import Entry, WholeAxis
from lstm_studio.ui.plots.chart import At, Chart
from lstm_studio.ui.plots.curves import Curves, Line
from lstm_studio.ui.plots.ink import thin
from lstm_studio.ui.plots.playhead import Playhead
from lstm_studio.ui.plots.stack import Stack
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.session.state import View
    from lstm_studio.ui.theme import Theme

__all__ = ["OverTimePanel", "unit_lines"]

_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_LEFT, _RIGHT = 40.0, 38.0  # pixels beside the boxes


class OverTimePanel(Panel):
    """Heat maps of all units above, curves of a few below; a subclass says of what."""

    area: ClassVar[str] = "bottom"
    needs: ClassVar[frozenset[str]] = frozenset(
        {"cell_trace", "graph", "cursor", "unit", "node", "curves", "span"}
    )
    steps_title: ClassVar[str] = _("step")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.chart = Chart(WholeAxis(self.steps_title, _("unit")), _LEFT, _RIGHT, self)
        self.stack, self.curves = Stack(), Curves()
        self.chart.add_row(self.stack.box, self.stack.symbols, self.stack.scales, 1.0)
        self.chart.add_row(self.curves.box, self.curves.axis, self.curves.legend, 1.0)
        self.playheads = [Playhead(box) for box in (self.stack.box, self.curves.box)]
        self.stack.box.sigResized.connect(self.stack.place)
        self.chart.setAccessibleName(self.title)
        self.body.addWidget(self.chart)
        self.steps = 0
        self._hover: At | None = None
        self.reading = Reading(self.header, self.chart)
        self.chart.pressed.connect(self._on_pressed)
        self.chart.hovered.connect(self._on_hovered)
        self.chart.zoomed.connect(self._on_zoomed)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for playhead in self.playheads:
            playhead.set_theme(theme)
        self.chart.set_theme(theme)
        self.stack.set_theme(theme)
        self.curves.set_theme(theme)
        self.describe(self.curves.lines)

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        trace = scene.cell_trace
        if trace is None:
            return
        if trace.steps != self.steps or changed & {"span", "cell_trace"}:
            self.steps = trace.steps
            self.chart.set_whole(-0.5, self.steps + 0.5)
            self.chart.set_x(*(scene.view.span or self.chart.whole))
        self.show_values(scene, changed)
        self.stack.select(scene.view.unit)
        self.stack.choose(scene.view.node)
        for playhead in self.playheads:
            playhead.set_step(scene.view.cursor)

    def show_values(self, scene: Scene, changed: frozenset[str]) -> None:
        """Bring maps and curves up to the scene, whose trace is there."""
        raise NotImplementedError

    def summary(self, scene: Scene) -> tuple[str, ...]:
        """Say the fact of the panel, the longest wording first."""
        raise NotImplementedError

    def fact(self, scene: Scene) -> str:
        waits = "trace" in scene.pending
        self.reading.fact = (_("computing …"),) if waits else self.summary(scene)
        self.reading.words = self._words()
        return self.reading.line

    def _words(self) -> tuple[str, ...]:
        """Say what is under the mouse."""
        at = self._hover
        if at is None:
            return ()
        if at.box is self.curves.box:
            found = self.curves.nearest(at.x, at.y)
            signed = self.curves.axis.low < 0
            return (
                self.wordings(found[0].name, round(found[1]), found[0].unit or 0, found[2], signed)
                if found
                else ()
            )
        row, step = self.stack.at(at.y), round(at.x)
        value = row[1].value_at(step, row[2]) if row else None
        return (
            ()
            if row is None or value is None
            else self.wordings(row[0].name, step, row[2], value, row[0].around)
        )

    def wordings(self, name: str, step: int, unit: int, value: float, signed: bool) -> tuple[str, ...]:
        """Say one value, the longest wording first; the unit counts from 0 here and from 1 in the words."""
        number, index = short(value, signed=signed), str(unit + 1).translate(_LOWERED)
        full = _("step {step} · unit {unit} · {name} = {value}")
        brief = _("step {step} · {name} = {value}")
        return (
            full.format(step=step, unit=unit + 1, name=name, value=number),
            brief.format(step=step, name=f"{name}{index}", value=number),
        )

    @Slot(object)
    def _on_hovered(self, at: At | None) -> None:
        self._hover = at
        near = at is not None and abs(at.x - self.playheads[0].step) <= 4 * at.box.pixel().x()
        self.chart.setCursor(Qt.CursorShape.SizeHorCursor if near else Qt.CursorShape.CrossCursor)
        self.reading.tell(self._words())

    @Slot(object)
    def _on_pressed(self, at: At) -> None:
        if at.start and at.box is self.stack.box:
            found = self.stack.at(at.y)
            if found is not None:
                more = bool(at.modifiers & Qt.KeyboardModifier.ControlModifier)
                self.session.do(toggle_curve if more else select_unit, found[2])
        step = min(max(round(at.x), 0), self.steps)
        if step != self.session.state.view.cursor:
            self.session.do(go, step)

    @Slot(float, float)
    def _on_zoomed(self, first: float, last: float) -> None:
        self.session.do(look, first, last)

    def describe(self, lines: Sequence[Line]) -> None:
        """Say in the legend what the pens mean: of one unit the values, of several the units too."""
        units = dict.fromkeys(line.unit for line in lines)
        first = [line for line in lines if line.unit == next(iter(units), None)]
        if len(units) <= 1:
            self.curves.describe([Entry(line.name, self.curves.pen(line)) for line in first])
            return
        plain = [self.curves.pen(line) for line in first]
        for pen in plain:
            pen.setColor(self.theme.text)
        names = [Entry(line.name, pen) for line, pen in zip(first, plain, strict=True)]
        inks = {line.unit: thin(self.curves.pen(line).color(), 2) for line in lines}
        numbers = [Entry(str(unit + 1), pen, symbol=False) for unit, pen in inks.items() if unit is not None]
        self.curves.describe((*names, *numbers))


def unit_lines(
    view: View,
    names: Sequence[str],
    column: Callable[[str, int], tuple[NDArray[Any], int]],
    inks: Mapping[str, str] | None = None,
) -> tuple[Line, ...]:
    """Give the curves of the selected units; ``column(name, unit)`` gives values (n,) and their first step.

    Of one unit every value has a colour (``inks``, else the next of the theme) and dashes of its own; of
    several, colours tell the units apart and dashes the values.
    """
    units = sorted({view.unit, *view.curves})
    lines = []
    for place, unit in enumerate(units):
        for number, name in enumerate(names):
            values, first = column(name, unit)
            ink = (inks or {}).get(name, number) if len(units) == 1 else place
            strong = number == 0 and unit == view.unit
            lines.append(Line(name, values, first, unit, ink, number, strong))
    return tuple(lines)
