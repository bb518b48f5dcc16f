"""Draws weights at random beside the window until one draw solves the task, and hands it over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, QTimer, Slot

from lstm_studio.core.fit import Job
from lstm_studio.core.guessing import guesses
from lstm_studio.session.smooth import smooth
from lstm_studio.session.state import same
from lstm_studio.session.verbs import luck
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.guessing import Guess
    from lstm_studio.session.session import Session

__all__ = ["TRIES", "Guesser"]

TRIES = 20_000
PERIOD = 50  # milliseconds between two looks at how far it is
SUBJECT = ("cell", "sizes", "task", "options", "parameters")
"""The fields of a study whose change ends the draws: what they would solve is no longer what is asked."""


class _Draws(QThread):
    """The draws of one run; ``newest`` is the last one, ``error`` says why there are none."""

    def __init__(self, job: Job, most: float, parent: QObject) -> None:
        super().__init__(parent)
        self._job, self._luck = job, most
        self.newest: Guess | None = None
        self.error = ""
        self.broken_off = False

    def run(self) -> None:
        """Draw until one solves the task, or it is broken off."""
        try:
            with smooth():
                for guess in guesses(self._job, self._luck, TRIES):
                    self.newest = guess
                    if self.broken_off:
                        return
        except ValueError as error:
            self.error = str(error)


class Guesser(QObject):
    """Starts the draws, tells the session how many there have been, and hands over the one that solves the task."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._draws: _Draws | None = None
        self._study = session.state.study
        self._luck, self._round = 0.0, 0
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD)
        self._timer.timeout.connect(self._on_timeout)
        session.changed.connect(self._on_changed)

    @property
    def running(self) -> bool:
        """Whether weights are being drawn."""
        return self._draws is not None

    def toggle(self) -> None:
        """Draw weights for the study that is open, or break the draws off."""
        if self._draws is not None:
            self._end(_("broken off after {tried} draws").format(tried=self._tried))
            return
        if self._session.attempt(luck.begin):
            return
        self._study = self._session.state.study
        self._luck = luck.luck_of(self._session.state)
        # Every round draws others: what was drawn before did not solve it, or has been seen.
        self._round += 1
        job = replace(Job.of(self._study), seed=self._study.training.seed + 1000 * self._round)
        self._draws = _Draws(job, self._luck, self)
        self._draws.finished.connect(self._on_finished)
        self._draws.start()
        self._timer.start()

    def close(self) -> None:
        """End the draws, and wait for the thread."""
        draws, self._draws = self._draws, None
        self._timer.stop()
        if draws is not None:
            draws.broken_off = True
            draws.wait()
            draws.deleteLater()

    @property
    def _tried(self) -> int:
        newest = None if self._draws is None else self._draws.newest
        return 0 if newest is None else newest.tried

    def _end(self, why: str) -> None:
        self.close()
        self._session.glance(luck.given_up, None, why)

    @Slot()
    def _on_timeout(self) -> None:
        if self._tried != self._session.state.run.guessed:
            self._session.glance(luck.drawn, self._tried)

    @Slot()
    def _on_finished(self) -> None:
        draws = self._draws
        if draws is None or not draws.isFinished():
            return  # of draws that were broken off
        newest, error = draws.newest, draws.error
        self.close()
        if newest is not None and newest.solved:
            self._session.do(luck.take_draw, newest, self._luck)
        else:
            self._session.glance(luck.given_up, newest, error)

    @Slot(object)
    def _on_changed(self, names: frozenset[str]) -> None:
        """End the draws where what they would solve has changed, or where a training begins."""
        if self._draws is None:
            return
        new = self._session.state.study
        kept = all(same(getattr(self._study, name), getattr(new, name)) for name in SUBJECT)
        if not kept or self._session.state.run.training != "idle":
            self._end(_("the draws have ended: what they would solve has changed"))
