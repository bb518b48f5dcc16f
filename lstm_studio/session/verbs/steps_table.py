"""What is done in the table of a sequence: cells written or pasted, steps and columns added, moved and taken away.

Rows and columns count from 0, and from 1 in what is said.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence
from lstm_studio.formats.limits import fits, number, shown
from lstm_studio.session.shelf import called, free_name, sequence_shown
from lstm_studio.session.steps_table import Sheet, heads, sheet_of, symbolic
from lstm_studio.session.verbs.sequence import set_sequence
from lstm_studio.session.verbs.shelf import keep_sequence
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence as Rows

    from numpy.typing import NDArray

    from lstm_studio.session.state import State

__all__ = [
    "add_column",
    "add_steps",
    "begin_sequence",
    "remove_column",
    "remove_steps",
    "rename_column",
    "turn_column",
    "write_cells",
]

FRESH = 10  # steps of a new sequence


def write_cells(state: State, row: int, column: int, block: Rows[Rows[str]]) -> State:
    """Write a block of cells from a place on; rows below the last one are added.

    Raises ValueError with row and column of what cannot be there; nothing is written then.
    """
    sequence = state.study.sequence
    known, sheet = heads(sequence), sheet_of(sequence)
    wide = max((len(cells) for cells in block), default=0)
    if not wide:
        raise ValueError(_("there is nothing to write; expected numbers, with tabs between columns"))
    if column + wide > len(known):
        sentence = _("the block is {wide} columns wide and {left} are left here; add columns first")
        raise ValueError(sentence.format(wide=wide, left=len(known) - column))
    more = max(row + len(block) - sequence.steps, 0)
    fits(sequence.steps + more, sheet.columns.shape[1])
    sheet = _longer(sheet, sequence.steps, more, symbols=symbolic(sequence))
    columns, weight, labels = sheet.columns.copy(), sheet.weight.copy(), list(sheet.labels)
    inputs = len(sheet.channels)
    for down, cells in enumerate(block):
        at = row + down
        for across, text in enumerate(cells):
            head, place = known[column + across], column + across
            if head.role == "symbol":
                columns[at, :inputs] = _symbol(sheet, text, at)
                labels[at] = text.strip() or text
                continue
            place += inputs - 1 if symbolic(sequence) else 0
            if head.role == "target" and not text.strip():
                weight[at] = 0.0
                continue
            columns[at, place] = _number(text, at, head.name, column + across)
            weight[at] = 1.0 if head.role == "target" else weight[at]
    if sheet.asked and not weight.any():
        raise ValueError(
            _("no step would have a target; expected one with a target, or take its column away")
        )
    return _edited(state, sheet._replace(columns=columns, weight=weight, labels=tuple(labels)))


def _symbol(sheet: Sheet, text: str, row: int) -> NDArray[np.float64]:
    name = text if text in sheet.channels else text.strip()
    if name not in sheet.channels:
        sentence = _("row {row}: “{found}” is no symbol of the sequence; expected one of {known}")
        known = " ".join(sheet.channels[:20]) + (" …" if len(sheet.channels) > 20 else "")
        raise ValueError(sentence.format(row=row + 1, found=shown(text), known=known))
    return np.asarray(np.eye(len(sheet.channels))[sheet.channels.index(name)])


def _number(text: str, row: int, name: str, column: int) -> float:
    value = number(text)
    value = number(text, comma=True) if value is None else value
    if value is None:
        found = f"“{shown(text.strip())}”" if text.strip() else _("nothing")
        sentence = _("row {row}, column {column} (“{name}”): found {found}, expected a number")
        raise ValueError(sentence.format(row=row + 1, column=column + 1, name=shown(name), found=found))
    return value


def _longer(sheet: Sheet, at: int, count: int, *, symbols: bool = False) -> Sheet:
    """Give a sheet with steps more before row ``at``: zeros of which nothing is asked, or the first symbol."""
    if not count:
        return sheet
    fresh = np.zeros((count, sheet.columns.shape[1]))
    fresh[:, 0] = float(symbols)
    name = sheet.channels[0] if symbols else ""
    labels = (*sheet.labels[:at], *(name,) * count, *sheet.labels[at:]) if sheet.labels else ()
    return sheet._replace(
        columns=np.insert(sheet.columns, at, fresh, axis=0),
        weight=np.insert(sheet.weight, at, np.zeros(count)),
        labels=labels,
    )


def add_steps(state: State, at: int, count: int = 1) -> State:
    """Add steps before a row: 0 in every channel, or the first symbol."""
    sequence = state.study.sequence
    sheet = sheet_of(sequence)
    fits(sequence.steps + count, sheet.columns.shape[1])
    return _edited(state, _longer(sheet, at, count, symbols=symbolic(sequence)))


def remove_steps(state: State, rows: Iterable[int]) -> State:
    """Take steps away. Raises ValueError where none would be left."""
    sheet = sheet_of(state.study.sequence)
    keeps = np.ones(len(sheet.columns), dtype=bool)
    keeps[list(rows)] = False
    if not keeps.any():
        raise ValueError(_("no step would be left; expected one or more"))
    if sheet.asked and not sheet.weight[keeps].any():
        raise ValueError(
            _("no step would have a target; expected one with a target, or take its column away")
        )
    labels = (
        tuple(label for label, keep in zip(sheet.labels, keeps, strict=True) if keep) if sheet.labels else ()
    )
    kept = sheet._replace(columns=sheet.columns[keeps], weight=sheet.weight[keeps], labels=labels)
    return _edited(state, kept)


def add_column(state: State, role: str) -> State:
    """Add an "input" of zeros, or a "target" that is 0 at every step. Raises ValueError for symbols' inputs."""
    sequence = state.study.sequence
    sheet = sheet_of(sequence)
    if role == "input" and symbolic(sequence):
        raise ValueError(_("the channels are symbols; type the sequence with other ones to have more"))
    fits(sequence.steps, sheet.columns.shape[1] + 1)
    names = (*sheet.channels, *sheet.asked)
    if role == "input":
        name = free_name(f"x[{len(sheet.channels) + 1}]", names)
        columns = np.insert(sheet.columns, len(sheet.channels), 0.0, axis=1)
        return _edited(state, sheet._replace(columns=columns, channels=(*sheet.channels, name)))
    name = free_name("y", names)
    columns = np.hstack([sheet.columns, np.zeros((sequence.steps, 1))])
    return _edited(state, sheet._replace(columns=columns, asked=(*sheet.asked, name)))


