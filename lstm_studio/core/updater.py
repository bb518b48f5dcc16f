"""Updates of a model: the gradient of a loss, clipped, and one step of an optimiser."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.given import truncation
from lstm_studio.core.optim import clip_norm, clip_value, optimiser_for
from lstm_studio.core.score import right
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.gradients import WayBack
    from lstm_studio.core.model import Model

__all__ = ["Updater", "updater"]


class Updater:
    """One optimiser at work on one model.

    After an update ``norm`` is the gradient's norm before clipping and ``clipped`` whether it was clipped. One that is
    ``watched`` makes no update where the loss or the gradient is no number, and puts the parameters back that last had
    a loss that was one; ``ratio`` is then the norm of the change over that of the parameters, else NaN.
    """

    def __init__(
        self,
        model: Model,
        optimiser: str,
        rate: float,
        clip: float | None = None,
        truncate: int | None = None,
        limit: float | None = None,
        decay: float | None = None,
        *,
        watched: bool = False,
    ) -> None:
        size, dtype = model.flat.size, model.dtype
        self.model, self.watched = model, watched
        self.norm, self.clipped, self.ratio = 0.0, False, math.nan
        self._gradient = np.zeros(size, dtype)
        self._before = (
            model.flat.copy() if watched else self._gradient
        )  # the parameters before the last update
        self._way: WayBack | None = None
        self._row = optimiser_for(optimiser)
        self._change = self._row.make(size, dtype)
        self.tune(optimiser, rate, clip, truncate, limit, decay)

    def tune(
        self,
        optimiser: str,
        rate: float,
        clip: float | None,
        truncate: int | None,
        limit: float | None,
        decay: float | None,
    ) -> None:
        """Go on with other settings; what an optimiser has gathered stays, unless it is another one.

        Raises ValueError.
        """
        if not rate > 0 or (clip is not None and not clip > 0):
            sentence = _("rate {rate} and clip {clip} given; expected positive numbers")
            raise ValueError(sentence.format(rate=rate, clip=clip))
        if limit is not None and not limit > 0:
            sentence = _("the clip by value is {given}; expected a positive number")
            raise ValueError(sentence.format(given=limit))
        if decay is not None and not decay >= 0:
            sentence = _("the decay of weights is {given}; expected 0 or a positive number")
            raise ValueError(sentence.format(given=decay))
        row = optimiser_for(optimiser)
        if row is not self._row:
            self._row, self._change = row, row.make(self.model.flat.size, self.model.dtype)
        self.rate, self.clip, self.limit, self.truncate = rate, clip, limit, truncation(truncate)
        self.decay = row.decay if decay is None else decay

    def __call__(
        self, x: Any, y: Any, loss: str | None = None, weight: Any = None, lengths: Any = None
    ) -> float:
        """Make one update on x and y; give the loss before it."""
        flat, gradient = self.model.flat, self._gradient
        way = self.model.differentiate(gradient, x, y, loss, weight, lengths, self.truncate)
        self._way = way
        if self.watched and not math.isfinite(way.loss):
            flat[:] = self._before
            return way.loss
        # First the values are clipped, then the norm of what comes of it; the norm that is told is of neither.
        self.norm = clip_norm(gradient, None)
        if self.watched and not math.isfinite(self.norm):
            return way.loss
        self.clipped = self.limit is not None and clip_value(gradient, self.limit)
        if self.clip is not None and (self.clipped or self.norm > self.clip):
            self.clipped = clip_norm(gradient, self.clip) > self.clip or self.clipped
        if self.watched:
            np.copyto(self._before, flat)
        self._step(flat, gradient)
        if self.watched:
            self.ratio = self._measured(flat, gradient)
        return way.loss

    def _step(self, flat: Any, gradient: Any) -> None:
        if self.decay and self._row.decoupled:
            flat *= 1 - self.rate * self.decay
        elif self.decay:
            gradient += self.decay * flat
        self._change(flat, gradient, self.rate)

    def _measured(self, flat: Any, work: Any) -> float:
        np.subtract(flat, self._before, work)
        whole = clip_norm(self._before, None)
        return clip_norm(work, None) / whole if whole > 0 else math.nan

    def right(self) -> float:
        """The share of the last batch that was right, NaN where that means nothing. Asked before the next run."""
        way, sizes = self._way, self.model.sizes
        return math.nan if way is None or not sizes.outputs else right(sizes.output, way.y, way.goal)


def updater(
    model: Model,
    optimiser: str = "adam",
    rate: float = 1e-3,
    clip: float | None = None,
    truncate: int | None = None,
    clip_value: float | None = None,
    decay: float | None = None,
) -> Updater:
    """Give ``step(x, y, loss=None, weight=None, lengths=None)``: one update of the model; it gives the loss before it.

    Every value of the gradient is clipped to ``clip_value``, and then the whole to the global norm ``clip``; with
    ``truncate`` = k it flows back over at most k steps (see ``Model.gradients``). ``decay`` of weights: None is what is
    usual, 0.01 of AdamW, else 0. Raises ValueError.
    """
    return Updater(model, optimiser, rate, clip, truncate, clip_value, decay)
