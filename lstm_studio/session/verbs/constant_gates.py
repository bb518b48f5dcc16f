"""Gates held constant: the presets of a cell, and a forget vector of zeros and ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.clamps import spelled
from lstm_studio.core.edits import INPUT, addressed, local
from lstm_studio.core.insight.presets import PRESETS, constant, keeping
from lstm_studio.core.study import Clamp
from lstm_studio.session.regions import without
from lstm_studio.session.verbs.what_if import edited, hold, whole
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.language.graph import Graph
    from lstm_studio.session.state import State

__all__ = ["forget_vector", "hold_gates", "refused_vector", "set_forget_vector"]


def hold_gates(
    state: State, preset: str, units: tuple[int, ...] = (), steps: tuple[int, int] | None = None
) -> State:
    """Hold the gates of a preset, in all units and at all steps where none are given.

    Raises ValueError for an unknown preset, and with the reason where the cell has no such gates.
    """
    if preset not in PRESETS:
        sentence = _("there is no preset “{name}”; expected one of {known}")
        raise ValueError(sentence.format(name=preset, known=", ".join(PRESETS)))
    for value, number in constant(state.study.cell.graph, PRESETS[preset]).items():
        state = hold(state, value, number, units, steps)
    return state


def set_forget_vector(state: State, bits: tuple[int, ...], steps: tuple[int, int] | None = None) -> State:
    """Keep all of a memory in the units where a bit is 1, and nothing where it is 0. Raises ValueError."""
    units = state.study.sizes.units_of(state.view.layer)
    if len(bits) != units or not set(bits) <= {0, 1}:
        raise ValueError(_("the forget vector is {bits}; expected {units} zeros and ones").format(
            bits=" ".join(map(str, bits)), units=units
        ))  # fmt: skip
    first, last = steps or whole(state)
    graph, view, rows = state.study.cell.graph, state.view, spelled(state.study.edits, state.study.sizes)
    ends = [keeping(graph, number) for number in (0.0, 1.0)]
    for value in dict.fromkeys((*ends[0], *ends[1])):
        name = addressed(state.study.sizes, view.layer, view.direction, value)
        rows = without(rows, Clamp(name, (), first, last, 0.0), units)
    for bit, end in enumerate(ends):
        chosen = tuple(unit for unit, other in enumerate(bits) if other == bit)
        for value, number in end.items() if chosen else ():
            name = addressed(state.study.sizes, view.layer, view.direction, value)
            rows = (*rows, Clamp(name, () if len(chosen) == units else chosen, first, last, number))
    return edited(state, rows)


def refused_vector(graph: Graph) -> str:
    """Say why a cell has no forget vector, "" where it has."""
    try:
        keeping(graph, 0.0)
        keeping(graph, 1.0)
    except ValueError as error:
        return str(error)
    return ""


def forget_vector(state: State, step: int) -> tuple[int | None, ...]:
    """Give for each unit whether all (1) or nothing (0) is held to be kept at a step, from 0; None: neither."""
    study, view = state.study, state.view
    graph, units = study.cell.graph, study.sizes.units_of(view.layer)
    found: list[int | None] = [None] * units
    if refused_vector(graph):
        return tuple(found)
    numbers: list[dict[str, float]] = [{} for _unit in range(units)]
    for row in spelled(study.edits, study.sizes):
        here = local(study.sizes, view.layer, view.direction, row.value)
        if here not in {None, INPUT} and row.first <= step <= row.last:
            for unit in row.units or range(units):
                numbers[unit][row.value] = row.number
    for bit in (0, 1):
        wanted = {
            addressed(study.sizes, view.layer, view.direction, value): number
            for value, number in keeping(graph, float(bit)).items()
        }
        for unit, held in enumerate(numbers):
            if all(held.get(value) == number for value, number in wanted.items()):
                found[unit] = bit
    return tuple(found)
