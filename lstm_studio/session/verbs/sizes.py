"""The sizes of the model: units, biases, and what the readout reads."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lstm_studio.core.check import check_sizes
from lstm_studio.session.verbs.parameters import carried, without_record

if TYPE_CHECKING:
    from lstm_studio.core.study import Clamp
    from lstm_studio.session.state import State

__all__ = ["set_bias", "set_readout", "set_units"]


def set_units(state: State, units: int) -> State:
    """Set H; the parameters that have another shape then are drawn anew. Raises ValueError out of range."""
    changed = _resized(state, units=units)
    if changed is state:
        return state
    kept = (_within(clamp, units) for clamp in state.study.edits)
    return changed.with_study(edits=tuple(clamp for clamp in kept if clamp is not None))


def set_bias(state: State, bias: bool) -> State:
    """Give the model bare vector terms, or take them out."""
    return _resized(state, bias=bias)


def set_readout(state: State, readout: str) -> State:
    """Read the output from another state of the cell. Raises ValueError for a name that is no state."""
    return _resized(state, readout=readout)


def _within(clamp: Clamp, units: int) -> Clamp | None:
    """Give a clamp without the units that are gone, None when none is left; no units at all means every one."""
    kept = tuple(unit for unit in clamp.units if unit < units)
    return clamp if not clamp.units else replace(clamp, units=kept) if kept else None


def _resized(state: State, **changes: Any) -> State:
    study = state.study
    sizes = replace(study.sizes, **changes)
    if sizes == study.sizes:
        return state
    check_sizes(sizes, study.cell)
    new, _drawn = carried(study, study.cell, sizes)
    return without_record(replace(state, study=new))
