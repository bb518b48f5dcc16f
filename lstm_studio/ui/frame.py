"""From changes to one paint: names are joined and the parts that can be seen are refreshed, once a frame."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Slot

if TYPE_CHECKING:
    from lstm_studio.session.derived import Scene
    from lstm_studio.session.session import Session

__all__ = ["Frame", "Part"]

PERIOD = 0.016  # seconds between two refreshes: 60 a second


class Part(Protocol):
    """What the frame keeps up to date: a panel, the toolbar, the actions, the status line."""

    @property
    def needs(self) -> frozenset[str]:
        """The names of changes that it must be told of."""

    def show_scene(self, scene: Scene, changed: frozenset[str]) -> None:
        """Take over what differs from the last time."""

    def isVisible(self) -> bool:
        """Whether a person can see it now."""


class Frame(QObject):
    """Joins changes and refreshes at most once in 16 ms. A hidden part is told when it is shown again."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._pending: dict[Part, set[str]] = {}
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.flush)
        session.changed.connect(self._on_changed)

    def add(self, part: Part, *, at_once: bool = False) -> None:
        """Take in a part; it is shown everything at the next frame, or at once, before it has a size."""
        self._pending[part] = set() if at_once else set(part.needs)
        if at_once:
            part.show_scene(self._session.scene, part.needs)
        else:
            self._start()

    def wake(self) -> None:
        """Refresh soon: something may have come into sight."""
        self._start()

    @Slot(object)
    def _on_changed(self, names: frozenset[str]) -> None:
        for part, pending in self._pending.items():
            pending.update(part.needs & names)
        self._start()

    def _start(self) -> None:
        if not self._timer.isActive():
            rest = PERIOD - (perf_counter() - self._last)
            self._timer.start(max(0, round(1000 * rest)))

    @Slot()
    def flush(self) -> None:
        """Refresh now every visible part that something has changed for."""
        self._last = perf_counter()
        scene = self._session.scene
        for part, pending in list(self._pending.items()):
            if pending and part.isVisible():
                changed = frozenset(pending)
                pending.clear()
                part.show_scene(scene, changed)
