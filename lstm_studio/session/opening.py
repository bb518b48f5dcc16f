"""The study of a trained model: the model as its file has it, a sequence that it can read, and what can be learnt.

Nothing of the model is drawn anew to suit a task: where its outputs are not those of one, there is nothing to grade.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.check import check_input, task_named
from lstm_studio.core.edits import BEFORE
from lstm_studio.core.fit import check_form
from lstm_studio.core.study import Clamp, Sequence, Study, frozen
from lstm_studio.core.tasks.own import OWN
from lstm_studio.core.tasks.task import rows_of_text
from lstm_studio.formats.limits import channel_names
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lstm_studio.core.opened import Opened
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.tasks import Task

__all__ = ["graded", "numbered", "reads", "sample_for", "study_of", "untrained"]

STEPS = 40  # of a sequence that is drawn at random
SEED = 1
MOST_TYPED = 8  # channels of random numbers that are written for a person to change
APART = 256  # symbols that have a channel each; more are given by their numbers


def study_of(opened: Opened, sequence: Sequence | None = None) -> Study:
    """Give the study of a model from a file, which is called like it.

    ``sequence``: the one to read, where the model can; else numbers or symbols at random. States before the first step
    that the file gives are edits, as in *What if*: of several samples those of the first.
    """
    sizes, options = opened.sizes, OWN.settle()
    shown = sequence if sequence is not None and reads(sizes, sequence) else sample_for(sizes)
    return Study(
        title=opened.name,
        cell=opened.cell,
        sizes=sizes,
        parameters=opened.parameters,
        sequence=graded(OWN, sizes, shown, options),
        task=OWN.name,
        options=options,
        edits=tuple(_begun(opened)),
        opened=opened,
    )


def reads(sizes: Sizes, sequence: Sequence) -> bool:
    """Tell whether a model can read a sequence as it is."""
    try:
        check_input(sequence.values, sizes)
    except ValueError:
        return False
    return True


def sample_for(sizes: Sizes) -> Sequence:
    """Give a sequence that a model can read: normal random numbers, or random symbols; the same for the same sizes."""
    rng = np.random.default_rng(SEED)
    if not sizes.symbols:
        values = np.round(rng.normal(size=(STEPS, sizes.inputs)), 2) + 0.0  # as they are written, and no -0
        text = rows_of_text(values) if sizes.inputs <= MOST_TYPED else ""
        text = text if sizes.inputs > 1 else re.sub(r"[\[\]]", "", text)  # a column needs no brackets
        return Sequence(frozen(values), channel_names(sizes.inputs), title=_("random numbers"), text=text)
    symbols = rng.integers(sizes.symbols, size=STEPS)
    title, labels = _("random symbols"), tuple(str(symbol) for symbol in symbols)
    text = " ".join(labels)
    if 1 < sizes.symbols <= APART:
        names = tuple(str(symbol) for symbol in range(sizes.symbols))
        return Sequence(frozen(np.eye(sizes.symbols)[symbols]), names, labels, title=title, text=text)
    return Sequence(frozen(symbols[:, None]), channel_names(1), labels, title=title, text=text)


def graded(task: Task, sizes: Sizes, sequence: Sequence, options: Mapping[str, float]) -> Sequence:
    """Give a sequence with the targets of a task; without any where a model has other outputs."""
    try:
        check_form(task, sizes, sequence)
    except ValueError:
        return sequence if sequence.asked else replace(sequence, target=None, weight=None)
    return task.answered(sequence, options)


def untrained(study: Study) -> str:
    """Say why a study cannot be trained as it is, and how to mend it; "" where it can."""
    try:
        check_form(task_named(study.task), study.sizes, study.sequence)
    except ValueError as error:
        why = str(error)
    else:
        return ""
    if numbered(study):
        return _(
            "these symbols are given by their numbers, and training foretells characters; type characters as the "
            "sequence, or choose another task in Train, Tasks"
        )
    mend = _("Train, Fit the model to the task gives it such outputs and keeps all else")
    return f"{why}; {mend}"


def numbered(study: Study) -> bool:
    """Tell whether the model reads symbols, and the sequence gives them by their numbers."""
    return study.sizes.symbols > 0 and study.sequence.values.shape[1] == 1


def _begun(opened: Opened) -> Iterator[Clamp]:
    """Give the states before the first step as edits, one for all units of a value; those that are 0 need none."""
    for name, given in opened.initial.items():
        values = np.atleast_2d(given)[0]
        for number in np.unique(values[values != 0]):
            units = tuple(int(unit) for unit in np.flatnonzero(values == number))
            everywhere = len(units) == len(values)
            yield Clamp(name, () if everywhere else units, BEFORE, BEFORE, float(number))
