"""What stands around a box: axes and legends, drawn with the theme's own type."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QGraphicsWidget

from lstm_studio.ui.plots.limits import printed, ticks, whole_ticks
from lstm_studio.ui.plots.naming import symbol_font
from lstm_studio.ui.theme import LIGHT, Theme
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QPainter, QPen

__all__ = ["SMALL", "Entry", "Legend", "Margin", "ValueAxis", "WholeAxis", "fitting"]

SMALL = 10  # pixels of the type on axes
_SAMPLE = 14.0  # pixels of a pen in a legend
_LINE = 13.0  # pixels from one number to the next above it, at least
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


def fitting(theme: Theme, symbol: str, room: float, size: int) -> QFont:
    """Give the symbols' font, at most ``size`` pixels, in which ``symbol`` has room or is small type."""
    font = symbol_font(theme, symbol, size)
    while size > SMALL and QFontMetricsF(font).horizontalAdvance(symbol) > room:
        size -= 1
        font.setPixelSize(size)
    return font


class Margin(QGraphicsWidget):
    """Something drawn beside a box, in pixels from its own upper left corner."""

    def __init__(self) -> None:
        super().__init__()
        self.theme: Theme = LIGHT

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of ``theme``."""
        self.theme = theme
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        painter.setFont(self.theme.font(SMALL))
        painter.setPen(self.theme.quiet)
        self.draw(painter, self.size().width(), self.size().height())

    def draw(self, painter: QPainter, width: float, height: float) -> None:
        """Draw into ``width`` by ``height`` pixels; font and pen are those of quiet small text."""
        raise NotImplementedError


class WholeAxis(Margin):
    """The axis below: whole numbers from 1 on. ``left`` and ``right`` are the margins beside its box."""

    def __init__(self, title: str, corner: str = "") -> None:
        super().__init__()
        self.title, self.corner = title, corner
        self.left = self.right = 0.0
        self.low, self.high = 0.0, 1.0
        self.mark: tuple[int, str] | None = None  # a number of its own, and what it says

    def set_mark(self, mark: tuple[int, str] | None) -> None:
        """Write words at one number, in place of the numbers that are near."""
        if mark != self.mark:
            self.mark = mark
            self.update()

    def set_range(self, low: float, high: float) -> None:
        """Show the numbers from ``low`` to ``high``."""
        if (low, high) != (self.low, self.high):
            self.low, self.high = low, high
            self.update()

    def set_corner(self, text: str) -> None:
        """Say below the left margin what its numbers count."""
        if text != self.corner:
            self.corner = text
            self.update()

    def draw(self, painter: QPainter, width: float, height: float) -> None:
        across = width - self.left - self.right
        widest = painter.fontMetrics().horizontalAdvance(printed(max(round(self.high), 1)))
        scale = across / (self.high - self.low)
        end, most = 0.0, width - self.right + 2
        taken = self._draw_mark(painter, scale, height, most)
        for number in whole_ticks(self.low, self.high, max(2, int(across / (widest + 14)))):
            at = self.left + (number - self.low) * scale
            text = printed(number)
            half = painter.fontMetrics().horizontalAdvance(text) / 2
            painter.drawLine(QLineF(at, 0, at, 3))
            # The last number gives way to the title, which stands in the margin.
            middle = min(at, most - half)
            if middle - half >= end and not (taken[0] - 6 < middle + half and middle - half < taken[1] + 6):
                painter.drawText(QRectF(middle - 40, 4, 80, height - 4), _CENTRE, text)
                end = middle + half + 6
        painter.drawText(QRectF(width - 120, 4, 120, height - 4), _RIGHT, self.title)
        if self.corner:
            painter.drawText(QRectF(0, 4, self.left - 6, height - 4), _RIGHT, self.corner)

    def _draw_mark(self, painter: QPainter, scale: float, height: float, most: float) -> tuple[float, float]:
        """Write the words of the mark, if it is in sight; give the pixels that they take, from left to right."""
        if self.mark is None or not self.low <= self.mark[0] <= self.high:
            return (-math.inf, -math.inf)
        at = self.left + (self.mark[0] - self.low) * scale
        wide = painter.fontMetrics().horizontalAdvance(self.mark[1])
        left = min(max(at - wide / 2, self.left), most - wide)
        painter.setPen(self.theme.text)
        painter.drawLine(QLineF(at, 0, at, 4))
        painter.drawText(QRectF(left, 4, wide + 2, height - 4), _LEFT, self.mark[1])
        painter.setPen(self.theme.quiet)
        return (left, left + wide)


class ValueAxis(Margin):
    """The axis at the left: values from ``low`` to ``high``; where it is ``log``, those are powers of ten."""

    def __init__(self, title: str = "", *, log: bool = False) -> None:
        super().__init__()
        self.title, self.log = title, log
        self.low, self.high = 0.0, 1.0

    def set_range(self, low: float, high: float) -> None:
        """Show the numbers from ``low`` to ``high``."""
        if (low, high) != (self.low, self.high):
            self.low, self.high = low, high
            self.update()

    def set_title(self, title: str) -> None:
        """Say what is shown, with its unit."""
        if title != self.title:
            self.title = title
            self.update()

    def marks(self, height: float) -> list[tuple[float, str]]:
        """Give (place, text) of each number; texts never touch each other."""
        count = max(2, int(height / 14))
        if not self.log:
            return [(value, printed(value)) for value in ticks(self.low, self.high, count)]
        first, last = math.ceil(self.low - 1e-9), math.floor(self.high + 1e-9)
        if last - first >= 1:
            stride = max(1, math.ceil(2 * (last - first + 1) / count))
            if height > 50 * (self.high - self.low):
                return self._between(first, last)
            return [(float(k), printed(10.0**k)) for k in range(first, last + 1) if k % stride == 0]
        values = ticks(10**self.low, 10**self.high, count)
        found = [(math.log10(value), printed(value)) for value in values if value > 0]
        return self._apart(found, _LINE * (self.high - self.low) / max(height, 1.0))

    @staticmethod
    def _apart(found: list[tuple[float, str]], least: float) -> list[tuple[float, str]]:
        """Leave numbers out that stand nearer than ``least`` to another, the longer ones first."""
        kept: list[tuple[float, str]] = []
        for place, text in sorted(found, key=lambda mark: len(mark[1])):
            if all(abs(place - other) >= least for other, _text in kept):
                kept.append((place, text))
        return sorted(kept)

    def _between(self, first: int, last: int) -> list[tuple[float, str]]:
        """Give 1, 2 and 5 of every decade in sight."""
        values = (digit * 10.0**k for k in range(first - 1, last + 1) for digit in (1, 2, 5))
        return [(math.log10(v), printed(v)) for v in values if self.low <= math.log10(v) <= self.high]

    def draw(self, painter: QPainter, width: float, height: float) -> None:
        scale = height / (self.high - self.low)
        for value, text in self.marks(height):
            y = height - (value - self.low) * scale
            painter.drawText(QRectF(0, y - 8, width - 5, 16), _RIGHT, text)
        if self.title and painter.fontMetrics().horizontalAdvance(self.title) <= height:
            painter.save()
            painter.translate(0, height)
            painter.rotate(-90)
            painter.drawText(QRectF(0, -1, height, 14), _CENTRE, self.title)
            painter.restore()


@dataclass(frozen=True)
class Entry:
    """One line of a legend: a sample of the pen and what it means, a symbol or words."""

    text: str
    pen: QPen
    symbol: bool = True


class Legend(Margin):
    """Samples of the curves' pens, one below the other; more columns where the height does not do and names fit.

    What has no room is counted at the end: "+12".
    """

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[Entry, ...] = ()

    def set_entries(self, entries: tuple[Entry, ...]) -> None:
        """Show other entries."""
        if entries != self.entries:
            self.entries = entries
            self.update()

    def room(self) -> float:
        """Give the pixels across in which every entry stands whole in small type."""
        return max((self._least(entry) for entry in self.entries), default=0.0) + _SAMPLE + 8

    def draw(self, painter: QPainter, width: float, height: float) -> None:
        if not self.entries:
            return
        line = max(10.0, min(15.0, height / len(self.entries)))
        rows = max(1, int(height / line + 1e-9))
        columns = math.ceil(len(self.entries) / rows)
        widest = max(self._least(entry) for entry in self.entries)
        while columns > 1 and _words_of((width - 4) / columns) < widest:
            columns -= 1
        wide = (width - 4) / columns
        sample = wide - _words_of(wide) - 3
        shown, told = self.entries, rows * columns
        if told < len(shown):
            shown = shown[: max(1, told - 1)]
        for place, entry in enumerate(shown):
            x, y = 4 + place // rows * wide, place % rows * line
            painter.setPen(entry.pen)
            painter.drawLine(QLineF(x, y + line / 2, x + sample, y + line / 2))
            painter.setPen(self.theme.text)
            room = _words_of(wide)
            symbol, plain = (
                fitting(self.theme, entry.text, room, min(13, int(line) + 1)),
                self.theme.font(SMALL),
            )
            painter.setFont(symbol if entry.symbol else plain)
            text = entry.text
            if not entry.symbol:
                text = painter.fontMetrics().elidedText(
                    text, Qt.TextElideMode.ElideMiddle, math.ceil(room) + 2
                )
            painter.drawText(QRectF(x + sample + 3, y, room + 2, line), _LEFT, text)
        if len(shown) < len(self.entries) and told > 1:
            painter.setPen(self.theme.quiet)
            painter.setFont(self.theme.font(SMALL))
            x, y = 4 + (told - 1) // rows * wide, (told - 1) % rows * line
            more = _("+{n}").format(n=len(self.entries) - len(shown))
            painter.drawText(QRectF(x, y, wide, line), _LEFT, more)

    def _least(self, entry: Entry) -> float:
        """The width of an entry's words in small type."""
        font = symbol_font(self.theme, entry.text, SMALL) if entry.symbol else self.theme.font(SMALL)
        return QFontMetricsF(font).horizontalAdvance(entry.text)


def _words_of(wide: float) -> float:
    """Give what a column of a legend leaves beside the sample of the pen."""
    return wide - min(_SAMPLE, wide / 2) - 3
