"""A small picture of a task, drawn from a sample: the input above, what is asked below, a column a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from lstm_studio.core.printing.numbers import short
from lstm_studio.ui.theme import LIGHT, Theme
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent

    from lstm_studio.core.study import Sequence

__all__ = ["TaskPicture", "draw_task"]

MARGIN, LETTER = 8.0, 14.0  # pixels around, and at the left for x and y
MOST_ROWS = 12  # of symbols that are drawn as rows
LEAST_TYPE, MOST_TYPE = 7, 13  # pixels of letters
WIDE_STEP = 9.0  # pixels of a step with a letter, at least
INPUTS = 0.58  # of the height
BOX = 14  # pixels of a sign that is asked alone


def draw_task(painter: QPainter, place: QRectF, sequence: Sequence, theme: Theme) -> None:
    """Draw a sample into a place."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner = place.adjusted(MARGIN + LETTER, MARGIN, -MARGIN, -MARGIN)
    target = sequence.target
    share = INPUTS if target is not None else 1.0
    above = QRectF(inner.left(), inner.top(), inner.width(), inner.height() * share - 3)
    _name(painter, above, "x", theme)
    counts = [not sequence.labels or bool(label) for label in sequence.labels or [""] * sequence.steps]
    inputs = _Band(painter, above, theme, theme.wire_x)
    if len(sequence.channels) > MOST_ROWS and sequence.labels and max(map(len, sequence.labels)) > 1:
        inputs.words(sequence.labels)
    else:
        inputs.draw(sequence.values, sequence.channels, np.ones(sequence.steps, dtype=bool), np.array(counts))
    if target is None:
        return
    below = QRectF(inner.left(), above.bottom() + 7, inner.width(), inner.bottom() - above.bottom() - 7)
    painter.setPen(QPen(theme.grid, 1))
    painter.drawLine(
        QPointF(place.left() + MARGIN, above.bottom() + 3.5), QPointF(inner.right(), above.bottom() + 3.5)
    )
    _name(painter, below, "y", theme)
    asked = np.ones(len(target), dtype=bool) if sequence.weight is None else sequence.weight > 0
    names = sequence.channels if target.shape[1] == len(sequence.channels) else ()
    _Band(painter, below, theme, theme.wire_h).draw(target, names, asked, asked)


def _name(painter: QPainter, band: QRectF, name: str, theme: Theme) -> None:
    painter.setPen(theme.quiet)
    painter.setFont(theme.symbols(14))
    left = QRectF(band.left() - LETTER, band.top(), LETTER, band.height())
    painter.drawText(left, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)


