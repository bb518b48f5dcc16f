"""The form of a table: how its text is parted into cells, and what each column is."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lstm_studio.formats.limits import channel_names, number
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["BLANKS", "DECIMALS", "ROLES", "Form", "Row", "cell_of", "names_of", "rows_of"]

ROLES = ("input", "target", "symbols", "classes", "label", "skip")
"""What a column is: numbers that are read or answered, words that are, one channel each, or names of steps."""
BLANKS = ("refuse", "before", "zero", "skip")
"""What a blank cell of an input stands for: a mistake, the value before it, 0, or a row that is left out.

A blank target asks for nothing at its step, whatever stands here.
"""
DECIMALS = (".", ",", "grouped")
"""What parts whole from parts of it: a point, a comma, or a point where commas group thousands."""

Row = tuple[int, list[str]]  # line in the file, cells


@dataclass(frozen=True)
class Form:
    """How a table is read: what parts its cells, DECIMALS, whether its first row has names, a ROLE a column, BLANKS."""

    separator: str
    decimal: str
    header: bool
    roles: tuple[str, ...]
    blanks: str = "refuse"


def cell_of(cell: str, decimal: str) -> float | None:
    """Read the number of a cell, None where it is none."""
    return number(cell.replace(",", "") if decimal == "grouped" else cell, comma=decimal == ",")


def names_of(first: list[str], *, header: bool) -> tuple[str, ...]:
    """Give the names of columns by the first row; one that is there twice is numbered."""
    if not header:
        return channel_names(len(first))
    names: list[str] = []
    for cell in map(str.strip, first):
        times = sum(name == cell or name.startswith(f"{cell} (") for name in names)
        names.append(f"{cell} ({times + 1})" if cell and times else cell)
    return tuple(names)


def rows_of(text: str, separator: str) -> Iterator[Row]:
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
