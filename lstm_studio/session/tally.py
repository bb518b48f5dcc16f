"""The counting of a run: what its reports say, made from one update after the other."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.checkpoints import joined, taken
from lstm_studio.core.study import CURVE, EXAMS, frozen
from lstm_studio.session.report import Best, Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from lstm_studio.core.checkpoints import Checkpoint
    from lstm_studio.core.fit import Job, Progress
    from lstm_studio.session.report import Begin

__all__ = ["Tally"]

SPEED_OVER = 1.0  # seconds over which the speed is measured


@dataclass
class Tally:
    """What is known of a run, and the rows of its record since the last report."""

    begin: Begin
    clock: Callable[[], float]
    job: Job = field(init=False)
    update: int = field(init=False)
    seconds: float = field(init=False)
    losses: list[tuple[int, float]] = field(default_factory=list)
    curve: list[tuple[float, ...]] = field(default_factory=list)
    exams: list[tuple[float, ...]] = field(default_factory=list)
    marks: deque[tuple[float, int]] = field(default_factory=deque)  # (time, update) of the last second
    solved: int | None = None
    newest: Progress | None = None
    best: Best | None = None
    checkpoints: tuple[Checkpoint, ...] = ()

    def __post_init__(self) -> None:
        self.job, self.update, self.seconds = self.begin.job, self.begin.before, self.begin.seconds
        self.checkpoints = taken(self.update, self.job.parameters)

    @property
    def sequences(self) -> int:
        """How many were read on the whole record."""
        return self.begin.sequences + (0 if self.newest is None else self.newest.sequences)

    def count(self, progress: Progress, seconds: float) -> None:
        """Take in one update, which took so many seconds."""
        self.update = self.begin.before + progress.update
        self.seconds += seconds
        self.newest = progress
        self.losses.append((self.update, progress.loss))
        noted = (progress.norm, progress.clipped, progress.ratio, progress.rate, progress.accuracy)
        self.curve.append((self.update, *noted))
        exam = progress.exam
        if exam is not None:
            self.exams.append((self.update, exam.loss, exam.score, self.sequences))
            if math.isfinite(exam.loss) and (self.best is None or exam.loss < self.best.loss):
                self.best = Best(self.update, exam.loss, progress.snapshot())
        self.checkpoints = joined(self.checkpoints, taken(self.update, progress.model.flat))
        if progress.solved and self.solved is None:
            self.solved = self.update

    def speed(self) -> float:
        """Give the updates a second."""
        now = self.clock()
        self.marks.append((now, self.update))
        while len(self.marks) > 2 and now - self.marks[0][0] > SPEED_OVER:
            self.marks.popleft()
        first, update = self.marks[0]
        return (self.update - update) / (now - first) if now > first else 0.0

    def report(self, state: str, broken: str = "") -> Report:
        """Say what is known; each row is said once."""
        newest = self.newest
        total = 0 if self.job.updates is None else self.begin.before + self.job.updates
        rate = self.speed() if state != "paused" else 0.0
        rows = [frozen(self.losses).reshape(-1, 2), _rows(self.curve, CURVE), _rows(self.exams, EXAMS)]
        for said in (self.losses, self.curve, self.exams):
            said.clear()
        checkpoints, self.checkpoints = self.checkpoints, ()
        return Report(
            number=self.begin.number,
            state=state,
            update=self.update,
            updates=total,
            losses=rows[0],
            norm=math.nan if newest is None else newest.norm,
            rate=rate,
            left=(total - self.update) / rate if rate > 0 and total and state == "running" else math.nan,
            solved=self.solved,
            score=None if newest is None else newest.score,
            message=broken,
            parameters=None if newest is None else _sound(newest.snapshot()),
            curve=rows[1],
            exams=rows[2],
            sequences=self.sequences,
            seconds=self.seconds,
            broken=broken,
            best=self.best if broken else None,
            checkpoints=checkpoints,
        )


def _rows(rows: list[tuple[float, ...]], columns: tuple[str, ...]) -> NDArray[np.float64]:
    return frozen(rows).reshape(-1, len(columns))


def _sound(parameters: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """What is no number never reaches a study."""
    return parameters if np.isfinite(parameters).all() else None
