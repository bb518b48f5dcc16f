"""The loop that trains: commands in, reports out. It knows no Qt: it runs in its own process, or in a thread.

One engine serves any number of runs, one after the other. It reports about 30 times a second: all losses
since the last report, but only the newest parameters.
"""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from lstm_studio.core.fit import fit
from lstm_studio.core.study import NO_LOSSES, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from lstm_studio.core.fit import Job, Progress

__all__ = ["Begin", "Inbox", "Report", "drive", "failure", "merged", "serve"]

PERIOD = 1 / 30  # seconds between two reports at least
SHARE = 0.05  # of the time at most goes into reports: those of large models are rarer
SPEED_OVER = 1.0  # seconds over which the speed is measured


@dataclass(frozen=True)
class Begin:
    """Start a run.

    ``number`` names it, ``before`` updates stand on its record already, ``paused`` waits at once.
    """

    number: int
    job: Job
    before: int = 0
    paused: bool = False


@dataclass(frozen=True, eq=False)
class Report:
    """What a run has reached.

    ``state`` "running", "paused" or "idle" (ended); ``losses`` (n, 2) rows (update, loss before it) since
    the last report; ``rate`` updates a second; ``left`` seconds to the end, NaN when unknown;
    ``parameters`` the flat vector, None when there is no newer one; ``error`` the traceback of what broke
    the engine, "" for nothing.
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
        parameters=old.parameters if new.parameters is None else new.parameters,
        message=new.message or old.message,
    )


class Inbox(Protocol):
    """Where commands come in: a Begin, or "pause", "resume", "one", "stop", "quit". A connection is one."""

    def poll(self, timeout: float = 0.0) -> bool:
        """Wait at most ``timeout`` seconds; tell whether there is a command."""

    def recv(self) -> Any:
        """Give the next command, wait for it if need be. Raises EOFError when nobody can send any more."""


@dataclass
class _Tally:
    """What is known of a run, and the losses since its last report."""

    begin: Begin
    clock: Callable[[], float]
    update: int = 0
    losses: list[tuple[int, float]] = field(default_factory=list)
    marks: deque[tuple[float, int]] = field(default_factory=deque)  # (time, update) of the last second
    solved: int | None = None
    newest: Progress | None = None

    def __post_init__(self) -> None:
        self.update = self.begin.before

    def count(self, progress: Progress) -> None:
        """Take in one update."""
        self.update = self.begin.before + progress.update
        self.newest = progress
        self.losses.append((self.update, progress.loss))
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

    def report(self, state: str, message: str = "") -> Report:
        """Say what is known; the losses are said once."""
        newest, job = self.newest, self.begin.job
        total = 0 if job.updates is None else self.begin.before + job.updates
        rate = self.speed() if state != "paused" else 0.0
        losses = frozen(self.losses).reshape(-1, 2)
        self.losses.clear()
        return Report(
            number=self.begin.number,
            state=state,
            update=self.update,
            updates=total,
            losses=losses,
            norm=math.nan if newest is None else newest.norm,
            rate=rate,
            left=(total - self.update) / rate if rate > 0 and total and state == "running" else math.nan,
            solved=self.solved,
            score=None if newest is None else newest.score,
            message=message,
            parameters=None if newest is None else newest.snapshot(),
        )


def drive(
    begin: Begin,
    inbox: Inbox,
    send: Callable[[Report], None],
    clock: Callable[[], float] = time.perf_counter,
) -> object:
    """Train one run to its end; give the command that broke it off, a Begin or "quit", or None."""
    tally = _Tally(begin, clock)
    try:
        return _drive(fit(begin.job), tally, inbox, send)
    except (
        ValueError
    ) as error:  # a job that does not fit its task, or parameters that are no numbers any more
        tally.newest = None
        send(tally.report("idle", str(error)))
        return None


def _drive(steps: Iterator[Progress], tally: _Tally, inbox: Inbox, send: Callable[[Report], None]) -> object:
    paused, once = tally.begin.paused, False
    due = _tell(tally, "paused" if paused else "running", send)
    while True:
        while not once and (paused or inbox.poll()):
            command = inbox.recv()
            if command in ("stop", "quit") or isinstance(command, Begin):
                send(tally.report("idle"))
                return None if command == "stop" else command
            once = paused and command == "one"
            if command != "one" and paused != (command == "pause"):
                paused = command == "pause"
                tally.marks.clear()  # the speed is measured anew: a pause does not count
                send(tally.report("paused" if paused else "running"))
        progress = next(steps, None)
        if progress is None:
            send(tally.report("idle"))
            return None
        tally.count(progress)
        if once or tally.clock() >= due:
            due = _tell(tally, "paused" if paused else "running", send)
            once = False


def _tell(tally: _Tally, state: str, send: Callable[[Report], None]) -> float:
    """Send a report; give the time of the next one."""
    begun = tally.clock()
    send(tally.report(state))
    ended = tally.clock()
    return ended + max(PERIOD, (ended - begun) / SHARE)


def serve(inbox: Inbox, send: Callable[[Report], None]) -> None:
    """Train one run after the other, until "quit"."""
    command: object = None
    while command != "quit":
        command = drive(command, inbox, send) if isinstance(command, Begin) else inbox.recv()
