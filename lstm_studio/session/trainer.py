"""Training beside the window: starts, pauses and stops runs, and gives what they reach to the session.

The thread passes commands to the engine and keeps the latest report; a timer of the window's thread fetches
it. The engine runs in a process of its own; where none can be started, in the thread itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from lstm_studio.core.check import task_named
from lstm_studio.core.fit import Job
from lstm_studio.session.derived import smooth
from lstm_studio.session.engine import serve
from lstm_studio.session.link import Child, Latest, Mailbox, broken
from lstm_studio.session.report import Begin, Change, failure
from lstm_studio.session.state import same
from lstm_studio.session.verbs import parameters, training
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.study import Study
    from lstm_studio.session.report import Report
    from lstm_studio.session.session import Session

__all__ = ["Trainer"]

SOON = 10  # milliseconds between two looks for a report
PERIOD = 50  # and after one: a report draws the whole window anew, a step of playing far less
BOUND = 2_000  # milliseconds that the thread may take to end by itself
BROKE = _("training broke off; what it had reached by then is kept")
MODEL = ("parameters", "cell", "sizes")
SUBJECT = ("task", "options")
LASTING = ("dtype",)  # settings that a run cannot change while it goes on


class Trainer(QThread):
    """Trains the session's study. All methods are for the window's thread, but ``run``."""

    failed = Signal(object)  # an exception: the engine broke

    def __init__(self, session: Session, *, own_process: bool = True, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._own_process = own_process
        self._inbox = Mailbox()
        self._child: Child | None = None
        self._latest = Latest()
        self._number = 0
        self._step = ""  # all that a run changes is one step of undo, under this key
        self._closed = False
        self._absorbing = False
        self._waits = False  # for the next step
        self._study: Study | None = None  # as the run has left it: another one ends the run
        self._before = 0  # updates on the record when the run began
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timeout)
        session.changed.connect(self._on_changed)

    @property
    def active(self) -> bool:
        """Whether there is a run, going or paused."""
        return self._session.state.run.training != "idle"

    def train(self) -> None:
        """Start, or go on after a pause."""
        if self.active:
            self._tell("resume")
        else:
            self._begin()

    def pause(self) -> None:
        """Pause the run after the update that it is in."""
        self._tell("pause")

    def toggle(self) -> None:
        """Train, or pause."""
        if self._session.state.run.training == "running":
            self.pause()
        else:
            self.train()

    def one_update(self) -> None:
        """Make one update; a run that goes on is paused."""
        if not self.active:
            self._begin(paused=True)
        elif self._session.state.run.training == "running":
            self._tell("pause")
        if self.active:
            self._tell("one")

    def stop(self) -> None:
        """End the run; what it has reached stays."""
        self._tell("stop")

    def reset(self) -> None:
        """End the run and draw the parameters anew."""
        self.abandon()
        self._session.do(parameters.initialise)

    def warm(self) -> None:
        """Get the engine ready before it is needed."""
        if not self.isRunning() and not self._closed:
            self.start()

    def close(self) -> None:
        """End everything, within seconds. Nothing starts any more after it."""
        self._closed = True
        self._timer.stop()
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

    def _begin(self, *, paused: bool = False, updates: int | None = None) -> None:
        """Start a run from the study as it is, on the same record when only runs changed the parameters.

        Where it cannot be trained so, say why instead, and train nothing.
        """
        if self._session.attempt(training.ready):
            self.abandon()
            return
        self._number += 1
        self._step = step = f"training {self._number}"
        study = self._session.state.study
        if self._study is None or study.parameters is not self._study.parameters:
            self._session.drag(step, parameters.without_record)
        self._study = study = self._session.state.study
        self._before = before = study.record.update
        job = self._job(study)
        job = replace(job, updates=job.updates if updates is None else updates)
        if not self.isRunning():
            self._inbox = Mailbox()  # what a broken engine has left
        record = study.record
        self._tell(Begin(self._number, job, before, paused, record.sequences, record.seconds))
        self._session.drag(step, training.begun, before + (job.updates or 0), paused=paused)
        self._timer.start(SOON)

    def _job(self, study: Study) -> Job:
        """Give the run that a study asks for, which goes on where its record was when it began."""
        job = Job.of(study)
        # A run that goes on must not see the batches of its beginning again.
        return replace(job, seed=job.seed + self._before, before=self._before)

    def _tell(self, command: object) -> None:
        self._inbox.put(command)
        self.warm()

    def abandon(self) -> None:
        """End the run and hear no more of it."""
        if self.active:
            self._number += 1
            self._tell("stop")
            self._end()

    def _end(self) -> None:
        self._timer.stop()
        self._session.drag("", training.ended)

    @Slot(object)
    def _on_changed(self, names: frozenset[str]) -> None:
        """End a run whose parameters were changed by another hand; begin anew when its settings were."""
        if self._absorbing or not self.active or self._study is None:
            return
        if self._waits and "cursor" in names:
            self._fetch()
        old, new = self._study, self._session.state.study
        if new is old:
            return
        if not all(same(getattr(old, name), getattr(new, name)) for name in MODEL):
            self.abandon()
        elif (
            not all(same(getattr(old, name), getattr(new, name)) for name in SUBJECT)
            or (task_named(new.task).shape is not None and new.sequence is not old.sequence)
            or any(getattr(old.training, name) != getattr(new.training, name) for name in LASTING)
        ):
            record = new.record  # of another task it has begun anew
            left = max(1, record.updates - record.update) if record.updates else None
            self._begin(paused=self._session.state.run.training == "paused", updates=left)
        elif new.training != old.training:
            self._study = new
            self._tell(Change(self._job(new)))

    @Slot()
    def _on_timeout(self) -> None:
        """Fetch, or wait for the next step of a fast play, so that both make one frame."""
        state = self._session.state
        self._waits = state.run.playing and not self._waits and 1000 / state.view.speed < PERIOD
        if self._waits:
            self._timer.start(PERIOD)
        else:
            self._fetch()

    def _fetch(self) -> None:
        self._waits = False
        report = self._latest.take()
        if report is None:
            # Where the engine broke in the thread, the hook of all exceptions has heard of it.
            if not self.isRunning():
                self._session.drag("", training.broken_off, BROKE)
        elif report.error:
            self._session.drag("", training.broken_off, BROKE)
            self.failed.emit(broken(report))
        elif report.number == self._number:
            self._absorb(report)
        if self.active:
            self._timer.start(SOON if report is None else PERIOD)

    def _absorb(self, report: Report) -> None:
        self._absorbing = True  # what changes now is this run's own doing
        self._session.drag(self._step, training.absorb_progress, report)
        self._absorbing = False
        self._study = self._session.state.study
