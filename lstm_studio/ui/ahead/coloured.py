"""A text whose symbols are coloured by a value, laid out in cells of one size; a press goes to the step of a symbol.

Shapes: n symbols, the first of which is step 1; the last of them may be written by the model itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QFont, QFontMetricsF, QImage, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from lstm_studio.session.symbols import seen
from lstm_studio.ui.plots.ink import vector
from lstm_studio.ui.theme import LIGHT, Theme
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent

__all__ = ["Coloured", "Layout", "laid_out", "narrowed", "on"]

TYPE, SMALLEST = 13, 7  # pixels
TALL = 20  # of a line
GAP = 1  # cells behind a word
DARK_INK, LIGHT_INK = QColor("#14181f"), QColor("#ffffff")
HALF = 0.55  # of full brightness, from which on ink is dark


@dataclass(frozen=True)
class Layout:
    """Where symbols stand: line, first cell and cells (n,) of each."""

    lines: NDArray[np.int64]
    cells: NDArray[np.int64]
    widths: NDArray[np.int64]

    @property
    def count(self) -> int:
        """The number of lines."""
        return int(self.lines[-1]) + 1 if len(self.lines) else 0


def narrowed(font: QFont, label: str, room: float) -> QFont:
    """Give the font smaller, where a symbol that another family draws is wider than ``room`` pixels."""
    fitting = QFont(font)
    while fitting.pixelSize() > SMALLEST and QFontMetricsF(fitting).horizontalAdvance(label) > room + 0.5:
        fitting.setPixelSize(fitting.pixelSize() - 1)
    return fitting


def laid_out(labels: tuple[str, ...], across: int, *, gap: int) -> Layout:
    """Lay symbols out in lines of so many cells, with a gap behind each; a line ends behind a line break, too."""
    widths = np.array([min(len(seen(label)) or 1, across) for label in labels], np.int64)
    lines, cells = np.empty_like(widths), np.empty_like(widths)
    line = cell = 0
    for place, wide in enumerate(widths.tolist()):
        if cell and cell + wide > across:
            line, cell = line + 1, 0
        lines[place], cells[place] = line, cell
        cell += wide + gap
        if labels[place] == "\n":
            line, cell = line + 1, 0
    return Layout(lines, cells, widths)


def on(colour: NDArray[Any]) -> QColor:
    """Give the ink that is read on a colour (3,)."""
    red, green, blue = (int(part) for part in colour)
    return DARK_INK if (0.299 * red + 0.587 * green + 0.114 * blue) / 255 > HALF else LIGHT_INK


class Coloured(QAbstractScrollArea):
    """``pressed`` gives the step of a symbol, from 1, under the button; ``pointed`` that under the mouse, or 0."""

    pressed = Signal(int)
    pointed = Signal(int)
    spoken_role: ClassVar[QAccessible.Role] = QAccessible.Role.StaticText

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT
        self.labels: tuple[str, ...] = ()
        self.colours: NDArray[Any] = np.zeros((0, 3), np.uint8)  # of the first of them
        self.given = 0  # symbols that were given; the rest is written by the model
        self.step = 0
        self._layout = laid_out((), 1, gap=0)
        self._across, self._cell, self._font = 0, 1, QFont()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setMinimumSize(120, 2 * TALL)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name)
        self.verticalScrollBar().setSingleStep(TALL)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self.theme, self._font = theme, theme.mono(TYPE)
        wide = QFontMetricsF(self._font).horizontalAdvance("m")
        self._cell = max(math.ceil(wide), 1)
        # Letters stand in whole pixels, as the colours behind them do.
        self._font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, self._cell - wide)
        self._lay(anew=True)

    def show_text(self, labels: tuple[str, ...], given: int) -> None:
        """Show symbols, of which so many were given."""
        if (labels, given) != (self.labels, self.given):
            anew, self.labels, self.given = labels != self.labels, labels, given
            self._lay(anew=anew)

    def show_colours(self, colours: NDArray[Any]) -> None:
        """Colour the symbols from the first on: (k, 3) of at most all."""
        self.colours = colours
        self.viewport().update()

    def show_cursor(self, step: int) -> None:
        """Frame the symbol of a step, 0 for none, and bring it into sight."""
        if step != self.step:
            self.step = step
            self._follow()
            self.viewport().update()

    def spoken_value(self) -> str:
        """Say the text around the cursor."""
        first = max(self.step - 40, 0)
        return "".join(self.labels[first : self.step]) or _("before the first symbol")

    def sizeHint(self) -> QSize:
        return QSize(320, 6 * TALL)

    def step_at(self, position: QPoint) -> int:
        """Give the step whose symbol is at a place of the viewport, 0 for none."""
        line = (position.y() + self.verticalScrollBar().value()) // TALL
        cell = position.x() // self._cell
        lay = self._layout
        here = (lay.lines == line) & (lay.cells <= cell) & (cell < lay.cells + lay.widths)
        found = np.flatnonzero(here)
        return int(found[0]) + 1 if len(found) else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def _lay(self, *, anew: bool = False) -> None:
        # The bar has its room whether it is there or not: it comes and goes with the number of lines.
        across = max((self.width() - self.verticalScrollBar().sizeHint().width()) // self._cell, 1)
        if anew or across != self._across:
            self._across = across
            words = any(len(label) > 1 for label in self.labels)
            self._layout = laid_out(self.labels, across, gap=GAP if words else 0)
        bar, high = self.verticalScrollBar(), self._layout.count * TALL
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(high - self.viewport().height(), 0))
        self._follow()
        self.viewport().update()

    def _follow(self) -> None:
        """Bring the cursor's line into sight."""
        if not 0 < self.step <= len(self.labels):
            return
        top, bar = int(self._layout.lines[self.step - 1]) * TALL, self.verticalScrollBar()
        low = top + 2 * TALL - self.viewport().height()
        bar.setValue(min(max(bar.value(), low), max(top - TALL, 0)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self.theme.card)
        offset, lay = self.verticalScrollBar().value(), self._layout
        first, last = offset // TALL, (offset + self.viewport().height()) // TALL
        low, high = np.searchsorted(lay.lines, [first, last + 1])
        if high > low:
            self._paint_ground(painter, int(low), int(high), offset)
            self._paint_symbols(painter, int(low), int(high), offset)
        if low < self.step <= high:
            frame = self.place(self.step).translated(0, -offset)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, out in (
                (self.theme.filling, 1),
                (self.theme.mark, 0),
            ):  # a halo shows it on any colour
                painter.setPen(QPen(colour, 1))
                painter.drawRect(frame.adjusted(-out, -out, out - 1, out - 1))

    def _paint_ground(self, painter: QPainter, low: int, high: int, offset: int) -> None:
        """Paint the colours of symbols as one picture, a pixel a cell."""
        lay, first = self._layout, int(self._layout.lines[low])
        high = min(high, len(self.colours))
        if high <= low:
            return
        if vector(painter):  # a picture would be blurred where a file is enlarged
            for place in range(low, high):
                painter.fillRect(
                    self.place(place + 1).translated(0, -offset), QColor(*map(int, self.colours[place]))
                )
            return
        card = self.theme.filling
        ground = np.empty((int(lay.lines[high - 1]) - first + 1, self._across, 4), np.uint8)
        ground[...] = (card.blue(), card.green(), card.red(), 255)
        for place in range(low, high):
            cell = lay.cells[place]
            ground[lay.lines[place] - first, cell : cell + lay.widths[place], :3] = self.colours[place, ::-1]
        tall, wide = ground.shape[:2]
        picture = QImage(ground.data, wide, tall, 4 * wide, QImage.Format.Format_RGB32)
        painter.drawImage(QRect(0, first * TALL - offset, wide * self._cell, tall * TALL), picture)

    def _paint_symbols(self, painter: QPainter, low: int, high: int, offset: int) -> None:
        """Write the symbols, those of a line in one ink at once: a call a symbol takes too long."""
        lay, alone = self._layout, vector(painter)  # who opens a file may have another font
        rows: dict[tuple[int, int], list[str]] = {}
        painter.setFont(self._font)
        for place in range(low, high):
            label = "↵" if self.labels[place] == "\n" else self.labels[place]
            ink = self._ink(place)
            if not label.strip(" "):
                continue
            if alone or not label.isascii():  # it may have another width than the cells
                painter.setPen(ink)
                painter.setFont(narrowed(self._font, label, self.place(place + 1).width()))
                painter.drawText(
                    self.place(place + 1).translated(0, -offset), Qt.AlignmentFlag.AlignCenter, label
                )
            else:
                line, cell = int(lay.lines[place]), int(lay.cells[place])
                row = rows.setdefault((line, ink.rgb()), [" "] * self._across)
                row[cell : cell + len(label)] = label[: self._across]
        painter.setFont(self._font)
        base = (TALL - QFontMetricsF(self._font).height()) / 2 + QFontMetricsF(self._font).ascent()
        for (line, colour), row in rows.items():
            painter.setPen(QColor(colour))
            painter.drawText(QPointF(0, line * TALL - offset + base), "".join(row).rstrip())

    def _ink(self, place: int) -> QColor:
        if place < len(self.colours):
            return on(self.colours[place])
        return self.theme.accent if place >= self.given else self.theme.text

    def place(self, step: int) -> QRect:
        """Where the symbol of a step stands, from the top of the text."""
        lay, cell = self._layout, self._cell
        at = step - 1
        return QRect(int(lay.cells[at]) * cell, int(lay.lines[at]) * TALL, int(lay.widths[at]) * cell, TALL)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        step = self.step_at(event.position().toPoint())
        if step and event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(step)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        step = self.step_at(event.position().toPoint())
        if step and event.buttons() & Qt.MouseButton.LeftButton:
            self.pressed.emit(step)
        self.pointed.emit(step)

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self.pointed.emit(0)
