"""Through the moments of training: which is looked at, playing through them, and going on from one.

Places count the checkpoints of the record from 0; behind the last of them is now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.checkpoints import nearest
from lstm_studio.session.past import back, seen
from lstm_studio.session.shelf import free_name, model_shown
from lstm_studio.session.verbs.shelf import keep_model
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.study import Study
    from lstm_studio.session.state import State

__all__ = [
    "advance",
    "belongs",
    "count",
    "go",
    "go_to_now",
    "go_to_start",
    "go_to_update",
    "pace",
    "pause",
    "place",
    "replay",
    "step",
    "take_up",
    "toggle_replay",
]

WHOLE = 40.0  # steps that are played in the time of a whole training: ten seconds at the usual speed
SLOWEST = 2.0  # moments a second, at a step a second


def belongs(study: Study) -> bool:
    """Tell that the model is what the last checkpoint of its record is: no hand has changed it since."""
    record = study.record
    if not record.checkpoints or record.checkpoints[-1].update != record.update:
        return False
    return np.array_equal(record.checkpoints[-1].parameters, study.parameters.astype(np.float32))


def count(state: State) -> int:
    """Give how many moments there are before now; one that is the same as now is none."""
    return len(state.study.record.checkpoints) - belongs(state.study)


def place(state: State) -> int:
    """Give the place that is looked at, ``count`` for now."""
    return count(state) if state.view.past is None else state.view.past


def go(state: State, to: int) -> State:
    """Look at a moment by its place, or at the nearest end."""
    moment = max(int(to), 0)
    return state.with_view(past=moment if moment < count(state) else None)


def go_to_update(state: State, update: float) -> State:
    """Look at the moment that is nearest to an update; behind the last of them, at now."""
    record = state.study.record
    found = nearest(record.checkpoints, update)
    if found is None or abs(record.update - update) < abs(record.checkpoints[found].update - update):
        return go_to_now(state)
    return go(state, found)


def step(state: State, moments: int = 1) -> State:
    """Look at a moment so many further on, or back; it stops at the ends."""
    return go(state, place(state) + moments)


def go_to_start(state: State) -> State:
    """Look at the model before its training."""
    return go(state, 0)


def go_to_now(state: State) -> State:
    """Look at the model as it is now."""
    return state.with_view(past=None)


def pace(state: State) -> float:
    """Give the moments a second of playing: the whole training takes as long as forty steps."""
    return state.view.speed * max(count(state) / WHOLE, SLOWEST)


def replay(state: State) -> State:
    """Play through the training, from its beginning where now is looked at."""
    if not count(state):
        raise ValueError(_("there are no moments of training yet; train the model first"))
    return (go_to_start(state) if state.view.past is None else state).with_run(replaying=True)


def pause(state: State) -> State:
    """Stop where it is."""
    return state.with_run(replaying=False)


def toggle_replay(state: State) -> State:
    """Play through the training, or stop. Raises ValueError where there is none."""
    return pause(state) if state.run.replaying else replay(state)


def advance(state: State, moments: int) -> State:
    """Play so many moments further; at now it stops."""
    moved = step(state, moments)
    return pause(moved) if moved.view.past is None else moved


def take_up(state: State) -> State:
    """Make the moment that is looked at the present: training goes on from there, edits are made there.

    What was learnt after it is kept as a model of its own. Raises ValueError where there is no room for it.
    """
    study, moment = state.study, seen(state.study.record, state.view.past)
    if moment is None:
        return state
    behind = back(state)
    said = _("this is update {update} again").format(update=moment.update)
    if model_shown(study) is None:
        title = study.cell.title or study.cell.name
        name = _("{title} to update {update}").format(title=title, update=study.record.update)
        name = free_name(name, [row.name for row in study.models])
        kept = keep_model(state.with_view(past=None), name)
        behind = behind.with_study(models=kept.study.models)
        said = _("{said}; what was learnt after it is kept as “{name}”").format(said=said, name=name)
    return behind.with_run(message=said, replaying=False, rate=0.0, left=float("nan"))
