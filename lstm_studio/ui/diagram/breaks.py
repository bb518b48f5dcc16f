"""Drawings that can be broken off: what takes long asks now and then whether it is still wanted."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from threading import Event

__all__ = ["BrokenOffError", "breakable", "still_wanted"]

_stop: ContextVar[Event | None] = ContextVar("stop", default=None)


class BrokenOffError(Exception):
    """Nobody waits for this drawing any more."""


@contextmanager
def breakable(stop: Event) -> Iterator[None]:
    """Break off what runs in here, in this thread, once ``stop`` is set."""
    token = _stop.set(stop)
    try:
        yield
    finally:
        _stop.reset(token)


def still_wanted() -> None:
    """Go on, or raise BrokenOffError."""
    stop = _stop.get()
    if stop is not None and stop.is_set():
        raise BrokenOffError
