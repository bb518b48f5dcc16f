"""What a run is told, and what it tells: plain frozen data that crosses from one process to another."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lstm_studio.core.checkpoints import joined
from lstm_studio.core.study import NO_CURVE, NO_EXAMS, NO_LOSSES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.checkpoints import Checkpoint
    from lstm_studio.core.fit import Job

__all__ = ["Begin", "Best", "Change", "Report", "failure", "merged"]


@dataclass(frozen=True)
class Begin:
    """Start a run.

    ``number`` names it, ``before`` updates stand on its record already, with ``sequences`` that were read and
    ``seconds`` that it took; ``paused`` waits at once.
    """

    number: int
    job: Job
    before: int = 0
    paused: bool = False
    sequences: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Change:
    """Go on with the settings of another job, from the next update on; its model, task and precision are the same."""

    job: Job


class Best(NamedTuple):
    """The parameters after the update at which an examination found the least held-out loss."""

    update: int
    loss: float
    parameters: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Report:
    """What a run has reached.

    ``state`` "running", "paused" or "idle" (ended); ``losses`` (n, 2) rows (update, loss before it) since
    the last report, ``curve`` (n, 6) and ``exams`` (k, 4) rows of a Record as well; ``rate`` updates a second; ``left``
    seconds to the end, NaN when unknown; ``parameters`` the flat vector, None when there is no newer one; ``sequences``
    and ``seconds`` of the whole record; ``checkpoints`` since the last report; ``broken`` why the run could not go on,
    and ``best`` what it had reached by then; ``error`` the traceback of what broke the engine, "" for nothing.
    """

    number: int
    state: str
    update: int
    updates: int
    losses: NDArray[np.float64]
    norm: float = math.nan
    rate: float = 0.0
    left: float = math.nan
    solved: int | None = None
    score: float | None = None
    message: str = ""
    parameters: NDArray[np.float64] | None = None
    error: str = ""
    curve: NDArray[np.float64] = field(default_factory=lambda: NO_CURVE)
    exams: NDArray[np.float64] = field(default_factory=lambda: NO_EXAMS)
    sequences: int = 0
    seconds: float = 0.0
    broken: str = ""
    best: Best | None = None
    checkpoints: tuple[Checkpoint, ...] = ()


def failure(traceback: str) -> Report:
    """Give the report of a broken engine. It belongs to no run."""
    return Report(-1, "idle", 0, 0, NO_LOSSES, error=traceback)


def merged(old: Report | None, new: Report) -> Report:
    """Give one report for two that follow each other; of two runs the newer alone."""
    if old is None or old.number != new.number:
        return new
    return replace(
        new,
        losses=np.concatenate([old.losses, new.losses]),
        curve=np.concatenate([old.curve, new.curve]),
        exams=np.concatenate([old.exams, new.exams]),
        parameters=old.parameters if new.parameters is None else new.parameters,
        message=new.message or old.message,
        checkpoints=joined(old.checkpoints, new.checkpoints),
    )
