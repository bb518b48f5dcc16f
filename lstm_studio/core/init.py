"""Initial parameters: schemes as rows, and the keep bias.

The keep bias is set through the keep factor of a state, whatever its gate is called. A number sets it; "chrono"
(Tallec & Ollivier 2018, eq. 16) draws it as log U(1, T_max − 1); a separate gate on the candidate gets the negative.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.given import whole
from lstm_studio.core.sizes import address, layout, prefix
from lstm_studio.core.study import Start
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes

__all__ = ["INITIALISERS", "Initialiser", "draw"]


@dataclass(frozen=True)
class Initialiser:
    """How matrices that read x, matrices that read states, and vectors are drawn: ``(rng, shape, fan in)``."""

    name: str
    title: str
    reading: Callable[[np.random.Generator, tuple[int, ...], int], NDArray[np.float64]]
    recurrent: Callable[[np.random.Generator, tuple[int, ...], int], NDArray[np.float64]]
    vector: Callable[[np.random.Generator, tuple[int, ...], int], NDArray[np.float64]]


def _uniform(rng: np.random.Generator, shape: tuple[int, ...], fan: int) -> NDArray[np.float64]:
    bound = 1 / math.sqrt(fan)
    return rng.uniform(-bound, bound, shape)


def _glorot(rng: np.random.Generator, shape: tuple[int, ...], _fan: int) -> NDArray[np.float64]:
    bound = math.sqrt(6 / sum(shape))
    return rng.uniform(-bound, bound, shape)


def _orthogonal(rng: np.random.Generator, shape: tuple[int, ...], _fan: int) -> NDArray[np.float64]:
    q, r = np.linalg.qr(rng.normal(size=shape))
    return np.asarray(q * np.sign(np.diag(r)))


def _zeros(_rng: np.random.Generator, shape: tuple[int, ...], _fan: int) -> NDArray[np.float64]:
    return np.zeros(shape)


INITIALISERS = {
    row.name: row
    for row in (
        Initialiser("uniform", _("uniform ±1/√H (PyTorch)"), _uniform, _uniform, _uniform),
        Initialiser("glorot", _("Glorot, orthogonal (Keras)"), _glorot, _orthogonal, _zeros),
    )
}


def draw(cell: Cell, sizes: Sizes, start: Start | None = None) -> NDArray[np.float64]:
    """Draw the flat vector of a model. Raises ValueError for an unknown scheme or keep bias."""
    start = Start() if start is None else start
    if start.scheme not in INITIALISERS:
        sentence = _("there is no start “{name}”; expected one of {known}")
        raise ValueError(sentence.format(name=start.scheme, known=", ".join(INITIALISERS)))
    row = INITIALISERS[start.scheme]
    rng = np.random.default_rng(whole("seed", start.seed, 0))
    spans = layout(cell, sizes)
    flat = np.zeros(max((span.stop for span in spans.values()), default=0))
    graph = cell.graph_for(bias=sizes.bias)
    for name, span in spans.items():
        layer, _direction, own = address(name)
        parameter, units = graph.parameters.get(own), sizes.units_of(layer)
        if name == "E":
            values: Any = rng.normal(size=span.shape)
        elif name in ("V", "k"):
            make = row.reading if name == "V" else row.vector
            values = make(rng, span.shape, sizes.units * sizes.directions)
        elif parameter is None or not parameter.matrix:
            values = row.vector(rng, span.shape, units)
        else:
            make = row.recurrent if parameter.columns == "H" else row.reading
            values = make(rng, span.shape, units)
        flat[span.start : span.stop] = np.ravel(values)
    if start.keep is not None:
        _set_keep(cell, sizes, start, rng, flat)
    return flat


def _set_keep(
    cell: Cell, sizes: Sizes, start: Start, rng: np.random.Generator, flat: NDArray[np.float64]
) -> None:
    spans = layout(cell, sizes)
    graph = cell.graph_for(bias=sizes.bias)
    chrono = start.keep == "chrono"
    if isinstance(start.keep, str) and not chrono:
        raise ValueError(
            _("the keep bias is “{value}”; expected a number or chrono").format(value=start.keep)
        )
    if chrono and start.span < 3:
        raise ValueError(
            _("the longest span of chrono is {value}; expected at least 3 steps").format(value=start.span)
        )
    for layer in range(sizes.layers):
        for direction in range(sizes.directions):
            before = prefix(sizes, layer, direction)
            for state in graph.states:
                keep = graph.keep(state)
                if keep is None or keep.bias is None:
                    continue
                span = spans[before + keep.bias]
                if chrono:
                    bias = np.log(rng.uniform(1, start.span - 1, span.shape))
                else:
                    bias = np.full(span.shape, float(start.keep or 0))
                flat[span.start : span.stop] = keep.sign * bias
                for name, sign in graph.writes(state) if chrono else ():
                    other = spans[before + name]
                    flat[other.start : other.stop] = -sign * bias
