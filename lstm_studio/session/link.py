"""How the engine is reached: a mailbox between threads, and a spawned process behind a pair of pipes."""

from __future__ import annotations

import signal
import sys
import time
import traceback
from collections import deque
from threading import Condition, Lock
from typing import TYPE_CHECKING, Any

from lstm_studio.session.engine import failure, merged, serve

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from lstm_studio.session.engine import Inbox, Report

__all__ = ["BrokenEngineError", "Child", "Latest", "Mailbox", "broken", "run_engine"]

TICK = 0.01  # seconds that a command may wait while reports come in
PATIENCE = 0.5  # seconds between two looks for a command while nothing runs
ECHO = 1.0  # seconds after a command in which its reports are waited for


class Mailbox:
    """An inbox between two threads."""

    def __init__(self) -> None:
        self._letters: deque[Any] = deque()
        self._arrived = Condition()

    def put(self, letter: Any) -> None:
        """Send."""
        with self._arrived:
            self._letters.append(letter)
            self._arrived.notify()

    def put_back(self, letters: list[Any]) -> None:
        """Put letters that were taken out in front again, in their order."""
        with self._arrived:
            self._letters.extendleft(reversed(letters))

    def poll(self, timeout: float = 0.0) -> bool:
        """Wait at most ``timeout`` seconds; tell whether there is something."""
        if not timeout:
            return bool(self._letters)
        with self._arrived:
            return self._arrived.wait_for(lambda: bool(self._letters), timeout)

    def recv(self) -> Any:
        """Give the next one, wait for it if need be."""
        with self._arrived:
            self._arrived.wait_for(lambda: bool(self._letters))
            return self._letters.popleft()


class Latest:
    """The latest report of a thread to another: what was not fetched is merged into it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._report: Report | None = None

    def keep(self, report: Report) -> None:
        """Keep a report until it is fetched."""
        with self._lock:
            self._report = merged(self._report, report)

    def take(self) -> Report | None:
        """Fetch what there is, once."""
        with self._lock:
            report, self._report = self._report, None
            return report


class BrokenEngineError(RuntimeError):
    """The engine broke; its notes hold the traceback."""


def broken(report: Report) -> BrokenEngineError:
    """Give the exception of a report with an error."""
    error = BrokenEngineError(report.error.strip().rpartition("\n")[2])
    error.add_note(report.error)
    return error


def run_engine(commands: Inbox, reports: Connection) -> None:
    """Serve; whatever breaks the engine is reported before it ends it. The main function of the process."""
    # Ctrl+C in a terminal reaches the whole group; the window decides what ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        serve(commands, reports.send)
    except (EOFError, BrokenPipeError):
        return  # the window is gone
    except BaseException:
        reports.send(failure(traceback.format_exc()))
        raise


class Child:
    """The engine in a process of its own. Raises OSError where none can be started."""

    def __init__(self) -> None:
        if getattr(sys, "frozen", False) or not sys.executable:
            raise OSError("a frozen program cannot start itself a second time")
        # Within the function: a start without training need not wait for this package.
        import multiprocessing

        context = multiprocessing.get_context("spawn")
        commands, self._commands = context.Pipe(duplex=False)
        self._reports, reports = context.Pipe(duplex=False)
        self._process: BaseProcess = context.Process(
            target=run_engine, args=(commands, reports), name="training", daemon=True
        )
        self._process.start()
        commands.close()
        reports.close()
        self.unanswered: list[Any] = []  # the commands before the first report
        self.answered = False

    def relay(self, inbox: Mailbox, send: Callable[[Report], None]) -> None:
        """Pass commands on and reports back, until "quit" or until the engine breaks.

        Raises EOFError or OSError when the process ends before.
        """
        awake = 0.0
        while True:
            busy = time.monotonic() < awake
            while inbox.poll(0.0 if busy else PATIENCE):
                command = inbox.recv()
                if not self.answered:
                    self.unanswered.append(command)
                self._commands.send(command)
                if command == "quit":
                    return
                awake, busy = time.monotonic() + ECHO, True
            if self._reports.poll(TICK if busy else 0.0):
                report = self._reports.recv()
                self.answered = True
                send(report)
                if report.error:
                    return
                if report.state == "running":
                    awake = time.monotonic() + ECHO

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()

    def close(self) -> None:
        """Wait for the end of the process, which was asked for; then insist."""
        self._commands.close()
        self._process.join(1.0)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(1.0)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._reports.close()
        self._process.close()
