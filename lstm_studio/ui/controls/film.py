"""The film strip: one frame a step, for ten steps or a thousand; click or drag goes to a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QEvent, QLineF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from lstm_studio.session.entered import changed_steps
from lstm_studio.ui.controls.frames import HEIGHT, Frames, labelled
from lstm_studio.ui.plots.ink import vector
from lstm_studio.ui.theme import LIGHT, Theme
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.study import Sequence

__all__ = ["Film"]


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
        self._frames: Frames | None = None
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
        self._stand()
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

    def _stand(self) -> None:
        """Place the frames anew."""
        self._still = None
        if self._sequence is not None:
            self._frames = Frames(self._sequence, self._theme, self._changed, self.width())

    def place(self, step: int) -> QRectF:
        """Where the frame of a step, from 1, is."""
        return self._frames.place(step) if self._frames else QRectF()

    def step_at(self, x: float) -> int:
        """The step whose frame is at ``x`` or nearest to it."""
        return self._frames.step_at(x) if self._frames else 1

    def channel_at(self, x: float, y: float) -> int | None:
        """The channel at a place, from 0; None where it is none of them."""
        return self._frames.channel_at(x, y) if self._frames else None

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
        self._stand()

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

    def paintEvent(self, _event: QPaintEvent) -> None:
        frames = self._frames
        if frames is None:
            return
        painter = QPainter(self)
        if vector(painter):
            frames.paint(painter)
        else:
            if self._still is None:
                self._still = self._photograph(frames)
            painter.drawPixmap(0, 0, self._still)
        if self._parting is not None:
            self._paint_parting(painter, frames, self._parting)
        if self._step:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.mark, 2))
            frame = frames.place(self._step)
            spread = max(0.0, 5 - frame.width()) / 2  # a frame of one pixel is still seen
            painter.drawRoundedRect(frame.adjusted(-1 - spread, -2, 1 + spread, 2), 4, 4)

    def _photograph(self, frames: Frames) -> QPixmap:
        scale = self.devicePixelRatioF()
        still = QPixmap(round(self.width() * scale), round(self.height() * scale))
        still.setDevicePixelRatio(scale)
        still.fill(Qt.GlobalColor.transparent)
        painter = QPainter(still)
        frames.paint(painter)
        painter.end()
        return still

    def _paint_parting(self, painter: QPainter, frames: Frames, step: int) -> None:
        """A dashed rule before the frame, as in the plots: where the cell reads back, on its other side."""
        x = 2 + (step if self._back else max(step, 1) - 1) * frames.pitch
        x = min(max(round(x) + 0.5, 1.5), self.width() - 1.5)
        for colour, width, dashes in ((self._theme.card, 3, None), (self._theme.text, 1, [3.0, 2.0])):
            pen = QPen(colour, width)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            if dashes:
                pen.setDashPattern(dashes)
            painter.setPen(pen)
            painter.drawLine(QLineF(x, 0, x, self.height()))


def _said(sequence: Sequence, step: int) -> str:
    """Say what a step reads: its label and its numbers."""
    row, label = sequence.values[step - 1], labelled(sequence, step)
    numbers = ", ".join(f"{value:.3g}" for value in row[:12]) + (" …" if len(row) > 12 else "")
    numbers = numbers.replace("-", "−")
    return _("“{label}” {numbers}").format(label=label, numbers=numbers) if label else numbers
