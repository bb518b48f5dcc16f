"""What the strips show: the values of one step, each with its scale of colours.

A gate, which lies between 0 and 1, has the sequential colours 0 … 1; everything else the diverging ones −a … a. All
that is carried along or added into the line of a state has one a, so that what is added can be compared with what it
is added to; all other values share another, and the input has its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.ui.plots.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from lstm_studio.core.graph import Graph
    from lstm_studio.core.parts import Scheme
    from lstm_studio.core.trace import LayerTrace, Trace

__all__ = ["GATE", "Readings", "scales", "shown_scales"]

GATE = ""  # the scale of gates; the others are named "x", "c" (after the state), "h" (all the rest)
SUMS, TAME = ("+", "−"), ("σ", "tanh", "hσ")
LEAST = 0.2  # half the width of a scale, at least


def scales(graph: Graph, scheme: Scheme) -> dict[str, str]:
    """Name the scale of every part and of all that leaves.

    It is GATE, "x", a state, "h" for all that lies between −1 and 1 as h does, or the value itself.
    """
    added: dict[str, str] = {}  # what is added into the line of a state -> that state
    for part in scheme.parts.values():
        if part.state and part.glyph in SUMS and not graph.bounded(part.state):
            for source in part.sources:
                added.setdefault(source, part.state)
    found: dict[str, str] = {}
    for value in dict.fromkeys((*scheme.parts, *scheme.outputs)):
        found[value] = _scale(value, graph, scheme, added, found)
    return found


def _scale(
    value: str, graph: Graph, scheme: Scheme, added: Mapping[str, str], found: Mapping[str, str]
) -> str:
    """Name the scale of a value; those of all that it is made of are found."""
    if value == "x":
        return "x"
    part = scheme.parts.get(value)
    state = part.state if part else value
    if state in scheme.outputs:  # h = c: both have one scale
        state = scheme.parts[scheme.outputs[state]].state or state
    if graph.bounded(state if part is None or part.kind == "input" else value):
        return GATE
    if value in added:
        return added[value]
    if state or part is None:
        return state
    if part.glyph in TAME:
        return "h" if scheme.parts[scheme.outputs["h"]].state == "h" else value
    if part.kind != "op":
        return value
    wide = [scale for source in part.sources if (scale := found[source]) not in (GATE, "h")]
    return wide[0] if wide else "h"


def shown_scales(graph: Graph, scheme: Scheme) -> tuple[str, ...]:
    """The scales that the legend explains: of gates, and of the states."""
    found = set(scales(graph, scheme).values())
    return tuple(scale for scale in (GATE, *graph.states) if scale in found)


class Readings:
    """The values of a trace for the strips of one cell. Limits outlive a trace, so that colours do not jump."""

    def __init__(self, graph: Graph, scheme: Scheme) -> None:
        self._graph = graph
        self.scales: dict[str, str] = scales(graph, scheme)
        self.limits: dict[str, Limits] = {
            scale: Limits(even=True, least=LEAST)
            for scale in dict.fromkeys(self.scales.values())
            if scale != GATE
        }
        self._trace: Trace | LayerTrace | None = None

    def take(self, trace: Trace | LayerTrace | None) -> None:
        """Show the values of another run, or none."""
        if trace is self._trace:
            return
        self._trace = trace
        if trace is None or not trace.steps:
            return
        for scale, limits in self.limits.items():
            rows = (trace[value] for value, name in self.scales.items() if name == scale)
            largest = max(_largest(row) for row in rows)
            limits.take(-largest, largest)

    def at(self, value: str, cursor: int) -> NDArray[Any] | None:
        """Give the values of all units at a step, from 1; at 0 the states before the first step, else None."""
        if self._trace is None:
            return None
        if cursor:
            row: NDArray[Any] = self._trace[value][cursor - 1]
            return row
        return self._trace.before.get(value)

    def high(self, value: str) -> float:
        """The value at the upper end of the scale."""
        scale = self.scales[value]
        return 1.0 if scale == GATE else self.limits[scale].high

    def shades(self, value: str, row: NDArray[Any]) -> NDArray[np.intp]:
        """The places (H,) of values in the 256 colours of their scale; NaN is in the middle."""
        high = self.high(value)
        scaled = row * 255.0 if self.scales[value] == GATE else row * (127.5 / high) + 127.5
        return np.nan_to_num(np.clip(scaled, 0.0, 255.0), nan=127.0).astype(np.intp)


def _largest(row: NDArray[Any]) -> float:
    """The largest size among the numbers of an array that are finite."""
    sizes = np.abs(row)
    largest = float(sizes.max(initial=0.0))
    return largest if np.isfinite(largest) else float(sizes[np.isfinite(sizes)].max(initial=0.0))
