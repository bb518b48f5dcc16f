"""The panels, a row each. A panel's module is imported when the panel is first seen."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.ui.panels.panel import Panel

__all__ = ["PANELS", "Row", "row_of"]


@dataclass(frozen=True)
class Row:
    """One panel: ``place`` is "module:Class" below this package; ``area`` is where the window first puts it.

    Areas: "left", "right" and "bottom" are docks, stacked or side by side in this order; "centre" and "strip"
    stay in the middle, one above the other.
    """

    name: str
    place: str
    title: str
    area: str
    shown: bool = True

    def load(self) -> type[Panel]:
        """Import the class. Raises ImportError or AttributeError where the row is wrong."""
        module, _colon, name = self.place.partition(":")
        panel: type[Panel] = getattr(import_module(f"{__name__}.{module}"), name)
        return panel


PANELS: tuple[Row, ...] = (
    Row("diagram", "diagram:DiagramPanel", _("Diagram"), "centre"),
    Row("strip", "strip:StripPanel", _("Steps"), "strip"),
    Row("sequence", "sequence:SequencePanel", _("Sequence"), "left"),
    Row("model", "model:ModelPanel", _("Model"), "left"),
    Row("training", "training:TrainingPanel", _("Training"), "left"),
    Row("equations", "equations:EquationsPanel", _("Equations"), "right"),
    Row("values", "values:ValuesPanel", _("Values of this step"), "right"),
    Row("gates", "gates:GatesPanel", _("Gates over time"), "bottom"),
    Row("states", "states:StatesPanel", _("States over time"), "bottom"),
    Row("loss", "loss:LossPanel", _("Loss"), "bottom"),
)


def row_of(name: str) -> Row:
    """The row of a panel by its name."""
    return next(row for row in PANELS if row.name == name)
