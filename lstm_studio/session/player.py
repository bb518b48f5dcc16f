"""Playing: clocks that step the cursor, or walk through the moments of training, while the run plays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Slot

from lstm_studio.session.verbs import past, transport

if TYPE_CHECKING:
    from collections.abc import Callable

    from lstm_studio.session.session import Session
    from lstm_studio.session.state import State

__all__ = ["MOMENTS", "STEPS", "Played", "Player"]


@dataclass(frozen=True)
class Played:
    """What can be played: while the run's field of this name is true, at so many a second, by a verb."""

    name: str
    pace: Callable[[State], float]
    advance: Callable[[State, int], State]


STEPS = Played("playing", lambda state: state.view.speed, transport.advance)
MOMENTS = Played("replaying", past.pace, past.advance)


class Player(QObject):
    """Steps at the set speed, in slow motion operations. What the window cannot follow is left out, not time."""

    def __init__(self, session: Session, played: Played = STEPS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._played = played
        self._pace = 1.0  # steps a second
        self._clock = QElapsedTimer()
        self._told = 0  # steps since the clock was started
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        session.changed.connect(self._on_changed)
        self._follow()

    @Slot(object)
    def _on_changed(self, names: frozenset[str]) -> None:
        if not names.isdisjoint((self._played.name, "speed", "motion")):
            self._follow()

    def _follow(self) -> None:
        """Tick as the state says."""
        state = self._session.state
        if not getattr(state.run, self._played.name):
            self._timer.stop()
            return
        self._told, self._pace = 0, self._played.pace(state)
        self._clock.start()
        self._timer.start(max(1, round(1000 / self._pace)))

    @Slot()
    def _on_timeout(self) -> None:
        # A tick that comes early by the timer's own grain still counts.
        due = int(self._clock.elapsed() * self._pace / 1000 + 0.5)
        steps, self._told = due - self._told, due
        if steps > 0:
            self._session.drag(self._played.name, self._played.advance, steps)

    def close(self) -> None:
        """Stop the clock."""
        self._timer.stop()
