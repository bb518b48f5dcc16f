"""Where a term leads: the value that it comes from, in its unit, its step and its cell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lstm_studio.core.insight.lens import GATHERED
from lstm_studio.core.sizes import ANSWER

if TYPE_CHECKING:
    from lstm_studio.session.state import State
    from lstm_studio.ui.lens.rows import Row

__all__ = ["Spot", "here", "leads_to"]


@dataclass(frozen=True)
class Spot:
    """A value in a unit at a step, and the cell that it is looked at in."""

    text: str
    unit: int
    cursor: int
    layer: int
    direction: int


def here(state: State, text: str) -> Spot:
    """Give the spot of a value in what is in sight."""
    view = state.view
    return Spot(text, view.unit, view.cursor, view.layer, view.direction)


def leads_to(state: State, row: Row) -> Spot | None:
    """Give the spot that a term comes from, None where it comes from nowhere else."""
    found, view, sizes = row.found, state.view, state.study.sizes
    if found.kind == "given" and found.text != GATHERED:
        if found.text != "x" or not view.layer:
            return None
        # both directions of the layer below, side by side
        direction, unit = divmod(row.term.place, sizes.units_of(view.layer - 1))
        return Spot("h", unit, view.cursor, view.layer - 1, direction)
    if not row.term.source:
        return None
    if found.text == ANSWER and found.size == "":
        direction, unit = divmod(row.term.place, sizes.units)
        return Spot(row.term.source, unit, view.cursor, sizes.layers - 1, direction)
    later = -1 if found.kind == "carried" else int(any(factor.ahead for factor in row.term.factors))
    cursor = view.cursor + (-later if view.direction else later)
    return replace(here(state, row.term.source), unit=row.term.place, cursor=cursor)
