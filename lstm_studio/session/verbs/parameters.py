"""The parameters: drawn anew, or carried over to another cell or other sizes by name and shape."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lstm_studio.core.check import check_start
from lstm_studio.core.init import draw
from lstm_studio.core.sizes import layout
from lstm_studio.core.study import frozen
from lstm_studio.session.state import NO_LOSSES

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Study
    from lstm_studio.session.state import State

__all__ = ["carried", "initialise", "set_start", "without_record"]


def carried(study: Study, cell: Cell, sizes: Sizes) -> tuple[Study, tuple[str, ...]]:
    """Give the study with another cell or other sizes, and the names of the parameters that were drawn anew.

    Parameters of the same name and shape keep their values, the others are drawn as the study's start says.
    """
    flat = draw(cell, sizes, study.start)
    old, new = layout(study.cell, study.sizes), layout(cell, sizes)
    kept = {name for name, span in new.items() if name in old and old[name].shape == span.shape}
    for name in kept:
        flat[new[name].start : new[name].stop] = study.parameters[old[name].start : old[name].stop]
    drawn = tuple(name for name in new if name not in kept)
    return study.replace(cell=cell, sizes=sizes, parameters=frozen(flat)), drawn


def without_record(state: State) -> State:
    """Give the state without the losses of the run before: they were another model's or another task's."""
    return state.with_run(
        update=0,
        updates=0,
        losses=NO_LOSSES,
        solved=None,
        score=None,
        rate=0.0,
        norm=float("nan"),
        left=float("nan"),
    )


def initialise(state: State) -> State:
    """Draw all parameters anew, as the study's start says, and forget the losses."""
    study = state.study
    drawn = frozen(draw(study.cell, study.sizes, study.start))
    return without_record(state.with_study(parameters=drawn))


def set_start(state: State, /, **changes: Any) -> State:
    """Change how parameters are drawn (scheme, keep, span, seed) and draw them anew. Raises ValueError."""
    started = replace(state.study.start, **changes)
    check_start(started)
    return initialise(state.with_study(start=started))
