"""Gates over time: heat maps of all, curves of the selected units, or how long a unit keeps what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Slot

from lstm_studio.formats.csv_text import Table
from lstm_studio.session.effect import beside
from lstm_studio.ui.controls.segments import Segments
from lstm_studio.ui.panels.over_time import OverTimePanel, compared
from lstm_studio.ui.plots.grid import Rule
from lstm_studio.ui.plots.lines import unit_lines
from lstm_studio.ui.plots.values import keep_factors, kept
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.plots.curves import Line

__all__ = ["GatesPanel"]

_HALF = 0.5
_HINTS = {
    "map": _("Every gate of every unit, as colours"),
    "curves": _("The gates of the selected units, as curves; Ctrl and a click on a row adds a unit"),
    "kept": _(
        "How much of what a unit holds at this step is still there later: the product of its keep factors"
    ),
}


class GatesPanel(OverTimePanel):
    """Every named value that is no state: ``way`` of showing them is "map", "curves" or "kept"."""

    name: ClassVar[str] = "gates"
    title: ClassVar[str] = _("Gates over time")
    slopes: ClassVar[str] = _("∂L/∂gate over time")

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.way = "map"
        self.ways = Segments(
            _("Show gates as"), {"map": _("map"), "curves": _("curves"), "kept": _("kept")}, self.header
        )
        self.header.row.insertWidget(1, self.ways)
        self.ways.chosen.connect(self.show_way)
        self._factors: dict[str, NDArray[Any]] = {}
        self._factors_before: dict[str, NDArray[Any]] = {}
        self._cursor = 0
        self._show_way()

    @Slot(str)
    def show_way(self, way: str) -> None:
        self.way = way
        self._show_way()
        self.show_scene(self.session.scene, self.needs)

    def _show_way(self) -> None:
        self.ways.show_choice(self.way, {})
        for way, hint in _HINTS.items():
            self.ways.button(way).setToolTip(hint)
        self.chart.show_row(self.stack.box, shown=self.way == "map")
        self.chart.show_row(self.curves.box, shown=self.way != "map")
        self.chart.axis.set_corner(_("unit") if self.way == "map" else "")

    @property
    def mapped(self) -> bool:
        return self.way == "map"

    def sloped(self, scene: Scene) -> bool:
        # What is kept is a matter of values, in backward mode too.
        return self.way != "kept" and super().sloped(scene)

    def texts(self, scene: Scene) -> tuple[str, ...]:
        return scene.graph.gates

    def lacking(self, scene: Scene) -> str:
        if self.way != "kept":
            return super().lacking(scene) or ("" if scene.graph.gates else _("This cell has no gates."))
        whole = any(keep is not None for keep in map(scene.graph.keep, scene.graph.states))
        missing = _("No gate lets go of what is kept.") if whole else _("No gate keeps anything.")
        return "" if keep_factors(scene.graph) else missing

    def curves_change(self, scene: Scene, changed: frozenset[str]) -> bool:
        moved = self.way == "kept" and scene.view.cursor != self._cursor
        return moved or super().curves_change(scene, changed)

    def show_maps(self, scene: Scene) -> None:
        if self.way == "map":
            super().show_maps(scene)
            return
        self.curves.set_rules((Rule(_HALF, _("half")),) if self.way == "kept" else ())
        if self.way == "kept":
            trace, texts = scene.cell_trace, keep_factors(scene.graph)
            self._factors = {text: trace[text] for text in texts} if trace is not None else {}
            other = compared(scene)
            self._factors_before = (
                {text: other[0][text] for text in texts if text in other[1].by_text} if other else {}
            )
            self.curves.set_bounds(0.0, 1.0)
        else:
            bands = self.courses.bands(scene.graph)
            ends = [0.0] if self.courses.gradient else [0.0, 1.0]
            low, high = min([*ends, *(b.low for b in bands)]), max([*ends, *(b.high for b in bands)])
            self.curves.set_bounds(low, high)

    def show_curves(self, scene: Scene) -> None:
        if self.way == "map":
            return
        self._cursor = scene.view.cursor
        self.curves.show(self._kept(scene) if self.way == "kept" else self.lines(scene))

    def _kept(self, scene: Scene) -> tuple[Line, ...]:
        cursor, back = min(scene.view.cursor, self.steps), scene.view.direction > 0
        before = self._factors_before

        def share(text: str, unit: int) -> tuple[NDArray[Any], int]:
            return kept(self._factors[text][:, unit], cursor, back=back)

        def share_before(text: str, unit: int) -> tuple[NDArray[Any], int] | None:
            return kept(before[text][:, unit], cursor, back=back) if text in before else None

        ghost = (share_before, beside(scene.study)) if before else None
        return unit_lines(scene.view, tuple(self._factors), share, ghost=ghost)

    def numbers(self, scene: Scene) -> Table | None:
        table = super().numbers(scene)
        if table is None or self.way != "kept":
            return table
        head = _("{name} kept of step {step}")
        first, *names = table.heads
        return Table((first, *(head.format(name=name, step=self._cursor) for name in names)), table.rows)

    def wordings(self, name: str, step: int, unit: int, value: float, signed: bool) -> tuple[str, ...]:
        if self.way != "kept":
            return super().wordings(name, step, unit, value, signed)
        said = {"step": step, "unit": unit + 1, "share": round(100 * value), "start": self._cursor}
        full = _("step {step} · unit {unit} · {share} % of step {start}")
        return full.format(**said), _("step {step} · {share} %").format(**said)

    def summary(self, scene: Scene) -> tuple[str, ...]:
        unit = scene.view.unit
        if self.way != "kept":
            full = _("unit {unit} of {units}").format(
                unit=unit + 1, units=scene.study.sizes.units_of(scene.view.layer)
            )
            return self.beside(scene, (full, _("unit {unit}").format(unit=unit + 1)))
        line = next((line for line in self.curves.lines if line.unit == unit), None)
        if line is None:
            return ()
        values = line.values[::-1] if scene.view.direction else line.values
        below = (values < _HALF).nonzero()[0]
        if not below.size:
            return _("more than half lasts"), ""
        steps = int(below[0])
        return _("half lost in {steps} steps").format(steps=steps), _("{steps} steps").format(steps=steps)
