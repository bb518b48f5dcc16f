"""A table, from a file or a spreadsheet -> Sequence: one row a step, one column a channel.

The separator is the one of tab, semicolon, comma and blank that gives every row the same number of columns;
where it is no comma, a comma may be decimal. A first row without numbers names the channels. Under such a row
a first column without numbers (dates, say) labels the steps, and one that counts them, named step or not at
all, is left out. A single row of numbers is one channel. Every failure is a ValueError that names the place.
"""

from __future__ import annotations

import csv
import io
from array import array
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.formats.limits import channel_names, fits, number, shown
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = ["read_table"]

HEAD = 64 * 1024  # characters that are looked at to guess the separator
COUNTERS = ("", "step", "index", "#")

Row = tuple[int, list[str]]  # line in the file, cells


def read_table(text: str, title: str = "") -> Sequence:
    """Read a table. Raises ValueError naming row and column, what was found and what was expected."""
    separator = _separator(text[:HEAD])
    rows = _rows(text, separator)
    line, first = next(rows, (1, []))
    if not first:
        raise ValueError(_("there is no row; expected one row a step, with numbers"))
    comma = separator != ","
    numeric = [number(cell, comma=comma) is not None for cell in first]
    if not any(numeric):
        columns = _Columns(_unique(first), comma)
        columns.read(rows, header=True)
        return columns.sequence(title)
    if not all(numeric):
        raise _wrong(line, numeric.index(False), first, _("a number, as elsewhere in this row"))
    columns = _Columns(channel_names(len(first)), comma)
    columns.read(chain([(line, first)], rows), header=False)
    if columns.steps == 1:
        return Sequence(frozen(columns.values.T), channel_names(1), title=title)
    return columns.sequence(title)


@dataclass
class _Columns:
    """Numbers as they are read, row by row: the text of a large file is never held in pieces."""

    names: tuple[str, ...]
    comma: bool
    labels: list[str] | None = None
    found: array[float] = field(default_factory=lambda: array("d"))
    steps: int = 0

    def read(self, rows: Iterator[Row], *, header: bool) -> None:
        for line, cells in rows:
            if len(cells) != len(self.names):
                sentence = _("row {row} has {found} columns; expected {wanted}, as in the first row")
                raise ValueError(sentence.format(row=line, found=len(cells), wanted=len(self.names)))
            if header and not self.steps and len(cells) > 1 and number(cells[0], comma=self.comma) is None:
                self.labels = []
            if self.labels is not None:
                self.labels.append(cells[0].strip())
            self.steps += 1
            fits(self.steps, len(cells))
            for column in range(0 if self.labels is None else 1, len(cells)):
                value = number(cells[column], comma=self.comma)
                if value is None:
                    raise _wrong(line, column, cells, _("a number"), self.names if header else ())
                self.found.append(value)
        if not self.steps:
            raise ValueError(_("there are names of columns but no row of numbers; expected one row a step"))

    @property
    def values(self) -> NDArray[np.float64]:
        return np.frombuffer(self.found, dtype=np.float64).reshape(self.steps, -1)

    def sequence(self, title: str) -> Sequence:
        values, names = self.values, self.names
        counted = values.shape[1] > 1 and self.steps > 1 and bool(np.all(np.diff(values[:, 0]) == 1))
        if self.labels is not None:
            names = names[1:]
        elif counted and names[0].lower() in COUNTERS:
            values, names = values[:, 1:], names[1:]
        named = tuple(name or f"x[{place}]" for place, name in enumerate(names, 1))
        return Sequence(frozen(values), named, tuple(self.labels or ()), title=title)


def _separator(head: str) -> str:
    """Give the separator of a table's first lines; a tab where there is none, for one column has none."""
    unequal = []
    for separator in "\t;, ":
        rows = [cells for _line, cells in _rows(head, separator)]
        if len(head) >= HEAD and len(rows) > 1:
            rows.pop()  # it may be cut
        counts = {len(cells) for cells in rows}
        if len(counts) == 1 and counts != {1}:
            return separator
        if (
            rows
            and len(rows[0]) > 1
            and (separator != " " or all(number(cell) is not None for cell in rows[0]))
        ):
            unequal.append(separator)
    return unequal[0] if unequal else "\t"


def _rows(text: str, separator: str) -> Iterator[Row]:
    """Give the rows that are not blank."""
    lines: Iterator[str] = io.StringIO(text, newline="")
    if separator == " ":
        lines = (line.strip() for line in lines)
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield reader.line_num, cells
    except csv.Error as error:
        sentence = _("row {row} cannot be read: {why}; expected cells with a separator between them")
        raise ValueError(sentence.format(row=reader.line_num, why=error)) from error


def _unique(cells: list[str]) -> tuple[str, ...]:
    """Give the names of columns; one that is there twice is numbered."""
    names: list[str] = []
    for cell in map(str.strip, cells):
        times = sum(name == cell or name.startswith(f"{cell} (") for name in names)
        names.append(f"{cell} ({times + 1})" if cell and times else cell)
    return tuple(names)


def _wrong(line: int, column: int, cells: list[str], wanted: str, names: tuple[str, ...] = ()) -> ValueError:
    """Give the error of a cell; row and column count from 1, the row as the lines of the file."""
    place = f"{column + 1} (“{shown(names[column])}”)" if names and names[column] else f"{column + 1}"
    what = cells[column].strip()
    found = f"“{shown(what)}”" if what else _("nothing")
    sentence = _("row {row}, column {column}: found {found}, expected {wanted}")
    return ValueError(sentence.format(row=line, column=place, found=found, wanted=wanted))
