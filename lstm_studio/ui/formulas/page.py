"""The lines of all equations, one below the other, in type as large as their place has room for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from lstm_studio.ui.formulas.line import BESIDE, SAMPLE, number_font
from lstm_studio.ui.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lstm_studio.ui.formulas.line import Line
    from lstm_studio.ui.theme import Theme

__all__ = ["Page"]

ABOVE_BELOW = 4  # pixels of a line that are not the equation
SMALLEST, REFERENCE, LARGEST = 13, 15, 20  # pixels of the symbols


class Page(QScrollArea):
    """``lines`` in sight, and of all lines in any layer the ``wholes``: the type is of one size in all."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self.size_of_type = REFERENCE
        self._wholes: list[tuple[float, float]] = []  # (width, height) on one row, in sizes of the type
        self._theme: Theme = LIGHT
        self._column = QVBoxLayout()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)

    def show_lines(
        self, lines: Sequence[Line], elsewhere: Sequence[tuple[float, float]], across: int, high: int
    ) -> None:
        """Show other lines in a place of ``across`` times ``high`` pixels; ``elsewhere``: those of other layers."""
        self.lines = list(lines)
        self._wholes = [*(line.equation.whole for line in lines), *elsewhere]
        # Before they are in the card: it would grow for lines that are broken only now.
        self.size_of_type = self._best(across, high)
        self.dress(self._theme)
        # All on one page that is shown once: the window would be laid out again for every line.
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        for line in self.lines:
            self._column.addWidget(line)
        self.setWidget(page)
        page.setAutoFillBackground(False)

    def dress(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for line in self.lines:
            line.dress(theme, self.size_of_type)

    def fit(self, across: int, high: int) -> None:
        """Set the type as large as the place allows, so small that no line is broken if that can be."""
        size = self._best(across, high)
        if size != self.size_of_type:
            self.size_of_type = size
            self.dress(self._theme)
        # Said here: left to itself, a bar that was there stays where lines are broken beside it alone.
        policy = Qt.ScrollBarPolicy
        rolls = self.needed(across) > high
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if rolls else policy.ScrollBarAlwaysOff)

    def needed(self, across: int) -> int:
        """Give the pixels that all lines take, broken where they must be."""
        return self._column.totalHeightForWidth(across)

    def wished(self, across: int) -> int:
        """Give the pixels that are asked for: those of the usual type, and more only for lines that are broken.

        Larger type is for room that is there, and smaller type, as of numbers for symbols, keeps the card as it is.
        """
        usual = self._high(REFERENCE)
        return usual if self.size_of_type > REFERENCE else max(self.needed(across), usual)

    def _high(self, size: int) -> int:
        """The pixels that all lines, unbroken, take in type of this size."""
        return sum(math.ceil(high * size) + ABOVE_BELOW for _wide, high in self._wholes)

    def _best(self, across: int, high: int) -> int:
        """The largest size in which no line is broken; where there is none, in which hardly more are than must be."""
        sizes = range(LARGEST, SMALLEST - 1, -1)
        whole = next((size for size in sizes if self._fits(size, across, high)), None)
        broken = [size for size in range(REFERENCE, SMALLEST, -1) if self._holds(size, across, high)]
        rows = {size: self._rows(size, across) for size in (*broken, SMALLEST)}
        return whole or max(size for size, count in rows.items() if count <= min(rows.values()) + 1)

    def _room(self, size: int, across: int) -> float:
        """The pixels that an equation has beside its number in type of this size."""
        return across - QFontMetrics(number_font(self._theme, size)).horizontalAdvance(SAMPLE) - BESIDE

    def _rows(self, size: int, across: int) -> int:
        """The rows of all lines in type of this size; one that is broken within a vector counts for more."""
        room = max(self._room(size, across), 1.0) / size
        return sum(
            1 + (row.first > 0 and line.marks[row.first - 1].kind == "comma")
            for line in self.lines
            for row in line.equation.rows_for(room)
        )

    def _fits(self, size: int, across: int, high: int) -> bool:
        """Whether every line stands whole in type of this size, and above the usual size all lines together."""
        widest = max((wide for wide, _high in self._wholes), default=0.0)
        if widest * size > self._room(size, across):
            return False
        return size <= REFERENCE or self._high(size) <= high

    def _holds(self, size: int, across: int, high: int) -> bool:
        """Whether all lines have room in type of this size, those broken that must be."""
        room = max(self._room(size, across), 1.0)
        more = sum((math.ceil(wide * size / room) - 1) * tall * size for wide, tall in self._wholes)
        return self._high(size) + more <= high
