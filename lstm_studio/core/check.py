"""Whether the parts of a study are possible.

Each check raises a ValueError with one sentence: given and expected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.checkpoints import MOST
from lstm_studio.core.clamps import check_clamp
from lstm_studio.core.init import INITIALISERS
from lstm_studio.core.loss import LOSSES, loss_for
from lstm_studio.core.optim import OPTIMISERS
from lstm_studio.core.scaling import SCALINGS
from lstm_studio.core.schedule import SCHEDULES
from lstm_studio.core.sizes import layout, sized
from lstm_studio.core.study import CURVE, EXAMS
from lstm_studio.core.tasks import TASKS
from lstm_studio.core.tasks.own import one_hot
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Clamp, Record, Sequence, Start, Study, Training
    from lstm_studio.core.tasks import Task

__all__ = [
    "MOST_VALUES",
    "check_cell",
    "check_input",
    "check_sequence",
    "check_sizes",
    "check_start",
    "check_study",
    "check_training",
    "task_named",
]

MOST_VALUES = 20_000_000  # of one array: 160 MB
MOST_UNITS = 2_048
MOST_CHANNELS = 4_096
MOST_KEPT = 200  # models, and as many sequences
LONGEST_NOTES = 1_000_000  # characters


def _known(label: str, value: str, rows: Collection[str]) -> None:
    if value not in rows:
        sentence = _("{label} is “{value}”; expected one of {known}")
        raise ValueError(sentence.format(label=label, value=value, known=", ".join(rows)))


def _within(label: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        sentence = _("{label} is {value}; expected a number between {low} and {high}")
        raise ValueError(sentence.format(label=label, value=_said(value), low=_said(low), high=_said(high)))


def _said(value: float) -> str:
    """Write a number as a person does: a whole one with all its figures."""
    return str(value) if isinstance(value, int) else f"{value:g}"


def task_named(name: str) -> Task:
    """Give the task of a name."""
    _known(_("the task"), name, TASKS)
    return TASKS[name]


def check_training(training: Training) -> None:
    """Check the settings of a run."""
    _known(_("the optimiser"), training.optimiser, OPTIMISERS)
    _within(_("the learning rate"), training.rate, 1e-9, 1e3)
    if training.clip is not None:
        _within(_("the clip of the gradient"), training.clip, 1e-9, 1e9)
    _within(_("the batch"), training.batch, 1, 4_096)
    _within(_("the number of updates"), training.updates, 1, 10_000_000)
    _within(_("the seed"), training.seed, 0, 2**31 - 1)
    _known(_("the precision"), training.dtype, ("float32", "float64"))
    if training.loss is not None:
        _known(_("the loss"), training.loss, LOSSES)
    if training.truncate is not None:
        _within(_("the number of steps that the gradient goes back"), training.truncate, 1, 1_000_000)
    if training.clip_value is not None:
        _within(_("the clip of each value of the gradient"), training.clip_value, 1e-9, 1e9)
    if training.decay is not None:
        _within(_("the decay of weights"), training.decay, 0, 1e3)
    _known(_("the schedule of the rate"), training.schedule, SCHEDULES)
    _within(_("the factor of the schedule"), training.factor, 1e-6, 1)
    _within(_("the period of the schedule"), training.period, 1, 10_000_000)
    _within(_("the updates of the warm-up"), training.warm_up, 0, 10_000_000)


def check_start(start: Start) -> None:
    """Check how parameters are drawn."""
    _known(_("the scheme of the start"), start.scheme, INITIALISERS)
    if isinstance(start.keep, str):
        _known(_("the keep bias"), start.keep, ("chrono",))
    elif start.keep is not None:
        _within(_("the keep bias"), start.keep, -100, 100)
    _within(_("the longest span of chrono"), start.span, 3, 1_000_000)
    _within(_("the seed"), start.seed, 0, 2**31 - 1)


def check_sizes(sizes: Sizes, cell: Cell) -> None:
    """Check sizes, before memory is taken for a model of them."""
    _within(_("the number of inputs"), sizes.inputs, 1, MOST_CHANNELS)
    _within(_("the number of outputs"), sizes.outputs, 0, MOST_CHANNELS)
    _within(_("the number of layers"), sizes.layers, 1, 16)
    for units in sizes.every:
        _within(_("the number of units"), units, 1, MOST_UNITS)
    _within(_("the number of directions"), sizes.directions, 1, 2)
    _within(_("the number of symbols"), sizes.symbols, 0, 1_000_000)
    sizes.check(cell)
    _within(_("the number of parameters"), _count(cell, sizes), 0, MOST_VALUES)


def _count(cell: Cell, sizes: Sizes) -> int:
    return max((span.stop for span in layout(cell, sizes).values()), default=0)


def _check_parameters(cell: Cell, sizes: Sizes, parameters: NDArray[np.float64]) -> None:
    if parameters.shape != (_count(cell, sizes),):
        sentence = _("{found} parameters; expected {expected} for this cell and these sizes")
        raise ValueError(sentence.format(found=parameters.size, expected=_count(cell, sizes)))
    if not np.isfinite(parameters).all():
        raise ValueError(_("the parameters hold something that is not a number; expected numbers only"))


def check_sequence(sequence: Sequence) -> None:
    """Check that the parts of a sequence have one length, and only numbers."""
    values = sequence.values
    if values.ndim != 2 or not values.size:
        sentence = _("the sequence has the shape {shape}; expected steps × channels, at least one of each")
        raise ValueError(sentence.format(shape=" × ".join(map(str, values.shape))))
    steps, channels = values.shape
    lengths = {
        _("names of channels"): (len(sequence.channels), channels, True),
        _("labels"): (len(sequence.labels), steps, True),
        _("targets"): (steps if sequence.target is None else len(sequence.target), steps, False),
        _("weights"): (steps if sequence.weight is None else len(sequence.weight), steps, False),
    }
    for label, (found, expected, optional) in lengths.items():
        if found != expected and not (optional and found == 0):
            sentence = _("the sequence has {found} {label}; expected {expected}")
            raise ValueError(sentence.format(found=found, label=label, expected=expected))
    target, weight = sequence.target, sequence.weight
    _check_given(sequence)
    if target is not None and target.ndim != 2:
        sentence = _("the targets have {found} axes; expected 2, steps × outputs")
        raise ValueError(sentence.format(found=target.ndim))
    if weight is not None and (weight.ndim != 1 or (weight < 0).any()):
        raise ValueError(_("the weights of the steps are no shares; expected one number a step, 0 or more"))
    for array in (values, target, weight):
        if array is not None and not np.isfinite(array).all():
            raise ValueError(_("the sequence holds something that is not a number; expected numbers only"))


def _check_given(sequence: Sequence) -> None:
    """Check what is known of a sequence beside its steps: targets that are given, its scale, and its text."""
    _known(_("the scale"), sequence.scaling, SCALINGS)
    outputs = 0 if sequence.target is None else sequence.target.shape[-1]
    if sequence.asked and len(sequence.asked) != outputs:
        sentence = _("the sequence names {found} targets; expected {expected}")
        raise ValueError(sentence.format(found=len(sequence.asked), expected=outputs))
    raw, corpus = sequence.raw, sequence.corpus
    columns = sequence.values.shape[1] + (outputs if sequence.asked else 0)
    if raw is not None and (raw.shape != (sequence.steps, columns) or not np.isfinite(raw).all()):
        sentence = _("what the sequence was before its scale has the shape {found}; expected {expected}")
        said = (" × ".join(map(str, shape)) for shape in (raw.shape, (sequence.steps, columns)))
        raise ValueError(sentence.format(found=next(said), expected=next(said)))
    if bool(sequence.scaling) != (raw is not None):
        raise ValueError(_("the sequence has a scale and not what it was before, or the other way round"))
    if corpus is None:
        _within(_("the place in a text"), sequence.start, 0, 0)
        return
    _within(_("the place in a text"), sequence.start, 0, corpus.steps - sequence.steps)
    codes, symbols = corpus.codes, len(corpus.symbols)
    if codes.ndim != 1 or not np.issubdtype(codes.dtype, np.unsignedinteger) or int(codes.max()) >= symbols:
        raise ValueError(
            _("the text holds something that is no symbol of it; expected places of its symbols")
        )
    if corpus.symbols != sequence.channels:
        raise ValueError(_("the channels are not the symbols of the text; expected one a symbol"))


def check_cell(cell: Cell) -> None:
    """Check that the equations are some, and that each has the name that it is kept under."""
    named = tuple(cell.graph.named)
    if named != tuple(cell.equations):
        sentence = _("the cell “{cell}” has equations for {found}; expected {wanted}")
        raise ValueError(
            sentence.format(cell=cell.name, found=", ".join(cell.equations), wanted=", ".join(named))
        )


def check_study(study: Study) -> None:
    """Check a study as a whole: every part, and that they fit each other."""
    check_sequence(study.sequence)
    check_training(study.training)
    check_start(study.start)
    _check_record(study.record, study.parameters.size)
    task_named(study.task).settle(study.options)
    _check_run(study.cell, study.sizes, study.parameters, study.edits)
    if study.against is not None:
        against = study.against
        _check_run(against.cell, sized(against.cell, study.sizes), against.parameters, against.edits)
        if against.original is not None:
            _check_parameters(study.cell, study.sizes, against.original)
    check_input(study.sequence.values, study.sizes)
    loss_for(study.sizes.output, study.training.loss)
    _within(_("the number of models that are kept"), len(study.models), 0, MOST_KEPT)
    _within(_("the number of sequences that are kept"), len(study.sequences), 0, MOST_KEPT)
    _within(_("the length of the notes"), len(study.notes), 0, LONGEST_NOTES)
    for kept in study.models:
        _check_record(kept.record, kept.parameters.size)
        check_training(kept.training)
        check_start(kept.start)
        task_named(kept.task).settle(kept.options)
        _check_run(kept.cell, kept.sizes, kept.parameters, kept.edits)
    for sequence in study.sequences:
        check_sequence(sequence)


def _check_record(record: Record, size: int) -> None:
    losses = record.losses
    if losses.ndim != 2 or losses.shape[1] != 2 or not (np.diff(losses[:, 0]) > 0).all():
        raise ValueError(_("the losses are no rows of update and loss; expected updates that increase"))
    for rows, columns in ((record.curve, CURVE), (record.exams, EXAMS)):
        if rows.ndim != 2 or rows.shape[1] != len(columns) or not (np.diff(rows[:, 0]) > 0).all():
            sentence = _(
                "what is noted of a training are no rows of {columns}; expected updates that increase"
            )
            raise ValueError(sentence.format(columns=", ".join(columns)))
    _within(_("the number of sequences"), record.sequences, 0, 2**53)
    _within(_("the seconds of the training"), record.seconds, 0, 1e9)
    for value in (record.update, record.updates, record.solved or 0):
        _within(_("the number of updates"), value, 0, 2**53)
    _within(_("the number of moments of training"), len(record.checkpoints), 0, MOST)
    before = -1
    for row in record.checkpoints:
        if not before < row.update <= record.update:
            raise ValueError(_("the moments of training are out of order; expected updates that increase"))
        if row.parameters.shape != (size,) or not np.isfinite(row.parameters).all():
            sentence = _("a moment of training is no model of this size; expected {wanted} finite parameters")
            raise ValueError(sentence.format(wanted=size))
        before = row.update


def _check_run(cell: Cell, sizes: Sizes, parameters: NDArray[np.float64], edits: tuple[Clamp, ...]) -> None:
    check_cell(cell)
    check_sizes(sizes, cell)
    _check_parameters(cell, sizes, parameters)
    for clamp in edits:
        check_clamp(clamp, cell, sizes)


def check_input(values: NDArray[np.float64], sizes: Sizes) -> None:
    """Check that a model of these sizes can read the values (T, D) of a sequence."""
    wanted = sizes.symbols or sizes.inputs
    numbered = sizes.symbols > 0 and values.shape[1] == 1  # each symbol by its number
    if values.shape[1] != wanted and not numbered:
        sentence = _("the sequence has {found} channels; expected {wanted}, as the model has inputs")
        raise ValueError(sentence.format(found=values.shape[1], wanted=wanted))
    if not sizes.symbols:
        return
    fits = (values == np.floor(values)).all() and values.min() >= 0 and values.max() < sizes.symbols
    if not (fits if numbered else one_hot(values)):
        sentence = _(
            "the sequence holds something that is no symbol; expected whole numbers from 0 to {most}, or a 1 in one "
            "channel of each step"
        )
        raise ValueError(sentence.format(most=sizes.symbols - 1))
