"""The numbers of the diagram: those of every strip, at the step in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.formats.csv_text import Column, Table, by_step
from lstm_studio.ui.plots.naming import gradient_of
from lstm_studio.words import _

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
        for row, form in (
            (readings.at(value, cursor), "{name}"),
            (readings.was(value, cursor), _("{name} before")),
        ):
            for unit, number in enumerate([] if row is None else row, start=1):
                head = f"{form.format(name=name)}[{unit}]"
                found.setdefault(head, Column(cursor, np.array([number])))
    return by_step(found)
