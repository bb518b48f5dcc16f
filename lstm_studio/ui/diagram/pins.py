"""Pins: what is held wears one, and so do the cells of the units that are held at the step in sight."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPen

from lstm_studio.core.edits import BEFORE
from lstm_studio.ui.diagram.measures import cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QPainter

    from lstm_studio.core.study import Clamp
    from lstm_studio.ui.diagram.look import Look
    from lstm_studio.ui.diagram.strip import Strip

__all__ = ["Hold", "holds", "paint_cells", "paint_pin", "pin_rect"]

HEAD = 5.5  # radius of a pin
DOT = 3.2  # radius of a pin on a cell
BAR = 4.0  # height of what marks the units of a fine bar
LEAST = 2.4  # width of what marks one unit of a fine bar
SUFFIX = "_prev"


class Hold(Enum):
    """How a value is held at a step: not at all, at other steps only, or now."""

    FREE = 0
    ELSEWHERE = 1
    NOW = 2


def holds(
    clamps: Iterable[Clamp], value: str, cursor: int, *, steps: int, turned: bool, units: int
) -> tuple[Hold, tuple[int, ...]]:
    """Tell how a value of a cell is held at a step, 0 … T, and which of its units are.

    ``clamps`` name the values of this cell. What is read of the step before is held where it was held there.
    """
    state = value.removesuffix(SUFFIX)
    before = state != value
    at = cursor - 1
    if before:
        at += 1 if turned else -1
        at = BEFORE if at >= steps else at
    now: set[int] = set()
    hold = Hold.FREE
    for clamp in clamps:
        if clamp.value == state:
            if clamp.first <= at <= clamp.last and not (before and cursor == 0):
                now.update(clamp.units or range(units))
            # What stands before the first step is read by it, and computed by none.
            if clamp.first <= BEFORE if before else clamp.last > BEFORE:
                hold = Hold.ELSEWHERE
    return (Hold.NOW if now else hold), tuple(sorted(unit for unit in now if unit < units))


def pin_rect(corner: QPointF) -> QRectF:
    """The place of a pin on a corner."""
    return QRectF(corner.x() - HEAD, corner.y() - HEAD, 2 * HEAD, 2 * HEAD)


def paint_pin(painter: QPainter, look: Look, place: QRectF, hold: Hold) -> None:
    """A pin seen from above: full where it holds now, hollow where it holds at other steps."""
    theme = look.theme
    painter.setPen(QPen(theme.bad, 1.6))
    painter.setBrush(theme.bad if hold is Hold.NOW else theme.filling)
    painter.drawEllipse(place)
    painter.setPen(QPen(theme.filling if hold is Hold.NOW else theme.bad, 0.0))
    painter.setBrush(theme.filling if hold is Hold.NOW else theme.bad)
    painter.drawEllipse(place.center(), 1.5, 1.5)


def paint_cells(painter: QPainter, look: Look, strip: Strip, units: Sequence[int]) -> None:
    """Mark the cells of some units on the upper edge of a strip: by dots, of a fine bar by a line along them."""
    top, theme = strip.rect.top(), look.theme
    if cells(strip.units):
        painter.setPen(QPen(theme.filling, 1.2))
        painter.setBrush(theme.bad)
        for unit in units:
            painter.drawEllipse(QPointF(strip.cells[unit].center().x(), top), DOT, DOT)
        return
    for unit in units:
        cell = strip.cells[unit]
        wide = max(cell.width(), LEAST)
        painter.fillRect(QRectF(cell.center().x() - wide / 2, top - 0.75 * BAR, wide, BAR), theme.bad)
