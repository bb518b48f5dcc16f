"""The output of the model over time, what it should be, and what it was in the run that is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from lstm_studio.formats.csv_text import Column, Table, by_step
from lstm_studio.session.effect import beside, said_beside
from lstm_studio.session.symbols import answers
from lstm_studio.ui.numbers import short
from lstm_studio.ui.panels.steps_panel import StepsPanel
from lstm_studio.ui.plots.axes import Entry
from lstm_studio.ui.plots.columns import columns
from lstm_studio.ui.plots.courses import TINY, Course
from lstm_studio.ui.plots.curves import Line
from lstm_studio.ui.plots.dots import Dots, Series, dot_pen
from lstm_studio.ui.plots.limits import Limits
from lstm_studio.ui.plots.stack import Band
from lstm_studio.ui.plots.values import LEAST, extremes
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["OutputPanel"]

MOST = 4  # outputs that are drawn as curves; more of them are a map
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class OutputPanel(StepsPanel):
    """Curves of a few outputs with dots where they are asked for; maps of many."""

    name: ClassVar[str] = "output"
    title: ClassVar[str] = _("Output over time")
    slopes: ClassVar[str] = _("∂L/∂output over time")
    rows_title: ClassVar[str] = _("output")
    sources: ClassVar[frozenset[str]] = frozenset(
        {
            "trace",
            "against_trace",
            "parting",
            "targets",
            "sizes",
            "backward",
            "output_gradient",
            "against_output_gradient",
        }
    )
    needs: ClassVar[frozenset[str]] = sources | {"cursor", "span"}

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.dots = Dots(self.curves.box)
        self.course = Course("y", np.zeros((0, 0)), 1, None)
        self.targets: NDArray[np.float64] | None = None
        self._symbol = "y"
        self.chart.teller = self._told
        self._limits = {False: Limits(even=False), True: Limits(even=False, least=TINY)}
        self._even = {False: Limits(even=True, least=LEAST), True: Limits(even=True, least=TINY)}

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._show_targets()

    def length(self, scene: Scene) -> int | None:
        return None if scene.trace is None else scene.trace.steps

    def lacking(self, scene: Scene) -> str:
        if not scene.study.sizes.outputs:
            return _("This model has no output beside h.")
        return scene.objective if scene.view.backward and scene.output_gradient is None else ""

    def show_values(self, scene: Scene, changed: frozenset[str]) -> None:
        if not changed & self.sources and len(self.course.values):
            return
        trace, other = scene.trace, scene.against_trace
        self.chart.set_note(self.lacking(scene))
        if trace is None or trace.y is None:
            self.course = Course("y", np.zeros((0, 0)), 1, None)
            return
        gradient = scene.output_gradient if scene.view.backward else None
        if gradient is not None:
            before = scene.against_output_gradient
            self.course, self.targets = Course("y", gradient, 1, before), None
            self._symbol = "∂L/∂y" if scene.study.sizes.output == "identity" else "∂L/∂a"
        else:
            before = None if other is None or other.y is None or other.y.shape != trace.y.shape else other.y
            self.course, self.targets, self._symbol = Course("y", trace.y, 1, before), scene.targets, "y"
        self._show(
            shares=gradient is None and scene.study.sizes.output != "identity", slope=gradient is not None
        )
        beside = self.course.before is not None
        self.change.setVisible(beside and self.course.values.shape[1] > MOST)
        self.show_comparison(scene, beside=beside and gradient is None, gradient=gradient is not None)
        if gradient is not None and self._symbol == "∂L/∂a":
            self.said.setText(
                _("{objective}; a is the output before its activation").format(objective=scene.objective)
            )

    def _show(self, *, shares: bool, slope: bool) -> None:
        """Show what was read; ``shares`` lie between 0 and 1."""
        outputs = self.course.values.shape[1]
        mapped = outputs > MOST
        self.chart.show_row(self.stack.box, shown=mapped)
        self.chart.show_row(self.curves.box, shown=not mapped)
        self.chart.axis.set_corner(self.rows_title if mapped else "")
        self.stack.show(self._bands(shares=shares, slope=slope) if mapped else ())
        self.stack.select(-1)
        shown = [self.course.values, self.course.before, self.targets]
        bounds = self._limits[slope].take(*extremes(values for values in shown if values is not None))
        self.curves.set_bounds(*((0.0, 1.0) if shares else bounds))
        self.curves.show(() if mapped else self._lines())
        self._show_targets()
        self.fit_margins()

    def _bands(self, *, shares: bool, slope: bool) -> tuple[Band, ...]:
        course = self.course
        if self.change.isChecked() and course.before is not None:
            values = course.difference()
            return (
                Band(
                    "y",
                    values,
                    1,
                    *self._even[True].take(*extremes((values,))),
                    around=True,
                    label=f"Δ{self._symbol}",
                ),
            )
        low, high = (0.0, 1.0) if shares else self._even[slope].take(*extremes((course.values,)))
        bands = [Band("y", course.values, 1, low, high, not shares, course.trail(), self._symbol)]
        if self.targets is not None:
            bands.append(Band("target", self.targets, 1, low, high, not shares))
        return tuple(bands)

    def _lines(self) -> tuple[Line, ...]:
        values, before = self.course.values, self.course.before
        outputs = values.shape[1]
        names = [self._named(place) for place in range(outputs)]
        own = [Line(name, values[:, k], 1, k, k, k, strong=k == 0) for k, name in enumerate(names)]
        if before is None:
            return tuple(own)
        words = beside(self.session.state.study)
        return (*own, *(Line(name, before[:, k], 1, k, k, k, ghost=words) for k, name in enumerate(names)))

    def _named(self, place: int) -> str:
        study = self.session.state.study
        names = answers(study.sequence, study.sizes, study.task)
        if len(names) == self.course.values.shape[1] > 1:
            return f"{self._symbol} “{names[place]}”"
        index = "" if self.course.values.shape[1] == 1 else str(place + 1).translate(_LOWERED)
        return f"{self._symbol}{index}"

    def _show_targets(self) -> None:
        """Show dots in the colour of the curve that should go through them, and say what the pens mean."""
        own = [line for line in self.curves.lines if not line.ghost]
        asked = self.targets if own else None
        series = () if asked is None else tuple(
            Series(asked[:, place], 1, self.curves.pen(line).color()) for place, line in enumerate(own)
        )  # fmt: skip
        self.dots.show_series(series)
        entries = [Entry(line.name, self.curves.pen(line)) for line in own]
        if series:
            colour = series[0].colour if len(series) == 1 else self.theme.text
            entries.append(Entry(_("target"), dot_pen(colour), symbol=False))
        self.curves.describe(entries)

    def wordings(self, name: str, step: int, unit: int, value: float, signed: bool) -> tuple[str, ...]:
        slope = self._symbol != "y"
        if self.course.values.shape[1] > MOST:  # a row of a map
            channels = self.session.state.study.sequence.channels
            known = len(channels) == self.course.values.shape[1]
            row = f"“{channels[unit]}”" if known else str(unit + 1)
            name = _("{name} of {row}").format(name=name, row=row)
        said = {"step": step, "name": name, "value": short(value, signed=signed, fine=slope)}
        brief = _("step {step} · {name} = {value}").format(**said)
        asked = (
            self.targets[step - 1, unit] if self.targets is not None and 0 < step <= self.steps else np.nan
        )
        if np.isnan(asked):
            return (brief,)
        return _("{said}, target {target}").format(
            said=brief, target=short(float(asked), signed=signed)
        ), brief

    def summary(self, scene: Scene) -> tuple[str, ...]:
        values, step = self.course.values, scene.view.cursor
        if values.shape[1] != 1 or not 0 < step <= len(values):
            return (_("{count} outputs").format(count=values.shape[1]),) if values.shape[1] > 1 else ()
        now, before = float(values[step - 1, 0]), self.course.before
        slope = self._symbol != "y"
        number = short(now, signed=slope, fine=slope)
        brief = _("{name} = {value} at step {step}").format(name=self._symbol, value=number, step=step)
        if before is None:
            return (brief,)
        was = short(float(before[step - 1, 0]), signed=slope, fine=slope)
        return _("{said}, {was}").format(said=brief, was=said_beside(scene.study, was)), brief

    def _told(self) -> str:
        """Say the outputs at the cursor to who cannot see them."""
        step, values = self.session.state.view.cursor, self.course.values
        if not 0 < step <= len(values):
            return _("step {step}: no output").format(step=step)
        slope = self._symbol != "y"
        said = [
            f"{self._named(place)} {short(float(value), signed=slope, fine=slope)}"
            for place, value in enumerate(values[step - 1, :MOST])
        ]
        if self.targets is not None and np.isfinite(self.targets[step - 1, :MOST]).all():
            asked = ", ".join(short(float(value), signed=False) for value in self.targets[step - 1, :MOST])
            said.append(_("target {values}").format(values=asked))
        if self.course.before is not None:
            before = ", ".join(
                short(float(value), signed=False) for value in self.course.before[step - 1, :MOST]
            )
            said.append(said_beside(self.session.state.study, before))
        return _("step {step}: {values}").format(step=step, values="; ".join(said))

    def numbers(self, scene: Scene) -> Table | None:
        found = columns(self.stack.bands, self.curves.lines)
        if self.targets is not None and self.curves.lines:
            for place, values in enumerate(self.targets.T):
                found[f"target[{place + 1}]"] = Column(1, values)
        return by_step(found, *self.chart.x_range) if found else None
