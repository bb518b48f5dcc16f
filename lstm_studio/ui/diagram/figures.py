"""One part or port of a finished drawing in its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lstm_studio.core.insight.parts import Part
    from lstm_studio.ui.diagram.layout import Port
    from lstm_studio.ui.diagram.shapes import Rect

__all__ = ["Figure"]


@dataclass(frozen=True)
class Figure:
    """One part or port in its place; ``value`` is what its strip shows. Absent pieces are None.

    ``ghost`` and ``was`` are the row and the number of the original.
    """

    key: str
    value: str
    role: str
    part: Part | None
    port: Port | None
    body: Rect | None
    strip: Rect | None
    number: Rect | None
    label: Rect | None
    ghost: Rect | None = None
    was: Rect | None = None

    @property
    def texts(self) -> dict[str, Rect]:
        """All that is there beside the body, by name."""
        pieces = {
            "strip": self.strip,
            "number": self.number,
            "label": self.label,
            "ghost": self.ghost,
            "was": self.was,
        }
        return {name: rect for name, rect in pieces.items() if rect}

    @property
    def rects(self) -> tuple[Rect, ...]:
        """All that is there."""
        return (*((self.body,) if self.body else ()), *self.texts.values())

    def shifted(self, across: float) -> Figure:
        """The same with all that stands beside its body moved to the right."""

        def moved(rect: Rect | None) -> Rect | None:
            return rect.moved(across, 0.0) if rect else None

        return replace(
            self,
            strip=moved(self.strip),
            number=moved(self.number),
            label=moved(self.label),
            ghost=moved(self.ghost),
            was=moved(self.was),
        )
