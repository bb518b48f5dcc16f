"""How a tape runs: entries (function, *arguments), one after the other."""

from __future__ import annotations

from collections import deque
from itertools import starmap
from operator import call
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["play"]


def play(tape: Iterable[tuple[Any, ...]]) -> None:
    """Run a tape: the loop through time, without a line of Python between two calls."""
    deque(starmap(call, tape), 0)
