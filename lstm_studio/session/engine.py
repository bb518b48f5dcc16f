"""The loop that trains: commands in, reports out. It knows no Qt: it runs in its own process, or in a thread.

One engine serves any number of runs, one after the other. It reports about 30 times a second: all losses
since the last report, but only the newest parameters. Settings may change while a run goes on.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from lstm_studio.core.fit import fit
from lstm_studio.session.report import Begin, Best, Change, Report, failure, merged
from lstm_studio.session.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from lstm_studio.core.fit import Job, Progress

__all__ = ["Begin", "Best", "Change", "Inbox", "Report", "drive", "failure", "merged", "serve"]

PERIOD = 1 / 30  # seconds between two reports at least
SHARE = 0.05  # of the time at most goes into reports: those of large models are rarer


class Inbox(Protocol):
    """Where commands come in: a Begin, a Change, or "pause", "resume", "one", "stop", "quit". A connection is one."""

    def poll(self, timeout: float = 0.0) -> bool:
        """Wait at most ``timeout`` seconds; tell whether there is a command."""

    def recv(self) -> Any:
        """Give the next command, wait for it if need be. Raises EOFError when nobody can send any more."""


def drive(
    begin: Begin,
    inbox: Inbox,
    send: Callable[[Report], None],
    clock: Callable[[], float] = time.perf_counter,
) -> object:
    """Train one run to its end; give the command that broke it off, a Begin or "quit", or None."""
    tally = Tally(begin, clock)
    try:
        return _drive(fit(begin.job), tally, inbox, send)
    except ValueError as error:  # a job that does not fit its task, or what is no number any more
        send(tally.report("idle", str(error)))
        return None


def _drive(
    steps: Generator[Progress, Job | None, None], tally: Tally, inbox: Inbox, send: Callable[[Report], None]
) -> object:
    paused, once = tally.begin.paused, False
    told: Job | None = None
    due = _tell(tally, "paused" if paused else "running", send)
    while True:
        while not once and (paused or inbox.poll()):
            command = inbox.recv()
            if command in ("stop", "quit") or isinstance(command, Begin):
                send(tally.report("idle"))
                return None if command == "stop" else command
            if isinstance(command, Change):
                tally.job = told = command.job
                send(tally.report("paused" if paused else "running"))
                continue
            once = paused and command == "one"
            if command != "one" and paused != (command == "pause"):
                paused = command == "pause"
                tally.marks.clear()  # the speed is measured anew: a pause does not count
                send(tally.report("paused" if paused else "running"))
        if told is not None and tally.newest is None:
            steps, told = fit(replace(told, parameters=tally.begin.job.parameters)), None
        begun = tally.clock()
        try:
            progress = steps.send(told)
        except StopIteration:
            send(tally.report("idle"))
            return None
        told = None
        tally.count(progress, tally.clock() - begun)
        if once or tally.clock() >= due:
            due = _tell(tally, "paused" if paused else "running", send)
            once = False


def _tell(tally: Tally, state: str, send: Callable[[Report], None]) -> float:
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
