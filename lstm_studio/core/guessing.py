"""Learning by luck: weights are drawn at random again and again, until a draw passes the examination of a task.

Where this takes few tries, the task is no proof that a cell can learn over long times.
Source: Hochreiter & Schmidhuber 1997, NIPS 9, "LSTM can solve hard long time lag problems".
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.check import task_named
from lstm_studio.core.edits import taken
from lstm_studio.core.fit import check_form
from lstm_studio.core.given import whole
from lstm_studio.core.model import Model
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from lstm_studio.core.fit import Job
    from lstm_studio.core.tasks import Batch, Task

__all__ = ["Guess", "guesses"]

SEED = 12345  # of the examination, so that every draw has the same one


@dataclass(frozen=True, eq=False, slots=True)
class Guess:
    """One try, counted from 1: its score, whether that solves the task, and the best score and parameters so far.

    A draw that fails a part of the examination is not asked the rest: its score is that of the part.
    """

    tried: int
    score: float
    solved: bool
    best: float
    parameters: NDArray[np.float64]


def guesses(job: Job, luck: float, tries: int) -> Iterator[Guess]:
    """Draw all parameters between −``luck`` and ``luck``, so many times or until the task of a run is solved.

    The run gives model, task, options and the seed of the draws. Raises ValueError as ``fit`` does.
    """
    if not luck > 0:
        raise ValueError(
            _("weights up to {luck} are asked for; expected a positive number").format(luck=luck)
        )
    task = task_named(job.task)
    check_form(task, job.sizes, job.sequence)
    rng = np.random.default_rng(whole("seed", job.seed, 0))
    model = Model.of(job.cell, job.sizes, job.parameters, job.dtype)
    exams = task.exams(np.random.default_rng(SEED), job.options, job.sequence)
    best, parameters = -math.inf if task.higher else math.inf, job.parameters
    for tried in range(1, whole("tries", tries, 1) + 1):
        model.flat[:] = rng.uniform(-luck, luck, model.flat.size)
        score = _score(model, task, exams)
        if score > best if task.higher else score < best:
            best, parameters = score, model.flat.astype(np.float64)
        yield Guess(tried, score, task.solved(score), best, parameters)
        if task.solved(score):
            return


def _score(model: Model, task: Task, exams: tuple[Batch, ...]) -> float:
    scores: list[float] = []
    for exam in exams:
        trace = model.run(taken(exam.x, model.sizes), lengths=exam.lengths)
        scores.append(task.score(trace.h if trace.y is None else trace.y, exam))
        if not task.solved(scores[-1]):
            break
    return task.worst(tuple(scores))
