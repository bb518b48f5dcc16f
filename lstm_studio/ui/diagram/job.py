"""A drawing that is made in a thread of its own, which ends with it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import perf_counter
from typing import TYPE_CHECKING, Generic, TypeVar

from lstm_studio.session.smooth import smooth
from lstm_studio.ui.diagram.breaks import breakable

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Job"]

T = TypeVar("T")


class Job(Generic[T]):
    """``make`` is called in the thread; it is asked for its end and never tells of it, so that no thread needs Qt."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make, self._stop, self._begun = make, Event(), perf_counter()
        pool = ThreadPoolExecutor(1, thread_name_prefix="drawing")
        self._future = pool.submit(self._run)
        pool.shutdown(wait=False)

    def _run(self) -> T:
        with smooth(), breakable(self._stop):
            return self._make()

    @property
    def done(self) -> bool:
        """Whether the result is there."""
        return self._future.done()

    @property
    def seconds(self) -> float:
        """How long it has been asked for."""
        return perf_counter() - self._begun

    def stop(self) -> None:
        """Break off: nobody waits for it any more."""
        self._stop.set()

    def result(self) -> T:
        """Wait for the end. Raises what ``make`` raised, BrokenOffError where it was broken off."""
        return self._future.result()
