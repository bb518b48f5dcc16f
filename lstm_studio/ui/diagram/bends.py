"""The least number of bends that a wire still needs: what lets the search for a way look towards its goal."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from lstm_studio.ui.diagram.board import STEPS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Signs", "least_prices"]

Signs = tuple[int, int]  # where the goal lies: -1, 0, 1 across and down


@cache
def least_prices(enters: tuple[tuple[int, float], ...], bend: float) -> Mapping[tuple[int, int, int], float]:
    """Give the least price of bends and of entering from each state: signs of the distance, direction of the next step.

    ``enters``: sides of the goal and their prices; none: it is passed in any direction.
    """
    sides = dict(enters) or dict.fromkeys(range(4), 0.0)
    return {
        (x, y, way): min(_bends()[(x, y), way, side ^ 2] * bend + price for side, price in sides.items())
        for x, y, way in product((-1, 0, 1), (-1, 0, 1), range(4))
    }


@cache
def _bends() -> dict[tuple[Signs, int, int], int]:
    """Give (signs, direction of the next step, direction of the last) -> the least number of bends between them."""
    found: dict[tuple[Signs, int, int], int] = {}
    keys = [
        ((x, y), way, last) for x in (-1, 0, 1) for y in (-1, 0, 1) for way in range(4) for last in range(4)
    ]
    most = 5  # more than any way over free ground needs
    for count in range(most):
        for signs, way, last in keys:
            if (signs, way, last) not in found and _reaches(found, signs, way, last, count):
                found[signs, way, last] = count
    return found


def _reaches(
    found: Mapping[tuple[Signs, int, int], int], signs: Signs, way: int, last: int, count: int
) -> bool:
    """Whether the goal is reached with so many bends; fewer have been tried."""
    for after in _after(signs, way):
        if count == 0 and after == (0, 0) and way == last:
            return True
        turns = ((way + 1) % 4, (way + 3) % 4)
        if count and any(found.get((after, turn, last), count) < count for turn in turns):
            return True
    return False


def _after(signs: Signs, way: int) -> list[Signs]:
    """Where the goal may lie after steps in a direction."""
    axis = way % 2
    ahead = signs[axis] * STEPS[way][axis]
    found = []
    for beyond in (1, 0, -1) if ahead > 0 else (-1,):
        sign = beyond * STEPS[way][axis]
        found.append((sign, signs[1]) if axis == 0 else (signs[0], sign))
    return found
