"""Whole studies: a new one for a task, and the title."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.check import task_named
from lstm_studio.core.init import draw
from lstm_studio.core.sizes import Sizes
from lstm_studio.core.study import Start, Study, Training, frozen
from lstm_studio.core.tasks.own import OWN
from lstm_studio.session.verbs.sequence import fits
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.study import Sequence
    from lstm_studio.core.tasks import Advice
    from lstm_studio.session.state import State

__all__ = ["new_study", "say", "set_title"]


def new_study(
    task: str,
    cell: Cell,
    sequence: Sequence | None = None,
    seed: int = 1,
    options: Mapping[str, float] | None = None,
    advice: Advice | None = None,
) -> Study:
    """Make a study of a task with a cell, as the task advises, or as ``advice`` does.

    ``sequence``: the person's own; task "own" needs one, for the others it replaces the sample shown. ``options`` that
    are not given are those that are usual. Raises ValueError for an unknown task, for options that it has not, and for
    a sequence of other channels than the task reads.
    """
    row = task_named(task)
    options = row.settle(options)
    if sequence is None:
        shown = row.show(np.random.default_rng(seed), options)
    elif row is OWN or fits(row, sequence):
        shown = row.answered(sequence, options)
    else:
        sentence = _("the sequence has the channels {found}; the task “{task}” reads {wanted}")
        channels = ", ".join(sequence.channels) or str(sequence.values.shape[1])
        raise ValueError(sentence.format(found=channels, task=row.title, wanted=", ".join(row.channels)))
    form, advice = row.form_for(sequence), advice or row.advice
    sizes = form.around(Sizes(units=advice.units))
    started = Start(keep=advice.keep, span=max(shown.steps, 3), seed=seed)
    training = Training(
        rate=advice.rate, clip=advice.clip, batch=advice.batch, updates=advice.updates, seed=seed
    )
    return Study(
        title=shown.title or row.title,
        cell=cell,
        sizes=sizes,
        parameters=frozen(draw(cell, sizes, started)),
        sequence=shown,
        task=task,
        options=options,
        training=training,
        start=started,
    )


def set_title(state: State, title: str) -> State:
    """Give the study another title."""
    return state.with_study(title=title.strip())


def say(state: State, sentence: str) -> State:
    """Say what an act of the window has done."""
    return state.with_run(message=sentence)
