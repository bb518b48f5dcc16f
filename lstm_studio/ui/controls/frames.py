"""The frames of a film strip: where they stand, and how they are painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from lstm_studio.ui.colours import mixed
from lstm_studio.ui.plots.ink import FEW, flat_cells, vector

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.study import Sequence
    from lstm_studio.ui.theme import Theme

__all__ = ["HEIGHT", "Frames", "frame_colours", "labelled"]

WIDEST = 22.0  # pixels from one frame to the next
ROOMY = 10.0  # from here on a frame has room for a letter
TIGHT = 4.0  # below this, frames touch
HEIGHT = 24
MOST_ROWS = 8
LETTER, DIGIT = 11, 8  # pixels of type: of a letter, and of a number that needs more room
NOT_CUT = Qt.TextFlag.TextDontClip
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


class Frames:
    """The frames of a sequence in ``width`` pixels; those of the steps ``changed``, from 1, stand in dashes."""

    def __init__(self, sequence: Sequence, theme: Theme, changed: tuple[int, ...], width: int) -> None:
        self.sequence, self.theme, self.changed, self.width = sequence, theme, changed, width
        self.pitch = min(WIDEST, (width - 4) / max(1, sequence.steps))  # pixels from one frame to the next
        busy = np.count_nonzero(sequence.values, axis=1).max(initial=0)
        # Whether the labels say it all: every step has one busy channel at most, and a name for it.
        self.tinted = any(sequence.labels) and busy <= 1 and sequence.values.shape[1] > 1

    def place(self, step: int) -> QRectF:
        """Where the frame of a step, from 1, is."""
        gap = 3.0 if self.pitch >= ROOMY else 1.0 if self.pitch >= TIGHT else 0.0
        return QRectF(2 + (step - 1) * self.pitch + gap / 2, 3, self.pitch - gap, HEIGHT)

    def step_at(self, x: float) -> int:
        """The step whose frame is at ``x`` or nearest to it."""
        return max(1, min(self.sequence.steps, int((x - 2) // self.pitch) + 1))

    def channel_at(self, x: float, y: float) -> int | None:
        """The channel at a place, from 0: of numbers that of its row, of symbols the one that is read; None: none."""
        values = self.sequence.values
        if self.tinted:
            row = values[self.step_at(x) - 1]
            return int(np.abs(row).argmax()) if row.any() else None
        channels = values.shape[1]
        row = int((y - 3) / HEIGHT * channels)
        return min(max(row, 0), channels - 1) if channels <= MOST_ROWS else None

    def paint(self, painter: QPainter) -> None:
        """Paint all frames."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.tinted:
            self._paint_labels(painter)
        else:
            self._paint_values(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for step in self.changed:
            pen = QPen(self.theme.text, 1.2)
            pen.setDashPattern([2.5, 2])
            painter.setPen(pen)
            painter.drawRoundedRect(self.place(step).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def _paint_labels(self, painter: QPainter) -> None:
        kinds = list(dict.fromkeys(label for label in self.sequence.labels if label))
        largest = max(map(len, filter(str.isdecimal, kinds)), default=1)
        # A number without its end is another one; a word is known by its first letter.
        usual, small = self.theme.font(LETTER, bold=True), self.theme.font(DIGIT, bold=True)
        wide = QFontMetricsF(usual).horizontalAdvance("0") * largest
        painter.setFont(usual if wide <= self.pitch else small)
        whole = QFontMetricsF(painter.font()).horizontalAdvance("0") * largest <= self.pitch
        for step in range(1, self.sequence.steps + 1):
            label, frame = labelled(self.sequence, step), self.place(step)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._tint(kinds.index(label), len(kinds)) if label else self.theme.grid)
            radius = 3 if self.pitch >= TIGHT else 0
            painter.drawRoundedRect(frame, radius, radius)
            if label and self.pitch >= ROOMY and (whole or not label.isdecimal()):
                painter.setPen(self.theme.text)
                painter.drawText(frame, Qt.AlignmentFlag.AlignCenter | NOT_CUT, _in_short(label))

    def _tint(self, kind: int, kinds: int) -> QColor:
        if kinds > MOST_TINTS:
            return self.theme.selection
        colour, card = self.theme.curves[kind % len(self.theme.curves)], self.theme.card
        share = 0.28 if self.pitch >= ROOMY else 0.6
        return mixed(colour, card, share)

    def _paint_values(self, painter: QPainter) -> None:
        colours = np.ascontiguousarray(frame_colours(self.sequence.values, self.theme))
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
                    QRectF(left.right(), 3, right.left() - left.right(), HEIGHT), self.theme.card
                )
        painter.setPen(self.theme.edge)
        painter.drawRect(whole.toRect().adjusted(0, 0, -1, -1))


def _in_short(label: str) -> str:
    return label if len(label) == 1 or label.isdecimal() else label[0].upper()


def labelled(sequence: Sequence, step: int) -> str:
    """Give the label of a step, from 1; an empty one where it has none."""
    return sequence.labels[step - 1] if step <= len(sequence.labels) else ""
