"""The numbers of a plot: a column for every row of its maps and for every curve, as they are named beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.formats.csv_text import Column
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lstm_studio.core.study import Sequence
    from lstm_studio.ui.plots.curves import Line
    from lstm_studio.ui.plots.stack import Band

__all__ = ["columns", "steps_of"]


def columns(bands: Iterable[Band], lines: Iterable[Line]) -> dict[str, Column]:
    """Give name[unit] -> values over the steps; units count from 1. A curve of a row that is there adds nothing."""
    found: dict[str, Column] = {}
    for band in bands:
        for unit in range(band.values.shape[1]):
            found[f"{band.shown}[{unit + 1}]"] = Column(band.first, band.values[:, unit])
    for line in lines:
        head = line.called if line.unit is None else f"{line.called}[{line.unit + 1}]"
        found.setdefault(head, Column(line.first, line.values))
    return found


def steps_of(sequence: Sequence) -> dict[str, Column]:
    """Give the channels of an input over the steps, and before them the names of the steps where they have some."""
    labels = {_("label"): Column(1, sequence.labels)} if any(sequence.labels) else {}
    names = sequence.channels or tuple(f"x[{place}]" for place in range(1, sequence.values.shape[1] + 1))
    return labels | {name: Column(1, sequence.values[:, place]) for place, name in enumerate(names)}