def remove_column(state: State, column: int) -> State:
    """Take a column away. Raises ValueError for the last input, and for symbols."""
    sequence = state.study.sequence
    sheet, place = sheet_of(sequence), _place(sequence, column)
    inputs = len(sheet.channels)
    if place < inputs and (inputs == 1 or symbolic(sequence)):
        raise ValueError(_("no input would be left; expected one or more"))
    columns = np.delete(sheet.columns, place, axis=1)
    channels = tuple(name for at, name in enumerate(sheet.channels) if at != place)
    asked = tuple(name for at, name in enumerate(sheet.asked, start=inputs) if at != place)
    return _edited(state, sheet._replace(columns=columns, channels=channels, asked=asked))


def rename_column(state: State, column: int, name: str) -> State:
    """Call a column otherwise. Raises ValueError for a name that is empty or taken."""
    sequence = state.study.sequence
    if symbolic(sequence) and column == 0:
        raise ValueError(_("these are symbols: their names are what they are"))
    sheet, place = sheet_of(sequence), _place(sequence, column)
    names = [*sheet.channels, *sheet.asked]
    if name == names[place]:
        return state
    names[place] = called(name, names[:place] + names[place + 1 :])
    inputs = len(sheet.channels)
    changed = replace(sequence, channels=tuple(names[:inputs]), asked=tuple(names[inputs:]))
    return set_sequence(state, changed).with_view(cursor=state.view.cursor)


def turn_column(state: State, column: int) -> State:
    """Make an input a target that is answered, or a target an input. Raises ValueError for the last input."""
    sequence = state.study.sequence
    sheet, place = sheet_of(sequence), _place(sequence, column)
    inputs = len(sheet.channels)
    if symbolic(sequence):
        raise ValueError(_("the input is made of symbols; numbers cannot be read beside them"))
    if place < inputs and inputs == 1:
        raise ValueError(_("no input would be left; expected one or more"))
    names = [*sheet.channels, *sheet.asked]
    order = [at for at in range(len(names)) if at != place]
    order.insert(len(order) if place < inputs else inputs, place)
    inputs += -1 if place < inputs else 1
    named = [names[at] for at in order]
    turned = sheet._replace(
        columns=sheet.columns[:, order], channels=tuple(named[:inputs]), asked=tuple(named[inputs:])
    )
    return _edited(state, turned)


def begin_sequence(state: State) -> State:
    """Show a new sequence of the same channels; the one that was shown is kept."""
    if sequence_shown(state.study) is None:
        state = keep_sequence(state)
    sequence = state.study.sequence
    sheet = sheet_of(sequence)
    symbols = symbolic(sequence)
    fresh = np.zeros((FRESH, len(sheet.channels)))
    fresh[:, 0] = float(symbols)
    title = free_name(_("sequence"), [row.title for row in state.study.sequences])
    labels = (sheet.channels[0],) * FRESH if symbols else ()
    blank = Sheet(fresh, sheet.channels, (), np.ones(FRESH), labels)
    return set_sequence(state, blank.sequence(Sequence(fresh, title=title)))


def _place(sequence: Sequence, column: int) -> int:
    return column - 1 + len(sequence.channels) if symbolic(sequence) and column else column


def _edited(state: State, sheet: Sheet) -> State:
    """Give the state with another content of its sequence, looked at where it was."""
    changed = sheet.sequence(state.study.sequence)
    return set_sequence(state, changed).with_view(cursor=state.view.cursor)
