"""The course of a training over its updates: losses, scores and gradients, beside what blind guesses would reach."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QToolButton

from lstm_studio.formats.run_table import run_table
from lstm_studio.session.verbs import past
from lstm_studio.ui.controls.segments import Segments
from lstm_studio.ui.losses.badge import Badge
from lstm_studio.ui.losses.beside import last_beside
from lstm_studio.ui.losses.bounds import Bounds
from lstm_studio.ui.losses.clips import Clips
from lstm_studio.ui.losses.ways import HINTS, LEAST, WAYS, Plot, in_log, plots
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.ui.panels.reading import Reading
from lstm_studio.ui.plots.axes import Entry, WholeAxis
from lstm_studio.ui.plots.bands import Bands
from lstm_studio.ui.plots.chart import At, Chart
from lstm_studio.ui.plots.curves import Curves, Line
from lstm_studio.ui.plots.ink import thin
from lstm_studio.ui.plots.limits import ceiling, printed
from lstm_studio.ui.plots.playhead import Playhead
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from lstm_studio.core.study import Record
    from lstm_studio.formats.csv_text import Table
    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.plots.grid import Rule
    from lstm_studio.ui.theme import Theme

__all__ = ["LossPanel"]

_LEFT, _RIGHT = 48.0, 62.0  # pixels beside the boxes
_WIDEST = 0.38  # of the width at most for the names of the curves
_LACKING = _("Nothing of this is noted yet: it comes with the updates (Ctrl+T)")
_LOG_WIDE, _LOG_HIGH = 32, 20
_WIDE = 1_000  # pixels of a header that nobody has laid out yet


class LossPanel(Panel):
    """``way`` is what is shown: "loss", "score" or "gradient", the last in two plots.

    The axis of updates reaches to the end of the run from its start, so curves grow in place.
    """

    name: ClassVar[str] = "loss"
    title: ClassVar[str] = _("Loss")
    area: ClassVar[str] = "bottom"
    needs: ClassVar[frozenset[str]] = frozenset(
        {"record", "baselines", "sizes", "training", "task", "past", "overlays", "series"}
    )

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.way = "loss"
        self.ways = Segments(_("Show of the training"), WAYS, self.header)
        self.ways.chosen.connect(self.show_way)
        self.log = QToolButton(self.header)
        self._linear: set[str] = set()  # the ways in which a person wants no logarithms
        self.badge = Badge(self.header)
        self._lay_out_header()
        self.chart = Chart(WholeAxis(_("update")), _LEFT, _RIGHT, self)
        self.curves, self.second = Curves(_("loss"), log=True), Curves("", log=True)
        self.rows = (self.curves, self.second)
        for curves in self.rows:
            self.chart.add_row(curves.box, curves.axis, curves.legend, 1.0)
        self.clips, self.bands = Clips(self.curves.box), Bands(self.curves.box)
        self.playheads = [Playhead(curves.box) for curves in self.rows]
        self.chart.setAccessibleName(self.title)
        self.chart.teller = self.told
        self.body.addWidget(self.chart)
        self._bounds = {curves: Bounds() for curves in self.rows}
        self._span: tuple[float, float] | None = None
        self._last = 0.0  # the last update that was shown: an earlier one is of another run, or of a part
        self._hover: At | None = None
        self.reading = Reading(self.header, self.chart)
        self.chart.hovered.connect(self._on_hovered)
        self.chart.zoomed.connect(self._on_zoomed)
        self.chart.pressed.connect(self._on_pressed)

    def _lay_out_header(self) -> None:
        self.header.row.insertWidget(1, self.ways)
        for way, hint in HINTS.items():
            self.ways.button(way).setToolTip(hint)
        self.log.setText(_("log"))
        self.log.setCheckable(True)
        self.log.setProperty("slim", True)
        self.log.setFixedSize(_LOG_WIDE, _LOG_HIGH)
        self.log.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.log.setAccessibleName(_("Logarithmic axis"))
        self.log.setToolTip(_("Show powers of ten at equal distances"))
        self.log.clicked.connect(self._on_log)
        self.header.row.insertWidget(2, self.log)
        self.header.row.addWidget(self.badge)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.badge.theme = self.clips.theme = self.bands.theme = theme
        self.badge.update()
        self.chart.set_theme(theme)
        for playhead in self.playheads:
            playhead.set_theme(theme)
        for curves in self.rows:
            curves.set_theme(theme)
            self._describe(curves)

    @Slot(str)
    def show_way(self, way: str) -> None:
        self.way = way
        self.show_scene(self.session.scene, self.needs)

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        moment = scene.seen
        for playhead in self.playheads:
            playhead.setVisible(moment is not None)
            playhead.set_step(0 if moment is None else moment.update)
        if changed == {"past"}:
            return  # to look at another moment changes no curve
        record = scene.study.record
        before, self._last = self._last, float(record.losses[-1, 0]) if len(record.losses) else 0.0
        self._reach(max(record.updates or scene.study.training.updates, last_beside(scene)))
        found = plots(self.way, scene)
        lacking = self.way != "loss" and not any(plot.lines for plot in found)
        self.chart.set_note(_LACKING if lacking else "")
        self.ways.show_choice(self.way, {})
        for way, hint in HINTS.items():
            self.ways.button(way).setToolTip(hint)
        self.log.setVisible(any(plot.log for plot in found))
        self.log.setChecked(self.way not in self._linear)
        self.chart.show_row(self.second.box, shown=len(found) > 1)
        self.clips.show_rows(record.curve[:, [0, 2]] if self.way != "score" else record.curve[:0, [0, 2]])
        for curves, plot in zip(self.rows, found, strict=False):
            self._show(curves, plot, fresh=self._last < before or len(record.losses) < 2)
        self.badge.set_wordings(_solved(record), self._room())

    def _reach(self, planned: int) -> None:
        """Let the axis of updates reach to the end of the run."""
        # Beyond what was planned the axis grows by leaps, not with every update.
        end = max(float(planned), ceiling(self._last) if self._last > planned else 2.0)
        if self.chart.whole != (0.0, end):
            self.chart.whole = (0.0, end)
            self._span = None
        self.chart.set_x(*(self._span or self.chart.whole))

    def _show(self, curves: Curves, plot: Plot, *, fresh: bool) -> None:
        log = plot.log and self.way not in self._linear
        curves.axis.log = log
        curves.axis.set_title(plot.title)
        lines, rules = plot.lines, plot.rules
        if log:
            lines = tuple(
                replace(line, values=np.log10(np.maximum(line.values, LEAST))) for line in plot.lines
            )
            rules = tuple(replace(rule, value=in_log(rule.value)) for rule in plot.rules)
        if plot.whole is not None:
            low, high = plot.whole
        else:
            shown = tuple(line.name for line in plot.lines if line.behind)
            key = (self.way, log, plot.title, shown)
            levels = [rule.value for rule in rules if not log or rule.value > in_log(0.0)]
            low, high = self._bounds[curves].fit(
                key, [line.values for line in lines], levels, log=log, fresh=fresh
            )
        curves.set_rules(_inside(rules, low) if log else rules)
        curves.set_bounds(low, high)
        curves.show(lines)
        if curves is self.curves:
            self.bands.show_bands(plot.bands, LEAST if log else 0.0)
        self._describe(curves)

    def _describe(self, curves: Curves) -> None:
        entries = [Entry(line.name, curves.pen(line), symbol=False) for line in curves.lines]
        if curves is self.curves and self.clips.isVisible() and self.clips.words:
            entries.append(Entry(_("clipped"), thin(self.theme.bad, 4), symbol=False))
        curves.describe(entries)
        most = max(_RIGHT, _WIDEST * self.width())
        self.chart.set_margins(_LEFT, min(max(_RIGHT, *(row.legend.room() for row in self.rows)), most))

    def _room(self) -> int:
        """The pixels that the header has left for the badge."""
        taken = (self.header.title, self.ways, self.log)
        used = sum(part.sizeHint().width() + self.header.row.spacing() for part in taken)
        wide = self.header.width() if self.header.isVisible() else _WIDE
        return max(wide - used - self.header.row.spacing() - 24, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.badge.set_wordings(self.badge.wordings, self._room())
        for curves in self.rows:
            self._describe(curves)  # names have as much room as the panel has

    def told(self) -> str:
        """Say the last values, and the lines that they are held against."""
        said = [rule.text for curves in self._seen() for rule in curves.rules]
        ends = [self._end(curves, line) for curves in self._seen() for line in curves.lines]
        return "; ".join(filter(None, (*ends, self.clips.words, *said)))

    def _seen(self) -> tuple[Curves, ...]:
        return tuple(curves for curves in self.rows if self.chart.shows(curves.box))

    def _end(self, curves: Curves, line: Line) -> str:
        if line.places is None or not len(line.places):
            return ""
        update, value = printed(line.places[-1]), printed(_real(curves, float(line.values[-1])))
        return _("update {update}: {name} {value}").format(update=update, name=line.name, value=value)

    def numbers(self, scene: Scene) -> Table | None:
        first, last = self.chart.x_range
        record = scene.study.record
        rows = [
            part[(first <= part[:, 0]) & (part[:, 0] <= last)]
            for part in (record.losses, record.curve, record.exams)
        ]
        return run_table(*rows) if len(rows[0]) else None

    def fact(self, scene: Scene) -> str:
        self.reading.fact = ()
        losses = scene.study.record.losses
        if len(losses):
            update, loss = (printed(value) for value in losses[-1])
            self.reading.fact = (_("update {update} · {loss}").format(update=update, loss=loss), loss)
        self.reading.words = self._words()
        return self.reading.line

    def _words(self) -> tuple[str, ...]:
        hover = self._hover
        curves = next((row for row in self._seen() if hover and hover.box is row.box), None)
        found = curves.nearest(hover.x, hover.y) if curves and hover else None
        if curves is None or found is None:
            return ()
        line, update, value = found
        said = {"update": printed(update), "name": line.name, "value": printed(_real(curves, value))}
        return _("update {update} · {name} = {value}").format(**said), _("{update}: {value}").format(**said)

    @Slot(object)
    def _on_hovered(self, at: At | None) -> None:
        self._hover = at
        self.reading.tell(self._words())

    @Slot(object)
    def _on_pressed(self, at: At) -> None:
        if past.count(self.session.state):
            self.session.do(past.go_to_update, at.x)

    @Slot(float, float)
    def _on_zoomed(self, first: float, last: float) -> None:
        self._span = None if (first, last) == self.chart.whole else (first, last)
        self.chart.set_x(first, last)

    @Slot(bool)
    def _on_log(self, checked: bool) -> None:
        self._linear = self._linear - {self.way} if checked else self._linear | {self.way}
        self.show_scene(self.session.scene, self.needs)


def _real(curves: Curves, value: float) -> float:
    return 10**value if curves.axis.log else value


def _inside(rules: tuple[Rule, ...], low: float) -> tuple[Rule, ...]:
    """Put the last of the guesses that reach 0, which has no logarithm, on the lower edge; leave the others out.

    So they do not press the curves together, and their words do not lie on each other.
    """
    below = [replace(rule, value=low) for rule in rules if rule.value < low]
    return (*(rule for rule in rules if rule.value >= low), *below[-1:])


def _solved(record: Record) -> tuple[str, ...]:
    """Say when the task was solved, in wordings from the longest to the shortest; () where it is not."""
    if record.solved is None:
        return ()
    update, read = printed(record.solved), record.solved_after
    short = (_("Solved · update {update}").format(update=update), _("Solved"), "✓")
    if read is None:
        return short
    whole = _("Solved · update {update} · {sequences} sequences")
    return (whole.format(update=update, sequences=printed(read)), *short)
