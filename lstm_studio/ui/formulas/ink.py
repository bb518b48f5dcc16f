"""How an equation is painted: outlines of one ink together, grounds behind marks, numbers in their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from lstm_studio.ui.formulas.lettered import write_mark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lstm_studio.ui.formulas.places import Places
    from lstm_studio.ui.formulas.setting import Setting
    from lstm_studio.ui.theme import Theme

__all__ = ["Look", "outlines", "paint_grounds", "paint_number", "write"]

FAINT = 0.5  # of the ink: what waits or does not count can still be read


@dataclass(frozen=True)
class Look:
    """Which marks are pointed at, lit and faint; the colours of a theme, and type of ``size`` pixels."""

    marked: frozenset[int]
    lit: frozenset[int]
    faint: frozenset[int]
    theme: Theme
    size: int

    def ink(self, mark: int) -> str:
        """Name the ink of a mark: "marked", "faint" or "" for the plain one."""
        if mark in self.marked:
            return "marked"
        return "faint" if mark in self.faint and mark not in self.lit else ""

    def colour(self, ink: str) -> QColor:
        """Give the colour of an ink."""
        colour = QColor(self.theme.accent if ink == "marked" else self.theme.text)
        colour.setAlphaF(FAINT if ink == "faint" else 1.0)
        return colour


def write(painter: QPainter, places: Places, look: Look, quick: Setting) -> None:
    """Write into a file, where text stays text."""
    for mark, moved in places:
        write_mark(painter, quick, places.setting, mark, moved, look.colour(look.ink(mark)))


def outlines(places: Places, look: Look) -> dict[str, QPainterPath]:
    """Put the outlines of one ink together, in pixels: a paint is asked for more often than they change."""
    inks: dict[str, QPainterPath] = {}
    for mark, moved in places:
        if places.marks[mark].kind != "number":
            path = inks.setdefault(look.ink(mark), QPainterPath())
            path.addPath(moved.map(places.setting.outlines[mark]))
    for path in inks.values():
        path.setFillRule(Qt.FillRule.WindingFill)
    return inks


def paint_grounds(painter: QPainter, places: Places, look: Look, numbers: Iterable[int]) -> None:
    """Paint what stands behind marks: of those pointed at and of those being computed."""
    for marks, colour, alpha in (
        (numbers, look.theme.grid, 1.0),
        (look.lit, look.theme.layer, 0.85),
        (look.marked, look.theme.accent, 0.18),
    ):
        ground = QColor(colour)
        ground.setAlphaF(alpha)
        painter.setBrush(ground)
        for mark in marks:
            painter.drawRoundedRect(places.of(mark).adjusted(-2, -1, 2, 1), 4, 4)


def paint_number(painter: QPainter, rect: QRectF, look: Look, mark: int, text: str) -> None:
    """Paint a number into the place that is there for it."""
    font = look.theme.symbols(look.size, italic=False)
    painter.setFont(font)
    wide = painter.fontMetrics().horizontalAdvance(text)
    if wide > rect.width():  # 1.2e−4 and the like
        font.setPixelSize(max(6, int(look.size * rect.width() / wide)))
        painter.setFont(font)
    faint = mark in look.faint and mark not in look.lit
    colour = look.colour("marked" if mark in look.marked else "")
    colour.setAlphaF(FAINT if faint else 1.0)
    painter.setPen(colour)
    painter.drawText(rect.adjusted(-2, 0, 2, 0), Qt.AlignmentFlag.AlignCenter, text)
    painter.setPen(Qt.PenStyle.NoPen)
