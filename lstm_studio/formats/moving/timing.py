"""How long pictures are seen, in the whole ticks that a format counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["ticks"]


def ticks(seconds: Iterable[float], rate: float, least: int = 1) -> Iterator[int]:
    """Give for each time the whole ticks, of ``rate`` a second and at least ``least``.

    What rounding leaves is carried on: however many pictures there are, the film takes its time.
    """
    due = 0.0
    for span in seconds:
        due += span * rate
        given = max(round(due), least)
        due -= given
        yield given
