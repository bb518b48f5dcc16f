"""How a table is most likely meant, by its first rows; and where one may well see it otherwise.

The separator is the one of tab, semicolon, comma and blank that gives every row the same number of columns; where it is
no comma, a comma may be decimal. A first row without numbers names the columns. The first column of words labels the
steps, and one that counts them, named step or not at all, is left out. A single column of words is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from lstm_studio.formats.limits import shown
from lstm_studio.formats.table_form import Form, cell_of, names_of, rows_of
from lstm_studio.words import _

__all__ = ["Guess", "guess"]

HEAD = 64 * 1024  # characters that are looked at
COUNTERS = ("", "step", "index", "#")
TARGETS = ("target", "targets", "class", "answer", "label")
MORE = 200  # rows that are shown of what was looked at


@dataclass(frozen=True)
class Guess:
    """The likeliest form; ``doubts``, a sentence each; ``names`` of the columns and the first ``rows`` of cells."""

    form: Form
    doubts: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def guess(text: str, separator: str = "", decimal: str = "", header: bool | None = None) -> Guess:
    """Look at a table; what is given is not guessed. Raises ValueError where the first rows cannot be read."""
    head = text[:HEAD]
    separator = separator or _separator(head)
    rows = [cells for _line, cells in rows_of(head, separator)]
    if len(text) > HEAD and len(rows) > 1:
        rows.pop()  # it may be cut
    first = rows[0] if rows else []
    decimal = decimal or ("." if separator == "," else ",")
    if header is None:
        header = not any(cell_of(cell, decimal) is not None for cell in first)
    body, names = rows[int(header) :], names_of(first, header=header)
    columns = [[row[place] for row in body if place < len(row)] for place in range(len(first))]
    roles, doubts = _roles(names, columns, decimal, header=header)
    doubts = [*_doubts(body, names, roles, separator, decimal, header=header), *doubts]
    form = Form(separator, decimal, header, tuple(roles))
    return Guess(form, tuple(doubts), names, tuple(tuple(row) for row in rows[:MORE]))


def _roles(
    names: tuple[str, ...], columns: list[list[str]], decimal: str, *, header: bool
) -> tuple[list[str], list[str]]:
    """Give the role of every column, and what may be seen otherwise."""
    roles: list[str] = []
    doubts: list[str] = []
    for place, cells in enumerate(columns):
        told = [cell for cell in cells if cell.strip()]
        words = sum(cell_of(cell, decimal) is None for cell in told)
        named = names[place].lower() in TARGETS and header
        if 2 * words <= len(told):
            roles.append("target" if named else "input")
        elif len(columns) == 1:
            roles.append("symbols")
        elif named:
            roles.append("classes")
        elif "label" not in roles:
            roles.append("label")
        else:
            roles.append("skip")
            sentence = _("column {column} has words and is left out: they may be inputs or classes, too")
            doubts.append(sentence.format(column=_said(place, names)))
        if roles[-1] in ("target", "classes"):
            sentence = _("column {column} is taken as what is to be answered, by its name")
            doubts.append(sentence.format(column=_said(place, names)))
    if header and len(roles) > 1 and names[0].lower() in COUNTERS and _counts(columns[0], decimal):
        roles[0] = "skip"
    if "input" not in roles and "symbols" not in roles and len(roles) > 1:
        place = next((place for place, role in enumerate(roles) if role == "label"), 0)
        roles[place] = "symbols"
        doubts.append(_("there is no column of numbers: words are read, one channel each"))
    return roles, doubts


def _counts(cells: list[str], decimal: str) -> bool:
    """Tell whether a column counts its rows."""
    numbers = [cell_of(cell, decimal) for cell in cells]
    steps = [later - one for one, later in pairwise(numbers) if one is not None and later is not None]
    return set(steps) == {1.0}


def _doubts(
    body: list[list[str]],
    names: tuple[str, ...],
    roles: list[str],
    separator: str,
    decimal: str,
    *,
    header: bool,
) -> list[str]:
    """Say what may be meant otherwise, or needs a choice."""
    doubts = []
    inputs = [place for place, role in enumerate(roles) if role == "input"]
    cells = [row[place].strip() for row in body for place in inputs if place < len(row)]
    blank = next(
        (
            (at, place)
            for at, row in enumerate(body)
            for place in inputs
            if place < len(row) and not row[place].strip()
        ),
        None,
    )
    if blank is not None:
        sentence = _("row {row}, column {column} is blank: choose what it stands for")
        doubts.append(sentence.format(row=blank[0] + 1 + int(header), column=_said(blank[1], names)))
    commas = [cell for cell in cells if "," in cell]
    if decimal == "," and commas and all(re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+", cell) for cell in commas):
        doubts.append(
            _("the comma in “{cell}” may be decimal or group thousands").format(cell=shown(commas[0]))
        )
    if (
        separator == ","
        and not header
        and len(roles) == 2
        and all(re.fullmatch(r"-?\d+", cell) for cell in cells)
    ):
        sentence = _("“{row}” may be two columns, or one with a decimal comma")
        doubts.append(sentence.format(row=shown(",".join(body[0]))) if body else "")
    wide = next((at for at, row in enumerate(body) if len(row) != len(roles)), None)
    if wide is not None:
        sentence = _("row {row} has {found} columns and the first one {wanted}: the separator may be another")
        row = wide + 1 + int(header)
        doubts.append(sentence.format(row=row, found=len(body[wide]), wanted=len(roles)))
    if header and body and not any(role == "input" for role in roles):
        doubts.append(_("no column has numbers: the first row may have words like the others, and no names"))
    return [doubt for doubt in doubts if doubt]


def _said(place: int, names: tuple[str, ...]) -> str:
    return f"{place + 1} (“{shown(names[place])}”)" if names[place] else str(place + 1)


def _separator(head: str) -> str:
    """Give the separator of a table's first lines; a tab where there is none, for one column has none."""
    unequal = []
    for separator in "\t;, ":
        rows = [cells for _line, cells in rows_of(head, separator)]
        if len(head) >= HEAD and len(rows) > 1:
            rows.pop()  # it may be cut
        counts = {len(cells) for cells in rows}
        if len(counts) == 1 and counts != {1}:
            return separator
        if (
            rows
            and len(rows[0]) > 1
            and (separator != " " or all(cell_of(cell, ".") is not None for cell in rows[0]))
        ):
            unequal.append(separator)
    return unequal[0] if unequal else "\t"
