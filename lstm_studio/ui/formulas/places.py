"""Where the marks of an equation stand on a widget: rows in pixels, and what is at a point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lstm_studio.core.printing.marks import Mark
    from lstm_studio.ui.formulas.rows import Row
    from lstm_studio.ui.formulas.setting import Setting

__all__ = ["NOBODY", "Places"]

NOBODY = -1


class Places:
    """The marks of a setting in ``rows``, in ``room`` pixels across and down, in type of ``size`` pixels."""

    def __init__(
        self,
        marks: tuple[Mark, ...],
        setting: Setting,
        rows: tuple[Row, ...],
        room: tuple[int, int],
        size: int,
    ) -> None:
        self.marks, self.setting = marks, setting
        self._rows, self._room, self._size = rows, room, size
        self._origins: list[tuple[Row, QPointF, float]] = []  # where a row's first mark begins, and its type

    def stand(self, above: float, high: float) -> None:
        """Place rows that are ``high`` pixels high, ``above`` of them over the line on which letters stand."""
        scale = self._scale()
        top = (self._room[1] - high * len(self._rows)) / 2 + above
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
        room = self._room[0] / self._size
        wide = [row.indent + _width(self.setting, row) for row in self._rows]
        return self._size * min([1.0, *(room / each for each in wide if each > room)])

    def __iter__(self) -> Iterator[tuple[int, QTransform]]:
        """Give every mark, with what takes its setting to the widget."""
        for row, origin, scale in self._origins:
            moved = QTransform().translate(origin.x(), origin.y()).scale(scale, scale)
            for mark in range(row.first, row.last + 1):
                yield mark, moved

    def of(self, mark: int) -> QRectF:
        """Give the rectangle that a mark takes, as high as its row."""
        for row, origin, scale in self._origins:
            if row.first <= mark <= row.last:
                left, right = self.setting.places[mark]
                rect = QRectF(left, -0.8, right - left, 1.1)
                ink = self.setting.bounds[mark]
                whole = rect if ink.isNull() else rect.united(ink)
                return QTransform().translate(origin.x(), origin.y()).scale(scale, scale).mapRect(whole)
        return QRectF()

    def at(self, point: QPointF) -> int:
        """Give the mark at a point, −1 for none: letters before the signs that stand around them."""
        near = [
            (mark.letter is None and mark.kind != "number", place)
            for place, mark in enumerate(self.marks)
            if (mark.text or mark.letter is not None or mark.kind == "number")
            and self.of(place).adjusted(-1.5, -2, 1.5, 2).contains(point)
        ]
        return min(near)[1] if near else NOBODY


def _width(setting: Setting, row: Row) -> float:
    left, right = setting.span(row.first, row.last)
    return right - left
