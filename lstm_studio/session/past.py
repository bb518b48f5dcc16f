"""Moments of training: which parameters are looked at, when a place among the checkpoints is chosen: derived values."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from lstm_studio.core.checkpoints import nearest
from lstm_studio.core.study import frozen
from lstm_studio.session.original import based, shared_with
from lstm_studio.session.verbs.training import cut

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.checkpoints import Checkpoint
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Against, Record, Study
    from lstm_studio.session.state import State

__all__ = ["at", "back", "compared", "followed", "present", "seen"]


def seen(record: Record, past: int | None) -> Checkpoint | None:
    """The moment of training that is looked at, None for now."""
    return None if past is None or not 0 <= past < len(record.checkpoints) else record.checkpoints[past]


def present(parameters: NDArray[np.float64], seen: Checkpoint | None) -> NDArray[np.float64]:
    """The parameters that are looked at: those of the study, or those of a moment of its training."""
    return parameters if seen is None else _whole(seen)


@lru_cache(maxsize=4)
def _whole(checkpoint: Checkpoint) -> NDArray[np.float64]:
    """Give the same array for the same moment: what follows from it need not be made anew while training goes on."""
    return frozen(checkpoint.parameters)


def compared(
    cell: Cell, sizes: Sizes, against: Against | None, seen: Checkpoint | None, present: NDArray[np.float64]
) -> Against | None:
    """The run to compare with: at a moment of training with the parameters of that moment, as far as it shares them."""
    if against is None or seen is None or against.apart:
        return against
    return replace(against, parameters=shared_with(cell, sizes, against, present), original=None)


def at(study: Study, moment: Checkpoint) -> Study:
    """Give the study as it was at a moment of its training."""
    back = based(study, present(study.parameters, moment))
    return back.replace(record=cut(study.record, moment.update))


def back(state: State) -> State:
    """Give the state with the study as it was at the moment of its training that is looked at."""
    moment = seen(state.study.record, state.view.past)
    return state if moment is None else replace(state, study=at(state.study, moment)).with_view(past=None)


def followed(old: State, new: State) -> State:
    """Give a new state in which the moment that was looked at still is, wherever it stands now.

    Where it was thinned out, the one nearest to it is; where its training is no longer there, the present is.
    """
    before, after = old.study.record.checkpoints, new.study.record.checkpoints
    place = new.view.past
    if place is None or before is after or place != old.view.past:
        return new
    was = before[place]
    if was in after:
        found: int | None = after.index(was)
    else:
        found = nearest(after, was.update) if set(before).intersection(after) else None
    return new.with_view(past=found)
