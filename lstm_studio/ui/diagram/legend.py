"""The legend: what the colours of the strips mean, and the marks before boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QLinearGradient, QPainter
from PySide6.QtWidgets import QGraphicsItem

from lstm_studio.ui.diagram.captions import Symbol
from lstm_studio.ui.diagram.look import qrect
from lstm_studio.ui.diagram.readings import GATE
from lstm_studio.ui.diagram.wire_item import paint_mark
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

    from lstm_studio.ui.diagram.look import Look
    from lstm_studio.ui.diagram.readings import Readings
    from lstm_studio.ui.diagram.shapes import Rect

__all__ = ["LegendItem"]

BAR = 56.0  # width of a bar of colours


class LegendItem(QGraphicsItem):
    """What the colours of the strips mean, and the marks before boxes."""

    def __init__(
        self, rect: Rect, look: Look, readings: Readings, scales: tuple[str, ...], marks: tuple[str, ...]
    ) -> None:
        super().__init__()
        self.rect, self.look, self.readings = qrect(rect), look, readings
        self.scales, self.marks = scales, marks

    def boundingRect(self) -> QRectF:
        return self.rect

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        right = self.rect.right()
        for scale in reversed(self.scales):
            right = self._paint_scale(painter, right, scale) - 22.0
        for weights in reversed(self.marks):
            right = self._paint_mark(painter, right, weights) - 22.0

    def _paint_scale(self, painter: QPainter, right: float, scale: str) -> float:
        """Paint one scale that ends at ``right``; give where it begins."""
        look, middle = self.look, self.rect.center().y()
        high = self.readings.limits[scale].high if scale != GATE else 1.0
        low, top = ("0", "1") if scale == GATE else (f"−{high:g}", f"+{high:g}")
        metrics = QFontMetricsF(look.role)
        painter.setFont(look.role)
        painter.setPen(look.theme.quiet)
        base = middle + 5.0
        right -= metrics.horizontalAdvance(top)
        painter.drawText(QPointF(right, base), top)
        bar = QRectF(right - 5.0 - BAR, middle - 4.0, BAR, 8.0)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        table = look.table(scale)
        for step in range(17):
            gradient.setColorAt(step / 16, table[round(step * 255 / 16)])
        painter.setBrush(gradient)
        painter.setPen(look.outline)
        painter.drawRoundedRect(bar, 2.0, 2.0)
        painter.setPen(look.theme.quiet)
        left = bar.left() - 5.0 - metrics.horizontalAdvance(low)
        painter.drawText(QPointF(left, base), low)
        word = Symbol(scale, "t") if scale != GATE else None
        if word is None:
            left -= 6.0 + metrics.horizontalAdvance(_("gates"))
            painter.drawText(QPointF(left, base), _("gates"))
            return left
        left -= 6.0 + look.symbol_width(word)
        look.write_symbol(painter, QPointF(left, base), word, look.theme.quiet)
        return left

    def _paint_mark(self, painter: QPainter, right: float, weights: str) -> float:
        look, middle = self.look, self.rect.center().y()
        text = _("diagonal: one weight a unit") if weights == "diagonal" else _("a full matrix")
        left = right - QFontMetricsF(look.role).horizontalAdvance(text)
        painter.setFont(look.role)
        painter.setPen(look.theme.quiet)
        painter.drawText(QPointF(left, middle + 5.0), text)
        paint_mark(painter, QPointF(left - 12.0, middle), weights, look.theme.wire_c, look.theme.filling)
        return left - 18.0
