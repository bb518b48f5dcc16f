"""One equation on the screen: its marks can be pointed at, lit, dimmed, and have numbers painted in their places."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QSizePolicy, QWidget

from lstm_studio.core.printing.marks import plain
from lstm_studio.ui.formulas.ink import Look, outlines, paint_grounds, paint_number, write
from lstm_studio.ui.formulas.places import NOBODY, Places
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
        self._places = Places(self.marks, self.setting, (), (0, 0), self.size_of_type)
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
        """Place all marks anew."""
        self._rows, self._inks = self.rows_for(self.width() / self.size_of_type), None
        size = self.size_of_type
        self._places = Places(self.marks, self.setting, self._rows, (self.width(), self.height()), size)
        self._places.stand(self._above * size, self.whole[1] * size)

    def place_of(self, mark: int) -> QRectF:
        """Give the rectangle that a mark takes on the widget, as high as its row."""
        return self._places.of(mark)

    def mark_at(self, point: QPointF) -> int:
        """Give the mark at a point, −1 for none: letters before the signs that stand around them."""
        return self._places.at(point)

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
        look = Look(self.marked, self.lit, self.faint, self._theme, self.size_of_type)
        paint_grounds(painter, self._places, look, self.numbers)
        if vector(painter):
            write(painter, self._places, look, self._quick)
        else:
            if self._inks is None:
                self._inks = outlines(self._places, look)
            for ink, path in self._inks.items():
                painter.fillPath(path, look.colour(ink))
        for place, text in self.numbers.items():
            paint_number(painter, self._places.of(place), look, place, text)
