"""What is learnt: the task, its options, and the shape of the model that fits it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.check import task_named
from lstm_studio.core.tasks.own import OWN, one_hot
from lstm_studio.session.opening import graded, numbered, untrained
from lstm_studio.session.original import resequenced
from lstm_studio.session.past import back
from lstm_studio.session.verbs.parameters import carried, listed, without_record
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.tasks import Advice, Form
    from lstm_studio.session.state import State

__all__ = ["fit_model", "formed", "learn", "set_option", "set_options", "set_task"]


def formed(state: State, form: Form, *, keeps: bool = False) -> State:
    """Give the state with a model of the outside that a task needs; the message says what was drawn anew.

    ``keeps``: an output that the task allows stays. An embedding stays where there still are symbols.
    """
    study = state.study
    output = study.sizes.output if keeps and study.sizes.output in form.possible else form.output
    sizes = replace(form.around(study.sizes), output=output)
    kept = form.embedding or (task_named(study.task) is OWN and one_hot(study.sequence.values))
    if study.sizes.symbols and kept:
        sizes = replace(sizes, inputs=study.sizes.inputs, symbols=form.inputs)
    if sizes == study.sizes:
        return state
    state = back(state)
    new, drawn = carried(state.study, study.cell, sizes)
    changed = without_record(replace(state, study=new))
    if not drawn:
        return changed
    sentence = _("inputs: {inputs}, outputs: {outputs}; drawn anew: {names}; all else is kept")
    said = sentence.format(inputs=form.inputs, outputs=form.outputs, names=listed(drawn))
    return changed.with_run(message="; ".join(filter(None, (state.run.message, said))))


def fit_model(state: State) -> State:
    """Give the model the outside that the task needs; all else is kept. Raises ValueError where it cannot be so."""
    study = state.study
    why = untrained(study)
    if not why:
        return state.with_run(message=_("the model has the inputs and the outputs that the task needs"))
    if numbered(study):
        raise ValueError(why)
    task = task_named(study.task)
    answered, form = task.answered(study.sequence, study.options), task.form_for(study.sequence)
    fitting = formed(state.with_study(sequence=answered), form)
    if fitting.run.message:
        return fitting
    return fitting.with_run(
        message=_("the output is {output} now; all else is kept").format(output=form.output)
    )


def set_task(
    state: State, name: str, options: Mapping[str, float] | None = None, advice: Advice | None = None
) -> State:
    """Learn another task, with options that may differ from the usual ones.

    Its sequence is shown, and training is set as the task advises, or as ``advice`` does. Raises ValueError.
    """
    task = task_named(name)
    study = state.study
    options = task.settle(options)
    sequence = task.show(np.random.default_rng(study.training.seed), options, study.sequence)
    advice = advice or task.advice
    training = replace(
        study.training, rate=advice.rate, updates=advice.updates, clip=advice.clip, batch=advice.batch
    )
    started = replace(study.start, keep=advice.keep, span=max(sequence.steps, 3))
    chosen = replace(state, study=resequenced(study, sequence, keeps=False)).with_study(
        task=name, options=options, training=training, start=started
    )
    return formed(without_record(chosen), task.form_for(sequence)).with_view(cursor=0)


def learn(state: State, name: str, options: Mapping[str, float], advice: Advice | None = None) -> State:
    """Learn a task with options, as ``advice`` says; without, all else stays where that task is learnt already."""
    if name == state.study.task and advice is None:
        return set_options(state, options)
    return set_task(state, name, options, advice)


def set_option(state: State, key: str, value: float) -> State:
    """Change one option of the task and show a sequence of the new kind. Raises ValueError out of range."""
    return set_options(state, {key: value})


def set_options(state: State, changes: Mapping[str, float]) -> State:
    """Change options of the task and show a sequence of the new kind. Raises ValueError out of range."""
    study = state.study
    task = task_named(study.task)
    options = task.settle({**study.options, **changes})
    if options == dict(study.options):
        return state
    sequence = task.show(np.random.default_rng(study.training.seed), options, study.sequence)
    sequence = graded(task, study.sizes, sequence, options)
    shown = resequenced(study.replace(options=options), sequence, keeps=True)
    return without_record(replace(state, study=shown))
