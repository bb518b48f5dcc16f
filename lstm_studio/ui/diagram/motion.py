"""The clock of what moves in the diagram: it ticks while something does, and paints what moves and no more."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QRegion

if TYPE_CHECKING:
    from lstm_studio.ui.diagram.inside import Inside
    from lstm_studio.ui.diagram.streams import Stage
    from lstm_studio.ui.diagram.view import DiagramView

__all__ = ["Motion"]

PERIOD = 16  # milliseconds from frame to frame


class Motion(QObject):
    """Lets stages move one after the other, each for the same time."""

    def __init__(self, view: DiagramView) -> None:
        super().__init__(view)
        self._view = view
        self._inside: Inside | None = None
        self._stages: tuple[Stage, ...] = ()
        self._regions: list[QRegion] = []
        self._at = -1
        self._milliseconds = 1.0
        self._stays = False
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(PERIOD)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def moving(self) -> bool:
        """Whether anything moves."""
        return self._timer.isActive()

    def run(self, inside: Inside, stages: tuple[Stage, ...], seconds: float, *, stays: bool) -> None:
        """Let stages move within some seconds. ``stays``: the last one stays lit, and shows what it has made."""
        self.stop()
        self._inside, self._stages, self._stays = inside, stages, stays
        self._milliseconds = 1000.0 * seconds / max(len(stages), 1)
        # What one stage lights, the next one lets go: both are painted.
        places = [QRegion(), *(self._region(inside, stage) for stage in stages)]
        self._regions = [before.united(now) for before, now in pairwise(places)]
        self._at = -1
        self._clock.start()
        self._timer.start()
        self._on_timeout()

    def stop(self) -> None:
        """Come to the end at once."""
        if self._timer.isActive():
            self._timer.stop()
            self._end()

    def drop(self) -> None:
        """Move no more, and leave all as it is: the scene may be gone."""
        self._timer.stop()
        self._inside = None

    def _region(self, inside: Inside, stage: Stage) -> QRegion:
        found = QRegion()
        for place in inside.places(stage):
            found += self._view.mapFromScene(place).boundingRect().adjusted(-2, -2, 2, 2)
        return found

    @Slot()
    def _on_timeout(self) -> None:
        inside = self._inside
        if inside is None:
            return
        at, place = divmod(self._clock.elapsed() / self._milliseconds, 1.0)
        if at >= len(self._stages) or not self._view.isVisible():
            self._timer.stop()
            self._end()
            return
        if int(at) != self._at:
            self._at = int(at)
            inside.light(self._stages[self._at])
        inside.move(place)
        self._view.viewport().update(self._regions[self._at])

    def _end(self) -> None:
        inside, self._inside = self._inside, None
        if inside is None:
            return
        if self._stays:
            inside.arrive()
        else:
            inside.light(None)
        self._view.viewport().update()
