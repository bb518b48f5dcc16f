"""The result of a backward pass: the gradient of every parameter, and the gradient through time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lstm_studio.core.in_time import finished, turned
from lstm_studio.core.sizes import layout
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from lstm_studio.core.engine.network import Network
    from lstm_studio.core.engine.program import Program
    from lstm_studio.core.model import Model
    from lstm_studio.core.score import Wanted

__all__ = ["Adjoints", "Gradients", "WayBack"]


class WayBack(NamedTuple):
    """What a way back leaves: the loss, the network at whose places it stands, ∂loss/∂answer (T, O, B), and shapes.

    ``y`` (T, O, B) is the output, after its activation, that was held against ``goal``.
    """

    loss: float
    network: Network
    slope: Any
    steps: int
    batched: bool
    lengths: Any
    y: Any
    goal: Wanted


class Adjoints(NamedTuple):
    """∂loss/∂value of every named value of one layer and direction, (T, H) or (T, B, H) in the order of time.

    ``outside``: the part of it that enters from above, from the readout or the next layer, of the values that it reads.
    """

    named: dict[str, NDArray[Any]]
    outside: dict[str, NDArray[Any]]


class Gradients(Mapping[str, "NDArray[Any]"]):
    """Parameter name -> gradient; ``flat`` has all of them in one vector.

    ``through_time[name]``: ∂loss/∂value, (T, H) or (T, B, H), of every named value of the top layer, forward direction;
    ``adjoints(layer, direction)`` those of any.
    """

    def __init__(self, model: Model, flat: Any, way: WayBack) -> None:
        self.flat, self.loss = flat, way.loss
        self._parts: dict[str, NDArray[Any]] = {
            n: flat[s.start : s.stop].reshape(s.shape) for n, s in layout(model.cell, model.sizes).items()
        }
        # Copied now: the network is used again by the next run.
        self._layers = [
            [_adjoints(model, program, way, direction) for direction, program in enumerate(row)]
            for row in way.network.layers
        ]
        self.through_time = self._layers[-1][0].named

    def adjoints(self, layer: int, direction: int = 0) -> Adjoints:
        """Give those of a layer, from 0, in a direction, 1 being the reverse one. Raises IndexError."""
        return self._layers[layer][direction]

    # As mappings they would be compared array by array, which has no truth value.
    __eq__, __hash__ = object.__eq__, object.__hash__

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Give the gradient of a parameter. Raises KeyError."""
        if name not in self._parts:
            raise KeyError(
                _("there is no parameter “{name}”; expected one of {known}").format(
                    name=name, known=", ".join(self)
                )
            )
        return self._parts[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the parameters."""
        return iter(self._parts)

    def __len__(self) -> int:
        """The number of parameters."""
        return len(self._parts)


def _adjoints(model: Model, program: Program, way: WayBack, direction: int) -> Adjoints:
    steps, sizes = way.steps, model.sizes
    blank = None if way.lengths is None else np.arange(steps)[:, None] >= way.lengths
    finish: Callable[[Any], NDArray[Any]] = partial(finished, blank, steps, way.batched)
    if direction:
        finish = partial(turned, way.lengths, finish, steps)
    named = {name: program.collector.of(index, steps) for name, index in program.compiled.plan.named.items()}
    outside = {name: array[:steps].copy() for name, array in program.way_back.external.items()}
    if program.compiled.rides:
        outside = {sizes.readout: np.matmul(model.parameters["V"].T, way.slope)}
    return Adjoints(
        {name: finish(values.transpose(0, 2, 1).copy()) for name, values in named.items()},
        {name: finish(values.transpose(0, 2, 1)) for name, values in outside.items()},
    )
