"""The numbers of the diagram: those of every strip, at the step in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.formats.csv_text import Column, Table, by_step
from lstm_studio.ui.plots.naming import gradient_of

if TYPE_CHECKING:
    from lstm_studio.ui.diagram.scene import DiagramScene

__all__ = ["table"]


def table(diagram: DiagramScene) -> Table:
    """Give one row: value[unit] of every strip that shows something, and of what it is compared with.

    What the step inside has not computed yet has no numbers.
    """
    found: dict[str, Column] = {}
    readings, cursor = diagram.readings, diagram.cursor
    for item in diagram.figures.values():
        value = item.figure.value
        if item.strip is None or item.strip.shades is None:
            continue
        name = value if readings.gradient is None else gradient_of(value)
        other = "" if readings.original is None else readings.original.beside
        for row, run in ((readings.at(value, cursor), ""), (readings.was(value, cursor), f" {other}")):
            for unit, number in enumerate([] if row is None else row, start=1):
                head = f"{name}{run}[{unit}]"
                found.setdefault(head, Column(cursor, np.array([number])))
    return by_step(found)
