"""Targets and weights in the shape of the engine, and the loss of a model's answer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lstm_studio.core.given import numbers
from lstm_studio.core.loss import loss_for
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.loss import Loss

__all__ = ["Wanted", "loss_of", "right", "score", "wanted"]

TINY, EPSILON = 1e-300, 2.0**-53


class Wanted(NamedTuple):
    """``target`` (T, O, B) and ``weight`` (T, 1, B) or None for all alike; ``total`` is the sum of the weights."""

    target: Any
    weight: Any
    total: float

    def check(self) -> None:
        """Raise ValueError where a target is no number. Asked where a loss is none; looking each time costs more."""
        if not np.isfinite(self.target).all():
            raise ValueError(_("y has a value that is no number; expected finite numbers"))


def wanted(
    y: Any,
    weight: Any,
    lengths: Any,
    shape: tuple[int, int, int],
    dtype: Any,
    *,
    batched: bool,
    classes: bool,
) -> Wanted:
    """Bring targets into the shape of the engine.

    ``shape`` is (T, B, O). ``y``: (T[, B], O), or integer classes (T[, B]); without its time axis only the last valid
    step is scored. ``weight``: (T[, B]). Raises ValueError.
    """
    steps, batch, outputs = shape
    y = numbers("y", y)
    named = classes and np.issubdtype(y.dtype, np.integer)
    lead = (steps, batch) if batched else (steps,)
    whole = lead if named else (*lead, outputs)
    if y.shape not in (whole, whole[1:]):
        given = _("y has shape {given}; expected {whole}, or {last} for the last step only")
        raise ValueError(given.format(given=y.shape, whole=whole, last=whole[1:]))
    last_only = y.shape != whole
    if last_only:
        y = np.broadcast_to(y, whole)
    if named:
        if y.size and (y.min() < 0 or y.max() >= outputs):
            bad = int(y.min() if y.min() < 0 else y.max())
            raise ValueError(
                _("y has class {given}; expected 0 to {most}").format(given=bad, most=outputs - 1)
            )
        y = np.eye(outputs, dtype=dtype)[y]
    if y.dtype.kind not in "biuf":  # numbers are converted below, while they are turned
        y = numbers("y", y, dtype)
    target = np.array(y.reshape(steps, batch, outputs).transpose(0, 2, 1), dtype, order="C")
    if weight is None and lengths is None and not last_only:
        return Wanted(target, None, float(steps * batch))
    share = np.ones((steps, batch), dtype)
    if weight is not None:
        given_weight = numbers("weight", weight, dtype)
        if given_weight.shape != lead:
            sentence = _("weight has shape {given}; expected {expected}")
            raise ValueError(sentence.format(given=given_weight.shape, expected=lead))
        share *= given_weight.reshape(steps, batch)
    ends = np.full(batch, steps) if lengths is None else lengths
    at = np.arange(steps)[:, None]
    share *= at == ends - 1 if last_only else at < ends
    total = float(share.sum())
    if total <= 0:
        raise ValueError(_("all weights are 0; expected at least one step with a positive weight"))
    return Wanted(target, share[:, None, :], total)


def score(loss: Loss, answer: Any, y: Any, target: Wanted) -> tuple[float, Any]:
    """Give (loss, its gradient with respect to ``answer``): answer and y are (T, O, B), before and after activation."""
    value, slope = loss.slope(answer, y, target.target)
    if target.weight is None:
        slope *= 1.0 / target.total
        return float(np.add.reduce(value, axis=None)) / target.total, slope
    slope = slope * (target.weight / target.total)
    return float((value * target.weight).sum()) / target.total, slope


def loss_of(output: str, loss: str | None, y: Any, goal: Wanted) -> tuple[float, Any]:
    """Give (loss, its gradient by what stands before the activation) of an output y (T, O, B), after its activation.

    The activation is undone, so that the loss is the row that training uses.
    """
    y = np.asarray(y, dtype=np.float64)
    safe = y if output == "identity" else np.clip(y, TINY, 1 - EPSILON)
    before = {"sigmoid": lambda: np.log(safe / (1 - safe)), "softmax": lambda: np.log(safe)}
    return score(loss_for(output, loss), before.get(output, lambda: y)(), y, goal)


def right(output: str, y: Any, goal: Wanted) -> float:
    """Give the share of graded steps at which an output y (T, O, B), after its activation, is right; NaN for numbers.

    Of softmax the class, of sigmoid each output by the side of one half.
    """
    if output == "identity":
        return math.nan
    if output == "softmax":
        hit = y.argmax(axis=1) == goal.target.argmax(axis=1)
    else:
        hit = ((y > 0.5) == (goal.target > 0.5)).mean(axis=1)
    return float(hit.mean() if goal.weight is None else hit[goal.weight[:, 0] > 0].mean())
