"""Updates of a model: the gradient of a loss, clipped, and one step of an optimiser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.given import truncation
from lstm_studio.core.optim import clip_norm, optimiser_for
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.model import Model

__all__ = ["Updater", "updater"]


class Updater:
    """One optimiser at work on one model. ``norm``: the gradient's norm at the last update, before clipping."""

    def __init__(
        self, model: Model, optimiser: str, rate: float, clip: float | None, truncate: int | None
    ) -> None:
        if not rate > 0 or (clip is not None and not clip > 0):
            sentence = _("rate {rate} and clip {clip} given; expected positive numbers")
            raise ValueError(sentence.format(rate=rate, clip=clip))
        self.model, self.clip, self.truncate, self.norm = model, clip, truncation(truncate), 0.0
        self._gradient = np.zeros(model.flat.size, model.dtype)
        self._change = optimiser_for(optimiser).make(model.flat.size, model.dtype, rate)

    def __call__(
        self, x: Any, y: Any, loss: str | None = None, weight: Any = None, lengths: Any = None
    ) -> float:
        """Make one update on x and y; give the loss before it."""
        amount = self.model.differentiate(self._gradient, x, y, loss, weight, lengths, self.truncate).loss
        self.norm = clip_norm(self._gradient, self.clip)
        self._change(self.model.flat, self._gradient)
        return amount


def updater(
    model: Model,
    optimiser: str = "adam",
    rate: float = 1e-3,
    clip: float | None = None,
    truncate: int | None = None,
) -> Updater:
    """Give ``step(x, y, loss=None, weight=None, lengths=None)``: one update of the model; it gives the loss before it.

    The gradient is clipped to the global norm ``clip``; with ``truncate`` = k it flows back over at most k steps (see
    ``Model.gradients``). Raises ValueError.
    """
    return Updater(model, optimiser, rate, clip, truncate)
