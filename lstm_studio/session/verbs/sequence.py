"""The sequence in the window: typed, loaded, or a sample of the task.

A sequence of other channels changes the model's inputs; when it does not fit the task, the task becomes
"own": learn what comes next. Both are said.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.check import MOST_KEPT, check_input, check_sequence, task_named
from lstm_studio.core.scaling import rescaled
from lstm_studio.core.sequence import worded
from lstm_studio.core.tasks.own import OWN, learnt, one_hot, wide
from lstm_studio.formats import load_sequences
from lstm_studio.formats.limits import channel_names
from lstm_studio.formats.symbols import joined, read_symbols
from lstm_studio.formats.text import kind_of, read_text
from lstm_studio.session.opening import graded, reads
from lstm_studio.session.original import resequenced
from lstm_studio.session.shelf import free_name
from lstm_studio.session.verbs.parameters import without_record
from lstm_studio.session.verbs.task import formed
from lstm_studio.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from lstm_studio.core.study import Sequence, Study
    from lstm_studio.core.tasks import Task
    from lstm_studio.session.state import State

__all__ = [
    "has_learnt",
    "load_sequence",
    "sample_task",
    "scale",
    "set_sequence",
    "set_text",
    "show_window",
    "take_sequences",
    "vocabulary",
]

WIDEST = 5_000  # steps of a text that are shown at once


def vocabulary(study: Study) -> tuple[str, ...]:
    """Give the symbols that the model has learnt to read, () where it reads numbers, or has learnt nothing yet."""
    return study.sequence.channels if has_learnt(study) and one_hot(study.sequence.values) else ()


def has_learnt(study: Study) -> bool:
    """Tell whether the model has learnt something of the person's own sequences."""
    return study.task == OWN.name and (study.record.update > 0 or study.raw is not None)


def set_text(state: State, kind: str, text: str, *, anew: bool = False) -> State:
    """Take a typed sequence: ``kind`` is one of formats.text.KINDS, or "auto".

    A model that has learnt keeps its symbols, and what it has not is said; unless they are to be found ``anew``.
    Raises ValueError with line, column and what was found.
    """
    known = () if anew else vocabulary(state.study)
    channels = task_named(state.study.task).channels or state.study.sequence.channels
    words = state.study.task == OWN.name and worded(channels) and one_hot(state.study.sequence.values)
    if kind == "auto" and (known or words):
        found = kind_of(text, () if " " in channels else channels)  # a blank that is a symbol parts no names
        kind = "words" if words and found != "numbers" else found
    if known and kind == ("words" if worded(known) else "characters"):
        read = read_symbols(text, words=worded(known), known=known)
        changed = set_sequence(state, read.sequence)
        said = "; ".join(filter(None, (read.said, changed.run.message)))
        return changed.with_run(message=said)
    fresh, before = read_text(text, kind, channels), state.study.sequence
    alike = fresh.values.shape[1] == before.values.shape[1]
    if alike and not one_hot(fresh.values) and not one_hot(before.values):
        # What is typed are the numbers as they were given: their names, targets and chosen scale go on.
        given = rescaled(before, "", 0)
        fresh = replace(fresh, channels=given.channels)
        if given.asked and fresh.steps == given.steps:
            fresh = replace(fresh, target=given.target, weight=given.weight, asked=given.asked)
        fresh = rescaled(fresh, before.scaling, learnt(fresh, state.study.options))
    return set_sequence(state, fresh)


def load_sequence(state: State, path: Path) -> State:
    """Take the sequences of a file. Raises ValueError with row, column and what was found."""
    return take_sequences(state, load_sequences(path))


def take_sequences(state: State, sequences: tuple[Sequence, ...]) -> State:
    """Show the first of some sequences; where there are several, all are kept. Raises ValueError for too many."""
    changed = set_sequence(state, sequences[0])
    if len(sequences) == 1:
        return changed
    kept = list(changed.study.sequences)
    if len(kept) + len(sequences) > MOST_KEPT:
        sentence = _("the file has {count} sequences and a study keeps at most {most}; remove some first")
        raise ValueError(sentence.format(count=len(sequences), most=MOST_KEPT))
    for sequence in sequences:
        title = free_name(sequence.title or _("sequence"), [row.title for row in kept])
        kept.append(replace(sequence, title=title))
    said = _("{count} sequences are kept with the study; the first is shown").format(count=len(sequences))
    told = "; ".join(filter(None, (said, changed.run.message)))
    return changed.with_study(sequences=tuple(kept)).with_run(message=told)