class _Band:
    """A place for values (T, D): letters, rows of symbols, curves, or what is asked at one step alone."""

    def __init__(self, painter: QPainter, place: QRectF, theme: Theme, colour: QColor) -> None:
        self.painter, self.place, self.theme, self.colour = painter, place, theme, colour

    def draw(
        self,
        values: NDArray[np.float64],
        names: tuple[str, ...],
        asked: NDArray[np.bool_],
        counts: NDArray[np.bool_],
    ) -> None:
        """Draw the steps that are asked (T,); those that do not count (T,) are fainter where letters are written."""
        if not asked.any():
            return
        signs = bool(np.isin(values[asked], (0.0, 1.0)).all())
        one = signs and values.shape[1] > 1 and bool((values[asked].sum(axis=1) <= 1).all())
        if one and names and all(len(name) == 1 for name in names):
            self._letters(values, names, asked, counts)
        elif asked.sum() == 1:
            self._single(values[asked][0], int(asked.argmax()), len(asked), signs=signs)
        elif signs and values.shape[1] <= MOST_ROWS:
            self._rows(values, asked)
        else:
            self._curves(values, asked)

    def words(self, words: tuple[str, ...]) -> None:
        """Write words one after the other, as many as have room."""
        self.painter.setFont(self.theme.font(MOST_TYPE))
        end = Qt.TextElideMode.ElideRight
        text = self.painter.fontMetrics().elidedText(" ".join(words), end, int(self.place.width()))
        self.painter.setPen(self.colour)
        self.painter.drawText(self.place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _letters(
        self,
        values: NDArray[np.float64],
        names: tuple[str, ...],
        asked: NDArray[np.bool_],
        counts: NDArray[np.bool_],
    ) -> None:
        """Write the symbol of each step, as many as have room, a point for none."""
        fits = max(2, int(self.place.width() / WIDE_STEP))
        cut = len(values) > fits
        steps = fits - 1 if cut else len(values)
        wide = self.place.width() / (steps + int(cut))
        size = min(max(wide * 1.4, LEAST_TYPE), MOST_TYPE, self.place.height())
        self.painter.setFont(self.theme.mono(int(size)))
        faint = not counts.any() or counts.all()
        for step in range(steps + int(cut)):
            text = "…"
            if step < steps:
                row = values[step]
                text = names[int(row.argmax())].replace(" ", "␣") if row.any() else "·"
                text = text if asked[step] else ""
            self.painter.setPen(self.colour if faint or (step < steps and counts[step]) else self.theme.quiet)
            cell = QRectF(self.place.left() + step * wide, self.place.top(), wide, self.place.height())
            self.painter.drawText(cell, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)

    def _rows(self, values: NDArray[np.float64], asked: NDArray[np.bool_]) -> None:
        """Draw a row a channel, filled where it is 1, in the colours of curves where there are a few."""
        steps, rows = values.shape
        high = min(self.place.height() / rows, 14.0)
        top = self.place.top() + (self.place.height() - rows * high) / 2
        wide = self.place.width() / steps
        gap = min(1.0, wide / 6)
        colours = self.theme.curves if 1 < rows <= 4 else (self.colour,)
        for row in range(rows):
            for step in np.flatnonzero(asked):
                cell = QRectF(self.place.left() + step * wide, top + row * high, wide, high)
                self._box(
                    cell.adjusted(gap / 2, 0.5, -gap / 2, -0.5),
                    values[step, row],
                    colours[row % len(colours)],
                )

    def _box(self, cell: QRectF, value: float, colour: QColor) -> None:
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour if value else self.theme.grid)
        self.painter.drawRoundedRect(cell, 1.5, 1.5)

    def _single(self, values: NDArray[np.float64], step: int, steps: int, *, signs: bool) -> None:
        """Show what is asked at one step alone, at its place: numbers are printed, signs are boxes; a line up to it."""
        right = self.place.left() + self.place.width() * (step + 1) / steps
        text = "  ".join(short(float(value), signed=False) for value in values)
        self.painter.setFont(self.theme.font(12, bold=True))
        wide = len(values) * BOX if signs else self.painter.fontMetrics().horizontalAdvance(text) + 4
        left = max(right - wide, self.place.left())
        middle = self.place.center().y()
        self.painter.setPen(QPen(self.theme.grid, 1))
        self.painter.drawLine(
            QPointF(self.place.left(), middle), QPointF(max(left - 4, self.place.left()), middle)
        )
        if signs:
            for number, value in enumerate(values):
                cell = QRectF(left + number * BOX + 1, middle - BOX / 2 + 1, BOX - 2, BOX - 2)
                self._box(cell, value, self.colour)
            return
        self.painter.setPen(self.colour)
        cell = QRectF(left, self.place.top(), wide, self.place.height())
        self.painter.drawText(cell, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def _curves(self, values: NDArray[np.float64], asked: NDArray[np.bool_]) -> None:
        """Draw a curve a channel on one scale; a channel of zeros and ones among numbers as marks at the bottom."""
        marks = np.isin(values[asked], (0.0, 1.0)).all(axis=0)
        marks &= not marks.all()
        numbers = np.flatnonzero(~marks)
        places = self.place.left() + (np.arange(len(values)) + 0.5) * self.place.width() / len(values)
        low, high = float(values[asked][:, numbers].min()), float(values[asked][:, numbers].max())
        foot = 7.0 if marks.any() else 0.0
        room = self.place.height() - foot - 2
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        for order, channel in enumerate(numbers):
            heights = (
                self.place.bottom() - foot - 1 - (values[:, channel] - low) / ((high - low) or 1.0) * room
            )
            points = [QPointF(x, y) for x, y, here in zip(places, heights, asked, strict=True) if here]
            several = self.theme.curves[order % len(self.theme.curves)]
            self.painter.setPen(QPen(self.colour if len(numbers) == 1 else several, 1.5))
            self.painter.drawPolyline(QPolygonF(points))
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(self.theme.accent)
        for channel in np.flatnonzero(marks):
            for step in np.flatnonzero(values[:, channel]):
                x, y = places[step], self.place.bottom()
                self.painter.drawPolygon(
                    QPolygonF([QPointF(x, y - 6), QPointF(x - 3.5, y), QPointF(x + 3.5, y)])
                )


class TaskPicture(QWidget):
    """The picture of a sample; None shows nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT
        self.sequence: Sequence | None = None
        self.setMinimumHeight(84)
        self.setAccessibleName(_("A sample: the input above, what is asked below"))

    def sizeHint(self) -> QSize:
        return QSize(240, 96)

    def show_sequence(self, sequence: Sequence | None) -> None:
        """Show another sample."""
        self.sequence = sequence
        steps = 0 if sequence is None else sequence.steps
        self.setAccessibleDescription(ngettext("{n} step", "{n} steps", steps).format(n=steps))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.theme = theme
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(self.theme.edge, 1))
        painter.setBrush(self.theme.paper)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if self.sequence is not None:
            draw_task(painter, QRectF(self.rect()), self.sequence, self.theme)
