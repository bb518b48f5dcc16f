"""Training beside the window: starts, pauses and stops runs, and gives what they reach to the session.

The thread passes commands to the engine and keeps the latest report; a timer of the window's thread fetches it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot

from lstm_studio.core.check import task_named
from lstm_studio.core.fit import Job
from lstm_studio.session.link import broken
from lstm_studio.session.original import untouched
from lstm_studio.session.relay import Relay
from lstm_studio.session.report import Begin, Change
from lstm_studio.session.state import same
from lstm_studio.session.verbs import parameters, past, training
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from lstm_studio.core.sequence import Corpus
    from lstm_studio.core.study import Sequence, Study
    from lstm_studio.session.report import Report
    from lstm_studio.session.session import Session

__all__ = ["Trainer"]

SOON = 10  # milliseconds between two looks for a report
PERIOD = 50  # and after one: a report draws the whole window anew, a step of playing far less
BROKE = _("training broke off; what it had reached by then is kept")
MODEL = ("parameters", "cell", "sizes")
SUBJECT = ("task", "options")
LASTING = ("dtype",)  # settings that a run cannot change while it goes on


class Trainer(Relay):
    """Trains the session's study. All methods are for the window's thread, but ``run``."""

    failed = Signal(object)  # an exception: the engine broke

    def __init__(self, session: Session, *, own_process: bool = True, parent: QObject | None = None) -> None:
        super().__init__(own_process=own_process, parent=parent)
        self._session = session
        self._number = 0
        self._step = ""  # all that a run changes is one step of undo, under this key
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
            self.tell("resume")
        else:
            self._begin()

    def pause(self) -> None:
        """Pause the run after the update that it is in."""
        self.tell("pause")

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
            self.tell("pause")
        if self.active:
            self.tell("one")

    def stop(self) -> None:
        """End the run; what it has reached stays."""
        self.tell("stop")

    def reset(self) -> None:
        """End the run and draw the parameters anew."""
        self.abandon()
        self._session.do(parameters.initialise)

    def close(self) -> None:
        """End everything, within seconds. Nothing starts any more after it."""
        self._timer.stop()
        super().close()

    def _begin(self, *, paused: bool = False, updates: int | None = None) -> None:
        """Start a run from the study as it is looked at, on the same record where no hand has changed a weight.

        Where it cannot be trained so, say why instead, and train nothing.
        """
        if self._session.attempt(training.ready):
            self.abandon()
            return
        elsewhen = not self.active and self._session.state.view.past is not None
        if elsewhen and self._session.attempt(past.take_up):
            return
        self._number += 1
        self._step = step = f"training {self._number}"
        study = self._session.state.study
        if not untouched(study):
            self._session.drag(step, parameters.without_record)
        self._study = study = self._session.state.study
        self._before = before = study.record.update
        job = self._job(study)
        job = replace(job, updates=job.updates if updates is None else updates)
        self.renew()
        record = study.record
        self.tell(Begin(self._number, job, before, paused, record.sequences, record.seconds))
        self._session.drag(step, training.begun, before + (job.updates or 0), paused=paused)
        self._timer.start(SOON)

    def _job(self, study: Study) -> Job:
        """Give the run that a study asks for, which goes on where its record was when it began."""
        job = Job.of(study)
        # A run that goes on must not see the batches of its beginning again.
        return replace(job, seed=job.seed + self._before, before=self._before)

    def abandon(self) -> None:
        """End the run and hear no more of it."""
        if self.active:
            self._number += 1
            self.tell("stop")
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
            or (task_named(new.task).shape is not None and _read(new.sequence) is not _read(old.sequence))
            or any(getattr(old.training, name) != getattr(new.training, name) for name in LASTING)
        ):
            record = new.record  # of another task it has begun anew
            left = max(1, record.updates - record.update) if record.updates else None
            self._begin(paused=self._session.state.run.training == "paused", updates=left)
        elif new.training != old.training:
            self._study = new
            self.tell(Change(self._job(new)))

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
        report = self.take()
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


def _read(sequence: Sequence) -> Sequence | Corpus:
    """Give what is learnt of a sequence: of a long text all of it, whichever part is shown."""
    return sequence.corpus or sequence
