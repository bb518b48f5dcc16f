"""Where two runs of one sequence part, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.trace import LayerTrace, Trace

__all__ = ["Departure", "Furthest", "Parting", "parted"]

CLOSE = 1e-9  # a smaller difference, of 1 or of the value, is rounding: two programs may add in another order


class Departure(NamedTuple):
    """The first value that differs: its cell (from 0), its name, the unit (from 0) where it differs most."""

    step: int  # 1 … T; 0: before the first input
    layer: int
    direction: int
    value: str
    unit: int


class Furthest(NamedTuple):
    """The largest difference of the outputs: ``value`` "y", or "h" without a readout; ``place`` from 0.

    ``alone``: there is one output.
    """

    step: int  # 1 … T
    value: str
    place: int
    before: float  # in the run that is compared with
    now: float
    alone: bool = False


@dataclass(frozen=True)
class Parting:
    """How a run differs from another on the same sequence.

    ``first``: where they part, in the order of computation, None where no value of a cell differs that both have.
    ``furthest`` is None where the outputs are the same. Losses are None where there is nothing to be graded.
    """

    first: Departure | None
    furthest: Furthest | None
    loss_before: float | None
    loss: float | None

    @property
    def step(self) -> int | None:
        """The first step that differs, 1 … T; 0: before the first input; None: none does."""
        if self.first is not None:
            return self.first.step
        return None if self.furthest is None else self.furthest.step

    @property
    def back(self) -> bool:
        """Whether they part in a cell that reads from the last step to the first: the steps before differ then."""
        return self.first is not None and self.first.direction > 0


def parted(trace: Trace, against: Trace, loss: float | None, loss_before: float | None) -> Parting:
    """Compare two runs of one sequence by models of the same sizes; the cells may differ."""
    return Parting(_first(trace, against), _furthest(trace, against), loss_before, loss)


def _first(trace: Trace, against: Trace) -> Departure | None:
    """Give the first difference: of the lowest layer, the forward direction before the reverse one."""
    for number, (mine, other) in enumerate(zip(trace.layers, against.layers, strict=True)):
        for direction, (one, two) in enumerate(_ways(mine, other)):
            found = _first_in(one, two, number, direction)
            if found is not None:
                return found
    return None


def _ways(mine: LayerTrace, other: LayerTrace) -> Iterator[tuple[LayerTrace, LayerTrace]]:
    yield mine, other
    if mine.reverse is not None and other.reverse is not None:
        yield mine.reverse, other.reverse


def _first_in(one: LayerTrace, two: LayerTrace, layer: int, direction: int) -> Departure | None:
    for state, value in one.initial.items():
        if state in two.initial:
            apart = _apart(value, two.initial[state])
            if apart.any():
                return Departure(0, layer, direction, state, int(apart.argmax()))
    way = -1 if one.turned else 1
    best: tuple[int, str, int] | None = None  # steps after the first that is computed
    for name in _in_order(one.graph):
        if name not in two.graph.named:
            continue
        apart = _apart(one[name], two[name])[::way]
        at = int(apart.any(axis=1).argmax())
        if apart[at].any() and (best is None or at < best[0]):
            best = (at, name, int(apart[at].argmax()))
    if best is None:
        return None
    at, name, unit = best
    return Departure(one.steps - at if one.turned else at + 1, layer, direction, name, unit)


def _in_order(graph: Graph) -> list[str]:
    """Give the named values in the order in which they are computed."""
    return sorted(graph.named, key=graph.named.__getitem__)


def _apart(one: NDArray[np.float64], two: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the sizes of differences, 0 where there is none but rounding; what is no number differs from numbers."""
    with np.errstate(invalid="ignore", over="ignore"):  # of values over all bounds
        apart = np.abs(one - two)
        apart[apart <= CLOSE * np.maximum(1.0, np.abs(two))] = 0.0
    lost = np.isnan(apart)
    if lost.any():
        apart[lost] = np.where((one == two) | (np.isnan(one) & np.isnan(two)), 0.0, np.inf)[lost]
    return apart


def _furthest(trace: Trace, against: Trace) -> Furthest | None:
    name, mine, other = "y", trace.y, against.y
    if mine is None or other is None:
        name, mine, other = "h", trace.h, against.h
    apart = _apart(mine, other)
    if not apart.any():
        return None
    at, place = (int(index) for index in np.unravel_index(apart.argmax(), apart.shape))
    alone = apart.shape[1] == 1
    return Furthest(at + 1, name, place, float(other[at, place]), float(mine[at, place]), alone)
