"""What a person wants of the gallery: a task with options, a way to begin, and whether the study is a new one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lstm_studio.core.tasks import TASKS
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.tasks import Advice

__all__ = ["ADVISED", "Wish", "advice_of", "said_start", "ways"]

ADVISED = -1  # among the ways to begin: the one that the task advises


@dataclass(frozen=True)
class Wish:
    """``way``: a place among the task's variants, or ADVISED; ``fresh``: a new study, else the task in this one."""

    task: str
    options: Mapping[str, float] = field(default_factory=dict)
    way: int = ADVISED
    fresh: bool = True


def advice_of(name: str, way: int) -> Advice:
    """Give what is advised for one of the ways to begin."""
    task = TASKS[name]
    own = None if way == ADVISED else task.variants[way].advice
    return own or task.advice


def ways(name: str) -> dict[int, str]:
    """Give the ways to begin with a task: place -> title, the advised one first."""
    variants = {place: variant.title for place, variant in enumerate(TASKS[name].variants)}
    return {ADVISED: _("As advised"), **variants}


def said_start(advice: Advice, title: str) -> str:
    """Say a start in a line: the cell by its title, its units, what keeps, and the updates."""
    units = ngettext("{n} unit", "{n} units", advice.units).format(n=advice.units)
    bias = ""
    if advice.keep is not None:
        number = isinstance(advice.keep, (int, float))
        bias = _("keep bias {bias:g}").format(bias=advice.keep) if number else str(advice.keep)
    updates = _("{n} updates at rate {rate:g}").format(n=advice.updates, rate=advice.rate)
    return " · ".join(filter(None, (title, units, bias, updates)))
