"""Training as a plain generator: one update for every ``next``. Pause, resume and cancel live between two of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.edits import taken
from lstm_studio.core.given import whole
from lstm_studio.core.model import Model
from lstm_studio.core.schedule import share
from lstm_studio.core.score import loss_of, wanted
from lstm_studio.core.study import Training
from lstm_studio.core.tasks import TASKS
from lstm_studio.core.tasks.own import one_hot, taught
from lstm_studio.core.updater import Updater
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Sequence, Study
    from lstm_studio.core.tasks import Batch, Task

__all__ = ["EXAM_EVERY", "Exam", "Job", "Progress", "check_form", "examine", "examined", "fit"]

EXAM_EVERY = 50
"""Updates between two examinations by the task's criterion."""
ACCURACY_EVERY = 10
"""Updates between two looks at how much of a batch was right: each costs some hundredths of an update."""


@dataclass(frozen=True, eq=False)
class Job:
    """One training run as plain data that can be sent to another process. ``updates`` None: until it is stopped.

    The settings are those of Training. ``before`` updates were made already: the schedule of the rate goes on there.
    """

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
    clip_value: float | None = None
    decay: float | None = None
    schedule: str = "constant"
    factor: float = 0.5
    period: int = 200
    warm_up: int = 0
    early_stop: bool = False
    before: int = 0

    @classmethod
    def of(cls, study: Study) -> Job:
        """Give the run that a study asks for."""
        settings = {row.name: getattr(study.training, row.name) for row in fields(Training)}
        return cls(
            cell=study.cell,
            sizes=study.sizes,
            parameters=study.parameters,
            task=study.task,
            options=dict(study.options),
            sequence=taught(study.sequence, study.sequences, study.options),
            **settings,
        )

    def share(self, update: int) -> float:
        """Give the share of the rate at an update of this run, from 0. Raises ValueError."""
        return share(
            self.schedule,
            self.before + update,
            factor=self.factor,
            period=self.period,
            warm_up=self.warm_up,
            total=None if self.updates is None else self.before + self.updates,
        )


@dataclass(frozen=True, eq=False, slots=True)
class Exam:
    """One examination on sequences that are not trained on: the score by the task's criterion, and the loss there."""

    score: float
    loss: float


@dataclass(frozen=True, eq=False, slots=True)
class Progress:
    """One update: its number from 1, the loss and the gradient's norm before it, and what the last examination said.

    ``clipped`` whether the gradient was; ``ratio`` the norm of the change over that of the parameters; ``rate`` the
    learning rate; ``accuracy`` the share of the batch that was right, NaN where it was not asked; ``exam`` None but
    after an examination; ``sequences`` how many this run has read.
    """

    update: int
    loss: float
    norm: float
    score: float | None
    solved: bool
    model: Model
    clipped: bool = False
    ratio: float = math.nan
    rate: float = math.nan
    accuracy: float = math.nan
    exam: Exam | None = None
    sequences: int = 0

    def snapshot(self) -> NDArray[np.float64]:
        """Give a copy of the parameters as they are now."""
        return self.model.flat.astype(np.float64)


def examined(
    model: Model, task: Task, options: Mapping[str, float], sequence: Sequence | None, loss: str | None = None
) -> Exam:
    """Examine a model by the task's own examination, which is the same at every call."""
    exams = task.exams(np.random.default_rng(12345), options, sequence)
    scores, losses = [], []
    for exam in exams:
        trace = model.run(taken(exam.x, model.sizes), lengths=exam.lengths)
        y = trace.h if trace.y is None else trace.y
        scores.append(task.score(y, exam))
        losses.append(_held_out(model, y, exam, loss))
    return Exam(task.worst(tuple(scores)), float(np.mean(losses)))


def _held_out(model: Model, y: NDArray[np.float64], exam: Batch, loss: str | None) -> float:
    output = model.sizes.output if model.sizes.outputs else "identity"
    y = np.nan_to_num(np.asarray(y, dtype=np.float64)).transpose(
        0, 2, 1
    )  # padding is no number, and counts nothing
    steps, outputs, batch = y.shape
    shape = (steps, batch, outputs)
    classes = output == "softmax"
    goal = wanted(exam.y, exam.weight, exam.lengths, shape, np.float64, batched=True, classes=classes)
    return loss_of(output, loss, y, goal)[0]


