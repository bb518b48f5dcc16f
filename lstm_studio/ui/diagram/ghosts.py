"""Ghosts: under every strip the values of the original as a thin row, and its number beside the new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF

from lstm_studio.ui.diagram.look import qrect
from lstm_studio.ui.diagram.strip import Strip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.insight.influence import LayerGradient
    from lstm_studio.core.trace import LayerTrace
    from lstm_studio.ui.diagram.figures import Figure
    from lstm_studio.ui.diagram.look import Look

__all__ = ["Ghost", "Original"]


@dataclass(frozen=True, eq=False)
class Original:
    """What the run in sight is compared with: its cell, what it is called, its values (None: not there yet).

    In backward mode the gradients of the values. ``beside`` is said behind the name of a value of it.
    """

    cell: Cell
    name: str
    trace: LayerTrace | LayerGradient | None = None
    beside: str = ""

    def like(self, other: Original) -> bool:
        """Whether another shows the same."""
        return self.trace is other.trace and self.cell == other.cell and self.name == other.name

    def all(self, value: str) -> NDArray[Any] | None:
        """Give all steps (T, H) of a value; None where the other cell has no such value."""
        if self.trace is None or value not in self.cell.graph.by_text:
            return None
        found: NDArray[Any] = self.trace[value]
        return found

    def row(self, value: str, cursor: int) -> NDArray[Any] | None:
        """Give the values (H,) of a step, from 1, at 0 of the states before the first."""
        if cursor == 0:
            return None if self.trace is None else self.trace.before.get(value)
        found = self.all(value)
        return None if found is None else found[cursor - 1]


class Ghost:
    """The thin row under one strip; ``text`` is its number, "" where that is printed like the new one."""

    def __init__(self, figure: Figure, units: int) -> None:
        self.strip = Strip(figure.ghost, units, thin=True) if figure.ghost else None
        self.place = qrect(figure.was) if figure.was else QRectF()
        self.text = ""

    @property
    def there(self) -> bool:
        """Whether the original has this value."""
        return self.strip is not None and self.strip.shades is not None

    def take(self, shades: NDArray[np.intp] | None, text: str, now: str) -> None:
        """Show the colours (H,) and the printed number of the original, beside what is printed ``now``."""
        if self.strip is not None:
            self.strip.take(shades)
        self.text = text if self.there and text != now else ""

    def paint(self, painter: QPainter, look: Look, scale: str, selected: int) -> None:
        """Paint the row and the number; nothing where the original has no such value."""
        if self.strip is None or not self.there:
            return
        self.strip.paint(painter, look, scale, selected)
        if self.text:
            look.write(painter, self.place, self.text, look.was, look.theme.quiet, centre=False)
