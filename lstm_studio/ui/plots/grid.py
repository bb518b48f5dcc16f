"""What curves are held against: lines at the numbers of the axis and rules behind them, words in front."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor

from lstm_studio.ui.plots.box import Overlay
from lstm_studio.ui.plots.ink import in_pixels, thin
from lstm_studio.ui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QFontMetrics, QPainter, QTransform

    from lstm_studio.ui.plots.axes import ValueAxis
    from lstm_studio.ui.plots.box import Box

__all__ = ["Grid", "Rule", "RuleWords"]

MOST = 0.6  # of the width of a box for words: the curves want to be seen
PAPER = 155  # of 255: how much the paper of words hides


@dataclass(frozen=True)
class Rule:
    """A dashed horizontal line with words on it, a baseline or a threshold, at a ``value`` of the axis.

    ``shorter``: other wordings of the text, the longest first, for a box that has less room.
    """

    value: float
    text: str
    shorter: tuple[str, ...] = ()

    def fitting(self, metrics: QFontMetrics, room: float) -> str:
        """Give the first wording that is at most ``room`` pixels wide, else the last."""
        wordings = (self.text, *self.shorter)
        return next((text for text in wordings if metrics.horizontalAdvance(text) <= room), wordings[-1])


class Grid(Overlay):
    """Lines behind the curves at the numbers of the axis, and the rules."""

    def __init__(self, box: Box, axis: ValueAxis) -> None:
        super().__init__(box, -10)
        self.axis = axis
        self.theme: Theme = LIGHT
        self.rules: tuple[Rule, ...] = ()

    def paint(self, painter: QPainter, *_: object) -> None:
        first, last = self.box.x_range
        low, high = self.box.y_range
        rule_pen = thin(self.theme.quiet)
        rule_pen.setDashPattern([5, 4])
        with in_pixels(painter) as to_pixels:
            area = to_pixels.mapRect(QRectF(first, low, last - first, high - low))
            for value, _text in self.axis.marks(self.box.height()):
                zero = value == 0 and not self.axis.log
                painter.setPen(thin(self.theme.edge if zero else self.theme.grid))
                painter.drawLine(_level(to_pixels, area, value))
            painter.setPen(rule_pen)
            for rule in self.rules:
                painter.drawLine(_level(to_pixels, area, rule.value))


class RuleWords(Overlay):
    """What the rules of a grid mean, each beside its line and none over another, in front of the curves."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid.box, 5)
        self.grid = grid

    def paint(self, painter: QPainter, *_: object) -> None:
        first, last = self.box.x_range
        low, high = self.box.y_range
        theme, paper = self.grid.theme, QColor(self.grid.theme.card)
        paper.setAlpha(PAPER)
        with in_pixels(painter) as to_pixels:
            area = to_pixels.mapRect(QRectF(first, low, last - first, high - low))
            painter.setFont(theme.font(10))
            painter.setPen(theme.quiet)
            lowest = area.top()
            for rule in sorted(self.grid.rules, key=lambda rule: -rule.value):
                y = _level(to_pixels, area, rule.value).y1()
                # Below its line where there is no room above: no other line goes through the words.
                top = y - 15 if y - 15 >= lowest else max(min(y + 1, area.bottom() - 14), lowest)
                place = QRectF(area.left(), top, area.width() - 6, 14)
                text = rule.fitting(painter.fontMetrics(), MOST * area.width())
                wide = painter.fontMetrics().horizontalAdvance(text) + 4
                # On paper of their own: nothing strikes them out, and a curve below them shines through.
                painter.fillRect(QRectF(place.right() - wide, top, wide, 14), paper)
                painter.drawText(place, Qt.AlignmentFlag.AlignRight, text)
                lowest = top + 14


def _level(to_pixels: QTransform, area: QRectF, value: float) -> QLineF:
    """Give a horizontal line at a value; half a pixel in, a line of one pixel fills one."""
    y = math.floor(to_pixels.map(QPointF(0, value)).y()) + 0.5
    return QLineF(area.left(), y, area.right(), y)
