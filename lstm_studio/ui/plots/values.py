"""What a cell has to plot: its states, its gates, and how long it keeps what it holds.

Shapes: T steps, H units.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.ui.plots.limits import Limits
from lstm_studio.ui.plots.stack import Band

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from lstm_studio.core.insight.influence import LayerGradient
    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.trace import LayerTrace, Trace

__all__ = ["LEAST", "Scale", "extremes", "gate_bands", "keep_factors", "kept", "shown_states", "state_values"]

LEAST = 0.2  # of a scale of colours: what is nearly nothing looks so, here as in the diagram


def extremes(arrays: Iterable[NDArray[Any]]) -> tuple[float, float]:
    """Give the lowest and the highest finite value of all (0, 0 where there is none)."""
    found = [ends for ends in map(_ends, arrays) if ends is not None]
    return min((low for low, _high in found), default=0.0), max((high for _low, high in found), default=0.0)


def _ends(array: NDArray[Any]) -> tuple[float, float] | None:
    if array.size and not (math.isfinite(array.min()) and math.isfinite(array.max())):
        array = array[np.isfinite(array)]
    return (float(array.min()), float(array.max())) if array.size else None


def shown_states(graph: Graph) -> tuple[str, ...]:
    """Name what is plotted of a cell over time beside its gates: what it carries along, and always its output."""
    return tuple(dict.fromkeys((*graph.memories, "h")))


def state_values(trace: Trace | LayerTrace | LayerGradient, state: str) -> NDArray[np.float32]:
    """Give a state (T + 1, H): row 0 is what it was before the first input; (T, H) of a cell that reads back.

    An output that no step reads back was nothing before: its row 0 is NaN.
    """
    values = trace[state]
    with np.errstate(over="ignore"):  # a state may grow over all bounds: it is inf then
        if trace.turned:
            return values.astype(np.float32)
        whole = np.empty((values.shape[0] + 1, values.shape[1]), np.float32)
        whole[0] = trace.before.get(state, np.nan)
        whole[1:] = values
    return whole


class Scale:
    """The bounds of each value's colours: 0 … 1 for what is bounded so, else −a … a, where a is ``least`` at least."""

    def __init__(self, least: float = LEAST) -> None:
        self._least = least
        self._limits: dict[str, Limits] = {}

    def of(self, graph: Graph, text: str, values: NDArray[Any]) -> tuple[float, float, bool]:
        """Give (low, high, around 0) for a value by its printed form."""
        if graph.bounded(text):
            return 0.0, 1.0, False
        if graph.by_text[text].op == "tanh":
            return -1.0, 1.0, True
        return *self.around(text, values), True

    def around(self, text: str, values: NDArray[Any]) -> tuple[float, float]:
        """Give −a and a for a value, whatever it is."""
        limits = self._limits.setdefault(text, Limits(even=True, least=self._least))
        return limits.take(*extremes((values,)))


def gate_bands(trace: Trace | LayerTrace, graph: Graph, scale: Scale) -> tuple[Band, ...]:
    """Give a heat map for every gate and candidate, in the order of the equations."""
    found = ((name, trace[name]) for name in graph.gates)
    return tuple(Band(name, values, 1, *scale.of(graph, name, values)) for name, values in found)


def keep_factors(graph: Graph) -> tuple[str, ...]:
    """Give the printed forms of the keep factors, one for each state that has one that moves.

    A cell that shows a gate alone (h = f) keeps nothing by it; there the gate is taken for what it would keep.
    """
    rows = [row for row in map(graph.keep, graph.states) if row is not None]
    if not rows and all(graph.bounded(state) for state in graph.states):
        return tuple(name for name in graph.gates if graph.bounded(name))
    return tuple(dict.fromkeys(row.text for row in rows if row.node is not None))


def kept(factors: NDArray[Any], cursor: int, *, back: bool = False) -> tuple[NDArray[np.float64], int]:
    """Give the share of what a cell holds at ``cursor`` (0 … T) that is still there, and the step it begins with.

    ``factors`` (T,) are one unit's keep factors of the steps 1 … T. The result (T − cursor + 1,) goes from that step on
    and starts with 1; of a cell that reads ``back`` it (cursor,) goes from step 1 up to that step and ends with 1.
    """
    if back:
        cursor = max(cursor, 1)
        shares = np.cumprod(factors[: cursor - 1][::-1], dtype=np.float64)
        return np.concatenate([shares[::-1], [1.0]]), 1
    return np.concatenate([[1.0], np.cumprod(factors[cursor:], dtype=np.float64)]), cursor
