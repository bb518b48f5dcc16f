"""A sequence as a table: a row a step, a column a channel or a target that is given; symbols are one column of names.

Rows and columns count from 0. Numbers are those that were given, before any scale.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.own import one_hot
from lstm_studio.formats.symbols import joined
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Head", "Sheet", "cell", "heads", "said_of", "sheet_of", "symbolic", "written"]

MOST_TYPED = 8  # channels of numbers that are written as text, too
MOST_STEPS = 5_000


class Head(NamedTuple):
    """A column: what it is called, and whether it is a "symbol", an "input" or a "target"."""

    name: str
    role: str


class Sheet(NamedTuple):
    """What is edited of a sequence: ``columns`` (T, D + O) with the names of both, ``weight`` (T,) and ``labels``."""

    columns: NDArray[np.float64]
    channels: tuple[str, ...]
    asked: tuple[str, ...]
    weight: NDArray[np.float64]
    labels: tuple[str, ...]

    def sequence(self, before: Sequence) -> Sequence:
        """Give the sequence with this content, of the title of the one before."""
        wide = len(self.channels)
        fresh = Sequence(
            frozen(self.columns[:, :wide]),
            self.channels,
            self.labels,
            frozen(self.columns[:, wide:]) if self.asked else None,
            frozen(self.weight) if self.asked else None,
            before.title,
            asked=self.asked,
        )
        scaled = replace(fresh, scaling=before.scaling, raw=frozen(self.columns)) if before.scaling else fresh
        return replace(scaled, text=written(fresh))


def symbolic(sequence: Sequence) -> bool:
    """Tell whether every step of a sequence is one symbol, which its label names."""
    return len(sequence.labels) == sequence.steps and bool(sequence.channels) and one_hot(sequence.values)


def sheet_of(sequence: Sequence) -> Sheet:
    """Give what is edited of a sequence."""
    target = sequence.target if sequence.asked else None
    columns = sequence.raw
    if columns is None:
        columns = sequence.values if target is None else np.hstack([sequence.values, target])
    channels = sequence.channels or tuple(f"x[{at}]" for at in range(1, sequence.values.shape[1] + 1))
    weight = np.ones(sequence.steps) if sequence.weight is None or target is None else sequence.weight
    return Sheet(columns, channels, sequence.asked, weight, sequence.labels)


def heads(sequence: Sequence) -> tuple[Head, ...]:
    """Give the columns of the table."""
    targets = tuple(Head(name, "target") for name in sequence.asked)
    if symbolic(sequence):
        return (Head(_("symbol"), "symbol"), *targets)
    return (*(Head(name, "input") for name in sheet_of(sequence).channels), *targets)


def cell(sequence: Sequence, row: int, column: int) -> str:
    """Give the text of a cell; that of a target of which nothing is asked is empty."""
    symbols = symbolic(sequence)
    if symbols and column == 0:
        return sequence.labels[row]
    sheet = sheet_of(sequence)
    place = column - 1 + len(sheet.channels) if symbols else column
    if place >= len(sheet.channels) and not sheet.weight[row]:
        return ""
    return said_of(float(sheet.columns[row, place]))


def said_of(value: float) -> str:
    """Write a number in full, and no longer than it needs."""
    return f"{value:.15g}" if float(f"{value:.15g}") == value else repr(value)


def written(sequence: Sequence) -> str:
    """Write the inputs of a sequence as a person types them, before any scale; "" where that is too much."""
    if sequence.text:
        return sequence.text
    if symbolic(sequence):
        return joined(sequence.labels)
    wide = sequence.values.shape[1]
    if wide > MOST_TYPED or sequence.steps > MOST_STEPS:
        return ""
    rows = [" ".join(map(said_of, row)) for row in sheet_of(sequence).columns[:, :wide].tolist()]
    return " ".join(rows) if wide == 1 else " ".join(f"[{row}]" for row in rows)
