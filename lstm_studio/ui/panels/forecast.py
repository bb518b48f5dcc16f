"""Forecasts of a series: one step ahead, and freely from the playhead on, with their errors beside simple guesses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from lstm_studio.core.check import task_named
from lstm_studio.session.verbs.sampling import set_sampling
from lstm_studio.session.verbs.selection import look
from lstm_studio.ui.ahead.errors import ErrorTable, said_steps
from lstm_studio.ui.controls.number import Choice, Number
from lstm_studio.ui.numbers import short
from lstm_studio.ui.panels.steps_panel import StepsPanel
from lstm_studio.ui.plots.curves import Line
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.sampling import Forecast
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["ForecastPanel"]

FIELD = 50  # pixels
LONGEST = 10_000
LEFT, RIGHT = 44.0, 34.0  # pixels beside the curves
ROOM = 0.08  # of the span of the series that is left around it


class ForecastPanel(StepsPanel):
    """Three curves, a table of errors that names them, and what is to be forecast."""

    name: ClassVar[str] = "forecast"
    title: ClassVar[str] = _("Forecast")
    sources: ClassVar[frozenset[str]] = frozenset({"forecast", "mute", "sequence"})
    needs: ClassVar[frozenset[str]] = sources | {"cursor", "span", "sampling"}

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.chart.show_row(self.stack.box, shown=False)
        self.chart.teller = self._told
        self.found: Forecast | None = None
        self._beyond: tuple[float, float] | None = (
            None  # what is in sight, where that is more than the sequence
        )
        self.errors = ErrorTable()
        self.season = Number(_("Season"), 0, LONGEST, empty=_("auto"))
        self.season.explain(_("Steps after which the series repeats; empty: as it is found, 0: none"))
        self.reach = Number(_("Steps beyond the end"), 1, LONGEST)
        self.reach.explain(_("Steps that the model goes on behind the end of the sequence"))
        self.channel = Choice(_("Channel"), {})
        self.season.chosen.connect(lambda steps: self._set(season=None if steps is None else int(steps)))
        self.reach.chosen.connect(lambda steps: self._set(steps=int(steps)))
        self.channel.chosen.connect(lambda key: self._set(channel=int(key)))
        self._lay_out()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        for row, (field, words) in enumerate(((self.season, _("Season")), (self.reach, _("Beyond")))):
            label = QLabel(words)
            label.setProperty("voice", "quiet")
            label.setBuddy(field)
            field.setFixedWidth(FIELD)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        self.channel.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.channel.setToolTip(_("The channel that is forecast"))
        grid.addWidget(self.channel, 2, 0, 1, 2)
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self.errors, 1)
        below.addLayout(grid)
        self.body.addLayout(below)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._show_keys()

    def _show_keys(self) -> None:
        empty = np.zeros(0)
        self.errors.set_theme(
            self.theme, tuple(self.curves.pen(line) for line in _lines(empty, empty, empty, 0))
        )

    def sloped(self, scene: Scene) -> bool:
        return False

    def lacking(self, scene: Scene) -> str:
        if scene.mute:
            return _("No forecast: {why}").format(why=scene.mute)
        run = scene.free_run
        if run is not None and run.codes is not None:
            return _("The sequence is of symbols: the panel Text says which come next.")
        return ""

    def length(self, scene: Scene) -> int | None:
        """Count the steps that the model goes on behind the sequence, too."""
        found = scene.forecast
        steps = scene.study.sequence.steps
        return steps if found is None else max(steps, found.start + len(found.free))

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        super().refresh(scene, changed)
        if self._beyond is not None:
            steps = scene.study.sequence.steps
            if scene.view.span != _within(self._beyond, steps) or "sequence" in changed:
                self._beyond = None
            else:
                self.chart.set_x(*self._beyond)

    def show_values(self, scene: Scene, changed: frozenset[str]) -> None:
        sampling, sequence = scene.view.sampling, scene.study.sequence
        if changed & {"sequence", "sampling"}:
            self._show_fields(scene)
        if not changed & self.sources:
            return
        self.chart.set_note(self.lacking(scene))
        found = scene.forecast
        if found is None:
            if "free_run" not in scene.pending or "sequence" in changed:
                self.found = None
                self.errors.show_forecast(None)
                self.curves.show(())
            return
        self.found = found
        self.curves.axis.set_title(_unit(scene))
        self.curves.set_bounds(*_bounds(found))
        self.curves.show(_lines(found.values, found.said, found.free, found.start))
        self.errors.show_forecast(found)
        held_out = found.learnt if found.learnt < sequence.steps else None
        for rule in self.partings:
            rule.set_step(None if held_out is None else held_out + 0.5)
        mark = (
            None if held_out is None else (held_out + 1, _("held out from {step}").format(step=held_out + 1))
        )
        self.chart.axis.set_mark(mark)
        if sampling.season is None:
            self.season.setPlaceholderText(f"({found.season})" if found.season else _("none"))
        self._show_keys()
        self.fit_margins()

    def _show_fields(self, scene: Scene) -> None:
        sampling, sequence = scene.view.sampling, scene.study.sequence
        self.season.show_number(sampling.season)
        self.reach.show_number(sampling.steps)
        count = sequence.values.shape[1]
        names = sequence.channels or tuple(str(place + 1) for place in range(count))
        if [self.channel.itemText(place) for place in range(self.channel.count())] != list(names):
            self.channel.clear()
            for place, name in enumerate(names):
                self.channel.addItem(name, str(place))
        self.channel.show_choice(str(min(sampling.channel, count - 1)))
        self.channel.setVisible(count > 1 and not self.lacking(scene))

    def fit_margins(self) -> None:
        """Leave no room for a legend: the table below names the curves."""
        self.chart.set_margins(LEFT, RIGHT)

    def wordings(self, name: str, step: int, unit: int, value: float, signed: bool) -> tuple[str, ...]:
        said = _("step {step} · {name} = {value}")
        return (said.format(step=step, name=name, value=short(value, signed=signed)),)

    def summary(self, scene: Scene) -> tuple[str, ...]:
        found = None if self.found is None else self.found.stepwise
        if found is None or not found.persistence:
            return ()
        times = short(found.model / found.persistence, signed=False)
        long = _("{steps}: {times} × the error of saying the last step again").format(
            steps=said_steps(found), times=times
        )
        return long, _("{times} × persistence").format(times=times)

    def _told(self) -> str:
        return self.errors.spoken_value() or _("no forecast")

    def _set(self, **changes: Any) -> None:
        self.session.attempt(set_sampling, **changes)

    def _on_zoomed(self, first: float, last: float) -> None:
        """Zoom in all plots as far as the sequence goes, and here behind it, too."""
        steps = self.session.state.study.sequence.steps
        self._beyond = (first, last) if last > steps + 0.5 and (first, last) != self.chart.whole else None
        self.session.do(look, first, last)
        if self._beyond is not None:
            self.chart.set_x(first, last)


def _unit(scene: Scene) -> str:
    """Say what the numbers of the axis are: the unit of the task where it has one, else the name of the channel."""
    names = scene.study.sequence.channels
    named = names[min(scene.view.sampling.channel, len(names) - 1)] if names else ""
    return task_named(scene.study.task).counted or named


def _within(span: tuple[float, float], steps: int) -> tuple[float, float] | None:
    """Give what the verb makes of a span."""
    whole = span[0] <= -0.5 and span[1] >= steps + 0.5
    return None if whole else (max(span[0], -0.5), min(span[1], steps + 0.5))


def _bounds(found: Forecast) -> tuple[float, float]:
    """Give what is in sight along y: all of the series, and a free run that does not leave it far behind."""
    low, high = float(found.values.min()), float(found.values.max())
    span = high - low or max(abs(low), 1.0)
    free = np.clip(found.free, low - span / 2, high + span / 2)
    low, high = min(low, float(free.min())), max(high, float(free.max()))
    return low - ROOM * span, high + ROOM * span


def _lines(
    values: NDArray[np.float64], said: NDArray[np.float64], free: NDArray[np.float64], start: int
) -> tuple[Line, ...]:
    """Give the curves: what a step said stands at the step that it is about."""
    return (
        Line(_("series"), values, 1, ink="quiet"),
        Line(_("one step ahead"), said, 2, ink=0, dash=0),
        Line(_("free"), free, start + 1, ink=1, dash=1, strong=True),
    )
