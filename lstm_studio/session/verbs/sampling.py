"""What the model writes when it is left alone: how it is drawn, and its taking over as the sequence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.clamps import lasting
from lstm_studio.core.edits import run_edited
from lstm_studio.core.insight.free_run import of_symbols, run_freely, unfit
from lstm_studio.core.model import Model
from lstm_studio.core.sequence import frozen
from lstm_studio.formats.symbols import joined
from lstm_studio.session.past import present, seen
from lstm_studio.session.sampling import begins
from lstm_studio.session.shelf import sequence_shown
from lstm_studio.session.verbs.sequence import set_sequence
from lstm_studio.session.verbs.shelf import keep_sequence
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.insight.free_run import FreeRun
    from lstm_studio.core.study import Sequence
    from lstm_studio.session.state import State

__all__ = ["another", "set_sampling", "write_on"]

HOTTEST, FURTHEST = 5.0, 10_000


def set_sampling(state: State, /, **changes: Any) -> State:
    """Change how it is drawn: ``temperature``, ``seed``, ``steps``, ``season`` (None: found), ``channel``.

    Raises ValueError for numbers out of range.
    """
    sampling = replace(state.view.sampling, **changes)
    ranges = {
        _("the temperature"): (sampling.temperature, 0.0, HOTTEST),
        _("the number of steps"): (sampling.steps, 1, FURTHEST),
        _("the seed"): (sampling.seed, 0, 2**31),
        _("the season"): (sampling.season or 0, 0, FURTHEST),
        _("the channel"): (sampling.channel, 0, state.study.sequence.values.shape[1] - 1),
    }
    for label, (number, low, high) in ranges.items():
        if not low <= number <= high:
            sentence = _("{label} is {number:g}; expected a number from {low:g} to {high:g}")
            raise ValueError(sentence.format(label=label, number=number, low=low, high=high))
    return state.with_view(sampling=sampling)


def another(state: State) -> State:
    """Draw with the next seed."""
    return set_sampling(state, seed=state.view.sampling.seed + 1)


def write_on(state: State, steps: int | None = None) -> State:
    """Let the model write so many symbols behind the cursor, as they are foreseen; what stood there goes.

    Without a number as many as are foreseen. A part of a long text is kept before it is written on. Raises ValueError
    where the model writes no symbols.
    """
    study, sampling = state.study, state.view.sampling
    why = unfit(study.sequence, study.sizes)
    if why or not of_symbols(study.sequence, study.sizes):
        raise ValueError(why or _("the sequence is of numbers; expected symbols, which the model can write"))
    start = begins(study.sequence, state.view.cursor)
    model = Model.of(study.cell, study.sizes, present(study.parameters, seen(study.record, state.view.past)))
    trace = run_edited(model, study.sequence, study.edits)
    count = sampling.steps if steps is None else steps
    run = run_freely(
        model, study.sequence, study.edits, trace, start, count, sampling.temperature, sampling.seed
    )
    corpus, said = study.sequence.corpus, []
    if start < study.sequence.steps:
        sentence = _("written on behind step {step}; what stood there comes back with Undo")
        said.append(sentence.format(step=start))
    if corpus is not None and corpus.steps > study.sequence.steps and sequence_shown(study) is None:
        state = keep_sequence(state)
        said.append(state.run.message)
    written = set_sequence(state, _written(study.sequence, run))
    kept = lasting(study.edits, study.sequence.steps, written.study.sequence.steps)
    message = "; ".join(filter(None, (*said, written.run.message)))
    written = written.with_study(edits=kept).with_run(message=message)
    return written.with_view(cursor=start + count, node=state.view.node)


def _written(sequence: Sequence, run: FreeRun) -> Sequence:
    """Give a sequence up to where a free run begins, and the symbols that it drew."""
    values = frozen(np.vstack([sequence.values[: run.start], run.values]))
    channels, codes = sequence.channels, run.codes
    codes = np.zeros(0, np.int64) if codes is None else codes
    named = len(channels) == values.shape[1] > 1
    names = tuple(channels[code] if named else str(code) for code in codes.tolist())
    labels = (*sequence.labels[: run.start], *names) if sequence.labels else ()
    return replace(
        sequence,
        values=values,
        labels=labels,
        text=_text(sequence, labels or tuple(names), values),
        target=None,
        weight=None,
        corpus=None,
        start=0,
        joints=(),
        scaling="",
        raw=None,
    )


def _text(sequence: Sequence, labels: tuple[str, ...], values: Any) -> str:
    """Write the symbols as the sequence was typed: with blanks between them, or one after another."""
    if values.shape[1] == 1:
        return " ".join(f"{value:g}" for value in values[:, 0])
    if len(labels) != len(values):
        return ""
    apart = len(sequence.text.split()) == sequence.steps > 1 or not sequence.text
    return " ".join(label or "." for label in labels) if apart else joined(labels)
