"""A small map of the layers of a model, one above the other; a click walks into one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from lstm_studio.core.sizes import Sizes
from lstm_studio.ui.theme import LIGHT, Theme
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

__all__ = ["LayerMap"]

PITCH, LOW = 44.0, 17.0  # pixels from one layer to the next: at most, and in the smallest window
HIGH = 26.0  # of a box
WIDE = {1: 34.0, 2: 28.0}  # of a box, by the number of directions
GAP = 4.0  # between two directions
LEAST = 0.5  # of its width has the box of a layer with the fewest units
ROOM = 38.0  # pixels from one layer to the next where the number of values between them can be written
NUMBER = 16.0  # for the layer's number, beside two directions
EDGE = 10.0


class LayerMap(QWidget):
    """The layers from the input, below, to the output; ``entered`` gives the layer and the direction of a box."""

    entered = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT
        self._sizes = Sizes()
        self._here = (0, 0)
        self.setAccessibleName(_("Layers"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        self.setMouseTracking(True)

    def show_model(self, sizes: Sizes, layer: int, direction: int) -> None:
        """Show the layers of a model, and which one is looked into; a single cell needs no map."""
        self.setVisible(not sizes.single)
        if sizes != self._sizes or (layer, direction) != self._here:
            if sizes.directions != self._sizes.directions:
                self.updateGeometry()
            self._sizes, self._here = sizes, (layer, direction)
            self.setAccessibleDescription(self.about(layer, direction))
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(2 * EDGE + self._across()), 0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _across(self) -> float:
        if self._sizes.directions == 1:
            return WIDE[1]
        return NUMBER + 2 * WIDE[2] + GAP

    @property
    def pitch(self) -> float:
        """Pixels from one layer to the next."""
        return max(LOW, min(PITCH, (self.height() - 8) / (self._sizes.layers + 2)))

    def _level(self, layer: int) -> float:
        """The middle of a layer; the input is at −1, the output above the top one."""
        middle = self.height() / 2
        return middle + ((self._sizes.layers - 1) / 2 - layer) * self.pitch

    def place(self, layer: int, direction: int) -> QRectF:
        """Where the box of a layer and a direction is."""
        most, high = WIDE[self._sizes.directions], min(HIGH, self.pitch - 4)
        wide = most * self._share(layer)
        if self._sizes.directions == 1:
            left = EDGE + (most - wide) / 2
        else:  # the two of a layer stand close together
            left = EDGE + NUMBER + (most + GAP if direction else most - wide)
        return QRectF(left, self._level(layer) - high / 2, wide, high)

    def _share(self, layer: int) -> float:
        """The share of its width that the box of a layer has: the wider the more units, by their logarithm."""
        units, every = self._sizes.units_of(layer), self._sizes.every
        few, many = min(every), max(every)
        return 1.0 if few == many else LEAST + (1 - LEAST) * math.log(units / few) / math.log(many / few)

    def at(self, point: QPointF) -> tuple[int, int] | None:
        """The layer and the direction of the box at a point."""
        for layer in range(self._sizes.layers):
            for direction in range(self._sizes.directions):
                if self.place(layer, direction).adjusted(-2, -2, 2, 2).contains(point):
                    return layer, direction
        return None

    def about(self, layer: int, direction: int) -> str:
        """Say what a layer is and what it reads."""
        sizes = self._sizes
        named = _("layer {layer} of {layers}").format(layer=layer + 1, layers=sizes.layers)
        if sizes.directions > 1:
            way = (
                _("reads from the last step to the first") if direction else _("reads from the first step on")
            )
            named = f"{named}, {way}"
        if layer:
            source = (
                _("both directions of layer {layer}") if sizes.directions > 1 else _("h of layer {layer}")
            )
            source = source.format(layer=layer)
        else:
            source = _("the vectors of the symbols") if sizes.symbols else _("the input")
        return _("{layer}: {units} units on {inputs} values, {source}").format(
            layer=named, units=sizes.units_of(layer), inputs=sizes.inputs_of(layer), source=source
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self.at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found is not None:
            self.entered.emit(*found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self.at(event.position())
        self.setCursor(Qt.CursorShape.ArrowCursor if found is None else Qt.CursorShape.PointingHandCursor)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            found = self.at(QPointF(event.pos()))
            keys = _("Ctrl with an arrow key walks through the layers")
            QToolTip.showText(event.globalPos(), keys if found is None else self.about(*found), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sizes, theme = self._sizes, self.theme
        middle = self.place(0, 0).united(self.place(0, sizes.directions - 1)).center().x()
        painter.setPen(QPen(theme.wire_h, 1.4))
        painter.drawLine(QPointF(middle, self._level(-1) - 9), QPointF(middle, self._level(sizes.layers) + 9))
        italic = theme.symbols(15)
        painter.setFont(italic)
        painter.setPen(theme.text)
        for letter, layer in (("x", -1), ("y" if sizes.outputs else "h", sizes.layers)):
            word = QRectF(middle - 12, self._level(layer) - 9, 24, 18)
            painter.drawText(word, Qt.AlignmentFlag.AlignCenter, letter)
        for layer in range(sizes.layers):
            self._paint_layer(painter, layer)
        if sizes.widths and self.pitch >= ROOM:
            self._paint_widths(painter, middle)

    def _paint_widths(self, painter: QPainter, middle: float) -> None:
        """Write beside the wire how many values a layer gives to what is above it."""
        painter.setFont(self.theme.font(10))
        painter.setPen(self.theme.quiet)
        for layer in range(self._sizes.layers):
            box = self.place(layer, 0)
            above = QRectF(middle + 4, box.top() - (self.pitch - box.height()) / 2 - 6, self.width(), 12)
            count = self._sizes.units_of(layer) * self._sizes.directions
            painter.drawText(above, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, str(count))

    def _paint_layer(self, painter: QPainter, layer: int) -> None:
        sizes, theme = self._sizes, self.theme
        painter.setFont(theme.font(11 if self.pitch < HIGH else 12, bold=self._here[0] == layer))
        centre, number = Qt.AlignmentFlag.AlignCenter, str(layer + 1)
        if sizes.directions > 1:
            painter.setPen(theme.text if self._here[0] == layer else theme.quiet)
            first = self.place(layer, 0)
            beside = QRectF(EDGE - 3, first.top(), NUMBER, first.height())
            painter.drawText(beside, centre, number)
        for direction in range(sizes.directions):
            here, box = self._here == (layer, direction), self.place(layer, direction)
            painter.setPen(QPen(theme.accent if here else theme.cell_edge, 1.2))
            painter.setBrush(theme.accent if here else theme.cell_fill)
            painter.drawRoundedRect(box, 5, 5)
            painter.setPen(theme.on_accent if here else theme.text)
            painter.drawText(box, centre, number if sizes.directions == 1 else "→←"[direction])
