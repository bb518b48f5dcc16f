"""Gates over time: heat maps of all, curves of the selected units, or how long a unit keeps what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Slot

from lstm_studio.ui.controls.segments import Segments
from lstm_studio.ui.panels.over_time import OverTimePanel, unit_lines
from lstm_studio.ui.plots.grid import Rule
from lstm_studio.ui.plots.values import Scale, gate_bands, keep_factors, kept
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.plots.curves import Line
    from lstm_studio.ui.plots.stack import Band

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

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.way = "map"
        self.ways = Segments(
            _("Show gates as"), {"map": _("map"), "curves": _("curves"), "kept": _("kept")}, self.header
        )
        self.header.row.insertWidget(1, self.ways)
        # The choice is higher than a title: the title stays on one line with those of the other cards.
        self.header.row.setContentsMargins(12, 4, 12, 0)
        self.ways.chosen.connect(self._on_chosen)
        self._bands: dict[str, Band] = {}
        self._factors: dict[str, NDArray[Any]] = {}
        self._cursor = 0
        self._scale = Scale()
        self._show_way()

    @Slot(str)
    def _on_chosen(self, way: str) -> None:
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

    def show_values(self, scene: Scene, changed: frozenset[str]) -> None:
        fresh = bool(changed & {"cell_trace", "graph"})
        if fresh:
            self._take(scene)
        if self.way == "map":
            return
        if (
            fresh
            or changed & {"unit", "curves"}
            or (self.way == "kept" and scene.view.cursor != self._cursor)
        ):
            self._cursor = scene.view.cursor
            lines = self._kept(scene) if self.way == "kept" else self._curves(scene)
            self.curves.show(lines)
            self.describe(lines)

    def _take(self, scene: Scene) -> None:
        """Read off the trace what the chosen way shows, and no more."""
        trace, graph = scene.cell_trace, scene.graph
        if trace is None:
            return
        low, high, note = 0.0, 1.0, ""
        rules: tuple[Rule, ...] = ()
        if self.way == "kept":
            self._factors = {text: trace[text] for text in keep_factors(graph)}
            rules = (Rule(_HALF, _("half")),)
            whole = any(keep is not None for keep in map(graph.keep, graph.states))
            missing = _("No gate lets go of what is kept.") if whole else _("No gate keeps anything.")
            note = "" if self._factors else missing
        else:
            bands = gate_bands(trace, graph, self._scale)
            self._bands = {band.name: band for band in bands}
            low, high = min([low, *(band.low for band in bands)]), max([high, *(band.high for band in bands)])
            note = "" if bands else _("This cell has no gates.")
        self.chart.set_note(note)
        if self.way == "map":
            self.stack.show(tuple(self._bands.values()))
        else:
            self.curves.set_rules(rules)
            self.curves.set_bounds(low, high)

    def _curves(self, scene: Scene) -> tuple[Line, ...]:
        bands = self._bands
        return unit_lines(scene.view, tuple(bands), lambda name, unit: (bands[name].values[:, unit], 1))

    def _kept(self, scene: Scene) -> tuple[Line, ...]:
        cursor, back = min(scene.view.cursor, self.steps), scene.view.direction > 0
        return unit_lines(
            scene.view,
            tuple(self._factors),
            lambda text, unit: kept(self._factors[text][:, unit], cursor, back=back),
        )

    def wordings(self, name: str, step: int, unit: int, value: float, signed: bool) -> tuple[str, ...]:
        if self.way != "kept":
            return super().wordings(name, step, unit, value, signed)
        said = {"step": step, "unit": unit + 1, "share": round(100 * value), "start": self._cursor}
        full = _("step {step} · unit {unit} · {share} % of step {start}")
        return full.format(**said), _("step {step} · {share} %").format(**said)

    def summary(self, scene: Scene) -> tuple[str, ...]:
        unit = scene.view.unit
        if self.way != "kept":
            full = _("unit {unit} of {units}").format(unit=unit + 1, units=scene.study.sizes.units)
            return full, _("unit {unit}").format(unit=unit + 1)
        line = next((line for line in self.curves.lines if line.unit == unit), None)
        if line is None:
            return ()
        values = line.values[::-1] if scene.view.direction else line.values
        below = (values < _HALF).nonzero()[0]
        if not below.size:
            return _("more than half lasts"), ""
        steps = int(below[0])
        return _("half lost in {steps} steps").format(steps=steps), _("{steps} steps").format(steps=steps)
