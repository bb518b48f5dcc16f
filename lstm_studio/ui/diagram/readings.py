"""What the strips show: the values of one step, each with its scale of colours.

A gate, which lies between 0 and 1, has the sequential colours 0 … 1; everything else the diverging ones −a … a. All
that is carried along or added into the line of a state has one a, so that what is added can be compared with what it
is added to; all other values share another, and the input has its own. In backward mode the gradients of all values
have one scale of their own, by powers of ten: they differ by many from step to step and from part to part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.insight.influence import LayerGradient
from lstm_studio.ui.plots.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from lstm_studio.core.insight.parts import Scheme
    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.trace import LayerTrace, Trace
    from lstm_studio.ui.diagram.ghosts import Original

    Shown = LayerTrace | Trace | LayerGradient

__all__ = ["GATE", "GRADIENT", "Readings", "powers", "scales", "shown_scales"]

GATE = ""  # the scale of gates; the others are named "x", "c" (after the state), "h" (all the rest)
GRADIENT = "∂"  # the scale of all gradients in backward mode
SUMS, TAME = ("+", "−"), ("σ", "tanh", "hσ")
LEAST = 0.2  # half the width of a scale, at least
LEAST_GRADIENT = 1e-12
DECADES = 3.0  # a gradient that is so many powers of ten smaller than the largest looks like none


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
    """The values of a trace, or their gradients, for the strips of one cell.

    Limits outlive a trace, so that colours do not jump. ``original`` is what a trace is compared with.
    """

    def __init__(self, graph: Graph, scheme: Scheme) -> None:
        self._forward = scales(graph, scheme)
        self._backward = dict.fromkeys(self._forward, GRADIENT)
        self.limits: dict[str, Limits] = {
            scale: Limits(even=True, least=LEAST)
            for scale in dict.fromkeys(self._forward.values())
            if scale != GATE
        }
        self.limits[GRADIENT] = Limits(even=True, least=LEAST_GRADIENT)
        self._trace: Shown | None = None
        self.original: Original | None = None

    @property
    def gradient(self) -> LayerGradient | None:
        """What is shown in backward mode, None in the other."""
        return self._trace if isinstance(self._trace, LayerGradient) else None

    @property
    def scales(self) -> dict[str, str]:
        """The scale of every value that is shown now."""
        return self._forward if self.gradient is None else self._backward

    def take(self, trace: Shown | None, original: Original | None = None) -> None:
        """Show the values of another run, or none, and of what it is compared with."""
        if trace is self._trace and original is self.original:
            return
        self._trace, self.original = trace, original
        if trace is None or not trace.steps:
            return
        values: dict[str, list[str]] = {}
        for value, scale in self.scales.items():
            values.setdefault(scale, []).append(value)
        for scale, names in values.items():
            if scale != GATE:
                largest = max(_largest(trace[value]) for value in names)
                largest = max([largest, *(_largest(row) for row in self._originals(names))])
                self.limits[scale].take(-largest, largest)

    def _originals(self, values: Iterable[str]) -> Iterator[NDArray[Any]]:
        """All steps of some values of what is compared with."""
        if self.original is None:
            return iter(())
        found = (self.original.all(value) for value in values)
        return (row for row in found if row is not None)

    def at(self, value: str, cursor: int) -> NDArray[Any] | None:
        """Give the values of all units at a step, from 1; at 0 the states before the first step, else None."""
        if self._trace is None:
            return None
        if cursor:
            row: NDArray[Any] = self._trace[value][cursor - 1]
            return row
        return self._trace.before.get(value)

    def was(self, value: str, cursor: int) -> NDArray[Any] | None:
        """Give the values of the original at a step, or their gradients; None where it has none."""
        return None if self.original is None else self.original.row(value, cursor)

    def high(self, value: str) -> float:
        """The value at the upper end of the scale."""
        scale = self.scales[value]
        return 1.0 if scale == GATE else self.limits[scale].high

    def shades(self, value: str, row: NDArray[Any]) -> NDArray[np.intp]:
        """The places (H,) of values in the 256 colours of their scale; NaN is in the middle."""
        high = self.high(value)
        if self.scales[value] == GATE:
            scaled = row * 255.0
        else:
            share = row / high if self.gradient is None else powers(row, high)
            scaled = share * 127.5 + 127.5
        placed = np.minimum(np.maximum(scaled, 0.0), 255.0)
        placed[np.isnan(placed)] = 127.0
        return placed.astype(np.intp)


def powers(row: NDArray[Any], high: float) -> NDArray[np.float64]:
    """Place values between −1 and 1 by sign and powers of ten: ±high at the ends, a thousandth of it at 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = 1.0 + np.log10(np.abs(row) / high) / DECADES
        placed: NDArray[np.float64] = np.sign(row) * np.clip(share, 0.0, 1.0)
    return placed


def _largest(row: NDArray[Any]) -> float:
    """The largest size among the numbers of an array that are finite."""
    sizes = np.abs(row)
    largest = float(sizes.max(initial=0.0))
    return largest if np.isfinite(largest) else float(sizes[np.isfinite(sizes)].max(initial=0.0))
