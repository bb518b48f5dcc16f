"""The course of a training as a slider: its loss on a log axis, and where of it one is; press or drag goes there."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from lstm_studio.core.checkpoints import nearest
from lstm_studio.core.study import UNTRAINED, Record
from lstm_studio.ui.theme import LIGHT, Theme
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Course", "lows"]

HEIGHT = 26
SIDE = 6  # pixels beside the course: so much of the knob stands out
RADIUS = 4.5


class Course(QWidget):
    """A training from its first update to now. ``gone`` is emitted with the update that the person has pointed at."""

    gone = Signal(float)
    spoken_role: ClassVar[QAccessible.Role] = QAccessible.Role.Slider

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("course")
        self.setAccessibleName(_("Moments of training"))
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._theme = LIGHT
        self._record = UNTRAINED
        self._past: int | None = None
        self._end = 1
        self._line: tuple[object, int, int, QPolygonF] | None = None

    def show_record(self, record: Record, past: int | None, theme: Theme, *, under_way: bool) -> None:
        """Show a training, and the moment that is looked at; ``under_way`` leaves room for what is still to come."""
        self._record, self._past, self._theme = record, past, theme
        first = record.checkpoints[0].update if record.checkpoints else 0
        self._end = max(record.updates if under_way else 0, record.update, first + 1)
        self.update()

    @property
    def at(self) -> int:
        """The update that is looked at."""
        return self._record.update if self._past is None else self._record.checkpoints[self._past].update

    def x_of(self, update: float) -> float:
        """Where an update stands."""
        return SIDE + (self.width() - 2 * SIDE) * update / self._end

    def update_at(self, x: float) -> float:
        """The update at a place, as if there were one between two."""
        return (x - SIDE) / max(self.width() - 2 * SIDE, 1) * self._end

    def spoken_value(self) -> str:
        """Say which moment is looked at."""
        if self._past is None:
            return _("now, update {update}").format(update=self._record.update)
        return _("update {update} of {updates}").format(update=self.at, updates=self._record.update)

    def spoken_range(self) -> tuple[int, int, int]:
        """Give the update, the first and the last one."""
        rows = self._record.checkpoints
        return self.at, rows[0].update if rows else 0, self._record.update

    def spoken_go(self, step: int) -> None:
        """Go to an update."""
        self.gone.emit(float(step))

    def sizeHint(self) -> QSize:
        return QSize(240, HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.gone.emit(self.update_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.gone.emit(self.update_at(event.position().x()))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.hint(self.update_at(event.pos().x())), self)
            return True
        return super().event(event)

    def hint(self, update: float) -> str:
        """Say which moment is nearest to an update, and its loss."""
        rows, record = self._record.checkpoints, self._record
        place = nearest(rows, update)
        if place is None or abs(record.update - update) < abs(rows[place].update - update):
            said = _("now, update {update}").format(update=record.update)
        else:
            said = _("update {update}").format(update=rows[place].update)
        loss = loss_at(record, update if place is None else min(rows[place].update, record.update))
        return said if loss is None else _("{moment}: loss {loss:.3g}").format(moment=said, loss=loss)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, here, now = (self.x_of(update) for update in (0, self.at, self._record.update))
        ground = QRectF(left, 3, self.x_of(self._end) - left, HEIGHT - 6)
        painter.setPen(QPen(theme.edge, 1))
        painter.setBrush(theme.field)
        painter.drawRoundedRect(ground.adjusted(-0.5, -0.5, 0.5, 0.5), 4, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.selection)
        painter.drawRoundedRect(QRectF(left, ground.y(), max(here - left, 0.0), ground.height()), 3, 3)
        painter.setPen(QPen(theme.quiet, 1))
        painter.drawPolyline(self._curve())
        if self._record.solved is not None:
            painter.setPen(QPen(theme.good, 1.5))
            x = self.x_of(self._record.solved)
            painter.drawLine(QLineF(x, ground.top(), x, ground.bottom()))
        if now - here > 1:
            painter.setPen(QPen(theme.quiet, 1))
            painter.drawLine(QLineF(now, ground.top(), now, ground.bottom()))
        painter.setPen(QPen(theme.mark, 2))
        painter.drawLine(QLineF(here, 1, here, HEIGHT - 1))
        painter.setPen(QPen(theme.card, 1))
        painter.setBrush(theme.accent)
        painter.drawEllipse(QPointF(here, HEIGHT / 2), RADIUS, RADIUS)

    def _curve(self) -> QPolygonF:
        losses, wide = self._record.losses, max(round(self.x_of(self._end) - self.x_of(0)), 1)
        line = self._line
        if line is None or line[0] is not losses or line[1:3] != (wide, self._end):
            updates, logs = lows(losses, wide, self._end)
            low, high = (float(logs.min()), float(logs.max())) if len(logs) else (0.0, 1.0)
            scale = (HEIGHT - 12) / (high - low) if high > low else 0.0
            points = [
                QPointF(self.x_of(float(x)), 6 + (high - float(y)) * scale)
                for x, y in zip(updates, logs, strict=True)
            ]
            self._line = line = losses, wide, self._end, QPolygonF(points)
        return line[3]


def lows(losses: NDArray[np.float64], wide: int, end: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the mean of the log10 of the losses (n, 2) in each of so many pixels, and the updates in their middle."""
    good = np.isfinite(losses[:, 1]) & (losses[:, 1] > 0)
    updates, logs = losses[good, 0], np.log10(losses[good, 1])
    pixel = np.minimum((updates * wide / end).astype(np.intp), wide)
    counts = np.bincount(pixel, minlength=wide + 1)
    there = counts > 0
    sums = (np.bincount(pixel, weights, minlength=wide + 1)[there] for weights in (updates, logs))
    middle, mean = (row / counts[there] for row in sums)
    return middle, mean


def loss_at(record: Record, update: float) -> float | None:
    """Give the loss that the parameters after an update had on the batch that came next, None where it is not known."""
    if not len(record.losses):
        return None
    row = min(int(np.searchsorted(record.losses[:, 0], update + 1)), len(record.losses) - 1)
    loss = float(record.losses[row, 1])
    return loss if math.isfinite(loss) else None
