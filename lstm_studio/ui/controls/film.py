"""The film strip: one frame a step, for ten steps or a thousand; click or drag goes to a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QHelpEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from lstm_studio.session.entered import changed_steps
from lstm_studio.ui.colours import mixed
from lstm_studio.ui.plots.ink import FEW, flat_cells, vector
from lstm_studio.ui.theme import LIGHT, Theme
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.study import Sequence

__all__ = ["Film", "frame_colours"]

WIDEST = 22.0  # pixels from one frame to the next
ROOMY = 10.0  # from here on a frame has room for a letter
TIGHT = 4.0  # below this, frames touch
HEIGHT = 24
MOST_ROWS = 8
MOST_TINTS = 6  # more kinds of labels than this are told apart by their letters alone


def frame_colours(values: NDArray[np.float64], theme: Theme) -> NDArray[np.uint8]:
    """The picture (rows, T, 3) of values (T, D): a row a channel, at most 8; above that channels share a row.

    A shared row shows its value of largest size. 0 is the middle of the scale, the largest size its ends.
    """
    steps, channels = values.shape
    rows = min(channels, MOST_ROWS)
    shown = np.zeros((rows, steps))
    for row, part in enumerate(np.array_split(np.nan_to_num(values), rows, axis=1)):
        shown[row] = np.take_along_axis(part, np.abs(part).argmax(axis=1)[:, None], axis=1)[:, 0]
    largest = float(np.abs(shown).max()) or 1.0
    return theme.diverging[np.rint((shown / largest + 1) * 127.5).astype(np.intp)]


class Film(QWidget):
    """Frames in a row. ``gone`` is emitted with the step, from 1, that the person has pointed at."""

    gone = Signal(int)
    spoken_role: ClassVar[QAccessible.Role] = QAccessible.Role.Slider

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("film")
        self.setAccessibleName(_("Film strip of the input"))
        self.setFixedHeight(HEIGHT + 6)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._sequence: Sequence | None = None
        self._theme = LIGHT
        self._step = 0
        self._before: Sequence | None = None
        self._changed: tuple[int, ...] = ()
        self._parting: int | None = None
        self._back = False
        self._still: QPixmap | None = None  # all frames; only what moves is painted anew

    def show_sequence(self, sequence: Sequence, theme: Theme, before: Sequence | None = None) -> None:
        """Show another sequence, or the same one in other colours.

        The frames that are not as ``before`` stand in dashes.
        """
        if sequence is self._sequence and theme is self._theme and before is self._before:
            return  # all frames are as they were: to paint them takes as long as all the rest
        self._sequence, self._theme, self._still = sequence, theme, None
        self._before = before
        self._changed = () if before is None else changed_steps(sequence.values, before.values)
        self.update()

    def show_parting(self, step: int | None, *, back: bool = False) -> None:
        """Mark the step from which two runs differ, if there is one, ``back`` towards the first one."""
        if (step, back) != (self._parting, self._back):
            self._parting, self._back = step, back
            self.update()

    def show_step(self, step: int) -> None:
        """Mark a step; 0 is before the first frame."""
        if step != self._step:
            self._step = step
            self.update()

    def spoken_value(self) -> str:
        """Say at which step it is marked, and what the input is there."""
        return self.hint(self._step) if self._step else _("before the first input")

    def spoken_range(self) -> tuple[int, int, int]:
        """Give the step, and the first and the last one."""
        return self._step, 0, self._sequence.steps if self._sequence else 0

    def spoken_go(self, step: int) -> None:
        """Go to a step."""
        self.gone.emit(step)

    @property
    def pitch(self) -> float:
        """Pixels from one frame to the next."""
        steps = self._sequence.steps if self._sequence else 0
        return min(WIDEST, (self.width() - 4) / max(1, steps))

    def place(self, step: int) -> QRectF:
        """Where the frame of a step, from 1, is."""
        gap = 3.0 if self.pitch >= ROOMY else 1.0 if self.pitch >= TIGHT else 0.0
        return QRectF(2 + (step - 1) * self.pitch + gap / 2, 3, self.pitch - gap, HEIGHT)

    def step_at(self, x: float) -> int:
        """The step whose frame is at ``x`` or nearest to it."""
        steps = self._sequence.steps if self._sequence else 0
        return max(1, min(steps, int((x - 2) // self.pitch) + 1))

    def channel_at(self, x: float, y: float) -> int | None:
        """The channel at a place, from 0: of numbers that of its row, of symbols the one that is read; None: none."""
        if self._sequence is None:
            return None
        values = self._sequence.values
        if self._tinted():
            row = values[self.step_at(x) - 1]
            return int(np.abs(row).argmax()) if row.any() else None
        channels = values.shape[1]
        row = int((y - 3) / HEIGHT * channels)
        return min(max(row, 0), channels - 1) if channels <= MOST_ROWS else None

    def sizeHint(self) -> QSize:
        return QSize(400, HEIGHT + 6)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._sequence is not None:
            self.gone.emit(self.step_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        step = self.step_at(event.position().x())
        if event.buttons() & Qt.MouseButton.LeftButton and step != self._step:
            self.gone.emit(step)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._still = None

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self._sequence is not None:
            QToolTip.showText(event.globalPos(), self.hint(self.step_at(event.pos().x())), self)
            return True
        return super().event(event)

    def hint(self, step: int) -> str:
        """What a step has for input, in words."""
        if self._sequence is None:
            return ""
        said = _("step {step}: {what}").format(step=step, what=_said(self._sequence, step))
        if self._before is not None and step in self._changed:
            said = _("{now}; before {what}").format(now=said, what=_said(self._before, step))
        if step == self._parting:
            where = _("from here back to the first") if self._back else _("from here on")
            said = _("{now}; {where} the runs differ").format(now=said, where=where)
        return said

    def _label(self, step: int) -> str:
        return _labelled(self._sequence, step) if self._sequence else ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._sequence is None:
            return
        painter = QPainter(self)
        if vector(painter):
            self._paint_frames(painter)
        else:
            if self._still is None:
                self._still = self._photograph()
            painter.drawPixmap(0, 0, self._still)
        if self._parting is not None:
            self._paint_parting(painter, self._parting)
        if self._step:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.mark, 2))
            frame = self.place(self._step)
            spread = max(0.0, 5 - frame.width()) / 2  # a frame of one pixel is still seen
            painter.drawRoundedRect(frame.adjusted(-1 - spread, -2, 1 + spread, 2), 4, 4)

    def _photograph(self) -> QPixmap:
        scale = self.devicePixelRatioF()
        still = QPixmap(round(self.width() * scale), round(self.height() * scale))
        still.setDevicePixelRatio(scale)
        still.fill(Qt.GlobalColor.transparent)
        painter = QPainter(still)
        self._paint_frames(painter)
        painter.end()
        return still

    def _paint_frames(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._tinted():
            self._paint_labels(painter)
        else:
            self._paint_values(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for step in self._changed:
            pen = QPen(self._theme.text, 1.2)
            pen.setDashPattern([2.5, 2])
            painter.setPen(pen)
            painter.drawRoundedRect(self.place(step).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def _paint_parting(self, painter: QPainter, step: int) -> None:
        """A dashed rule before the frame, as in the plots: where the cell reads back, on its other side."""
        x = 2 + (step if self._back else max(step, 1) - 1) * self.pitch
        x = min(max(round(x) + 0.5, 1.5), self.width() - 1.5)
        for colour, width, dashes in ((self._theme.card, 3, None), (self._theme.text, 1, [3.0, 2.0])):
            pen = QPen(colour, width)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            if dashes:
                pen.setDashPattern(dashes)
            painter.setPen(pen)
            painter.drawLine(QLineF(x, 0, x, self.height()))

    def _tinted(self) -> bool:
        """Whether the labels say it all: every step has one busy channel at most, and a name for it."""
        if self._sequence is None or not any(self._sequence.labels):
            return False
        busy = np.count_nonzero(self._sequence.values, axis=1)
        return bool(busy.max(initial=0) <= 1 and self._sequence.values.shape[1] > 1)

    def _paint_labels(self, painter: QPainter) -> None:
        kinds = list(
            dict.fromkeys(label for label in (self._sequence.labels if self._sequence else ()) if label)
        )
        painter.setFont(self._theme.font(11, bold=True))
        for step in range(1, (self._sequence.steps if self._sequence else 0) + 1):
            label, frame = self._label(step), self.place(step)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._tint(kinds.index(label), len(kinds)) if label else self._theme.grid)
            radius = 3 if self.pitch >= TIGHT else 0
            painter.drawRoundedRect(frame, radius, radius)
            if label and self.pitch >= ROOMY:
                painter.setPen(self._theme.text)
                painter.drawText(
                    frame, Qt.AlignmentFlag.AlignCenter, label if len(label) == 1 else label[0].upper()
                )

    def _tint(self, kind: int, kinds: int) -> QColor:
        if kinds > MOST_TINTS:
            return self._theme.selection
        colour, card = self._theme.curves[kind % len(self._theme.curves)], self._theme.card
        share = 0.28 if self.pitch >= ROOMY else 0.6
        return mixed(colour, card, share)

    def _paint_values(self, painter: QPainter) -> None:
        if self._sequence is None:
            return
        colours = np.ascontiguousarray(frame_colours(self._sequence.values, self._theme))
        rows, steps = colours.shape[:2]
        whole = self.place(1).united(self.place(steps))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        if vector(painter) and rows * steps <= FEW:
            for cell, colour in flat_cells(colours, whole):
                painter.fillRect(cell, colour)
        else:
            image = QImage(colours.tobytes(), steps, rows, 3 * steps, QImage.Format.Format_RGB888)
            painter.drawImage(whole, image)
        if self.pitch >= TIGHT:
            for step in range(1, steps):
                left, right = self.place(step), self.place(step + 1)
                painter.fillRect(
                    QRectF(left.right(), 3, right.left() - left.right(), HEIGHT), self._theme.card
                )
        painter.setPen(self._theme.edge)
        painter.drawRect(whole.toRect().adjusted(0, 0, -1, -1))


def _labelled(sequence: Sequence, step: int) -> str:
    return sequence.labels[step - 1] if step <= len(sequence.labels) else ""


def _said(sequence: Sequence, step: int) -> str:
    """Say what a step reads: its label and its numbers."""
    row, label = sequence.values[step - 1], _labelled(sequence, step)
    numbers = ", ".join(f"{value:.3g}" for value in row[:12]) + (" …" if len(row) > 12 else "")
    numbers = numbers.replace("-", "−")
    return _("“{label}” {numbers}").format(label=label, numbers=numbers) if label else numbers
