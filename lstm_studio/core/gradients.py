"""The result of a backward pass: the gradient of every parameter, and the gradient through time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.sizes import layout
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.model import Model
    from lstm_studio.core.network import Network

__all__ = ["Gradients"]


class Gradients(Mapping[str, "NDArray[Any]"]):
    """Parameter name -> gradient; ``flat`` has all of them in one vector.

    ``through_time[name]``: ∂loss/∂value, (T, H) or (T, B, H), of every named value of the top layer, forward direction.
    """

    def __init__(
        self,
        model: Model,
        network: Network,
        flat: Any,
        loss: float,
        steps: int,
        *,
        batched: bool,
        lengths: Any,
    ) -> None:
        self.flat, self.loss = flat, loss
        self._parts: dict[str, NDArray[Any]] = {
            n: flat[s.start : s.stop].reshape(s.shape) for n, s in layout(model.cell, model.sizes).items()
        }
        program = network.layers[-1][0]
        self.through_time: dict[str, NDArray[Any]] = {}
        for name, index in program.compiled.plan.named.items():
            values = program.collector.of(index, steps).transpose(0, 2, 1).copy()
            if lengths is not None:
                values[np.arange(steps)[:, None] >= lengths] = np.nan
            self.through_time[name] = values if batched else values[:, 0]

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
