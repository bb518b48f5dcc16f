"""The equations: every line in print, its meaning as a tip, and the selected unit's value now at the right."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from lstm_studio.formats.csv_text import Table
from lstm_studio.session.verbs import selection
from lstm_studio.ui.controls.formula import Formula
from lstm_studio.ui.controls.words import Words
from lstm_studio.ui.mathematics import equation_html, readout_html, turned_html
from lstm_studio.ui.numbers import NONE, short
from lstm_studio.ui.panels.panel import Panel
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QResizeEvent

    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session
    from lstm_studio.ui.theme import Theme

__all__ = ["EquationsPanel", "Line"]


USUAL = 296  # pixels that a new window gives the card
ABOVE_BELOW = 4  # pixels of a line that are not the formula
MOST_ROOM = 420  # pixels of height that lines may ask of the window: more of them are scrolled
BESIDE = 36  # pixels of a line that are neither formula nor number
SAMPLE = "−00.00"
SMALLEST, REFERENCE, LARGEST = 13, 15, 20  # pixels of the symbols


def number_font(theme: Theme, size: int) -> QFont:
    """The font of the numbers beside symbols of ``size`` pixels."""
    return theme.mono(max(11, size - 4))


def measured(html: str, theme: Theme) -> QSize:
    """The room of a whole line in type of the reference size."""
    return Formula(html, theme.symbols(REFERENCE, italic=False)).sizeHint()


class Line(QFrame):
    """One equation. ``pressed`` gives the name of its value."""

    pressed = Signal(str)

    def __init__(self, name: str, html: str, tip: str, theme: Theme) -> None:
        super().__init__()
        self.name = name
        self.setProperty("line", "plain")
        self.setToolTip(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.formula = Formula(html, theme.symbols(REFERENCE, italic=False))
        self.room = self.formula.sizeHint()  # of the whole line, in type of the reference size
        self.number = Words(sample=SAMPLE, right=True)
        self.number.setText(NONE)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 1, 6, 1)
        row.setSpacing(8)
        row.addWidget(self.formula, 1)
        row.addWidget(self.number)
        self.number.setFont(number_font(theme, REFERENCE))
        self.setAccessibleName(self.formula.accessibleName())
        self.setAccessibleDescription(tip)

    def show_number(self, number: str) -> None:
        """Show the value of now; a screen reader reads it behind the equation."""
        if number != self.number.text():
            self.number.setText(number)
            self.setAccessibleName(f"{self.formula.accessibleName()}: {number}")

    def dress(self, theme: Theme, size: int) -> None:
        """Take the fonts of the theme, the symbols in ``size`` pixels."""
        self.formula.dress(theme.symbols(size, italic=False))
        self.number.setFont(number_font(theme, size))

    def select(self, *, selected: bool) -> None:
        """Mark the line, or no longer."""
        kind = "selected" if selected else "plain"
        if self.property("line") != kind:
            self.setProperty("line", kind)
            self.style().unpolish(self)
            self.style().polish(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(self.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.pressed.emit(self.name)
        else:
            super().keyPressEvent(event)


class EquationsPanel(Panel):
    """All lines of the cell, and the readout."""

    name = "equations"
    title = _("Equations")
    area = "right"
    needs: ClassVar[frozenset[str]] = frozenset(
        {"cell", "sizes", "layer", "direction", "cell_trace", "readout", "cursor", "unit", "node"}
    )

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.body.setContentsMargins(6, 2, 6, 8)
        self.body.setSpacing(0)
        self.lines: list[Line] = []
        self._rows: list[QSize] = []  # of all lines in every layer: the type is of one size in all
        self._roll = QScrollArea()
        self._roll.setWidgetResizable(True)
        self._roll.setFrameShape(QFrame.Shape.NoFrame)
        self._roll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._roll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._roll.viewport().setAutoFillBackground(False)
        self._column = QVBoxLayout()
        self.body.addWidget(self._roll)
        self._size = REFERENCE

    def fact(self, scene: Scene) -> str:
        return _("unit {unit}, step {step}").format(unit=scene.view.unit + 1, step=scene.view.cursor)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._dress()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        # A line that is broken needs more height, and a dock does not ask how high for its width.
        high = self._whole()
        if self._size > REFERENCE:  # large type is for room that is there, it asks for none
            high = min(high, self._high(REFERENCE))
        return QSize(super().minimumSizeHint().width(), min(high, MOST_ROOM))

    def _high(self, size: int) -> int:
        """The pixels that all lines, unbroken, take in type of this size, with what is above and below them."""
        return self._edges() + sum(
            math.ceil(row.height() * size / REFERENCE) + ABOVE_BELOW for row in self._rows
        )

    def _whole(self) -> int:
        """The pixels that all lines take, broken where they must be."""
        sides = self.contentsMargins(), self.body.contentsMargins()
        across = self._across() - sum(side.left() + side.right() for side in sides)
        return self._edges() + self._column.totalHeightForWidth(across)

    def _edges(self) -> int:
        """The pixels above and below all lines."""
        sides = self.contentsMargins(), self.body.contentsMargins()
        return sum(side.top() + side.bottom() for side in sides)

    def _across(self) -> int:
        """The pixels from side to side, or, before there is a place, those of a new window."""
        return self.width() if self.isVisible() else USUAL

    def _fit(self) -> None:
        """Set the type as large as the card has room for, and so small that no line is broken if that can be."""
        size = self._best()
        if size != self._size:
            self._size = size
            self._dress()
            self.updateGeometry()
        # Said here: left to itself, a bar that was there stays where lines are broken beside it alone.
        policy = Qt.ScrollBarPolicy
        rolls = self._whole() > self.height()
        self._roll.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if rolls else policy.ScrollBarAlwaysOff
        )

    def _best(self) -> int:
        """The largest size in which no line is broken; where there is none, in which all have room though broken."""
        whole = next(filter(self._fits, range(LARGEST, SMALLEST - 1, -1)), None)
        return whole or next(filter(self._holds, range(REFERENCE, SMALLEST, -1)), SMALLEST)

    def _room(self, size: int) -> float:
        """The pixels that a formula has beside its number in type of this size."""
        numbers = QFontMetrics(number_font(self.theme, size)).horizontalAdvance(SAMPLE)
        return self._across() - numbers - BESIDE

    def _fits(self, size: int) -> bool:
        """Whether every line stands whole in type of this size, and above the usual size all lines together."""
        formulas = max((row.width() for row in self._rows), default=0) * size / REFERENCE
        if formulas > self._room(size):
            return False
        return size <= REFERENCE or self._high(size) <= self.height()

    def _holds(self, size: int) -> bool:
        """Whether all lines have room in type of this size, those broken that must be."""
        room, scale = max(self._room(size), 1.0), size / REFERENCE
        more = sum((math.ceil(row.width() * scale / room) - 1) * row.height() * scale for row in self._rows)
        return self._high(size) + more <= self.height()

    def _dress(self) -> None:
        for row in self.lines:
            row.dress(self.theme, self._size)

    def refresh(self, scene: Scene, changed: frozenset[str]) -> None:
        if changed & {"cell", "sizes", "layer", "direction"}:
            self._print(scene)
        values = self._values(scene)
        for row in self.lines:
            row.show_number(values.get(row.name, NONE))
            row.select(selected=row.name == scene.view.node)

    def _print(self, scene: Scene) -> None:
        """Set all lines anew: the cell is another one. The output is read from the top layer."""
        cell, sizes = scene.study.cell, scene.study.sizes
        printed = {name: equation_html(cell, name, bias=sizes.bias) for name in cell.equations}
        if scene.view.direction:
            printed = {name: turned_html(html) for name, html in printed.items()}
        self.lines = [
            Line(name, html, cell.meaning.get(name, ""), self.theme) for name, html in printed.items()
        ]
        for row in self.lines:
            row.pressed.connect(self._on_pressed)
        if sizes.outputs and scene.view.layer == sizes.layers - 1:
            tip = _("the output of the model, read from {state}").format(state=sizes.readout)
            if sizes.output == "softmax":
                tip += _(": the share of the likeliest class")
            elif sizes.outputs > 1:
                tip += _(": the first of {n} outputs").format(n=sizes.outputs)
            self.lines.append(Line("y", readout_html(sizes), tip, self.theme))
        self._rows = [row.room for row in self.lines]
        if sizes.outputs and scene.view.layer < sizes.layers - 1:
            self._rows.append(measured(readout_html(sizes), self.theme))
        # Before they are in the card: it would grow for lines that are broken only now.
        self._size = self._best()
        self._dress()
        # All on one page that is shown once: the window would be laid out again for every line.
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        for row in self.lines:
            self._column.addWidget(row)
        self._roll.setWidget(page)
        page.setAutoFillBackground(False)
        self.updateGeometry()

    def _values(self, scene: Scene) -> dict[str, str]:
        """Print every named value of the selected unit at the cursor."""
        trace, step, unit = scene.cell_trace, scene.view.cursor, scene.view.unit
        if trace is None:
            return {}
        graph = scene.graph
        if step == 0:
            return {name: short(values[unit]) for name, values in trace.before.items()}
        found = {
            name: short(trace[name][step - 1, unit], signed=not graph.bounded(name)) for name in graph.named
        }
        if scene.readout is not None:
            output = scene.study.sizes.output
            shown = scene.readout.max() if output == "softmax" else scene.readout[0]
            found["y"] = short(float(shown), signed=output == "identity")
        return found

    def numbers(self, scene: Scene) -> Table | None:
        shown, step, unit = scene.shown, scene.view.cursor, scene.view.unit
        if shown is None or not step:
            return None
        rows = tuple((name, shown[name][step - 1, unit]) for name in scene.graph.named)
        return Table((_("value"), _("unit {unit}").format(unit=unit + 1)), rows)

    def _on_pressed(self, name: str) -> None:
        node = "" if name == self.session.state.view.node else name
        self.session.do(selection.select_node, node)
