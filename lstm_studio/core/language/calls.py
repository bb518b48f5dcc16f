"""What stands before a bracket: functions under all their spellings, and the calls of code that stand for signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.language.ops import FUNCTIONS
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["JOINING", "PAIRS", "function_of", "functions_text", "no_function"]

PAIRS = {
    "dot": "matmul",
    "matmul": "matmul",
    "multiply": "multiply",
    "mul": "multiply",
    "add": "add",
    "subtract": "subtract",
    "sub": "subtract",
    "divide": "divide",
    "div": "divide",
    "maximum": "relu",
    "max": "relu",
}
"""Functions of two arguments in code -> operation; max(0, a) is relu(a)."""

JOINING = frozenset(("concatenate", "concat", "cat", "hstack", "vstack"))
"""Functions of code that put vectors under one another."""


def _folded(name: str) -> str:
    return name.lower().replace("_", "")


_FOLDED = {_folded(spelled): op for spelled, op in FUNCTIONS.items()}


def function_of(name: str, functions: Mapping[str, str]) -> str:
    """Give the operation that a name is before a bracket, "" for none; ReLU, Tanh and hardSigmoid are known too."""
    return functions.get(name) or (_FOLDED.get(_folded(name), "") if functions is FUNCTIONS else "")


def functions_text() -> str:
    """Give the names of the functions, for a sentence."""
    return ", ".join(sorted(set(FUNCTIONS.values())))


def no_function(name: str, *, known: bool) -> tuple[str, str]:
    """Give what is wrong with a name before a bracket, and what was expected."""
    if known:
        given = _("“{name}” is a value, no function: “{name}(” can be read as a call or as a product")
        return given.format(name=name), _("an operation before the bracket, such as {name} * (…)").format(
            name=name
        )
    if name == "softmax":
        given = _("softmax belongs to the output of a model, which reads h; leave this line out")
        return given, ""
    if name.startswith("σ_"):
        given = _("“{name}” may be the sigmoid or another function of its author").format(name=name)
        return given, functions_text()
    return _("there is no function “{name}”").format(name=name), _("one of {functions}").format(
        functions=functions_text()
    )
