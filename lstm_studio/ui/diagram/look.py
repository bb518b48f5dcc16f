"""How the diagram is painted: fonts, pens and tables of colours of a theme, made once, and a few strokes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPen

from lstm_studio.ui.diagram.measures import FACTS, NUMBER, ROLE, SYMBOL, TITLE, WAS
from lstm_studio.ui.diagram.readings import GATE

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

    from lstm_studio.ui.diagram.captions import Symbol
    from lstm_studio.ui.diagram.shapes import Rect
    from lstm_studio.ui.theme import Theme

__all__ = ["Look", "qrect"]

THIN = 1.2  # outlines
SMALLEST = 0.7  # of the size of a symbol, where all of it must be read
# A number that is too long is better seen whole over its border than cut.
WHOLE = Qt.TextFlag.TextDontClip | Qt.AlignmentFlag.AlignVCenter


def qrect(rect: Rect) -> QRectF:
    """A rectangle of the drawing for Qt."""
    return QRectF(rect.x, rect.y, rect.width, rect.height)


class Look:
    """Everything that paints in the colours of one theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.number = _smooth(theme.mono(NUMBER))
        self.was = _smooth(theme.mono(WAS))
        self.role = _smooth(theme.font(ROLE))
        self.facts = _smooth(theme.font(FACTS))
        self.title = _smooth(theme.font(TITLE, bold=True))
        self.sentence = _smooth(theme.font(FACTS))
        self.symbol = _smooth(theme.symbols(SYMBOL))
        self.sub = _smooth(theme.symbols(round(SYMBOL * 0.72)))
        self.upright = _smooth(theme.symbols(round(SYMBOL * 0.72), italic=False))
        self.letter = _smooth(theme.symbols(25))  # σ in a box
        self.word = _smooth(theme.symbols(20, italic=False))  # tanh in a box
        self.small_word = _smooth(theme.symbols(17, italic=False))  # tanh in a round part
        self.sum = _smooth(theme.symbols(18, italic=False))  # what a linear box adds up
        self.mark = _smooth(theme.symbols(22, italic=False))  # ⊙ and +
        self.wires = {"c": theme.wire_c, "h": theme.wire_h, "x": theme.wire_x, "": theme.wire}
        tables = {True: theme.sequential, False: theme.diverging}
        self.shades = {gate: [QColor(*row) for row in table.tolist()] for gate, table in tables.items()}
        strong = 250 if theme.paper.lightness() < 128 else 214  # the ends are dark in the light theme
        self.signs = (self.shades[False][255 - strong], self.shades[False][strong])  # of less and more than 0
        self.packed = {gate: _packed(table) for gate, table in tables.items()}
        self.stops = {gate: _stops(shades) for gate, shades in self.shades.items()}
        # Shaping a text takes far longer than painting it, and a diagram writes the same few texts at every paint.
        self._advances: dict[tuple[int, str], float] = {}
        self.outline = QPen(theme.edge, 1.0)
        self.dashed = QPen(theme.quiet, 1.0, Qt.PenStyle.CustomDashLine)
        self.dashed.setDashPattern([3.0, 2.0])
        self.selected = QPen(theme.mark, 1.8)
        self.was_selected = QPen(theme.mark, 1.2)
        self.blank = theme.grid
        faint = QColor(theme.other)
        faint.setAlphaF(0.45)
        # Under a wire that another cell does not have so, and around a part that it computes otherwise.
        self.halo = QPen(
            faint, 10.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin
        )
        self.otherwise = QPen(theme.other, 1.8, Qt.PenStyle.CustomDashLine)
        self.otherwise.setDashPattern([4.0, 2.5])

    def table(self, scale: str) -> list[QColor]:
        """The 256 colours of a scale."""
        return self.shades[scale == GATE]

    def packed_table(self, scale: str) -> NDArray[np.uint32]:
        """The 256 colours of a scale for a picture in ``Format_RGB32``."""
        return self.packed[scale == GATE]

    def scale_stops(self, scale: str) -> list[tuple[float, QColor]]:
        """The colours of a scale for a gradient from its lower end to its upper one."""
        return self.stops[scale == GATE]

    def wire_pen(self, role: str, width: float) -> QPen:
        """The pen of a wire; its bends are rounded by its path."""
        return QPen(
            self.wires[role], width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin
        )

    def write(
        self, painter: QPainter, rect: QRectF, text: str, font: QFont, colour: QColor, *, centre: bool
    ) -> None:
        """Write a line of text."""
        painter.setFont(font)
        painter.setPen(colour)
        side = Qt.AlignmentFlag.AlignHCenter if centre else Qt.AlignmentFlag.AlignLeft
        painter.drawText(rect, int(WHOLE | side), text)

    def write_symbol(
        self, painter: QPainter, at: QPointF, symbol: Symbol, colour: QColor, room: float = 0.0
    ) -> float:
        """Write a letter with what stands below and above it from a point on the base line; give the width.

        Where that is more than ``room`` (0: there is enough), all is smaller; what stands behind gives way before it
        could no longer be read.
        """
        whole = self.symbol_width(symbol)
        if symbol.tail and 0 < room < SMALLEST * whole:
            symbol = symbol._replace(tail="")
            whole = self.symbol_width(symbol)
        scale = min(1.0, room / whole) if room and whole else 1.0
        painter.save()
        painter.translate(at)
        painter.scale(scale, scale)
        painter.setPen(colour)
        wide = self._piece(painter, QPointF(), symbol.base, self.symbol) + 1.0
        low = self._time(painter, QPointF(wide, SYMBOL * 0.22), symbol.sub)
        high = self._piece(painter, QPointF(wide, -SYMBOL * 0.38), symbol.sup, self.sub)
        self._time(painter, QPointF(wide + max(low, high), 0.0), symbol.tail)
        painter.restore()
        return whole * scale

    def _time(self, painter: QPainter, at: QPointF, text: str) -> float:
        """Write what ends in a time: only letters lean, in t − 1 the rest stands upright."""
        head, sign, rest = next(
            (
                (before, sign, behind)
                for sign in "−+"
                for before, found, behind in (text.partition(sign),)
                if found
            ),
            (text, "", ""),
        )
        wide = self._piece(painter, at, head, self.sub)
        return wide + self._piece(painter, at + QPointF(wide, 0.0), sign + rest, self.upright)

    def _piece(self, painter: QPainter, at: QPointF, text: str, font: QFont) -> float:
        if text:
            painter.setFont(font)
            painter.drawText(at, text)
        return self.advance(font, text)

    def advance(self, font: QFont, text: str) -> float:
        """The width of a short text that comes again, in one of the fonts of this look."""
        key = id(font), text
        if key not in self._advances:
            self._advances[key] = QFontMetricsF(font).horizontalAdvance(text)
        return self._advances[key]

    def symbol_width(self, symbol: Symbol) -> float:
        """The width of a written symbol."""
        beside = max(self.advance(self.sub, symbol.sub), self.advance(self.sub, symbol.sup))
        return self.advance(self.symbol, symbol.base) + 1.0 + beside + self.advance(self.sub, symbol.tail)


def _smooth(font: QFont) -> QFont:
    """A font whose letters keep their places at every scale."""
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _stops(shades: list[QColor]) -> list[tuple[float, QColor]]:
    return [(step / 16, shades[round(step * 255 / 16)]) for step in range(17)]


def _packed(table: NDArray[np.uint8]) -> NDArray[np.uint32]:
    red, green, blue = (table[:, k].astype(np.uint32) for k in range(3))
    return np.uint32(0xFF000000) | (red << np.uint32(16)) | (green << np.uint32(8)) | blue
