"""The same weights under other equations: another cell on the same sequence, beside the study's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from lstm_studio.catalogue import load_cell
from lstm_studio.core.clamps import fitting
from lstm_studio.core.sizes import sized
from lstm_studio.core.study import Against
from lstm_studio.session.original import alone, first, is_original
from lstm_studio.session.verbs.parameters import carried, listed
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell
    from lstm_studio.core.study import Study
    from lstm_studio.session.state import State

__all__ = ["compare", "compare_with", "compared", "stop_comparing"]


class Compared(NamedTuple):
    """A run to compare with, and the names of the parameters that the other cell does not share."""

    against: Against
    drawn: tuple[str, ...]


def compared(study: Study, cell: Cell) -> Compared:
    """Give the run of another cell with the study's weights and clamps, as far as it has them. Raises ValueError."""
    sizes = sized(cell, study.sizes)
    other, drawn = carried(study.replace(against=None), cell, sizes)
    edits = fitting(study.edits, study.sizes, sizes, cell)
    return Compared(Against(cell, other.parameters, edits, cell.title or cell.name), drawn)


def compare_with(state: State, cell: Cell) -> State:
    """Compare with another cell: the same weights, sequence and clamps under its equations.

    The cell itself ends the comparison. Raises EquationError, a ValueError, when it is none.
    """
    study = state.study
    if cell == study.cell:
        return stop_comparing(state)
    against, drawn = compared(study, cell)
    before = first(study)
    against = replace(against, original=None if before is study.parameters else before)
    changed = replace(state, study=study.replace(against=against))
    if not drawn:
        return changed
    sentence = _("drawn for {title}: {names}; all other weights are the same")
    return changed.with_run(message=sentence.format(title=against.name, names=listed(drawn)))


def compare(state: State, name: str) -> State:
    """Compare with a built-in cell, by its name, or one of a file. Raises ValueError."""
    return compare_with(state, load_cell(name))


def stop_comparing(state: State) -> State:
    """Compare with no other cell any more; where something is held or changed the original is compared with again."""
    study = state.study
    if study.against is None or is_original(study):
        return state
    return replace(state, study=alone(study))
