"""What the terms come to: the sum, what it is multiplied by, and the activation's curve with the point on it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from lstm_studio.core.insight.lens import applied
from lstm_studio.ui.lens.bars import lettered
from lstm_studio.ui.lens.rows import plain
from lstm_studio.ui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

__all__ = ["Curve", "Result"]

LINE, CURVE, MOST = 20, 50, 130  # pixels; the curve may grow
SIZES = (15, 14, 13, 12)  # of symbols, the largest that fits
SHARE = 0.44  # of the width, for the curve
EDGE, GAP = 4, 6
LEAST = 4.0  # half the width of a curve, in its argument
FINE = 96  # points of a curve
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Curve:
    """An activation ``op`` around the point (a, y)."""

    def __init__(self, op: str, a: float, y: float) -> None:
        self.op, self.a, self.y = op, a, y
        size = abs(a) * 1.15 if math.isfinite(a) else 0.0
        self.reach = max(LEAST, 2.0 ** math.ceil(math.log2(size)) if size > LEAST else LEAST)
        x = np.linspace(-self.reach, self.reach, FINE)
        values = applied(op, x)
        there = np.isfinite(values)  # what overflows is off every paper
        self.x, self.values = x[there], values[there]
        self.low, self.high = float(self.values.min(initial=0.0)), float(self.values.max(initial=0.0))
        if self.high - self.low > 0.6:  # 0 … 1 and −1 … 1 are nearly reached: their ends are said as they are
            self.low, self.high = (
                round(end) if abs(round(end) - end) < 0.03 else end for end in (self.low, self.high)
            )
        self.high += self.high == self.low

    def place(self, box: QRectF, x: float, y: float) -> QPointF:
        """Where a point stands in a box."""
        across = (x + self.reach) / (2 * self.reach)
        up = (y - self.low) / (self.high - self.low)
        return QPointF(box.left() + across * box.width(), box.bottom() - up * box.height())

    def paint(self, painter: QPainter, box: QRectF, theme: Theme, *, held: bool) -> None:
        """Paint axes, curve and point; where the value is ``held`` elsewhere the point is hollow."""
        painter.setPen(QPen(theme.edge, 1))
        zero = min(max(0.0, self.low), self.high)
        painter.drawLine(self.place(box, -self.reach, zero), self.place(box, self.reach, zero))
        painter.drawLine(self.place(box, 0.0, self.low), self.place(box, 0.0, self.high))
        painter.setFont(theme.font(9))
        painter.setPen(theme.quiet)
        metrics, middle = painter.fontMetrics(), self.place(box, 0.0, zero).x()
        for y in (self.low, self.high):
            said = f"{y:.3g}".replace("-", "−")
            at = self.place(box, 0.0, y).y() + metrics.ascent() / 2 - 1
            painter.drawText(
                QPointF(middle + 3 - (y > zero) * (6 + metrics.horizontalAdvance(said)), at), said
            )
        painter.setPen(QPen(theme.wire, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(
            QPolygonF([self.place(box, x, y) for x, y in zip(self.x, self.values, strict=True)])
        )
        if not (math.isfinite(self.a) and math.isfinite(self.y)):
            return
        point = self.place(box, self.a, self.y)
        painter.setPen(QPen(theme.accent, 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(point.x(), self.place(box, 0, zero).y()), point)
        painter.drawLine(QPointF(self.place(box, 0, 0).x(), point.y()), point)
        painter.setPen(QPen(theme.accent, 1.5))
        painter.setBrush(theme.card if held else theme.accent)
        painter.drawEllipse(point, 3.5, 3.5)


class Result(QWidget):
    """``lines`` (rich text, number) one below the other; the last, beside the curve, stands out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT
        self.lines: list[tuple[str, str]] = []
        self.curve: Curve | None = None
        self.held = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)

    def show_lines(self, lines: list[tuple[str, str]], curve: Curve | None, held: str) -> None:
        """Show other lines, another curve; ``held`` says so, "" where the value is free."""
        high = self.sizeHint().height()
        self.lines, self.curve, self.held = lines, curve, held
        said = (f"{plain(html)} {number}".strip() for html, number in lines)
        self.setAccessibleName("; ".join(filter(None, (*said, held))))
        if self.sizeHint().height() != high:
            self.updateGeometry()
        self.update()

    def _beside(self) -> int:
        """How many lines, the last ones, stand beside the curve."""
        return min(len(self.lines), 2) if self.curve else 0

    def sizeHint(self) -> QSize:
        above = len(self.lines) + bool(self.held) - self._beside()
        return QSize(200, GAP + above * LINE + (CURVE + GAP if self.curve else 0))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, top, wide = self.theme, float(GAP), self.width() - 2.0 * EDGE
        if self.lines or self.held:
            painter.setPen(QPen(theme.edge, 1))
            painter.drawLine(EDGE, 1, self.width() - EDGE, 1)
        first = len(self.lines) - self._beside()
        for place, (html, number) in enumerate(self.lines):
            if place == first and self.curve:
                high = min(CURVE + self.height() - self.sizeHint().height(), MOST)
                box = QRectF(EDGE + (1 - SHARE) * wide, top + 6, SHARE * wide, high - 10)
                self.curve.paint(painter, box, theme, held=bool(self.held))
                top += (CURVE - self._beside() * LINE) / 2
            across = wide if place < first or not self.curve else (1 - SHARE) * wide - 2 * GAP
            self._line(painter, QRectF(EDGE, top, across, LINE), html, number)
            top += LINE
        if self.held:
            top += GAP if self.curve else 0
            painter.setPen(theme.bad)
            painter.setFont(theme.font(12, bold=True))
            painter.drawText(QRectF(EDGE, top, wide, LINE), self.held)

    def _line(self, painter: QPainter, place: QRectF, html: str, number: str) -> None:
        """One line; one that is too long is set smaller, and cut before its number."""
        theme, left = self.theme, place.width()
        painter.setPen(theme.text)
        if number:
            painter.setFont(theme.mono(11))
            painter.drawText(place, RIGHT, number)
            left -= painter.fontMetrics().horizontalAdvance(number) + GAP
        sizes = (lettered(html, theme.symbol_family, size) for size in SIZES)
        fitting = (one for one in sizes if one[0].size().width() <= left)
        text, font = next(fitting, lettered(html, theme.symbol_family, SIZES[-1]))
        painter.save()
        painter.setFont(font)
        painter.setClipRect(QRectF(place.left() - 2, place.top() - 4, left + 2, place.height() + 8))
        painter.drawStaticText(QPointF(place.left(), place.center().y() - text.size().height() / 2), text)
        painter.restore()
