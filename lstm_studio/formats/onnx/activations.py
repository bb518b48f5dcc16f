"""The activations of ONNX's recurrent operators, said in the language of cells.

Source: the operators RNN, GRU and LSTM of the ONNX specification: Relu, Tanh, Sigmoid, Affine, LeakyRelu,
ScaledTanh, HardSigmoid, Elu, Softsign, Softplus; ``activation_alpha`` and ``activation_beta`` are used up in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FLAT", "Activation", "activations", "clipped"]

FLAT = 20.0
"""A clip from here on changes no sigmoid and no tanh by more than 3e-9, and is left out."""


@dataclass(frozen=True)
class _Row:
    """``written`` with {a} the argument, and places for alpha and beta; their defaults, None: must be given."""

    written: str
    alpha: float | None = 0.0
    beta: float | None = 0.0
    takes: int = 0  # 1: alpha, 2: alpha and beta


_ROWS = {
    "sigmoid": _Row("sigmoid({a})"),
    "tanh": _Row("tanh({a})"),
    "relu": _Row("relu({a})"),
    "softplus": _Row("softplus({a})"),
    "softsign": _Row("{a} / (1 + abs({a}))"),
    "affine": _Row("{alpha} * {a} + {beta}", None, None, 2),
    "leakyrelu": _Row("relu({a}) - {alpha} * relu(-{a})", 0.01, 0.0, 1),
    "scaledtanh": _Row("{alpha} * tanh({beta} * {a})", None, None, 2),
    "hardsigmoid": _Row("hard_sigmoid({steep} * {a} + {shift})", 0.2, 0.5, 2),
    "elu": _Row("relu({a}) + {alpha} * (exp(-relu(-{a})) - 1)", 1.0, 0.0, 1),
}
_BOUNDED = {"sigmoid", "tanh"}
_PLAIN = {"sigmoid", "tanh", "relu", "softplus"}


@dataclass(frozen=True)
class Activation:
    """One activation: its name in ONNX, in small letters, and how it is written with {a} for its argument."""

    name: str
    written: str

    @property
    def plain(self) -> bool:
        """Whether it is one function of the language, which takes a whole sum as its argument."""
        return self.name in _PLAIN

    @property
    def bounded(self) -> bool:
        """Whether it is flat beyond FLAT."""
        return self.name in _BOUNDED

    def of(self, argument: str) -> str:
        """Give the text for an argument; where it is not plain that is a name."""
        return self.written.format(a=argument)


def activations(names: Sequence[str], alphas: Sequence[float], betas: Sequence[float]) -> list[Activation]:
    """Give the activations of a node. Raises ValueError, with the name, for one that cannot be said."""
    left = {"alpha": list(alphas), "beta": list(betas)}
    found = []
    for name in names:
        row = _ROWS.get(name.lower())
        if row is None:
            sentence = _(
                "the activation “{name}” has no word in the language of cells; expected one of {known}"
            )
            known = "Sigmoid, Tanh, Relu, Softplus, Softsign, Affine, LeakyRelu, ScaledTanh, HardSigmoid, Elu"
            raise ValueError(sentence.format(name=name[:40], known=known))
        values: dict[str, Any] = {"alpha": row.alpha, "beta": row.beta}
        for key in ("alpha", "beta")[: row.takes]:
            values[key] = left[key].pop(0) if left[key] else values[key]
        if None in values.values():
            sentence = _(
                "the activation “{name}” needs activation_alpha and activation_beta, which are not given"
            )
            raise ValueError(sentence.format(name=name))
        # hard_sigmoid of the language is max(0, min(1, 0.2 a + 0.5)).
        values |= {"steep": 5 * values["alpha"], "shift": 5 * (values["beta"] - 0.5)}
        if name.lower() == "hardsigmoid" and (values["alpha"], values["beta"]) == (0.2, 0.5):
            found.append(Activation("hardsigmoid", "hard_sigmoid({a})"))
            continue
        written = {key: _number(value) for key, value in values.items()}
        found.append(Activation(name.lower(), row.written.format(a="{a}", **written)))
    return found


def clipped(name: str, clip: float) -> str:
    """Give a named value held between −clip and clip, by operations that the language has."""
    most = _number(clip)
    return f"relu({name} + {most}) - relu({name} - {most}) - {most}"


def _number(value: float) -> str:
    if not np.isfinite(value):
        raise ValueError(_("an activation has the parameter {value}; expected a number").format(value=value))
    text = np.format_float_positional(np.float64(value), unique=True, trim="-")
    return f"({text})" if value < 0 else text
