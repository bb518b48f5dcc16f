"""The legend: what the colours of strips and wires mean, the marks before boxes, and what is compared with."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QLinearGradient, QPainter, QPolygonF
from PySide6.QtWidgets import QGraphicsItem

from lstm_studio.ui.diagram.captions import LINE, Symbol, symbol
from lstm_studio.ui.diagram.graded import FINEST, THICKEST
from lstm_studio.ui.diagram.look import qrect
from lstm_studio.ui.diagram.notes import note_width, paint_note
from lstm_studio.ui.diagram.readings import GATE, GRADIENT
from lstm_studio.ui.diagram.wire_item import paint_mark
from lstm_studio.ui.plots.limits import printed
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

    from lstm_studio.core.printing.lettering import Lettering
    from lstm_studio.ui.diagram.look import Look
    from lstm_studio.ui.diagram.notes import Note
    from lstm_studio.ui.diagram.readings import Readings
    from lstm_studio.ui.diagram.shapes import Rect

__all__ = ["LegendItem"]

BAR = 56.0  # width of a bar of colours


class LegendItem(QGraphicsItem):
    """What the colours of the strips mean, and the marks before boxes. ``notes`` say what else there is to see."""

    def __init__(
        self,
        rect: Rect,
        look: Look,
        readings: Readings,
        scales: tuple[str, ...],
        marks: tuple[str, ...],
        lettering: Lettering,
    ) -> None:
        super().__init__()
        self.rect, self.look, self.readings = qrect(rect), look, readings
        self.scales, self.marks = scales, marks
        self.lettering = lettering
        self.notes: tuple[Note, ...] = ()
        self.loss = ""  # what L is, in backward mode

    def about(self) -> str:
        """What the tool tip says of it, as rich text; "" where the line says all."""
        if self.readings.gradient is None:
            return ""
        return LINE.format(escape(self.loss)) + LINE.format(
            _(
                "Gradients of the loss by powers of ten: a thousandth of the largest looks like none. "
                "More of a red value raises the loss, more of a blue one lowers it. "
                "The thickness of a wire is of the selected unit, of x of all channels."
            )
        )

    def boundingRect(self) -> QRectF:
        return self.rect

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        right = self.rect.right()
        scales = self.scales if self.readings.gradient is None else (GRADIENT,)
        for scale in reversed(scales):
            right = self._paint_scale(painter, right, scale) - 22.0
        for weights in reversed(self.marks):
            right = self._paint_mark(painter, right, weights) - 22.0
        for note in self.notes:
            wide = note_width(self.look, note)
            if right - wide < self.rect.left() - 1.0:
                break
            paint_note(painter, self.look, note, QPointF(right - wide, self.rect.center().y()))
            right -= wide + 22.0

    def _paint_scale(self, painter: QPainter, right: float, scale: str) -> float:
        """Paint one scale that ends at ``right``; give where it begins."""
        look, middle = self.look, self.rect.center().y()
        high = printed(self.readings.limits[scale].high) if scale != GATE else "1"
        low, top = ("0", high) if scale == GATE else (f"−{high}", f"+{high}")
        metrics = QFontMetricsF(look.role)
        painter.setFont(look.role)
        painter.setPen(look.theme.quiet)
        base = middle + 5.0
        right -= metrics.horizontalAdvance(top)
        painter.drawText(QPointF(right, base), top)
        bar = QRectF(right - 5.0 - BAR, middle - 4.0, BAR, 8.0)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        gradient.setStops(look.scale_stops(scale))
        painter.setBrush(gradient)
        if scale == GRADIENT:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPolygon(_tapered(bar))
        else:
            painter.setPen(look.outline)
            painter.drawRoundedRect(bar, 2.0, 2.0)
        painter.setPen(look.theme.quiet)
        left = bar.left() - 5.0 - metrics.horizontalAdvance(low)
        painter.drawText(QPointF(left, base), low)
        word = None if scale == GATE else Symbol("∂L") if scale == GRADIENT else symbol(scale, self.lettering)
        if word is None:
            left -= 6.0 + metrics.horizontalAdvance(_("gates"))
            painter.drawText(QPointF(left, base), _("gates"))
            return left
        if scale == GRADIENT:
            left -= 6.0 + metrics.horizontalAdvance(_("log"))
            painter.drawText(QPointF(left, base), _("log"))
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
        ink = look.theme.wire_c if self.readings.gradient is None else look.theme.quiet
        paint_mark(painter, QPointF(left - 12.0, middle), weights, ink, look.theme.filling)
        return left - 18.0


def _tapered(bar: QRectF) -> QPolygonF:
    """A bar as thick at each place as a wire on which so much comes back."""
    middle, half = bar.center(), THICKEST / 2 + 1.0
    ends = [QPointF(bar.left(), middle.y() - half), QPointF(middle.x(), middle.y() - FINEST / 2)]
    ends += [QPointF(bar.right(), middle.y() - half), QPointF(bar.right(), middle.y() + half)]
    ends += [QPointF(middle.x(), middle.y() + FINEST / 2), QPointF(bar.left(), middle.y() + half)]
    return QPolygonF(ends)
