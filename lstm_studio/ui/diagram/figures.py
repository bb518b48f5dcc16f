"""One part or port of a finished drawing in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lstm_studio.core.parts import Part
    from lstm_studio.ui.diagram.layout import Port
    from lstm_studio.ui.diagram.shapes import Rect

__all__ = ["Figure"]


@dataclass(frozen=True)
class Figure:
    """One part or port in its place; ``value`` is what its strip shows. Absent pieces are None."""

    key: str
    value: str
    role: str
    part: Part | None
    port: Port | None
    body: Rect | None
    strip: Rect | None
    number: Rect | None
    label: Rect | None

    @property
    def rects(self) -> tuple[Rect, ...]:
        """All that is there."""
        return tuple(rect for rect in (self.body, self.strip, self.number, self.label) if rect)
