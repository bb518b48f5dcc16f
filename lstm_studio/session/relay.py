"""A thread between the window and the engine: it passes commands on and keeps the latest report.

The engine runs in a process of its own; where none can be started, in the thread itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QThread

from lstm_studio.session.engine import serve
from lstm_studio.session.link import Child, Latest, Mailbox
from lstm_studio.session.report import failure
from lstm_studio.session.smooth import smooth
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from lstm_studio.session.report import Report

__all__ = ["Relay"]

BOUND = 2_000  # milliseconds that the thread may take to end by itself


class Relay(QThread):
    """One engine. All methods are for the window's thread, but ``run``."""

    def __init__(self, *, own_process: bool = True, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._own_process = own_process
        self._inbox = Mailbox()
        self._child: Child | None = None
        self._latest = Latest()
        self._closed = False

    def tell(self, command: object) -> None:
        """Send the engine a command; it is started where it does not run yet."""
        self._inbox.put(command)
        self.warm()

    def take(self) -> Report | None:
        """Fetch what was reported since the last time."""
        return self._latest.take()

    def warm(self) -> None:
        """Get the engine ready before it is needed."""
        if not self.isRunning() and not self._closed:
            self.start()

    def renew(self) -> None:
        """Forget what an engine that does not run any more has left."""
        if not self.isRunning():
            self._inbox = Mailbox()

    def close(self) -> None:
        """End the engine, within seconds. It starts no more after it."""
        self._closed = True
        if not self.isRunning():
            return
        self._inbox.put("quit")
        if not self.wait(BOUND):
            if self._child is not None:
                self._child.kill()
            self.wait()

    def run(self) -> None:
        """Pass commands to the engine and keep what it reports. The thread's own part."""
        if not (self._own_process and self._relayed()):
            with smooth():
                serve(self._inbox, self._latest.keep)

    def _relayed(self) -> bool:
        """Let a process serve; tell whether it could. Runs in the thread."""
        try:
            self._child = child = Child()
        except OSError:
            return False
        try:
            child.relay(self._inbox, self._latest.keep)
        except (EOFError, OSError):
            if not child.answered:  # it could not even start: some programs cannot be started a second time
                self._inbox.put_back(child.unanswered)
                return False
            self._latest.keep(failure(_("the training process has ended by itself")))
        finally:
            self._child = None
            child.close()
        return True
