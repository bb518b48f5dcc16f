"""One equation on the screen: its marks can be pointed at, lit, dimmed, and have numbers painted in their places."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from lstm_studio.core.printing.marks import plain
from lstm_studio.ui.formulas.lettered import write_mark
from lstm_studio.ui.formulas.rows import Row, broken
from lstm_studio.ui.formulas.setting import set_quickly
from lstm_studio.ui.plots.ink import vector
from lstm_studio.ui.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent

    from lstm_studio.core.printing.marks import Mark
    from lstm_studio.ui.formulas.setting import Setting
    from lstm_studio.ui.theme import Theme

__all__ = ["Equation"]

ABOVE, BELOW = 0.98, 0.42  # of a row at least, over and under the line on which letters stand
APART = 0.12  # between what stands out of two rows
FAINT = 0.5  # of the ink: what waits or does not count can still be read
NOBODY = -1


class Equation(QWidget):
    """``pointed(place)``: the mouse is on a mark, −1: on none. ``pressed(place)``: a mark was clicked, −1: the paper.

    ``marked`` marks are pointed at, ``lit`` ones are being computed, ``faint`` ones are not yet; ``numbers`` stand in
    the places for numbers.
    Its room is that of the quick setting for good: what ``take`` brings later is drawn in the same rows.
    """

    pointed = Signal(int)
    pressed = Signal(int)

    def __init__(self, marks: Sequence[Mark]) -> None:
        super().__init__()
        self.marks = tuple(marks)
        self._quick = self.setting = set_quickly(marks)
        self.size_of_type = 15
        self._theme: Theme = LIGHT
        self._rows: tuple[Row, ...] = ()
        self._broken: dict[float, tuple[Row, ...]] = {}  # room -> rows
        self._origins: list[tuple[Row, QPointF, float]] = []
        self.marked: frozenset[int] = frozenset()
        self.lit: frozenset[int] = frozenset()
        self.faint: frozenset[int] = frozenset()
        self.numbers: dict[int, str] = {}
        self._at = NOBODY  # under the mouse
        self._inks: dict[str, QPainterPath] | None = None  # ink -> all outlines in it, in pixels
        rects = [rect for rect in self.setting.bounds if not rect.isNull()]
        self._above = max([ABOVE, *(APART - rect.top() for rect in rects)])
        self._below = max([BELOW, *(APART + rect.bottom() for rect in rects)])
        self.setAccessibleName(plain(marks))
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def whole(self) -> tuple[float, float]:
        """Its width on one row and the height of a row, in sizes of its type."""
        return self._quick.width, self._above + self._below

    def dress(self, theme: Theme, size: int) -> None:
        """Take the colours of a theme, and type of ``size`` pixels."""
        if (theme, size) != (self._theme, self.size_of_type):
            self._theme, self.size_of_type = theme, size
            self._break()
            self.updateGeometry()
            self.update()

    def take(self, setting: Setting) -> None:
        """Show a better setting of the same marks, in the rows that are there."""
        self.setting = setting
        self._break()
        self.update()

    def show_marks(
        self, marked: Collection[int], lit: Collection[int] = (), faint: Collection[int] = ()
    ) -> None:
        """Mark what is pointed at, light what is being computed, dim what is not computed yet."""
        shown = frozenset(marked), frozenset(lit), frozenset(faint)
        if shown != (self.marked, self.lit, self.faint):
            self.marked, self.lit, self.faint = shown
            self._inks = None
            self.update()

    def show_numbers(self, numbers: Mapping[int, str]) -> None:
        """Paint numbers into the places that are there for them."""
        if numbers != self.numbers:
            self.numbers = dict(numbers)
            self.update()

    def rows_for(self, room: float) -> tuple[Row, ...]:
        """Give the rows that it takes in a place of so many sizes of its type; layouts ask again and again."""
        if room not in self._broken:
            self._broken[room] = broken(self.marks, self._quick, room)
        return self._broken[room]

    def heightForWidth(self, width: int) -> int:
        return math.ceil(len(self.rows_for(width / self.size_of_type)) * self.whole[1] * self.size_of_type)

    def sizeHint(self) -> QSize:
        wide, high = self.whole
        return QSize(math.ceil(wide * self.size_of_type), math.ceil(high * self.size_of_type))

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._break()

    def _break(self) -> None:
        """Say for every row where its first mark begins, and the size of the type, in pixels."""
        self._rows, self._inks = self.rows_for(self.width() / self.size_of_type), None
        scale, high = self._scale(), self.whole[1] * self.size_of_type
        top = (self.height() - high * len(self._rows)) / 2 + self._above * self.size_of_type
        self._origins = [
            (
                row,
                QPointF((row.indent - self.setting.places[row.first][0]) * scale, top + high * number),
                scale,
            )
            for number, row in enumerate(self._rows)
        ]

    def _scale(self) -> float:
        """The size of the type, a little smaller where what was typeset is wider than what was set at once."""
        room = self.width() / self.size_of_type
        wide = [row.indent + _width(self.setting, row) for row in self._rows]
        return self.size_of_type * min([1.0, *(room / each for each in wide if each > room)])

    def place_of(self, mark: int) -> QRectF:
        """Give the rectangle that a mark takes on the widget, as high as its row."""
        for row, origin, scale in self._origins:
            if row.first <= mark <= row.last:
                left, right = self.setting.places[mark]
                rect = QRectF(left, -0.8, right - left, 1.1)
                ink = self.setting.bounds[mark]
                whole = rect if ink.isNull() else rect.united(ink)
                return QTransform().translate(origin.x(), origin.y()).scale(scale, scale).mapRect(whole)
        return QRectF()

    def mark_at(self, point: QPointF) -> int:
        """Give the mark at a point, −1 for none: letters before the signs that stand around them."""
        near = [
            (self.marks[place].letter is None and self.marks[place].kind != "number", place)
            for place, mark in enumerate(self.marks)
            if (mark.text or mark.letter is not None or mark.kind == "number")
            and self.place_of(place).adjusted(-1.5, -2, 1.5, 2).contains(point)
        ]
        return min(near)[1] if near else NOBODY

    def tip_place(self, mark: int) -> QPoint:
        """Give where on the screen what is said of a mark stands: under it."""
        rect = self.place_of(mark)
        return self.mapToGlobal(QPoint(round(rect.left()), round(rect.bottom()) - 8))

    def event(self, event: QEvent) -> bool:
        # What is said of a mark is there already: the tip of the line would take its place.
        said = event.type() is QEvent.Type.ToolTip and self._at != NOBODY
        return said or super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self.mark_at(event.position()))

    def leaveEvent(self, _event: QEvent) -> None:
        self._point(NOBODY)

    def _point(self, place: int) -> None:
        if place != self._at:
            self._at = place
            self.pointed.emit(place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(self.mark_at(event.position()))
        else:
            super().mousePressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        self._paint_grounds(painter)
        if vector(painter):
            self._write(painter)
        else:
            if self._inks is None:
                self._inks = self._inked()
            for ink, path in self._inks.items():
                painter.fillPath(path, self._colour(ink))
        for place, text in self.numbers.items():
            self._paint_number(painter, place, text)

    def _write(self, painter: QPainter) -> None:
        """Write into a file, where text stays text."""
        for row, origin, scale in self._origins:
            moved = QTransform().translate(origin.x(), origin.y()).scale(scale, scale)
            for place in range(row.first, row.last + 1):
                write_mark(painter, self._quick, self.setting, place, moved, self._colour(self._ink(place)))

    def _colour(self, ink: str) -> QColor:
        colour = QColor(self._theme.accent if ink == "marked" else self._theme.text)
        colour.setAlphaF(FAINT if ink == "faint" else 1.0)
        return colour

    def _inked(self) -> dict[str, QPainterPath]:
        """Put the outlines of one ink together, in pixels: a paint is asked for more often than they change."""
        inks: dict[str, QPainterPath] = {}
        for row, origin, scale in self._origins:
            moved = QTransform().translate(origin.x(), origin.y()).scale(scale, scale)
            for place in range(row.first, row.last + 1):
                if self.marks[place].kind != "number":
                    path = inks.setdefault(self._ink(place), QPainterPath())
                    path.addPath(moved.map(self.setting.outlines[place]))
        for path in inks.values():
            path.setFillRule(Qt.FillRule.WindingFill)
        return inks

    def _ink(self, place: int) -> str:
        if place in self.marked:
            return "marked"
        return "faint" if place in self.faint and place not in self.lit else ""

    def _paint_grounds(self, painter: QPainter) -> None:
        """Paint what stands behind marks: of those pointed at and of those being computed."""
        for places, colour, alpha in (
            (self.numbers, self._theme.grid, 1.0),
            (self.lit, self._theme.layer, 0.85),
            (self.marked, self._theme.accent, 0.18),
        ):
            ground = QColor(colour)
            ground.setAlphaF(alpha)
            painter.setBrush(ground)
            for place in places:
                painter.drawRoundedRect(self.place_of(place).adjusted(-2, -1, 2, 1), 4, 4)

    def _paint_number(self, painter: QPainter, place: int, text: str) -> None:
        theme, rect = self._theme, self.place_of(place)
        font = theme.symbols(self.size_of_type, italic=False)
        painter.setFont(font)
        wide = painter.fontMetrics().horizontalAdvance(text)
        if wide > rect.width():  # 1.2e−4 and the like
            font.setPixelSize(max(6, int(self.size_of_type * rect.width() / wide)))
            painter.setFont(font)
        colour = QColor(theme.accent if place in self.marked else theme.text)
        colour.setAlphaF(FAINT if place in self.faint and place not in self.lit else 1.0)
        painter.setPen(colour)
        painter.drawText(rect.adjusted(-2, 0, 2, 0), Qt.AlignmentFlag.AlignCenter, text)
        painter.setPen(Qt.PenStyle.NoPen)


def _width(setting: Setting, row: Row) -> float:
    left, right = setting.span(row.first, row.last)
    return right - left