def examine(model: Model, task: Task, options: Mapping[str, float], sequence: Sequence | None) -> float:
    """Give the score of a model on the task's own examination, which is the same at every call."""
    return examined(model, task, options, sequence).score


def fit(job: Job, model: Model | None = None) -> Generator[Progress, Job | None, None]:
    """Train: yield a Progress after every update. ``model``: train this one in place, not a new one of the job's dtype.

    A job that is sent changes the settings from the next update on; model, task and precision stay. With
    ``early_stop`` it ends when an examination finds the task solved. Raises ValueError for a job that does not fit its
    task, and when a loss or a gradient is no number any more; the parameters are then those that last had a loss.
    """
    if job.task not in TASKS:
        sentence = _("there is no task “{name}”; expected one of {known}")
        raise ValueError(sentence.format(name=job.task, known=", ".join(TASKS)))
    task = TASKS[job.task]
    model = Model.of(job.cell, job.sizes, job.parameters, job.dtype) if model is None else model
    check_form(task, job.sizes, job.sequence)
    rng = np.random.default_rng(whole("seed", job.seed, 0))
    step = Updater(model, **_tuned(job), watched=True)
    score: float | None = None
    update, read = 0, 0
    while job.updates is None or update < job.updates:
        batch = task.make(rng, whole("batch", job.batch, 1), job.options, job.sequence)
        step.rate = rate = job.rate * job.share(update)
        with np.errstate(over="ignore", invalid="ignore"):  # what is no number any more is told below
            loss = step(taken(batch.x, model.sizes), batch.y, job.loss, batch.weight, batch.lengths)
        if not (math.isfinite(loss) and math.isfinite(step.norm)):
            raise ValueError(_broken(loss, job.before + update + 1))
        accuracy = step.right() if update % ACCURACY_EVERY == 0 else math.nan
        update, read = update + 1, read + batch.x.shape[1]
        exam = None
        if update % EXAM_EVERY == 0:
            with np.errstate(over="ignore", invalid="ignore"):
                exam = examined(model, task, job.options, job.sequence, job.loss)
            score = exam.score
        solved = score is not None and task.solved(score)
        told = yield Progress(
            update,
            loss,
            step.norm,
            score,
            solved,
            model,
            step.clipped,
            step.ratio,
            rate,
            accuracy,
            exam,
            read,
        )
        if told is not None:
            if told.seed != job.seed:
                rng = np.random.default_rng(whole("seed", told.seed, 0))
            job = told
            step.tune(**_tuned(job))
        if solved and job.early_stop:
            return


def _tuned(job: Job) -> Mapping[str, Any]:
    """Give what an updater is told of a job."""
    return {
        "optimiser": job.optimiser,
        "rate": job.rate,
        "clip": job.clip,
        "truncate": job.truncate,
        "limit": job.clip_value,
        "decay": job.decay,
    }


def _broken(loss: float, update: int) -> str:
    what = (
        _("the gradient is no number") if math.isfinite(loss) else _("the loss is {loss}").format(loss=loss)
    )
    sentence = _(
        "{what} at update {update}; the last parameters with a loss that is a number are kept: choose a smaller "
        "learning rate or a clip"
    )
    return sentence.format(what=what, update=update)


def check_form(task: Task, sizes: Sizes, sequence: Sequence | None) -> None:
    """Raise ValueError when a model's inputs and outputs are not those of a task."""
    if task.shape is not None and sequence is None:
        raise ValueError(_("task “{task}” learns a sequence, and none is given").format(task=task.name))
    form = task.form_for(sequence)
    inputs = sizes.symbols or sizes.inputs
    outputs = sizes.outputs or sizes.units * sizes.directions
    if sizes.symbols and not (form.embedding or (task.shape and sequence and one_hot(sequence.values))):
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
