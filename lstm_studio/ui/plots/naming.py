"""Values as they are called beside plots, in one plain line: f * c_prev is f ⊙ c₋."""

from __future__ import annotations

__all__ = ["gradient_of", "plain"]

_SIGNS = {" * ": " ⊙ ", " @ ": " ", " - ": " − ", "_prev": "₋", "hard_sigmoid(": "hσ(", "sigmoid(": "σ("}


def plain(text: str) -> str:
    """Print a value by its printed form."""
    for written, shown in _SIGNS.items():
        text = text.replace(written, shown)
    return text


def gradient_of(text: str) -> str:
    """Print the derivative of the loss by a value: ∂L/∂c, ∂L/∂(f ⊙ c₋)."""
    shown = plain(text)
    return f"∂L/∂({shown})" if " " in shown else f"∂L/∂{shown}"
