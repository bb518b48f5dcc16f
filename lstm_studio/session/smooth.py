"""Letting the window's thread in while another one computes."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["smooth"]

SWITCH = 1e-4  # seconds: how long a computing thread may keep the interpreter from the window's thread


_turns = Lock()
_smooth: list[None] = []  # one for each thread that computes now
_usual: list[float] = []  # the interval before the first of them


@contextmanager
def smooth() -> Iterator[None]:
    """Let the window's thread in often while this one computes."""
    with _turns:
        if not _smooth:
            _usual.append(sys.getswitchinterval())
            sys.setswitchinterval(min(_usual[0], SWITCH))
        _smooth.append(None)
    try:
        yield
    finally:
        with _turns:  # the last one out of several threads
            _smooth.pop()
            if not _smooth:
                sys.setswitchinterval(_usual.pop())
