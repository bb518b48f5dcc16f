"""The table of edits as text: a row's value, units, steps and number as a person reads and writes them.

Below the clamps stand the single weights that were changed, of which the number alone is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lstm_studio.core.edits import INPUT, addressed, units_held
from lstm_studio.core.insight.presets import keeping
from lstm_studio.core.sizes import named
from lstm_studio.session.effect import changed_weights, said_number
from lstm_studio.session.original import first
from lstm_studio.session.spans import read_number, read_steps, read_units, said_steps, said_units
from lstm_studio.session.verbs.what_if import change_row, hold, remove_rows, set_weight, symbols
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lstm_studio.core.study import Clamp, Study
    from lstm_studio.session.effect import Weight
    from lstm_studio.session.state import State

__all__ = ["FIELDS", "add_row", "choices", "move", "remove", "shown", "weight_shown", "weights", "write"]

FIELDS = ("value", "units", "steps", "number")
"""The columns of the table, in order."""


def shown(state: State, clamp: Clamp) -> tuple[str, str, str, str]:
    """Give a row as text, a text for each of FIELDS."""
    steps = said_steps(clamp.first, clamp.last, state.study.sequence.steps)
    number = said_number(clamp.number)
    if clamp.value == INPUT and state.study.sizes.symbols:
        names = symbols(state)
        number = names[round(clamp.number)] if 0 <= clamp.number < len(names) else number
    return named(clamp.value), said_units(clamp.units), steps, number


def weights(study: Study) -> list[Weight]:
    """Give the single weights that were changed, in the order of their rows."""
    return changed_weights(study.cell, study.sizes, study.parameters, first(study))


def weight_shown(weight: Weight) -> tuple[str, str, str, str]:
    """Give the row of a weight as text, a text for each of FIELDS."""
    return weight.called, "", _("all"), said_number(weight.number)


def choices(state: State) -> dict[str, str]:
    """Give every value that can be held: the name that a clamp has for it -> what a person reads."""
    study = state.study
    sizes, names = study.sizes, study.cell.graph.named
    found = [
        addressed(sizes, layer, direction, name)
        for layer in range(sizes.layers)
        for direction in range(sizes.directions)
        for name in names
    ]
    return {name: named(name) for name in (*found, INPUT)}


def write(state: State, place: int, field: str, text: str) -> State:
    """Change one field of a row by what was typed. Raises ValueError with what was expected."""
    weight = _weight_at(state, place)
    if weight is not None:
        if field != "number":
            sentence = _("{name} is a weight; expected a number for it, its row has nothing else to change")
            raise ValueError(sentence.format(name=weight.called))
        return set_weight(state, weight.address, weight.place, read_number(text))
    return change_row(state, place, **_read(state, state.study.edits[place], field, text))


def move(state: State, place: int, more: float) -> State:
    """Add to the number of a row; that of a symbol is none to be dragged. Raises ValueError for a row that is gone."""
    weight = _weight_at(state, place)
    if weight is None:
        clamp = state.study.edits[place]
        if clamp.value == INPUT and state.study.sizes.symbols:
            return state
        return change_row(state, place, number=round(clamp.number + more, 6))
    number = round(weight.number + more, 6)
    return set_weight(state, weight.address, weight.place, number)


def remove(state: State, places: Iterable[int]) -> State:
    """Take rows out of the table; a weight becomes what it was. Raises ValueError for a row that is gone."""
    places = tuple(places)
    gone = [weight for place in places if (weight := _weight_at(state, place)) is not None]
    state = remove_rows(state, (place for place in places if place < len(state.study.edits)))
    for weight in gone:
        state = set_weight(state, weight.address, weight.place, weight.before)
    return state


def _weight_at(state: State, place: int) -> Weight | None:
    """Give the weight of a row, None for the row of a clamp. Raises ValueError where there is no such row."""
    clamps, rows = len(state.study.edits), weights(state.study)
    if not 0 <= place < clamps + len(rows):
        raise ValueError(_("this row is gone"))
    return rows[place - clamps] if place >= clamps else None


def _read(state: State, clamp: Clamp, field: str, text: str) -> dict[str, Any]:
    study = state.study
    if field == "value":
        value = next((name for name, word in choices(state).items() if text in (name, word)), text)
        # The units of a value are no channels of the input.
        return (
            {"value": value} if (value == INPUT) == (clamp.value == INPUT) else {"value": value, "units": ()}
        )
    if field == "units":
        there = study.sizes.inputs if clamp.value == INPUT else units_held(study.sizes, clamp.value)
        return {"units": read_units(text, there)}
    if field == "steps":
        first, last = read_steps(text, study.sequence.steps)
        return {"first": first, "last": last}
    if clamp.value == INPUT and study.sizes.symbols:
        names = symbols(state)
        if text in names:
            return {"number": float(names.index(text))}
        sentence = _("“{text}” is no symbol of the sequence; expected one such as {known}")
        raise ValueError(sentence.format(text=text, known=", ".join(names[:6])))
    return {"number": read_number(text)}


def add_row(state: State) -> State:
    """Hold the selected value, else what the cell keeps by, of the selected unit at 0 at all steps."""
    graph, view = state.study.cell.graph, state.view
    value = view.node
    if value not in graph.named:
        try:
            value = next(iter(keeping(graph, 0.0)))
        except ValueError:
            value = next(iter(graph.named))
    return hold(state, value, 0.0, (view.unit,))
