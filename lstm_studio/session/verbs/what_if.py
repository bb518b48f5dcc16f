"""What if: values held at a number, single weights, states and inputs; the original stays beside them.

Values are those of the cell that is looked into, by their names; units, channels and steps count from 0 here.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.clamps import check_clamp, spelled
from lstm_studio.core.edits import BEFORE, INPUT, addressed
from lstm_studio.core.sizes import layout, named
from lstm_studio.core.study import Clamp, frozen
from lstm_studio.session.original import first, kept, settled, weighed
from lstm_studio.session.regions import covers, without
from lstm_studio.session.symbols import symbols as symbols_of
from lstm_studio.session.verbs.past import take_up
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lstm_studio.session.state import State

__all__ = [
    "change_row",
    "clear_all",
    "clear_title",
    "edited",
    "hold",
    "release",
    "remove_rows",
    "set_input",
    "set_state",
    "set_symbol",
    "set_weight",
    "symbols",
    "whole",
]


def whole(state: State) -> tuple[int, int]:
    """Give the first and the last step of the sequence."""
    return 0, state.study.sequence.steps - 1


def hold(
    state: State,
    value: str,
    number: float,
    units: tuple[int, ...] = (),
    steps: tuple[int, int] | None = None,
) -> State:
    """Hold a value at a number, in all units and at all steps where none are given.

    What the new clamp covers wholly gives way to it. Raises ValueError for what is not there.
    """
    first, last = steps or whole(state)
    clamp = Clamp(_named(state, value), units, first, last, float(number))
    rows = spelled(state.study.edits, state.study.sizes)
    if clamp in rows and not any(covers(clamp, row) for row in rows if row != clamp):
        return state
    return edited(state, (*(row for row in rows if not covers(clamp, row)), clamp))


def release(
    state: State, value: str, units: tuple[int, ...] = (), steps: tuple[int, int] | None = None
) -> State:
    """Let a value go, in all units and at all steps, a state before the first too, where none are given."""
    study = state.study
    first, last = steps or (BEFORE, study.sequence.steps - 1)
    free = Clamp(_named(state, value), units, first, last, 0.0)
    units_there = study.sizes.inputs if value == INPUT else study.sizes.units_of(state.view.layer)
    return edited(state, without(spelled(study.edits, study.sizes), free, units_there))


def change_row(state: State, place: int, /, **changes: Any) -> State:
    """Change a row of the table, by the names of Clamp's fields; it keeps its place. Raises ValueError."""
    rows = state.study.edits
    if not 0 <= place < len(rows):
        sentence = _("there is no edit {place}; the study has {number}")
        raise ValueError(sentence.format(place=place + 1, number=len(rows)))
    changed = replace(rows[place], **changes)
    if changed == rows[place]:
        return state
    return edited(state, (*rows[:place], changed, *rows[place + 1 :]))


def remove_rows(state: State, places: Iterable[int]) -> State:
    """Take rows out of the table."""
    gone = set(places)
    return edited(state, tuple(row for place, row in enumerate(state.study.edits) if place not in gone))


def set_weight(state: State, address: str, place: tuple[int, ...], number: float) -> State:
    """Set one weight: a parameter by its name in the model ("W_f", "1.reverse.W_f", "V"), and its place there.

    At a moment of training the model of that moment is changed. Raises ValueError for a place that is not there, and
    for what is no number.
    """
    state = take_up(state)
    study = state.study
    spans = layout(study.cell, study.sizes)
    if address not in spans:
        sentence = _("there is no parameter “{name}”; expected one of {known}")
        raise ValueError(sentence.format(name=address, known=", ".join(spans)))
    span = spans[address]
    within = len(place) == len(span.shape) and all(
        0 <= at < most for at, most in zip(place, span.shape, strict=True)
    )
    if not within:
        sentence = _("{name} has the shape {shape}; there is no place {place} in it")
        shape, given = (" × ".join(map(str, row)) for row in (span.shape, [at + 1 for at in place]))
        raise ValueError(sentence.format(name=named(address), shape=shape, place=given))
    if not math.isfinite(number):
        sentence = _("{name} was to be {number}; expected a finite number")
        raise ValueError(sentence.format(name=named(address), number=number))
    at = span.start + int(np.ravel_multi_index(place, span.shape)) if place else span.start
    if study.parameters[at] == number:
        return state
    parameters = np.array(study.parameters)
    parameters[at] = number
    return replace(state, study=weighed(study, frozen(parameters)))


def set_state(state: State, value: str, unit: int, step: int, number: float) -> State:
    """Set a state of one unit at one step, 1 … T; 0: before the first input. Raises ValueError."""
    return hold(state, value, number, (unit,), (step - 1, step - 1))


def set_input(state: State, step: int, channel: int, number: float) -> State:
    """Read another number at a step, 1 … T; where the model has an embedding it is the number of a symbol.

    Where each symbol is a channel of its own, the others are what they were. Raises ValueError.
    """
    units = () if state.study.sizes.symbols else (channel,)
    return hold(state, INPUT, number, units, (step - 1, step - 1))


def symbols(state: State) -> tuple[str, ...]:
    """Give the names of the symbols that could be read, () where the input is made of numbers."""
    return symbols_of(state.study.sequence, state.study.sizes)


def set_symbol(state: State, step: int, symbol: int | None) -> State:
    """Read another symbol at a step, 1 … T; None: none at all, where each has a channel. Raises ValueError."""
    study, steps = state.study, (step - 1, step - 1)
    if study.sizes.symbols:
        if symbol is None:
            raise ValueError(_("an embedding reads one symbol at every step; expected its number"))
        return set_input(state, step, 0, float(symbol))
    rows = without(study.edits, Clamp(INPUT, (), *steps, 0.0), study.sizes.inputs)
    rows = (*rows, Clamp(INPUT, (), *steps, 0.0))
    if symbol is not None:
        rows = (*rows, Clamp(INPUT, (symbol,), *steps, 1.0))
    return edited(state, rows)


def clear_all(state: State) -> State:
    """Put the original back: nothing is held, weights are what they were, nothing is compared."""
    study = state.study
    return replace(state, study=study.replace(edits=(), parameters=first(study), against=None))


def clear_title(state: State) -> str:
    """Say why there is nothing to clear, "" where there is something."""
    study = state.study
    return "" if study.edits or study.against is not None else _("nothing is held, changed or compared")


def edited(state: State, edits: tuple[Clamp, ...]) -> State:
    """Give the state with other clamps, its original beside it. Raises ValueError for a clamp that cannot be."""
    study = state.study
    if edits == study.edits:
        return state
    for clamp in edits:
        if clamp not in study.edits:
            check_clamp(clamp, study.cell, study.sizes)
    return replace(state, study=settled(kept(study).replace(edits=edits)))


def _named(state: State, value: str) -> str:
    """Give the name under which a clamp holds a value of the cell that is looked into."""
    view = state.view
    return addressed(state.study.sizes, view.layer, view.direction, value)
