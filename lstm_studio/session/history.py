"""What undo and redo bring back: a list of states, whose studies share their arrays."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

__all__ = ["History"]

MOST_STEPS = 500
T = TypeVar("T")


class _Step(NamedTuple, Generic[T]):
    state: T
    name: str
    merge: str = ""


class History(Generic[T]):
    """Steps back and forth. A step holds the state on its other side and what the person calls the act."""

    def __init__(self) -> None:
        self._past: list[_Step[T]] = []
        self._future: list[_Step[T]] = []
        self._sealed = False

    @property
    def past(self) -> str | None:
        """What undo would take back, None for nothing."""
        return self._past[-1].name if self._past else None

    @property
    def future(self) -> str | None:
        """What redo would bring back, None for nothing."""
        return self._future[-1].name if self._future else None

    @property
    def names(self) -> tuple[str, ...]:
        """What the person calls each act, the oldest first; the first ``place`` of them are done."""
        return (*(step.name for step in self._past), *(step.name for step in reversed(self._future)))

    @property
    def place(self) -> int:
        """How many of the acts are done."""
        return len(self._past)

    def states(self, now: T) -> tuple[T, ...]:
        """Give the state before the first act and after each of them."""
        past = (step.state for step in self._past)
        return (*past, now, *(step.state for step in reversed(self._future)))

    def record(self, before: T, name: str, merge: str) -> None:
        """Note a change of ``before``; changes that follow each other under one key ``merge`` are one step."""
        if not (merge and self._past and self._past[-1].merge == merge and not self._sealed):
            self._past = [*self._past[-MOST_STEPS + 1 :], _Step(before, name, merge)]
        self._future.clear()
        self._sealed = False

    def seal(self) -> None:
        """Let the next change be a step of its own, whatever its key."""
        self._sealed = True

    def back(self, now: T) -> T:
        """Go a step back; give the state there, ``now`` where there is none."""
        return _moved(self._past, self._future, now)

    def forth(self, now: T) -> T:
        """Go a step forth; give the state there, ``now`` where there is none."""
        return _moved(self._future, self._past, now)

    def go(self, now: T, place: int) -> T:
        """Go to where so many of the acts are done; give the state there."""
        way = self.back if place < self.place else self.forth
        for _step in range(abs(min(max(place, 0), len(self.names)) - self.place)):
            now = way(now)
        return now


def _moved(source: list[_Step[T]], target: list[_Step[T]], now: T) -> T:
    if not source:
        return now
    step = source.pop()
    target.append(_Step(now, step.name))
    return step.state
