"""What a study keeps beside what is shown: models and sequences to come back to, to compare with, and to name.

Nothing is lost by bringing one back: what was shown, and is not kept as it is, is kept then. Places count from 0.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from lstm_studio.core.check import MOST_KEPT, task_named
from lstm_studio.core.sizes import sized
from lstm_studio.core.study import Against, brought, kept_of
from lstm_studio.core.tasks.own import OWN
from lstm_studio.session.opening import graded, reads, sample_for
from lstm_studio.session.original import first, kept
from lstm_studio.session.past import back
from lstm_studio.session.shelf import called, free_name, model_compared, model_shown, sequence_shown
from lstm_studio.session.verbs.sequence import fits, set_sequence
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.study import Study
    from lstm_studio.session.state import State

__all__ = [
    "bring_model",
    "bring_sequence",
    "compare_kept",
    "duplicate_model",
    "keep_model",
    "keep_sequence",
    "remove_model",
    "remove_sequence",
    "rename_model",
    "rename_sequence",
]

T = TypeVar("T")


def keep_model(state: State, name: str = "") -> State:
    """Keep the model as it is looked at, now or at a moment of its training, under a name, or that of its file or cell.

    Raises ValueError for a name that is taken.
    """
    study = state.study
    names = [row.name for row in study.models]
    usual = study.cell.title or study.cell.name if study.raw is None else study.raw.name
    name = called(name, names) if name else free_name(usual, names)
    _check_room(study.models)
    said = _("the model is kept as “{name}”").format(name=name)
    return state.with_study(models=(*study.models, kept_of(back(state).study, name))).with_run(message=said)


def bring_model(state: State, place: int) -> State:
    """Show a model that is kept; the one that was shown is kept, too. Its task and settings come back with it.

    A sequence that it cannot read gives way to one that it can, and is kept. Raises ValueError for a place that is not
    there.
    """
    wanted, said = _at(state.study.models, place), []
    if state.view.past is not None:
        state = state.with_view(past=None)
    if place == model_shown(state.study):
        return state
    if model_shown(state.study) is None:
        state = keep_model(state)
        said.append(_("what was shown is kept as “{name}”").format(name=state.study.models[-1].name))
    before = state.study
    study = brought(before, wanted)
    study = _readable(kept(study) if study.edits else study)
    if study.sequence.values is not before.sequence.values:
        if sequence_shown(before) is None:
            study = study.replace(sequences=keep_sequence(replace(state, study=before)).study.sequences)
        said.append(_("it reads another sequence: “{title}”").format(title=study.sequence.title))
    said = [_("“{name}” is shown").format(name=wanted.name), *said]
    changed = replace(state, study=study)
    return changed.with_run(rate=0.0, left=float("nan"), message="; ".join(said))


def compare_kept(state: State, place: int) -> State:
    """Compare with a model that is kept, on the sequence that is shown. Raises ValueError for one of other sizes.

    Where outputs have another activation, those of both are read by the one of the model that is shown.
    """
    study, other = state.study, _at(state.study.models, place)
    own = study.sizes.output
    if sized(other.cell, study.sizes) != replace(other.sizes, output=own):
        sentence = _(
            "“{name}” has other sizes than the model that is shown; expected the same inputs, units, layers, "
            "directions and outputs, read from the same state: bring it back to look at it alone"
        )
        raise ValueError(sentence.format(name=other.name))
    before = first(study)
    original = None if before is study.parameters else before
    against = Against(other.cell, other.parameters, other.edits, other.name, original, apart=True)
    compared = replace(state, study=study.replace(against=against))
    if own == other.sizes.output:
        return compared
    sentence = _("the output of “{name}” is compared as {activation}, as that of the model that is shown")
    return compared.with_run(message=sentence.format(name=other.name, activation=own))


def rename_model(state: State, place: int, name: str) -> State:
    """Call a kept model otherwise. Raises ValueError for a name that is empty or taken."""
    rows, row = state.study.models, _at(state.study.models, place)
    if name == row.name:
        return state
    name = called(name, [other.name for other in rows if other is not row])
    against = state.study.against
    if against is not None and place == model_compared(state.study):
        state = state.with_study(against=replace(against, name=name))
    return state.with_study(models=_with(rows, place, replace(row, name=name)))


def duplicate_model(state: State, place: int) -> State:
    """Keep a kept model once more, below it."""
    rows, row = state.study.models, _at(state.study.models, place)
    _check_room(rows)
    name = free_name(_("{name} copy").format(name=row.name), [other.name for other in rows])
    copy = replace(row, name=name, series="")  # it is no run more
    return state.with_study(models=(*rows[: place + 1], copy, *rows[place + 1 :]))


def remove_model(state: State, place: int) -> State:
    """Keep a model no longer; what is compared with it stays compared."""
    row = _at(state.study.models, place)
    said = _("“{name}” is no longer kept; undo brings it back").format(name=row.name)
    return state.with_study(models=_without(state.study.models, place)).with_run(message=said)


def keep_sequence(state: State, name: str = "") -> State:
    """Keep the sequence as it is now, under a name, or under its title. Raises ValueError for a name taken."""
    study = state.study
    names = [row.title for row in study.sequences]
    name = called(name, names) if name else free_name(study.sequence.title or _("sequence"), names)
    _check_room(study.sequences)
    said = _("the sequence is kept as “{name}”").format(name=name)
    row = replace(study.sequence, title=name)
    return state.with_study(sequences=(*study.sequences, row)).with_run(message=said)


def bring_sequence(state: State, place: int) -> State:
    """Show a sequence that is kept; the one that was shown is kept, too. Model and task follow its channels."""
    wanted = _at(state.study.sequences, place)
    if place == sequence_shown(state.study):
        return state
    if sequence_shown(state.study) is None:
        state = keep_sequence(state)
    told = state.run.message
    changed = set_sequence(state.with_run(message=""), wanted)
    said = [_("“{name}” is shown").format(name=wanted.title), told, changed.run.message]
    return changed.with_run(message="; ".join(filter(None, said)))


def rename_sequence(state: State, place: int, name: str) -> State:
    """Call a kept sequence otherwise. Raises ValueError for a name that is empty or taken."""
    rows, row = state.study.sequences, _at(state.study.sequences, place)
    if name == row.title:
        return state
    name = called(name, [other.title for other in rows if other is not row])
    return state.with_study(sequences=_with(rows, place, replace(row, title=name)))


def remove_sequence(state: State, place: int) -> State:
    """Keep a sequence no longer."""
    row = _at(state.study.sequences, place)
    said = _("“{name}” is no longer kept; undo brings it back").format(name=row.title)
    return state.with_study(sequences=_without(state.study.sequences, place)).with_run(message=said)


def _at(rows: tuple[T, ...], place: int) -> T:
    if not 0 <= place < len(rows):
        raise ValueError(_("this is no longer kept"))
    return rows[place]


def _with(rows: tuple[T, ...], place: int, row: T) -> tuple[T, ...]:
    return (*rows[:place], row, *rows[place + 1 :])


def _without(rows: tuple[T, ...], place: int) -> tuple[T, ...]:
    return (*rows[:place], *rows[place + 1 :])


def _check_room(rows: tuple[object, ...]) -> None:
    if len(rows) >= MOST_KEPT:
        sentence = _("a study keeps at most {most}; remove one first")
        raise ValueError(sentence.format(most=MOST_KEPT))


def _readable(study: Study) -> Study:
    """Give the study with a sequence that its model can read, and with the targets of its task.

    That is the one that is shown, else the first that is kept and fits, else a sample of the task, else one made up.
    """
    task = task_named(study.task)
    fitting = (row for row in (study.sequence, *study.sequences) if reads(study.sizes, row))
    sequence = next(fitting, None)
    if sequence is None and task is not OWN and (task.inputs, 0) == (study.sizes.inputs, study.sizes.symbols):
        sequence = task.show(np.random.default_rng(study.training.seed), study.options)
    if sequence is None:
        sequence = sample_for(study.sizes)
    bare = sequence if sequence.asked else replace(sequence, target=None, weight=None)
    if task is OWN or fits(task, bare):
        bare = graded(task, study.sizes, bare, study.options)
    return study.replace(sequence=bare)
