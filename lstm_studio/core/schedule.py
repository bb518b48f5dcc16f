"""Schedules of the learning rate: one row each. A schedule is a share of the rate at every update."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["SCHEDULES", "Schedule", "share"]


@dataclass(frozen=True)
class Schedule:
    """``share(update, factor, period, total)`` of the rate at an update, from 0; ``total`` None: there is no end.

    ``uses``: the settings that mean something with it.
    """

    name: str
    title: str
    share: Callable[[int, float, int, int | None], float]
    uses: tuple[str, ...] = ()


def _constant(_update: int, _factor: float, _period: int, _total: int | None) -> float:
    return 1.0


def _step(update: int, factor: float, period: int, _total: int | None) -> float:
    return math.pow(factor, update // period)


def _exponential(update: int, factor: float, period: int, _total: int | None) -> float:
    return math.pow(factor, update / period)


def _cosine(update: int, _factor: float, _period: int, total: int | None) -> float:
    """Half a cosine, from 1 to 0 at the end (Loshchilov & Hutter 2017, eq. 5, without restarts)."""
    if total is None:
        raise ValueError(
            _("the cosine schedule needs an end; set a number of updates, or choose another one")
        )
    return 0.5 * (1 + math.cos(math.pi * min(update / max(total, 1), 1.0)))


SCHEDULES = {
    row.name: row
    for row in (
        Schedule("constant", _("constant"), _constant),
        Schedule("step", _("in steps"), _step, ("factor", "period")),
        Schedule("exponential", _("exponential"), _exponential, ("factor", "period")),
        Schedule("cosine", _("cosine to 0"), _cosine),
    )
}


def share(
    name: str,
    update: int,
    *,
    factor: float = 0.5,
    period: int = 200,
    warm_up: int = 0,
    total: int | None = None,
) -> float:
    """Give the share of the rate at an update, from 0, of ``total`` ones.

    It rises by 1 / ``warm_up`` at each of the first ``warm_up`` updates, and the schedule begins after them. Raises
    ValueError.
    """
    if name not in SCHEDULES:
        sentence = _("there is no schedule “{name}”; expected one of {known}")
        raise ValueError(sentence.format(name=name, known=", ".join(SCHEDULES)))
    if update < warm_up:
        return (update + 1) / warm_up
    rest = None if total is None else total - warm_up
    return SCHEDULES[name].share(update - warm_up, factor, period, rest)
