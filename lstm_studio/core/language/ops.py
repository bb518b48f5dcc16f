"""The operations of the cell language: one row each, with forward calls, local derivative, glyph and print.

A row's ``calls`` are NumPy calls that are run one after the other. Their operands are the letters ``a`` and ``b``
(the arguments), ``y`` (the result, which an earlier call of the row has written) or numbers; the result of every
call goes to ``y``. ``fold`` is a factor on ``a`` before the first call: where ``a`` comes out of a matrix product
the factor is folded into the prepared weights and costs nothing.

``derivative`` holds one expression an argument, in the same language, over ``a``, ``b`` and ``y``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["FUNCTIONS", "OPERATIONS", "Operation"]


@dataclass(frozen=True)
class Operation:
    """One operation: ``printed`` is a pattern over printed arguments, ``binding`` its strength (higher is tighter)."""

    name: str
    glyph: str
    printed: str
    calls: Any
    derivative: tuple[str, ...]
    binding: int = 9
    fold: float = 1.0
    unit: bool = False  # every result lies between 0 and 1
    spelled: tuple[str, ...] = ()  # other spellings of a function's name

    @property
    def arity(self) -> int:
        """The number of arguments."""
        return len(self.derivative)

    def of(self, *arguments: Any) -> Any:
        """Give the result for arguments, arrays or numbers, in new memory."""
        named: dict[str, Any] = dict(zip("ab", arguments, strict=False))
        named["a"] = named["a"] * self.fold if self.fold != 1.0 else named["a"]
        for function, *names in self.calls:
            named["y"] = function(*(named[name] if isinstance(name, str) else name for name in names))
        return named["y"]


def _step(a: Any, out: Any = None) -> Any:
    return np.greater(a, 0, out=np.empty_like(a) if out is None else out, casting="unsafe")


# NumPy does not take the third argument of these two as out.
def _larger(a: Any, b: Any, out: Any = None) -> Any:
    return np.maximum(a, b, out=out)


def _smaller(a: Any, b: Any, out: Any = None) -> Any:
    return np.minimum(a, b, out=out)


_ROWS = (
    Operation("add", "+", "{0} + {1}", ((np.add, "a", "b"),), ("1", "1"), 1),
    Operation("subtract", "−", "{0} - {1}", ((np.subtract, "a", "b"),), ("1", "-1"), 1),
    Operation("multiply", "⊙", "{0} * {1}", ((np.multiply, "a", "b"),), ("b", "a"), 2),
    Operation("divide", "/", "{0} / {1}", ((np.divide, "a", "b"),), ("1 / b", "-(y / b)"), 2),
    Operation("negative", "−", "-{0}", ((np.negative, "a"),), ("-1",), 3),
    # The derivative of a matrix product is the transposed product; the program knows it by name.
    Operation("matmul", "@", "{0} @ {1}", (), ("", ""), 4),
    # σ(a) = ½ tanh(½ a) + ½: one tanh then serves every gate.
    Operation(
        "sigmoid",
        "σ",
        "sigmoid({0})",
        ((np.tanh, "a"), (np.multiply, "y", 0.5), (np.add, "y", 0.5)),
        ("y * (1 - y)",),
        fold=0.5,
        unit=True,
        spelled=("σ", "sigma", "sigm", "logistic", "expit"),
    ),
    Operation("tanh", "tanh", "tanh({0})", ((np.tanh, "a"),), ("1 - y * y",)),
    Operation("relu", "relu", "relu({0})", ((_larger, "a", 0.0),), ("step(y)",), spelled=("ReLU",)),
    Operation("softplus", "softplus", "softplus({0})", ((np.logaddexp, "a", 0.0),), ("sigmoid(a)",)),
    Operation("identity", "=", "identity({0})", ((np.positive, "a"),), ("1",)),
    # max(0, min(1, 0.2 a + 0.5)): that of ONNX (alpha 0.2, beta 0.5) and of Keras 2. Keras 3 and PyTorch have
    # max(0, min(1, a / 6 + 0.5)), which is hard_sigmoid(5 / 6 * a) here.
    Operation(
        "hard_sigmoid",
        "hσ",
        "hard_sigmoid({0})",
        ((np.multiply, "a", 0.2), (np.add, "y", 0.5), (_larger, "y", 0.0), (_smaller, "y", 1.0)),
        ("0.2 * step(y * (1 - y))",),
        unit=True,
    ),
    Operation("exp", "exp", "exp({0})", ((np.exp, "a"),), ("y",)),
    Operation("abs", "|·|", "abs({0})", ((np.absolute, "a"),), ("sign(a)",)),
    # These two occur in derivatives only.
    Operation("step", "step", "step({0})", ((_step, "a"),), ("0",)),
    Operation("sign", "sign", "sign({0})", ((np.sign, "a"),), ("0",)),
)

OPERATIONS: dict[str, Operation] = {row.name: row for row in _ROWS}

_NOT_WRITTEN = {"add", "subtract", "multiply", "divide", "negative", "matmul", "step", "sign"}

FUNCTIONS: dict[str, str] = {
    spelling: row.name
    for row in _ROWS
    if row.name not in _NOT_WRITTEN
    for spelling in (row.name, *row.spelled)
}
"""Every spelling of a function in the language, to the name of its operation."""
