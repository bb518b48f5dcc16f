"""Curves of a few units in one box, with axis, grid lines and legend. Items are made once and used again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QPen

from lstm_studio.ui.colours import mixed
from lstm_studio.ui.plots.axes import Entry, Legend, ValueAxis
from lstm_studio.ui.plots.box import Box
from lstm_studio.ui.plots.endings import Ending, Endings
from lstm_studio.ui.plots.grid import Grid, Rule, RuleWords
from lstm_studio.ui.plots.ink import in_pixels, thin, vector
from lstm_studio.ui.plots.samples import LONG, line_peaks, within
from lstm_studio.ui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QColor, QPainter

__all__ = ["GHOST", "PALE", "Curves", "Line"]

GHOST = (3, 3)  # pixels of line and gap in a ghost
PALE = 0.75  # of a ghost's colour that is left on the card


@dataclass(frozen=True, eq=False)
class Line:
    """One curve: ``values`` (n,) at ``first``, ``first`` + 1, … or at ``places`` (n,).

    ``ink`` is a role of the theme ("wire_c") or a place among its curves; ``dash`` a place among its dashes.
    ``unit`` (0-based) is None where there is none to speak of. ``strong`` draws it two pixels wide where there
    is room: one at most, for width costs time. ``ghost`` is what is said behind the name of a curve of another run,
    which is drawn pale, thin and finely dashed: “before”; "" of this one. ``behind``: others are drawn over it.
    """

    name: str
    values: NDArray[Any]
    first: int = 0
    unit: int | None = None
    ink: str | int = 0
    dash: int = 0
    strong: bool = False
    places: NDArray[Any] | None = None
    ghost: str = ""
    behind: bool = False

    @property
    def called(self) -> str:
        """What the curve is called among those of both runs."""
        return f"{self.name} {self.ghost}" if self.ghost else self.name


class _Curve(pg.PlotCurveItem):
    """A curve that is written to files in pixels, where its pen has a width of its own."""

    def paint(self, painter: QPainter, *arguments: Any) -> None:
        if not vector(painter):
            super().paint(painter, *arguments)
            return
        pen = QPen(self.opts["pen"])
        pen.setCosmetic(False)
        x, y = within(*self.getData(), *self.getViewBox().x_range)
        with in_pixels(painter) as to_pixels:
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(to_pixels.map(pg.arrayToQPath(x, y, connect=self.opts["connect"])))


class Curves:
    """A box with curves, its axis at the left and its legend at the right."""

    def __init__(self, title: str = "", *, log: bool = False) -> None:
        self.box = Box()
        self.axis, self.legend = ValueAxis(title, log=log), Legend()
        self.items: list[pg.PlotCurveItem] = []
        self.lines: tuple[Line, ...] = ()
        self.theme: Theme = LIGHT
        self._grid = Grid(self.box, self.axis)
        self._words = RuleWords(self._grid)
        self._endings = Endings(self.box)
        self._styles: list[tuple[str | int, int, bool, str, bool]] = []
        self._steps: dict[tuple[int, int], NDArray[np.float64]] = {}
        self._roomy = True  # at least one pixel a step
        self.box.sigXRangeChanged.connect(self._range_changed)
        self.box.sigResized.connect(self._range_changed)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of ``theme``."""
        self.theme = self._grid.theme = self._endings.theme = theme
        self._grid.update()
        self._words.update()
        self._styles = []
        self.axis.set_theme(theme)
        self.legend.set_theme(theme)
        self.show(self.lines)

    def set_bounds(self, low: float, high: float) -> None:
        """Show y from ``low`` to ``high``, with a little air around."""
        air = 0.04 * (high - low)
        self.box.set_y(low - air, high + air)
        self.axis.set_range(low - air, high + air)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The horizontal lines behind the curves."""
        return self._grid.rules

    def set_rules(self, rules: Sequence[Rule]) -> None:
        """Show these rules."""
        if tuple(rules) != self._grid.rules:
            self._grid.rules = tuple(rules)
            self._grid.update()
            self._words.update()

    def show(self, lines: Sequence[Line]) -> None:
        """Show these curves; the legend is ``describe``'s."""
        self.lines = tuple(lines)
        while len(self.items) < len(lines):
            item = _Curve(connect="all", skipFiniteCheck=True, antialias=True)
            self.box.addItem(item, ignoreBounds=True)
            self.items.append(item)
        styles = [(line.ink, line.dash, line.strong, line.ghost, line.behind) for line in lines]
        for place, item in enumerate(self.items):
            item.setVisible(place < len(lines))
            if place >= len(lines):
                continue
            if place >= len(self._styles) or styles[place] != self._styles[place]:
                pen = self.pen(lines[place])
                pen.setCosmetic(True)
                item.setPen(pen)
                back = bool(lines[place].ghost) or lines[place].behind
                item.setZValue(0 if back else 2 if lines[place].strong else 1)
            self._draw(item, lines[place])
        self._styles = styles
        self._name_ends()

    def _name_ends(self) -> None:
        """Name curves at their ends where dashes do not tell them apart, because ghosts are dashed."""
        units = {line.unit for line in self.lines}
        if len(units) != 1 or not any(line.ghost for line in self.lines):
            self._endings.set_names(())
            return
        right = self.box.x_range[1]
        ends = (
            (line, self.value_at(line, min(right, self._last(line)))) for line in self.lines if not line.ghost
        )
        self._endings.set_names(
            tuple(
                Ending(line.name, end[1], self.pen(line).color())
                for line, end in ends
                if end is not None and np.isfinite(end[1])
            )
        )

    def _last(self, line: Line) -> float:
        places = self._places(line)
        return float(places[-1]) if len(places) else 0.0

    def pen(self, line: Line) -> QPen:
        """Give the pen of a curve: colour and dashes differ together."""
        ink = line.ink
        colours = self.theme.curves
        colour: QColor = getattr(self.theme, ink) if isinstance(ink, str) else colours[ink % len(colours)]
        # Where steps share a pixel a wide line is a blot, and costs four times as much.
        pen = thin(colour, 2 if line.strong and self._roomy else 1)
        dash = self.theme.dashes[line.dash % len(self.theme.dashes)]
        if line.ghost:
            pen.setColor(mixed(colour, self.theme.card, PALE))
            dash = GHOST
        if dash:
            # A pattern counts in widths of the pen.
            pen.setDashPattern([part / pen.width() for part in dash])
        return pen

    def describe(self, entries: Sequence[Entry]) -> None:
        """Say in the legend what the pens mean."""
        self.legend.set_entries(tuple(entries))

    def _places(self, line: Line) -> NDArray[Any]:
        if line.places is not None:
            return line.places
        key = (line.first, len(line.values))
        if key not in self._steps:
            self._steps = {key: np.arange(line.first, line.first + len(line.values), dtype=np.float64)}
        return self._steps[key]

    def _draw(self, item: pg.PlotCurveItem, line: Line) -> None:
        x, y = self._places(line), line.values
        if len(y) > LONG:
            x, y = line_peaks(x, y, *self.box.x_range, self.box.columns())
        # Padding is not a number: such a curve has holes, and only then is it looked through.
        whole = bool(np.isfinite(y).all())
        item.setData(x=x, y=y, connect="all" if whole else "finite", skipFiniteCheck=whole)

    def _range_changed(self, *_: object) -> None:
        first, last = self.box.x_range
        roomy = last - first <= self.box.columns()
        if roomy != self._roomy:
            self._roomy, self._styles = roomy, []
            self.show(self.lines)
            return
        self._name_ends()
        for item, line in zip(self.items, self.lines, strict=False):
            if len(line.values) > LONG:
                self._draw(item, line)

    def value_at(self, line: Line, x: float) -> tuple[float, float] | None:
        """Give the point (x, y) of a curve that is nearest to ``x``, or None beside it."""
        places = self._places(line)
        if not len(places) or not places[0] - 1 <= x <= places[-1] + 1:
            return None
        index = int(np.clip(np.searchsorted(places, x), 0, len(places) - 1))
        if index and abs(places[index - 1] - x) < abs(places[index] - x):
            index -= 1
        return float(places[index]), float(line.values[index])

    def nearest(self, x: float, y: float) -> tuple[Line, float, float] | None:
        """Give the curve that is nearest to (x, y) in height, with its point there."""
        points = ((line, self.value_at(line, x)) for line in self.lines)
        known = [(line, *point) for line, point in points if point and np.isfinite(point[1])]
        return min(known, key=lambda found: abs(found[2] - y), default=None)
