"""A cell run as its equations say it: one step, one sample, one term at a time. Slow, and too plain to be wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.language.equations import Term, parse_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell

__all__ = ["run"]

MEANING: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "matmul": lambda a, b: a @ b,
    "negative": lambda a: -a,
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
    "tanh": lambda a: (np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a)),
    "relu": lambda a: a * (a > 0),
    "softplus": lambda a: np.log(1 + np.exp(a)),
    "identity": lambda a: a,
    "hard_sigmoid": lambda a: np.clip(0.2 * a + 0.5, 0, 1),
    "exp": np.exp,
    "abs": lambda a: np.sqrt(a * a),
}


def run(cell: Cell, parameters: Mapping[str, Any], x: NDArray[Any], units: int) -> dict[str, NDArray[Any]]:
    """Give every named value (T, H) of x (T, D), from states 0."""
    lines = dict(parse_lines(cell.text))
    found: dict[str, list[Any]] = {name: [] for name in lines}
    for entering in x:
        now: dict[str, Any] = {}

        def value(term: Term, entering: Any = entering, now: dict[str, Any] = now) -> Any:
            if term.op == "number":
                return term.value
            if term.op != "name":
                return MEANING[term.op](*(value(arg) for arg in term.args))
            if term.name == "x":
                return entering
            if term.name in lines:
                if term.name not in now:
                    now[term.name] = value(lines[term.name]) + np.zeros(units)
                return now[term.name]
            state = term.name.removesuffix("_prev")
            if state != term.name:
                return found[state][-1] if found[state] else np.zeros(units)
            return parameters[term.name]

        for name in lines:
            value(Term("name", (), name))
        for name, kept in found.items():
            kept.append(now[name])
    return {name: np.array(kept) for name, kept in found.items()}
