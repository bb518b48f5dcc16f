"""A table, from a file or a spreadsheet -> Sequence: one row a step, one column a channel.

How it is read is a Form, which ``guess`` takes from its first rows: see there. Every failure is a ValueError that names
row and column, counted from 1, rows as the lines of the file.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.formats.limits import channel_names, fits, shown
from lstm_studio.formats.table_form import Form, cell_of, names_of, rows_of
from lstm_studio.formats.table_guess import guess
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["read_table"]

OFTEN = 10_000  # rows between two words on how much is read
NUMBERS, WORDS = ("input", "target"), ("symbols", "classes")


def read_table(
    text: str,
    title: str = "",
    form: Form | None = None,
    told: Callable[[float], None] = lambda _share: None,
) -> Sequence:
    """Read a table, by its own guess where no form is given. Raises ValueError naming row and column.

    ``told`` hears the share that is read, and may raise to break it off.
    """
    form = guess(text).form if form is None else form
    rows = rows_of(text, form.separator)
    line, first = next(rows, (1, []))
    if not first:
        raise ValueError(_("there is no row; expected one row a step, with numbers"))
    columns = _Columns(form, names_of(first, header=form.header))
    if not form.header:
        columns.add(line, first)
    most = max(text.count("\n"), 1)
    for line, cells in rows:
        columns.add(line, cells)
        if not line % OFTEN:
            told(min(line / most, 1.0))
    if not columns.steps:
        raise ValueError(_("there are names of columns but no row of numbers; expected one row a step"))
    found = columns.sequence(title)
    if found.steps == 1 and not form.header and not found.asked and set(form.roles) == {"input"}:
        return Sequence(frozen(found.values.T), channel_names(1), title=title)
    return found


@dataclass
class _Columns:
    """Columns as they are read, row by row: the text of a large file is never held in pieces."""

    form: Form
    names: tuple[str, ...]
    lines: array[int] = field(default_factory=lambda: array("q"))
    numbers: dict[int, array[float]] = field(default_factory=dict)
    words: dict[int, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        roles = self.form.roles
        if len(roles) != len(self.names):
            sentence = _("the first row has {found} columns; expected {wanted}, as they are to be read")
            raise ValueError(sentence.format(found=len(self.names), wanted=len(roles)))
        if not {"input", "symbols"} & set(roles):
            raise ValueError(_("no column is read in any row; expected one column of inputs or more"))
        self.numbers = {place: array("d") for place, role in enumerate(roles) if role in NUMBERS}
        self.words = {place: [] for place, role in enumerate(roles) if role in (*WORDS, "label")}

    @property
    def steps(self) -> int:
        """The number of rows taken in."""
        return len(self.lines)

    def add(self, line: int, cells: list[str]) -> None:
        """Take in a row."""
        if len(cells) != len(self.names):
            sentence = _("row {row} has {found} columns; expected {wanted}, as in the first row")
            raise ValueError(sentence.format(row=line, found=len(cells), wanted=len(self.names)))
        found = {place: self._number(line, place, cells) for place in self.numbers}
        if None in found.values():
            return
        for place, column in self.numbers.items():
            value = found[place]
            if value is not None:
                column.append(value)
        for place, said in self.words.items():
            if self.form.roles[place] == "symbols" and not cells[place].strip():
                raise self._wrong(line, place, cells, _("a word"))
            said.append(cells[place].strip())
        self.lines.append(line)
        fits(self.steps, len(self.numbers) or 1)

    def _number(self, line: int, place: int, cells: list[str]) -> float | None:
        """Give the number of a cell, NaN for a target that is not asked, None where the row is left out."""
        value = cell_of(cells[place], self.form.decimal)
        if value is not None:
            return value
        if not cells[place].strip():
            if self.form.roles[place] == "target":
                return float("nan")
            before = self.numbers[place]
            if self.form.blanks == "before" and before:
                return before[-1]
            if self.form.blanks == "zero":
                return 0.0
            if self.form.blanks == "skip":
                return None
        first = not self.form.header and not self.steps
        raise self._wrong(
            line, place, cells, _("a number, as elsewhere in this row") if first else _("a number")
        )

    def _wrong(self, line: int, place: int, cells: list[str], wanted: str) -> ValueError:
        name = self.names[place] if self.form.header else ""
        column = f"{place + 1} (“{shown(name)}”)" if name else f"{place + 1}"
        what = cells[place].strip()
        found = f"“{shown(what)}”" if what else _("nothing")
        sentence = _("row {row}, column {column}: found {found}, expected {wanted}")
        return ValueError(sentence.format(row=line, column=column, found=found, wanted=wanted))

    def _named(self, place: int) -> str:
        return self.names[place] or f"x[{place + 1}]"

    def _all(self, roles: tuple[str, str]) -> tuple[NDArray[np.float64], tuple[str, ...]]:
        """Give the columns (T, C) of numbers and of words of two roles, with their names."""
        parts: list[NDArray[np.float64]] = []
        names: list[str] = []
        single = sum(role in roles for role in self.form.roles) == 1
        for place, role in enumerate(self.form.roles):
            if role == roles[0]:
                parts.append(np.frombuffer(self.numbers[place])[:, None])
                names.append(self._named(place))
            elif role == roles[1]:
                known = sorted(set(self.words[place]) - {""})
                fits(self.steps, len(known))
                places = {word: at for at, word in enumerate(known)}
                codes = np.array([places.get(word, -1) for word in self.words[place]])
                parts.append((codes[:, None] == np.arange(len(known))).astype(np.float64))
                names += known if single else [f"{self._named(place)}={word}" for word in known]
        return (np.hstack(parts) if parts else np.zeros((self.steps, 0))), tuple(names)

    def _blank(self) -> NDArray[np.bool_]:
        """Tell of every row and column of targets whether nothing is asked there."""
        roles = self.form.roles
        numbers = [
            np.isnan(np.frombuffer(self.numbers[at])) for at, role in enumerate(roles) if role == "target"
        ]
        words = [np.array(self.words[at]) == "" for at, role in enumerate(roles) if role == "classes"]
        return np.column_stack([*numbers, *words])

    def sequence(self, title: str) -> Sequence:
        """Give all of it."""
        values, channels = self._all(("input", "symbols"))
        target, asked = self._all(("target", "classes"))
        said = next((role for role in ("label", "symbols") if role in self.form.roles), "")
        labels = tuple(self.words[self.form.roles.index(said)]) if said else ()
        if not asked:
            return Sequence(frozen(values), _unlike(channels), labels, title=title)
        blank = self._blank()
        part = blank.any(axis=1) & ~blank.all(axis=1)
        if part.any():
            sentence = _("row {row} has some targets and lacks others; expected all of them or none")
            raise ValueError(sentence.format(row=self.lines[int(part.argmax())]))
        weight = ~blank.all(axis=1)
        if not weight.any():
            raise ValueError(_("no row has a target; expected one row with targets or more"))
        whole = frozen(np.nan_to_num(target))
        return Sequence(
            frozen(values), _unlike(channels), labels, whole, frozen(weight), title, asked=_unlike(asked)
        )


def _unlike(names: tuple[str, ...]) -> tuple[str, ...]:
    """Give names of which no two are the same."""
    return names_of(list(names), header=True)
