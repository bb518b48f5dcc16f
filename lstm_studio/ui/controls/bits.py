"""A vector of zeros and ones, a square a unit; a click or Space turns one over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from lstm_studio.ui.theme import LIGHT, Theme
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

__all__ = ["Bits"]

SIDE = 22  # pixels of a square with its gap
SMALL = 12  # of one among very many
MANY = 128
WIDE = 360
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -(10**6), Qt.Key.Key_End: 10**6}


class Bits(QWidget):
    """``turned`` gives the whole vector after the person has turned a bit over; None is shown where there is none."""

    turned = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT
        self.bits: tuple[int | None, ...] = ()
        self.at = 0
        self._painted: int | None = None  # the bit that a drag writes
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def show_bits(self, bits: tuple[int | None, ...]) -> None:
        """Show a vector, an entry a unit."""
        if bits != self.bits:
            fewer_or_more, self.bits = len(bits) != len(self.bits), bits
            if fewer_or_more:
                self.setFixedSize(self.sizeHint())
            self.at = min(self.at, max(len(bits) - 1, 0))
            self._say()
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.theme = theme
        self.update()

    @property
    def side(self) -> int:
        """Pixels from one square to the next."""
        return SIDE if len(self.bits) <= MANY else SMALL

    @property
    def across(self) -> int:
        """How many squares stand in a row."""
        most = WIDE // self.side
        return max(1, min(len(self.bits), most // 8 * 8 or most))

    def sizeHint(self) -> QSize:
        rows = -(-max(len(self.bits), 1) // self.across)
        return QSize(WIDE, rows * self.side)

    def place(self, unit: int) -> QRectF:
        """Where the square of a unit is."""
        row, column = divmod(unit, self.across)
        return QRectF(column * self.side, row * self.side, self.side - 3, self.side - 3)

    def unit_at(self, point: QPointF) -> int | None:
        """The unit at a place, None for none."""
        column, row = int(point.x() // self.side), int(point.y() // self.side)
        unit = row * self.across + column
        inside = 0 <= column < self.across and row >= 0 and unit < len(self.bits)
        return unit if inside else None

    def turn(self, unit: int, bit: int | None = None) -> None:
        """Turn the bit of a unit over, or write one; where nothing was held yet the others become 1."""
        wanted = (1 if self.bits[unit] == 0 else 0) if bit is None else bit
        others = tuple(1 if one is None else one for one in self.bits)
        changed = (*others[:unit], wanted, *others[unit + 1 :])
        differs, self.bits = changed != self.bits, changed
        self._go(unit)
        if differs:
            self.turned.emit(changed)

    def _go(self, unit: int) -> None:
        self.at = unit
        self._say()
        self.update()

    def _say(self) -> None:
        if self.bits:
            bit = self.bits[self.at]
            words = {0: _("0, reset here"), 1: _("1, copied here"), None: _("not held")}[bit]
            self.setAccessibleDescription(_("unit {n}: {bit}").format(n=self.at + 1, bit=words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        across = {Qt.Key.Key_Up: -self.across, Qt.Key.Key_Down: self.across}
        if key in STEPS or key in across:
            step = STEPS.get(key, across.get(key, 0))
            self._go(min(max(self.at + step, 0), len(self.bits) - 1))
        elif key == Qt.Key.Key_Space:
            self.turn(self.at)
        elif event.text() in ("0", "1"):
            self.turn(self.at, int(event.text()))
            self._go(min(self.at + 1, len(self.bits) - 1))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        unit = self.unit_at(event.position())
        if unit is not None and event.button() == Qt.MouseButton.LeftButton:
            self._painted = 1 if self.bits[unit] == 0 else 0  # a drag writes the same into those it passes
            self.turn(unit, self._painted)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        unit = self.unit_at(event.position())
        if unit is not None and self._painted is not None and self.bits[unit] != self._painted:
            self.turn(unit, self._painted)
        elif unit is not None and self._painted is None:
            QToolTip.showText(event.globalPosition().toPoint(), _("unit {n}").format(n=unit + 1), self)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._painted = None

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        QToolTip.hideText()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.theme.font(11, bold=True))
        theme = self.theme
        for unit, bit in enumerate(self.bits):
            place = self.place(unit).adjusted(0.5, 0.5, -0.5, -0.5)
            here = unit == self.at and self.hasFocus()
            painter.setPen(QPen(theme.accent if here else theme.edge, 2 if here else 1))
            painter.setBrush(theme.accent if bit else theme.field)
            painter.drawRoundedRect(place, 3, 3)
            if self.side == SIDE:
                painter.setPen(theme.on_accent if bit else theme.text if bit == 0 else theme.quiet)
                text = "·" if bit is None else str(bit)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
