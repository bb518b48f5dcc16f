"""Outputs and losses: one row each. Shapes are feature-major: a (T, O, B) before the activation, weight (T, 1, B).

Loss = Σ weight · ℓ / Σ weight. ℓ of mse is the mean over the outputs, of cross-entropy and binary cross-entropy the
sum over them, in nats.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LOSSES", "OUTPUTS", "Loss", "Output", "loss_for", "losses_of"]


@dataclass(frozen=True)
class Output:
    """The activation of the readout: ``apply(a)`` on (T, O, B), and the loss that goes with it."""

    name: str
    apply: Callable[[Any], Any]
    loss: str


@dataclass(frozen=True)
class Loss:
    """``slope(a, y, target)`` -> (ℓ (T, 1, B), ∂ℓ/∂a (T, O, B)), for the outputs named in ``outputs``."""

    name: str
    outputs: tuple[str, ...]
    slope: Callable[[Any, Any, Any], tuple[Any, Any]]


def _softmax(a: Any) -> Any:
    shifted = np.exp(a - a.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def _sigmoid(a: Any) -> Any:
    return 0.5 * np.tanh(0.5 * a) + 0.5


def _identity(a: Any) -> Any:
    return a


def _mse(_a: Any, y: Any, target: Any) -> tuple[Any, Any]:
    error = y - target
    if y.shape[1] == 1:
        return error * error, error + error
    return (error * error).mean(axis=1, keepdims=True), error * (2.0 / y.shape[1])


def _mse_sigmoid(a: Any, y: Any, target: Any) -> tuple[Any, Any]:
    value, slope = _mse(a, y, target)
    return value, slope * y * (1 - y)


def _cross_entropy(a: Any, y: Any, target: Any) -> tuple[Any, Any]:
    shifted = a - a.max(axis=1, keepdims=True)
    logarithm = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -(target * logarithm).sum(axis=1, keepdims=True), y * target.sum(axis=1, keepdims=True) - target


def _binary(a: Any, y: Any, target: Any) -> tuple[Any, Any]:
    # log(1 + e^a) − t·a, written so that no large a overflows
    value = np.maximum(a, 0) - a * target + np.log1p(np.exp(-np.abs(a)))
    return value.sum(axis=1, keepdims=True), y - target


OUTPUTS = {
    row.name: row
    for row in (
        Output("identity", _identity, "mse"),
        Output("softmax", _softmax, "cross-entropy"),
        Output("sigmoid", _sigmoid, "binary cross-entropy"),
    )
}

_ROWS = (
    Loss("mse", ("identity",), _mse),
    Loss("mse", ("sigmoid",), _mse_sigmoid),
    Loss("cross-entropy", ("softmax",), _cross_entropy),
    Loss("binary cross-entropy", ("sigmoid",), _binary),
)

LOSSES: dict[str, tuple[Loss, ...]] = {}
for _row in _ROWS:
    LOSSES[_row.name] = (*LOSSES.get(_row.name, ()), _row)


def loss_for(output: str, name: str | None) -> Loss:
    """Give the row of a loss for an output; None means the one that goes with it. Raises ValueError."""
    wanted = OUTPUTS[output].loss if name is None else name
    for row in LOSSES.get(wanted, ()):
        if output in row.outputs:
            return row
    sentence = _("loss “{loss}” does not go with the output {output}; expected one of {known}")
    raise ValueError(sentence.format(loss=wanted, output=output, known=", ".join(losses_of(output))))


def losses_of(output: str) -> tuple[str, ...]:
    """Give the names of the losses that make sense for an output, the one that goes with it first."""
    fitting = {row.name for rows in LOSSES.values() for row in rows if output in row.outputs}
    return tuple(sorted(fitting, key=lambda name: (name != OUTPUTS[output].loss, name)))
