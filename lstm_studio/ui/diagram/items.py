"""The painted parts of the diagram. Each is made once for a drawing; a step gives it new values and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen, QStaticText
from PySide6.QtWidgets import QGraphicsItem

from lstm_studio.core.insight.parts import BOXES
from lstm_studio.ui.diagram.captions import Symbol, fitted, sum_html, symbol
from lstm_studio.ui.diagram.ghosts import Ghost
from lstm_studio.ui.diagram.look import THIN, qrect
from lstm_studio.ui.diagram.measures import RADIUS
from lstm_studio.ui.diagram.pins import Hold, paint_cells, paint_pin, pin_rect
from lstm_studio.ui.diagram.readings import GATE, GRADIENT
from lstm_studio.ui.diagram.strip import Strip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

    from lstm_studio.core.printing.lettering import Lettering
    from lstm_studio.ui.diagram.drawing import Figure
    from lstm_studio.ui.diagram.look import Look
    from lstm_studio.ui.diagram.shapes import Rect

__all__ = ["FigureItem", "FrameItem", "LineItem"]

SHORT = 5  # letters of a number; one with more has smaller ones
ROWS = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextDontClip
OUTSIDE = 3.0  # from a part to the line around what differs


class FrameItem(QGraphicsItem):
    """The frame of the cell."""

    def __init__(self, rect: Rect, look: Look) -> None:
        super().__init__()
        self.rect, self.look = qrect(rect), look
        self.setZValue(-3)

    def boundingRect(self) -> QRectF:
        return self.rect.adjusted(-1, -1, 1, 1)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setPen(QPen(self.look.theme.cell_edge, 1.5))
        painter.setBrush(self.look.theme.cell_fill)
        painter.drawRoundedRect(self.rect, 22.0, 22.0)


class LineItem(QGraphicsItem):
    """A line of text: a strong beginning and a quiet rest, or one sentence in the middle."""

    def __init__(self, rect: Rect, look: Look, *, centre: bool) -> None:
        super().__init__()
        self.rect, self.look, self.centre = qrect(rect), look, centre
        self.strong = ""
        self.text = ""

    def boundingRect(self) -> QRectF:
        return self.rect

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        look, theme = self.look, self.look.theme
        if self.centre:
            # Two rows hold a sentence of any cell; what is longer still is cut, for it stands under the window, too.
            most = 1.9 * self.rect.width()
            text = QFontMetricsF(look.sentence).elidedText(self.text, Qt.TextElideMode.ElideRight, most)
            painter.setFont(look.sentence)
            painter.setPen(theme.text)
            painter.drawText(self.rect, int(ROWS), text)
            return
        base = self.rect.center().y() + 6.0
        facts = QFontMetricsF(look.facts).horizontalAdvance(self.text) + 10.0
        metrics = QFontMetricsF(look.title)
        strong = metrics.elidedText(self.strong, Qt.TextElideMode.ElideRight, self.rect.width() - facts)
        painter.setFont(look.title)
        painter.setPen(theme.text)
        painter.drawText(QPointF(self.rect.left(), base), strong)
        wide = metrics.horizontalAdvance(strong)
        painter.setFont(look.facts)
        painter.setPen(theme.quiet)
        painter.drawText(QPointF(self.rect.left() + wide + 10.0, base), self.text)


class FigureItem(QGraphicsItem):
    """A part or a port: its body, name and role, strip and number."""

    def __init__(self, figure: Figure, look: Look, units: int, scale: str, lettering: Lettering) -> None:
        super().__init__()
        self.figure, self.look, self.shading = figure, look, scale
        self.strip = Strip(figure.strip, units) if figure.strip else None
        self.ghost = Ghost(figure, units)
        self.body = qrect(figure.body) if figure.body else QRectF()
        self.number = qrect(figure.number) if figure.number else QRectF()
        self.selected = -1  # the unit
        self.chosen = False  # this part itself
        self.changed = False  # another cell computes it otherwise
        self.hold, self.held = Hold.FREE, tuple[int, ...]()  # how it is held, and the units that are held now
        self.value: float | None = None
        self.word = ""  # beside x: the name of the step, or where the values come from
        self.letter(lettering)
        whole = figure.rects[0]
        for rect in figure.rects[1:]:
            whole = whole.joined(rect)
        self.whole = qrect(whole.grown(8.0))

    def boundingRect(self) -> QRectF:
        return self.whole

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        path.addRect(self.body)
        if self.strip:
            path.addRect(self.strip.rect)
        if self.figure.number is not None:
            path.addRect(self.number)
        if self.figure.label is not None:
            path.addRect(qrect(self.figure.label))
        return path

    def take(self, row: NDArray[np.float64] | None, shades: NDArray[np.intp] | None, unit: int) -> None:
        """Show the values (H,) of a step."""
        if self.strip:
            self.strip.take(shades)
        plain = self.figure.value != "x"
        self.selected = unit if plain else -1
        self.value = float(row[unit]) if row is not None and plain and unit < len(row) else None

    def take_original(self, row: NDArray[np.float64] | None, shades: NDArray[np.intp] | None) -> None:
        """Show the values (H,) of the original under the new ones."""
        there = row is not None and 0 <= self.selected < len(row)
        text = self._printed(float(row[self.selected])) if row is not None and there else ""
        self.ghost.take(shades, text, self._printed(self.value))

    def take_hold(self, hold: Hold, units: tuple[int, ...]) -> None:
        """Show how the value is held, and its units that are held now."""
        self.hold, self.held = hold, units

    def _printed(self, value: float | None) -> str:
        return fitted(value, signed=self.shading != GATE, fine=self.shading == GRADIENT)

    @property
    def core(self) -> QRectF:
        """What stands for the whole: the body of a part, the strip of a port."""
        return self.body if self.figure.body or not self.strip else self.strip.rect

    @property
    def outline(self) -> QRectF:
        """Around what another cell computes otherwise."""
        return self.core.adjusted(-OUTSIDE, -OUTSIDE, OUTSIDE, OUTSIDE)

    @property
    def pin(self) -> QRectF:
        """Where a pin is stuck."""
        part = self.figure.part
        if part is None:
            return pin_rect(self.core.topLeft() + QPointF(-1.0, 3.0))
        inset = 2.0 if part.kind in BOXES else 5.0
        return pin_rect(self.core.topLeft() + QPointF(inset, inset))

    def letter(self, lettering: Lettering, *, gradient: bool = False) -> None:
        """Take the letters of a notation; ``gradient``: of the loss by what is shown."""
        value, part = self.figure.value, self.figure.part
        self.symbol = (
            symbol(value, lettering, gradient=gradient) if self.figure.label is not None else Symbol("")
        )
        self.sum = self._sum(lettering) if part is not None and part.kind == "linear" else None
        self.update()

    def _sum(self, lettering: Lettering) -> QStaticText:
        """What a linear box adds up, set once."""
        text = QStaticText(sum_html(self.figure.value, self.look.theme.on_layer.name(), lettering))
        text.setTextFormat(Qt.TextFormat.RichText)
        text.prepare(font=self.look.sum)
        return text

    def unit_at(self, point: QPointF) -> int:
        """The unit whose cell is under a point, -1 for none."""
        return self.strip.unit_at(point) if self.strip else -1

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        figure = self.figure
        if figure.part is not None:
            self._paint_body(painter, box=figure.part.kind in BOXES)
        if figure.label is not None:
            self._paint_label(painter, figure.label)
        if self.strip is not None:
            self.strip.paint(painter, self.look, self.shading, self.selected)
            self.ghost.paint(painter, self.look, self.shading, self.selected)
            paint_cells(painter, self.look, self.strip, self.held)
            if self.chosen and figure.port is not None:
                painter.setPen(QPen(self.look.theme.accent, 2.0))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(self.strip.rect.adjusted(-2, -2, 2, 2), 6.0, 6.0)
        if figure.number is not None and self.figure.value != "x":
            self._paint_number(painter)
        if self.changed and not self.core.isEmpty():
            painter.setPen(self.look.otherwise)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.outline, *self._corner(OUTSIDE))
        if self.hold is not Hold.FREE and not self.core.isEmpty():
            paint_pin(painter, self.look, self.pin, self.hold)

    def _corner(self, more: float) -> tuple[float, float]:
        """The radii of a line around the body, so far from it."""
        part = self.figure.part
        radius = 4.0 if part is None else 8.0 if part.kind in BOXES else RADIUS
        return radius + more, radius + more

    def _paint_body(self, painter: QPainter, *, box: bool) -> None:
        theme = self.look.theme
        edge = theme.layer_edge if box else theme.op_edge
        painter.setPen(QPen(theme.accent, 2.4) if self.chosen else QPen(edge, THIN))
        painter.setBrush(theme.layer if box else theme.op)
        corner = 8.0 if box else RADIUS
        painter.drawRoundedRect(self.body, corner, corner)
        glyph = self.figure.part.glyph if self.figure.part else ""
        if self.sum is not None:
            wide, high = self.sum.size().width(), self.sum.size().height()
            painter.setPen(theme.on_layer)
            painter.setFont(self.look.sum)
            painter.drawStaticText(self.body.center() - QPointF(wide / 2, high / 2), self.sum)
            return
        if box:
            font = self.look.letter if len(glyph) == 1 else self.look.word
        else:
            font = self.look.small_word if len(glyph) > 1 else self.look.mark
        painter.setFont(font)
        painter.setPen(theme.on_layer if box else theme.on_op)
        ink = QFontMetricsF(font).tightBoundingRect(glyph)
        painter.drawText(self.body.center() - ink.center(), glyph)

    def _paint_label(self, painter: QPainter, label: Rect) -> None:
        look, theme, port = self.look, self.look.theme, self.figure.port
        if port is None:
            look.write_symbol(painter, QPointF(label.x, label.y + 16.0), self.symbol, theme.text, label.width)
            painter.setFont(look.role)
            painter.setPen(theme.quiet)
            painter.drawText(QPointF(label.x, label.bottom - 2.0), self.figure.role)
            return
        if port.side in ("left", "right"):
            left = label.x + max(0.0, label.width - look.symbol_width(self.symbol)) / 2
            look.write_symbol(
                painter, QPointF(left, label.bottom - 8.0), self.symbol, theme.text, label.width
            )
            return
        wide = look.write_symbol(painter, QPointF(label.x, label.y + 18.0), self.symbol, theme.text)
        if self.word:
            painter.setFont(look.facts)
            painter.setPen(theme.wire_x)
            painter.drawText(QPointF(label.x + wide + 10.0, label.y + 18.0), self.word)

    def _paint_number(self, painter: QPainter) -> None:
        text = self._printed(self.value)
        out = self.figure.number
        centre = bool(out and self.strip and out.y > self.strip.rect.bottom() - 1)
        place = self.number if self.ghost.text or not centre else self.number.united(self.ghost.place)
        font = self.look.number if len(text) <= SHORT else self.look.was
        self.look.write(painter, place, text, font, self.look.theme.text, centre=centre)
