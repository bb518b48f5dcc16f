"""Playing: a clock that steps the cursor at the view's speed while the run plays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Slot

from lstm_studio.session.verbs import transport

if TYPE_CHECKING:
    from lstm_studio.session.session import Session

__all__ = ["Player"]


class Player(QObject):
    """Steps at the set speed, in slow motion operations. What the window cannot follow is left out, not time."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._clock = QElapsedTimer()
        self._told = 0  # steps since the clock was started
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        session.changed.connect(self._on_changed)
        self._follow()

    @Slot(object)
    def _on_changed(self, names: frozenset[str]) -> None:
        if not names.isdisjoint(("playing", "speed", "motion")):
            self._follow()

    def _follow(self) -> None:
        """Tick as the state says."""
        if not self._session.state.run.playing:
            self._timer.stop()
            return
        self._told = 0
        self._clock.start()
        self._timer.start(max(1, round(1000 / self._session.state.view.speed)))

    @Slot()
    def _on_timeout(self) -> None:
        # A tick that comes early by the timer's own grain still counts.
        due = int(self._clock.elapsed() * self._session.state.view.speed / 1000 + 0.5)
        steps, self._told = due - self._told, due
        if steps > 0:
            self._session.drag("playing", transport.advance, steps)

    def close(self) -> None:
        """Stop the clock."""
        self._timer.stop()
