"""Training: its settings, and the progress of a run, whose snapshots become the study's parameters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core import checkpoints
from lstm_studio.core.check import check_training, task_named
from lstm_studio.core.loss import loss_for
from lstm_studio.core.study import frozen
from lstm_studio.session.opening import untrained
from lstm_studio.session.original import based
from lstm_studio.session.state import Broken
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.study import Record
    from lstm_studio.session.report import Best, Report
    from lstm_studio.session.state import State

__all__ = ["absorb_progress", "back_to_best", "begun", "broken_off", "cut", "ended", "ready", "set_training"]

MOST_LOSSES = 20_000


def set_training(state: State, /, **changes: Any) -> State:
    """Change how training goes, by the names of Training's fields. Raises ValueError."""
    training = replace(state.study.training, **changes)
    check_training(training)
    loss_for(state.study.sizes.output, training.loss)
    return state.with_study(training=training)


def absorb_progress(state: State, report: Report) -> State:
    """Take over what a run has reached: parameters, losses and speed."""
    record = state.study.record
    message = report.message or state.run.message
    if report.solved is not None and record.solved is None:
        criterion = task_named(state.study.task).criterion
        message = _("solved at update {update}: {criterion}").format(
            update=report.solved, criterion=criterion
        )
    changed = state.with_record(
        update=report.update,
        updates=report.updates,
        losses=joined(record.losses, report.losses),
        norm=report.norm,
        solved=report.solved if record.solved is None else record.solved,
        score=record.score if report.score is None else report.score,
        curve=joined(record.curve, report.curve),
        exams=joined(record.exams, report.exams),
        sequences=report.sequences,
        seconds=report.seconds,
        checkpoints=checkpoints.joined(record.checkpoints, report.checkpoints),
    ).with_run(training=report.state, rate=report.rate, left=report.left, message=message)
    if report.parameters is not None:
        changed = replace(changed, study=based(changed.study, frozen(report.parameters)))
    return broken_off(changed, report.broken, report.best) if report.broken else changed


def broken_off(state: State, why: str, best: Best | None = None) -> State:
    """Say that training could not go on. What it has reached stays; what was best by then is offered."""
    return ended(state).with_run(message=why, broken=Broken(why, state.study.record, best))


def back_to_best(state: State) -> State:
    """Give the model the parameters that were best before training broke off. Raises ValueError for none."""
    broken = state.run.broken
    if broken is None or broken.best is None or broken.record is not state.study.record:
        raise ValueError(_("there is nothing to go back to; undo takes the training back"))
    best = broken.best
    back = replace(state, study=based(state.study, frozen(best.parameters)))
    said = _("back at update {update}, with a held-out loss of {loss:.4g}")
    return back.with_study(record=cut(broken.record, best.update)).with_run(
        message=said.format(update=best.update, loss=best.loss), broken=None
    )


def cut(record: Record, update: int) -> Record:
    """Give a record as it was after an update; what it cannot know of that time, in proportion."""
    losses, curve, exams = (
        rows[rows[:, 0] <= update] for rows in (record.losses, record.curve, record.exams)
    )
    for rows in (losses, curve, exams):
        rows.setflags(write=False)
    share = update / record.update if record.update else 0.0
    known = len(exams) > 0 and exams[-1, 0] == update
    return replace(
        record,
        update=update,
        updates=max(update, 0),
        losses=losses,
        norm=float(curve[-1, 1]) if len(curve) else float("nan"),
        solved=record.solved if record.solved is not None and record.solved <= update else None,
        score=float(exams[-1, 2]) if len(exams) else None,
        curve=curve,
        exams=exams,
        sequences=int(exams[-1, 3]) if known else round(share * record.sequences),
        seconds=share * record.seconds,
        checkpoints=checkpoints.until(record.checkpoints, update),
    )


def ready(state: State) -> State:
    """Give the state as it is. Raises ValueError where its study cannot be trained so, with what mends it."""
    why = untrained(state.study)
    if why:
        raise ValueError(why)
    return state


def begun(state: State, updates: int, *, paused: bool) -> State:
    """Say that a run is under way, to ``updates`` updates in all."""
    return state.with_record(updates=updates).with_run(
        training="paused" if paused else "running", broken=None
    )


def ended(state: State) -> State:
    """Say that nothing trains."""
    return state.with_run(training="idle", rate=0.0, left=float("nan"))


def joined(old: NDArray[np.float64], new: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give both records as one; a long one keeps every second row of its older part, again and again."""
    both = np.concatenate([old, new])
    if len(both) > MOST_LOSSES:
        both = np.concatenate([both[: MOST_LOSSES // 2 : 2], both[MOST_LOSSES // 2 :]])
    both.setflags(write=False)
    return both
