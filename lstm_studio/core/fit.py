"""Training as a plain generator: one update for every ``next``. Pause, resume and cancel live between two of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.edits import taken
from lstm_studio.core.given import whole
from lstm_studio.core.model import Model
from lstm_studio.core.tasks import TASKS
from lstm_studio.core.tasks.own import one_hot
from lstm_studio.core.updater import updater
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Sequence, Study
    from lstm_studio.core.tasks import Task

__all__ = ["EXAM_EVERY", "Job", "Progress", "check_form", "examine", "fit"]

EXAM_EVERY = 50
"""Updates between two examinations by the task's criterion."""


@dataclass(frozen=True, eq=False)
class Job:
    """One training run as plain data that can be sent to another process. ``updates`` None: until it is stopped."""

    cell: Cell
    sizes: Sizes
    parameters: NDArray[np.float64]
    task: str
    options: Mapping[str, float] = field(default_factory=dict)
    optimiser: str = "adam"
    rate: float = 0.01
    clip: float | None = 1.0
    batch: int = 32
    updates: int | None = 1000
    seed: int = 1
    dtype: str = "float32"
    sequence: Sequence | None = None
    loss: str | None = None
    truncate: int | None = None

    @classmethod
    def of(cls, study: Study) -> Job:
        """Give the run that a study asks for."""
        training = study.training
        return cls(
            cell=study.cell,
            sizes=study.sizes,
            parameters=study.parameters,
            task=study.task,
            options=dict(study.options),
            optimiser=training.optimiser,
            rate=training.rate,
            clip=training.clip,
            batch=training.batch,
            updates=training.updates,
            seed=training.seed,
            dtype=training.dtype,
            sequence=study.sequence,
            loss=training.loss,
            truncate=training.truncate,
        )


@dataclass(frozen=True, eq=False, slots=True)
class Progress:
    """One update: its number from 1, the loss and the gradient's norm before it, and what the last examination said."""

    update: int
    loss: float
    norm: float
    score: float | None
    solved: bool
    model: Model

    def snapshot(self) -> NDArray[np.float64]:
        """Give a copy of the parameters as they are now."""
        return self.model.flat.astype(np.float64)


def examine(model: Model, task: Task, options: Mapping[str, float], sequence: Sequence | None) -> float:
    """Give the score of a model on the task's own examination, which is the same at every call."""
    exams = task.exams(np.random.default_rng(12345), options, sequence)
    scores = []
    for exam in exams:
        trace = model.run(taken(exam.x, model.sizes), lengths=exam.lengths)
        scores.append(task.score(trace.h if trace.y is None else trace.y, exam))
    return task.worst(tuple(scores))


def fit(job: Job, model: Model | None = None) -> Iterator[Progress]:
    """Train: yield a Progress after every update. ``model``: train this one in place, not a new one of the job's dtype.

    Raises ValueError for a job that does not fit its task, and when the loss is no longer a number.
    """
    if job.task not in TASKS:
        sentence = _("there is no task “{name}”; expected one of {known}")
        raise ValueError(sentence.format(name=job.task, known=", ".join(TASKS)))
    task = TASKS[job.task]
    model = Model.of(job.cell, job.sizes, job.parameters, job.dtype) if model is None else model
    check_form(task, job.sizes, job.sequence)
    rng, samples = np.random.default_rng(whole("seed", job.seed, 0)), whole("batch", job.batch, 1)
    step = updater(model, job.optimiser, job.rate, job.clip, job.truncate)
    score: float | None = None
    update = 0
    while job.updates is None or update < job.updates:
        batch = task.make(rng, samples, job.options, job.sequence)
        x = taken(batch.x, model.sizes)
        loss = step(x, batch.y, job.loss, weight=batch.weight, lengths=batch.lengths)
        if not np.isfinite(loss):
            sentence = _("the loss is {loss} at update {update}; choose a smaller learning rate or a clip")
            raise ValueError(sentence.format(loss=loss, update=update + 1))
        update += 1
        if update % EXAM_EVERY == 0:
            score = examine(model, task, job.options, job.sequence)
        yield Progress(update, loss, step.norm, score, score is not None and task.solved(score), model)


def check_form(task: Task, sizes: Sizes, sequence: Sequence | None) -> None:
    """Raise ValueError when a model's inputs and outputs are not those of a task."""
    if task.shape is not None and sequence is None:
        raise ValueError(_("task “{task}” learns a sequence, and none is given").format(task=task.name))
    form = task.form_for(sequence)
    inputs = sizes.symbols or sizes.inputs
    outputs = sizes.outputs or sizes.units * sizes.directions
    if sizes.symbols and not (task.shape and sequence and one_hot(sequence.values)):
        sentence = _("the model has an embedding, which reads symbols; task “{task}” has none: take it away")
        raise ValueError(sentence.format(task=task.name))
    if (inputs, outputs) != (form.inputs, form.outputs) or (
        sizes.outputs and sizes.output not in form.possible
    ):
        sentence = _(
            "the model has {inputs} inputs and {outputs} outputs ({output}); task “{task}” needs {inputs_wanted} and "
            "{outputs_wanted} ({output_wanted})"
        )
        raise ValueError(
            sentence.format(
                inputs=inputs,
                outputs=outputs,
                output=sizes.output,
                task=task.name,
                inputs_wanted=form.inputs,
                outputs_wanted=form.outputs,
                output_wanted=" / ".join(form.possible),
            )
        )
