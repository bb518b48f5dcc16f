"""The table of edits as text: a row's value, units, steps and number as a person reads and writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lstm_studio.core.edits import INPUT, addressed
from lstm_studio.core.insight.presets import keeping
from lstm_studio.core.sizes import named
from lstm_studio.session.effect import said_number
from lstm_studio.session.spans import read_number, read_steps, read_units, said_steps, said_units
from lstm_studio.session.verbs.what_if import change_row, hold, symbols
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.study import Clamp
    from lstm_studio.session.state import State

__all__ = ["FIELDS", "add_row", "choices", "shown", "write"]

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
    if not 0 <= place < len(state.study.edits):
        raise ValueError(_("this row is gone"))
    return change_row(state, place, **_read(state, state.study.edits[place], field, text))


def _read(state: State, clamp: Clamp, field: str, text: str) -> dict[str, Any]:
    study = state.study
    if field == "value":
        value = next((name for name, word in choices(state).items() if text in (name, word)), text)
        # The units of a value are no channels of the input.
        return (
            {"value": value} if (value == INPUT) == (clamp.value == INPUT) else {"value": value, "units": ()}
        )
    if field == "units":
        channels = clamp.value == INPUT
        return {"units": read_units(text, study.sizes.inputs if channels else study.sizes.units)}
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
