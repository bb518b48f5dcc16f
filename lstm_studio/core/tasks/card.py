"""What a task shows of itself beside its batches: what to look at, ways to begin, and what takes long."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lstm_studio.core.study import Sequence

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FAMILIES", "Advice", "Hard", "Sight", "Values", "Variant"]

Values = Mapping[str, float]
Course = Callable[[Sequence, Values], "NDArray[Any]"]
Place = Callable[[Sequence, Values], int]

FAMILIES = ("memory", "order and counting", "signals", "words", "yours")
"""The shelves of tasks, in the order in which they are shown."""


@dataclass(frozen=True)
class Advice:
    """A start that is measured to solve the task. ``keep``: the keep bias, None, a number or "chrono"."""

    units: int = 8
    rate: float = 0.01
    updates: int = 1000
    clip: float | None = 1.0
    keep: float | str | None = None
    batch: int = 32
    cell: str = "lstm"


@dataclass(frozen=True)
class Sight:
    """Something to look at: how the window is arranged for who follows the link ``says``, a short imperative.

    ``panels``: the panels to be seen, the one that says most first. ``nodes``: what is selected, the first of them
    that the cell has: the name of a value, or "state" for what carries memory, "keep" for what it is multiplied by,
    "write" for the gate of what is added to it, "output" for what the model answers (h where a unit is looked for).
    ``course`` gives (T,) of the sequence that is shown: the unit, of any layer, whose values of that node run most
    alike (largest correlation, of either sign) is selected; None leaves the unit. ``within``: the nodes in which that
    unit is looked for, where they are others: a gate of the unit whose state counts. ``step`` gives the step of the
    cursor, from 1.
    """

    says: str
    panels: tuple[str, ...] = ("states",)
    nodes: tuple[str, ...] = ("state",)
    course: Course | None = None
    step: Place | None = None
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Variant:
    """Another way to begin, beside the one that is advised: options that differ, and an advice of its own."""

    title: str
    options: Values = field(default_factory=dict)
    advice: Advice | None = None


@dataclass(frozen=True)
class Hard:
    """Settings that take minutes: ``says`` which, in one sentence; ``when`` tells it of complete options."""

    says: str
    when: Callable[[Values], bool]