def show_window(state: State, start: int, steps: int | None = None) -> State:
    """Show another part of the text that the sequence is a part of; ``steps`` of it, or as many as before.

    Raises ValueError where the sequence is no part of one, or for too few or too many steps.
    """
    sequence = state.study.sequence
    corpus = sequence.corpus
    if corpus is None:
        raise ValueError(_("all of this sequence is shown: it is no part of a longer text"))
    steps = sequence.steps if steps is None else steps
    if not 2 <= steps <= min(WIDEST, corpus.steps):
        sentence = _("{steps} steps; expected 2 to {most} of the text at once")
        raise ValueError(sentence.format(steps=steps, most=min(WIDEST, corpus.steps)))
    start = min(max(start, 0), corpus.steps - steps)
    values, labels = corpus.window(start, steps)
    shown = replace(sequence, values=values, labels=labels, start=start, text=joined(labels))
    shown = graded(task_named(state.study.task), state.study.sizes, shown, state.study.options)
    return replace(state, study=resequenced(state.study, shown, keeps=True)).with_view(span=None)


def set_sequence(state: State, sequence: Sequence) -> State:
    """Take a sequence; the model and the task follow its channels.

    A model from a file stays what it is where it can read the sequence. Raises ValueError for numbers of symbols that
    its embedding has not.
    """
    check_sequence(sequence)
    study = state.study
    task = task_named(study.task)
    stays = study.raw is not None and (reads(study.sizes, sequence) or _is_of_symbols(study, sequence))
    changed = replace(state, study=resequenced(study, sequence, keeps=False)).with_view(cursor=0)
    said = []
    if task is not OWN and not fits(task, sequence):
        sentence = (
            _("“{title}” has targets of its own: training now learns those of this sequence")
            if sequence.asked
            else _("“{title}” reads other channels: training now learns what comes next in this sequence")
        )
        said.append(sentence.format(title=task.title))
        changed = without_record(changed.with_study(task=OWN.name, options=OWN.settle()))
        task = OWN
    if task is OWN and not stays and wide(sequence.values):
        sentence = _(
            "the numbers reach {most:.4g}: they are learnt much better scaled (Train, Scale sequence)"
        )
        said.append(sentence.format(most=float(np.abs(sequence.values).max())))
    if said:
        changed = changed.with_run(message="; ".join(said))
    if stays:
        check_input(sequence.values, study.sizes)
        return changed.with_study(sequence=graded(task, study.sizes, sequence, changed.study.options))
    changed = changed.with_study(sequence=task.answered(sequence, changed.study.options))
    keeps = study.task == OWN.name
    return formed(changed, task.form_for(sequence), keeps=keeps) if task is OWN else changed


def _is_of_symbols(study: Study, sequence: Sequence) -> bool:
    """Tell whether numbers are meant as symbols: the model has an embedding, and they are whole."""
    values = sequence.values
    return study.sizes.symbols > 0 and values.shape[1] == 1 and bool((values == np.round(values)).all())


def scale(state: State, scaling: str = "standard") -> State:
    """Bring every channel to a scale of SCALINGS, "" to what it was. Raises ValueError for symbols, which have none."""
    study = state.study
    if one_hot(study.sequence.values):
        raise ValueError(_("these are symbols, one at a step; only numbers can be scaled"))
    return set_sequence(state, rescaled(study.sequence, scaling, learnt(study.sequence, study.options)))


def fits(task: Task, sequence: Sequence) -> bool:
    """Tell whether a sequence has the channels that a task reads.

    As many, and the same names where it has names.
    """
    named = bool(sequence.channels) and bool(task.channels)
    return (
        not sequence.asked
        and sequence.values.shape[1] == task.inputs
        and (not named or sequence.channels == task.channels or _unnamed(sequence.channels))
    )


def _unnamed(channels: tuple[str, ...]) -> bool:
    return channels == channel_names(len(channels))


def sample_task(state: State, seed: int | None = None) -> State:
    """Show another sample of the task; without a seed the next one after the sequence that is shown."""
    study = state.study
    task = task_named(study.task)
    if seed is None:
        seed = zlib.crc32(study.sequence.values.tobytes())
    sequence = task.show(np.random.default_rng(seed), study.options, study.sequence)
    sequence = graded(task, study.sizes, sequence, study.options)
    return replace(state, study=resequenced(study, sequence, keeps=True)).with_view(cursor=0)
