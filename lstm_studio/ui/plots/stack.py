"""Heat maps one above the other: they share the height, the steps and the selected unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor

from lstm_studio.ui.plots.box import Box, Overlay
from lstm_studio.ui.plots.heat import HeatItem
from lstm_studio.ui.plots.ink import in_pixels
from lstm_studio.ui.plots.margins import Scales, Symbols, labelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

    from lstm_studio.ui.theme import Theme

__all__ = ["Band", "Stack", "shades"]

_GAP = 5.0  # pixels between two maps, fewer where a map would be less than three times as high
_EDGE = 2.0  # pixels above the first and below the last, for the frame of a unit there
_LEAST = 4.0  # pixels of the frame around the selected unit, however thin its row is
_SEEN = 0.3  # of the colour of the largest difference that the smallest one has
_TRAIL = 4.0  # pixels of the thin row below a map, the gap above it included
_FRAMED = 12.0  # pixels of a map in which such a frame leaves something to be seen


@dataclass(frozen=True, eq=False)
class Band:
    """One heat map: ``values`` (n, H) from step ``first`` on, with colours from ``low`` to ``high``.

    ``around`` says that the colours part at 0 (states, candidates); others run from dark to light (gates).
    ``label`` stands beside it where that is not its ``name``.
    ``trail`` (n,), from 0 on, is drawn as a thin row below the map: how far its steps are from those of another run.
    """

    name: str
    values: NDArray[Any]
    first: int
    low: float
    high: float
    around: bool
    trail: NDArray[Any] | None = None
    label: str = ""

    @property
    def shown(self) -> str:
        """What stands beside it."""
        return self.label or self.name


class _Frames(Overlay):
    """A frame around the selected unit in every map."""

    def __init__(self, box: Box) -> None:
        super().__init__(box, 10)
        self.rows: list[tuple[float, float, float, float]] = []  # first step, steps, top, height
        self.line, self.halo = QColor(), QColor()

    def paint(self, painter: QPainter, *_: object) -> None:
        first, last = self.box.x_range
        with in_pixels(painter) as to_pixels:
            for start, steps, top, height in self.rows:
                left, right = max(start - 0.5, first), min(start - 0.5 + steps, last)
                row = to_pixels.mapRect(QRectF(left, top, right - left, height))
                # The frame stands outside of the row, so that it hides none of its own colours; at the sides of
                # the box it stands inside.
                grow = max(_LEAST - row.height(), 0.0) / 2
                for colour, out in ((self.halo, 2), (self.line, 1)):
                    for side in _sides(row.adjusted(2 - out, -grow - out, out - 2, grow + out)):
                        painter.fillRect(side, colour)


def shades(nothing: QColor, much: QColor) -> NDArray[np.uint8]:
    """Give 256 colours (256, 3) of sizes: ``nothing`` for 0, and from the next one on what can be told from it."""
    share = np.linspace(_SEEN, 1.0, 256)[:, None]
    share[0] = 0.0
    ends = (np.array([colour.red(), colour.green(), colour.blue()]) for colour in (nothing, much))
    one, other = ends
    table: NDArray[np.uint8] = np.rint(one + share * (other - one)).astype(np.uint8)
    return table


def _sides(frame: QRectF) -> tuple[QRect, ...]:
    """Give the four lines of one pixel within a rectangle; to fill them is far quicker than to draw it."""
    left, top, right, bottom = (round(e) for e in (frame.left(), frame.top(), frame.right(), frame.bottom()))
    across, down = right - left, bottom - top
    return (
        QRect(left, top, across, 1),
        QRect(left, bottom - 1, across, 1),
        QRect(left, top + 1, 1, down - 2),
        QRect(right - 1, top + 1, 1, down - 2),
    )


class Stack:
    """The maps of one box with their symbols and scales. Items are made once for a place and used again."""

    def __init__(self) -> None:
        self.box = Box(down=True)
        self.symbols, self.scales = Symbols(), Scales()
        self.items: list[HeatItem] = []
        self.trails: list[HeatItem] = []
        self.bands: tuple[Band, ...] = ()
        self.unit = 0
        self.chosen = ""
        self._frames = _Frames(self.box)
        self._tables: tuple[NDArray[Any], NDArray[Any]] | None = None
        self._ink: NDArray[np.uint8] | None = None  # of the trails
        self._around: list[bool] = []

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of ``theme``."""
        halo = QColor(theme.card)
        halo.setAlpha(200)
        self._frames.line, self._frames.halo = theme.mark, halo
        self._tables = (theme.sequential, theme.diverging)
        self._around = []
        self._ink = shades(theme.card, theme.accent)
        for trail in self.trails:
            trail.set_colours(self._ink)
        for margin in (self.symbols, self.scales):
            margin.set_theme(theme)
        self.show(self.bands)

    def show(self, bands: Sequence[Band]) -> None:
        """Show these maps."""
        self.bands = tuple(bands)
        while len(self.items) < len(bands):
            item = HeatItem()
            self.box.addItem(item, ignoreBounds=True)
            self.items.append(item)
        around = [band.around for band in bands]
        for place, item in enumerate(self.items):
            item.setVisible(place < len(bands))
            if place < len(bands):
                band = bands[place]
                item.set_values(band.values, band.first, band.low, band.high)
                if around != self._around and self._tables:
                    item.set_colours(self._tables[band.around])
        self._around = around
        self._show_trails()
        self.place()

    def _show_trails(self) -> None:
        """Show the thin rows; most of the time there are none."""
        while len(self.trails) < len(self.bands) and any(band.trail is not None for band in self.bands):
            trail = HeatItem()
            if self._ink is not None:
                trail.set_colours(self._ink)
            self.box.addItem(trail, ignoreBounds=True)
            self.trails.append(trail)
        for place, item in enumerate(self.trails):
            sizes = self.bands[place].trail if place < len(self.bands) else None
            item.setVisible(sizes is not None)
            if sizes is not None:
                most = float(sizes.max(initial=0.0, where=np.isfinite(sizes)))
                item.set_values(sizes[:, None], self.bands[place].first, 0.0, most or 1.0)

    def place(self) -> None:
        """Share the height of the box among the maps."""
        height = self.box.height()
        if not self.bands or height <= 0:
            return
        self.box.set_y(0.0, height)
        room = height - 2 * _EDGE
        gap = min(_GAP, float(room / len(self.bands) // 4))
        pitch = (room + gap) / len(self.bands)
        for number, item in enumerate(self.items[: len(self.bands)]):
            top, bottom = (_EDGE + number * pitch + more for more in (0.0, pitch - gap))
            top, tall = (round(top), round(pitch - gap)) if gap == _GAP else (top, bottom - top)
            if self.bands[number].trail is not None:
                below = min(_TRAIL, tall / 4)
                tall -= below
                self.trails[number].set_place(top + tall + below / 4, below * 3 / 4)
            item.set_place(top, tall)
        maps = list(zip(self.bands, self.items, strict=False))
        names = [band.name for band in self.bands]
        told = labelled(pitch, len(names), names.index(self.chosen) if self.chosen in names else None)
        rows = tuple(
            (band.shown, item.top, item.height, band.values.shape[1])
            for number, (band, item) in enumerate(maps)
            if number in told
        )
        if rows != self.symbols.rows:
            self.symbols.rows = rows
            self.symbols.update()
        scales = tuple(
            (item.top, item.height, band.around, band.low, band.high, number in told)
            for number, (band, item) in enumerate(maps)
        )
        if scales != self.scales.rows:
            self.scales.rows = scales
            self.scales.update()
        self.select(self.unit)

    def choose(self, name: str) -> None:
        """Name one map however many there are."""
        if name != self.chosen:
            self.chosen = name
            self.place()

    def select(self, unit: int) -> None:
        """Frame another unit (0-based), −1 for none, in every map that is high enough to be seen in its frame."""
        self.unit = unit
        rows = [
            (float(band.first), float(band.values.shape[0]), *item.row(unit))
            for band, item in zip(self.bands, self.items, strict=False)
            if 0 <= unit < band.values.shape[1] and item.height >= _FRAMED
        ]
        if rows != self._frames.rows:
            self._frames.rows = rows
            self._frames.update()

    def at(self, y: float) -> tuple[Band, HeatItem, int] | None:
        """Give the map and the unit (0-based) at a height in the box, or None between two maps."""
        for band, item in zip(self.bands, self.items, strict=False):
            unit = item.unit_at(y)
            if unit is not None:
                return band, item, unit
        return None
