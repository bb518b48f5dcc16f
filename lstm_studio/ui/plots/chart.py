"""Boxes one above the other over one horizontal axis, and what stands around them; reads the mouse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QTextOption
from PySide6.QtWidgets import QGraphicsTextItem

from lstm_studio.ui.plots.box import Box, pushed

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent, QResizeEvent, QWheelEvent
    from PySide6.QtWidgets import QGraphicsWidget, QWidget

    from lstm_studio.ui.plots.axes import Margin, WholeAxis
    from lstm_studio.ui.theme import Theme

__all__ = ["At", "Chart"]

_BELOW = 18.0  # pixels of the horizontal axis
_BETWEEN = 7.0  # pixels between two boxes
_AROUND = 12.0  # pixels beside a note
_NEAR = 4.0  # columns that a zoom leaves at least


@dataclass(frozen=True)
class At:
    """A place in a box, in the units of its data."""

    box: Box
    x: float
    y: float
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    start: bool = True  # False while a button is held


@dataclass
class Row:
    """A box, what stands at its left and right, its share of the height, and whether it is shown."""

    box: Box
    left: Margin
    right: Margin
    share: float
    shown: bool = True


class Chart(pg.GraphicsView):
    """A view with rows of boxes. ``left`` and ``right`` are the widths of the margins in pixels.

    ``pressed(At)``: the left button went down, or moved while held. ``hovered(At or None)``.
    ``zoomed(first, last)``: the range along x that the wheel, the middle button (or Shift) or a double click
    asks for; the chart does not set it by itself.
    """

    pressed = Signal(object)
    hovered = Signal(object)
    zoomed = Signal(float, float)
    spoken_role: ClassVar[QAccessible.Role] = QAccessible.Role.Chart

    def __init__(self, axis: WholeAxis, left: float, right: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSize(160, 80)
        self.setCacheMode(self.CacheModeFlag(0))  # a ground of one colour is no picture to be kept
        self.axis, self.left, self.right = axis, left, right
        axis.left, axis.right = left, right
        self.whole = (0.0, 1.0)  # how far x goes
        self.teller: Callable[[], str] = lambda: ""  # says in words what is shown
        self.rows: list[Row] = []
        self._held: At | None = None
        self._hand: QPointF | None = None
        self._note = QGraphicsTextItem()
        self._note.document().setDefaultTextOption(QTextOption(Qt.AlignmentFlag.AlignHCenter))
        self._note.setVisible(False)
        self.addItem(axis)
        self.addItem(self._note)

    def add_row(self, box: Box, left: Margin, right: Margin, share: float) -> None:
        """Add a box below the others."""
        self.rows.append(Row(box, left, right, share))
        for item in (box, left, right):
            self.addItem(item)

    def set_margins(self, left: float, right: float) -> None:
        """Give the margins beside the boxes other widths."""
        if (left, right) != (self.left, self.right):
            self.left, self.right = left, right
            self.axis.left, self.axis.right = left, right
            self.axis.update()
            self.arrange()

    def show_row(self, box: Box, *, shown: bool = True, share: float | None = None) -> None:
        """Show or hide a row, or give it another share of the height."""
        row = next(row for row in self.rows if row.box is box)
        new = (shown, row.share if share is None else share)
        if new != (row.shown, row.share):
            row.shown, row.share = new
            self.arrange()

    def spoken_value(self) -> str:
        """Say what is shown, or why there is nothing."""
        return self.note or self.teller()

    def shows(self, box: Box) -> bool:
        """Tell whether a row is in sight."""
        return not self.note and any(row.shown for row in self.rows if row.box is box)

    @property
    def note(self) -> str:
        """What is said in place of the rows."""
        return self._note.toPlainText()

    def set_note(self, text: str) -> None:
        """Say in the middle why there is nothing to see, in place of all rows; "" brings them back."""
        if text != self.note:
            self._note.setPlainText(text)
            self.arrange()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of ``theme``."""
        self._note.setDefaultTextColor(theme.quiet)
        self._note.setFont(theme.font(12))
        self.setBackground(theme.card)
        self.axis.set_theme(theme)

    def set_x(self, first: float, last: float) -> None:
        """Show x from ``first`` to ``last`` in every box."""
        for row in self.rows:
            row.box.set_x(first, last)
        self.axis.set_range(first, last)

    @property
    def x_range(self) -> tuple[float, float]:
        """What is shown along x."""
        return self.axis.low, self.axis.high

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        # The base class calls this before there is anything to arrange.
        if hasattr(self, "rows"):
            self.arrange()

    def arrange(self) -> None:
        """Give every row its place."""
        note = bool(self.note)
        self._note.setVisible(note)
        self.axis.setVisible(not note)
        for row in self.rows:
            for item in (row.box, row.left, row.right):
                item.setVisible(row.shown and not note)
        seen = [row for row in self.rows if row.shown]
        width, height = float(self.width()), self.height() - _BELOW
        room = height - _BETWEEN * (len(seen) - 1)
        total = sum(row.share for row in seen)
        top = 4.0
        for row in seen:
            tall = max((room - 4.0) * row.share / total, 1.0)
            _put(row.left, 0, top, self.left, tall)
            _put(row.box, self.left, top, width - self.left - self.right, tall)
            _put(row.right, width - self.right, top, self.right, tall)
            top += tall + _BETWEEN
        _put(self.axis, 0, height, width, _BELOW)
        self._note.setTextWidth(-1)
        self._note.setTextWidth(min(self._note.boundingRect().width(), max(width - 2 * _AROUND, 1.0)))
        size = self._note.boundingRect()
        self._note.setPos((width - size.width()) / 2, (height - size.height()) / 2)

    def at(self, position: QPointF) -> At | None:
        """Give the place under a position in the view, or None beside all boxes."""
        for row in self.rows:
            if row.box.isVisible() and row.box.sceneBoundingRect().contains(position):
                return _place(row.box, position)
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        position = event.position()
        place = self.at(position)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if place is None:
            return
        if event.button() == Qt.MouseButton.MiddleButton or (
            event.button() == Qt.MouseButton.LeftButton and shift
        ):
            self._hand = position
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._held = place
            self.pressed.emit(At(place.box, place.x, place.y, event.modifiers()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()
        position = event.position()
        if self._hand is not None:
            first, last = self.x_range
            pixels = max(self.width() - self.left - self.right, 1.0)
            moved = (self._hand.x() - position.x()) * (last - first) / pixels
            self._hand = position
            self.zoomed.emit(*pushed(first + moved, last + moved, *self.whole, 0.0))
        elif self._held is not None:
            place = _place(self._held.box, position, start=False)
            # A hand that wanders off the row it took hold of still means that row.
            self.pressed.emit(At(place.box, place.x, self._held.y, event.modifiers(), start=False))
        else:
            self.hovered.emit(self.at(position))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self._held = None
        if self._hand is not None:
            self._hand = None
            self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            self.zoomed.emit(*self.whole)

    def wheelEvent(self, event: QWheelEvent) -> None:
        place = self.at(event.position())
        if place is None:
            event.ignore()
            return
        event.accept()
        first, last = self.x_range
        factor = max(0.9985 ** event.angleDelta().y(), _NEAR / (last - first))
        first, last = (place.x + (edge - place.x) * factor for edge in (first, last))
        self.zoomed.emit(*pushed(first, last, *self.whole, min(_NEAR, self.whole[1] - self.whole[0])))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)


def _put(item: QGraphicsWidget, left: float, top: float, width: float, height: float) -> None:
    item.setGeometry(QRectF(round(left), round(top), round(width), round(height)))


def _place(box: Box, position: QPointF, *, start: bool = True) -> At:
    place = box.mapSceneToView(position)
    return At(box, place.x(), place.y(), start=start)
