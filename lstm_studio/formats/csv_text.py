"""A table of numbers as text: CSV as RFC 4180 has it, or lines of tabs as spreadsheets take them from the clipboard.

Numbers are written in full, with a point, whatever the country; what is not a number is left empty.
"""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["Column", "Table", "as_csv", "as_tabs", "by_step"]


class Table(NamedTuple):
    """The names of columns, and rows of numbers, of words, or of None for nothing."""

    heads: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


class Column(NamedTuple):
    """Values (n,), one a step, from step ``first`` on."""

    first: int
    values: NDArray[Any] | Sequence[object]


def as_csv(table: Table) -> str:
    """Give the lines of a CSV file, each ended by CR LF."""
    return _written(table, ",", "\r\n")


def as_tabs(table: Table) -> str:
    """Give lines with a tab between cells."""
    return _written(table, "\t", "\n")


def _written(table: Table, separator: str, end: str) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator=end)
    writer.writerow(table.heads)
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return text.getvalue()


def _cell(value: object) -> str:
    if value is None or (isinstance(value, (float, np.floating)) and math.isnan(value)):
        return ""
    # Of both kinds the shortest form that reads back as the same number: str of NumPy's, repr of Python's.
    return repr(value) if type(value) is float else str(value)


def by_step(columns: Mapping[str, Column], first: float = -math.inf, last: float = math.inf) -> Table:
    """Give columns by name as one row a step; one that has no value at a step leaves its place empty.

    Only steps from ``first`` to ``last`` are given.
    """
    full = [column for column in columns.values() if len(column.values)]
    start = min((column.first for column in full), default=0)
    stop = max((column.first + len(column.values) for column in full), default=0)
    steps = [step for step in range(start, stop) if first <= step <= last]
    rows = (tuple(_at(column, step) for column in columns.values()) for step in steps)
    return Table(("step", *columns), tuple((step, *row) for step, row in zip(steps, rows, strict=True)))


def _at(column: Column, step: int) -> object:
    place = step - column.first
    return column.values[place] if 0 <= place < len(column.values) else None
