"""Trains runs side by side beside the window: one after the other, in a process that ends with the last of them.

It does what ``run.series`` of the state asks for, and tells the session what comes of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot

from lstm_studio.session.link import broken
from lstm_studio.session.relay import Relay
from lstm_studio.session.series import begin
from lstm_studio.session.verbs import series as verbs
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from lstm_studio.core.study import Kept
    from lstm_studio.session.session import Session

__all__ = ["Runner"]

PERIOD = 50  # milliseconds between two looks for a report
BROKE = _("the runs broke off; those that were trained to their end are kept")


class Runner(Relay):
    """The queue. All methods are for the window's thread, but ``run``."""

    failed = Signal(object)  # an exception: the engine broke

    def __init__(self, session: Session, *, own_process: bool = True, parent: QObject | None = None) -> None:
        super().__init__(own_process=own_process, parent=parent)
        self._session = session
        self._plan: tuple[Kept, ...] | None = None  # of the series at work
        self._number = 0
        self._series = 0
        self._late = False  # a series waits for the end of the engine that the one before has had
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD)
        self._timer.timeout.connect(self._fetch)
        self.finished.connect(self._on_finished)
        session.changed.connect(self._on_changed)

    def close(self) -> None:
        """End everything, within seconds. Nothing starts any more after it."""
        self._timer.stop()
        self._plan, self._late = None, False
        super().close()

    @Slot(object)
    def _on_changed(self, names: frozenset[str]) -> None:
        """Begin what is asked for, and end what is not asked for any more."""
        if "series" not in names:
            return
        series = self._session.state.run.series
        plan = None if series is None else series.plan
        if plan is self._plan:
            return
        if self._plan is not None:
            self._end()
        self._plan = plan
        if plan is not None:
            self._series += 1
            self._late = self.isRunning()
            if not self._late:
                self._begin()

    def _end(self) -> None:
        self._timer.stop()
        self._number += 1  # what is still said is not heard
        if self.isRunning():
            self.tell("quit")

    @Slot()
    def _on_finished(self) -> None:
        # What is heard late may be of an engine before the one that is waited for.
        if self._late and not self.isRunning():
            self._late = False
            self._begin()

    def _begin(self) -> None:
        """Train the one that is next."""
        series = self._session.state.run.series
        if series is not None:
            self.renew()
            self._number += 1
            self.tell(begin(series, self._number))
            self._timer.start()

    @Slot()
    def _fetch(self) -> None:
        report = self.take()
        if report is None:
            # Where the engine broke in the thread, the hook of all exceptions has heard of it.
            if not self.isRunning():
                self._session.drag("", verbs.break_off, BROKE)
        elif report.error:
            self._session.drag("", verbs.break_off, BROKE)
            self.failed.emit(broken(report))
        elif report.number == self._number:
            plan = self._plan
            self._session.drag(f"series {self._series}", verbs.told, report)
            if report.state == "idle" and plan is self._plan:
                self._begin()
