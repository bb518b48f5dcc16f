"""How long a memory lasts: read off a trace, implied by a start, and asked for by a sequence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.study import Sequence, Start

__all__ = ["asked_span", "half_life", "started_half_lives"]


def half_life(keep: NDArray[np.float64]) -> float:
    """Give the steps in which half of a memory is gone, from the keep factors (T,) of its unit.

    They act one after the other, so their geometric mean f counts: ln ½ / ln f; inf when nothing is lost, 0 when all
    is lost at once.
    """
    sizes = np.abs(keep)
    if not sizes.all():
        return 0.0
    rate = float(np.log(sizes).mean())
    return math.log(0.5) / rate if rate < 0 else math.inf


def started_half_lives(start: Start) -> tuple[float, float] | None:
    """Give the shortest and the longest half-life, in steps, that a keep bias implies; None where none is set.

    Of a bias b the keep factor is σ(b) as long as nothing else is read; chrono draws e^b from 1 to T − 1.
    """
    if start.keep is None:
        return None
    ends = (1.0, start.span - 1.0) if isinstance(start.keep, str) else (math.exp(start.keep),) * 2
    shortest, longest = (math.log(0.5) / -math.log1p(1 / grown) for grown in ends)
    return shortest, longest


def asked_span(sequence: Sequence) -> int | None:
    """Give the steps from the first that is labelled to the only one that is graded, the last; None for others."""
    weight = sequence.weight
    if weight is None or np.flatnonzero(weight).tolist() != [sequence.steps - 1]:
        return None
    labelled = (step for step, label in enumerate(sequence.labels) if label)
    return sequence.steps - 1 - next(labelled, 0)
