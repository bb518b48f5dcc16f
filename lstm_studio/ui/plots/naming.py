"""Values as they are called beside plots, in one plain line: f * c_prev is f ⊙ cₜ₋₁."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

    from lstm_studio.core.printing.lettering import Lettering
    from lstm_studio.ui.theme import Theme

__all__ = ["gradient_of", "plain", "symbol_font"]

_SIGNS = {" * ": " ⊙ ", " @ ": " ", " - ": " − ", "_prev": "ₜ₋₁", "hard_sigmoid(": "hσ(", "sigmoid(": "σ("}


def plain(text: str, letters: Lettering | None = None) -> str:
    """Print a value by its printed form, in the ``letters`` of a notation."""
    text = text if letters is None else letters.rename(text)
    for written, shown in _SIGNS.items():
        text = text.replace(written, shown)
    return text


def gradient_of(text: str, letters: Lettering | None = None) -> str:
    """Print the derivative of the loss by a value: ∂L/∂c, ∂L/∂(f ⊙ cₜ₋₁)."""
    shown = plain(text, letters)
    return f"∂L/∂({shown})" if " " in shown else f"∂L/∂{shown}"


def symbol_font(theme: Theme, text: str, size: int) -> QFont:
    """Give the font of what stands beside a plot: a symbol is in italics, whose type lacks some signs of formulas."""
    return theme.font(size) if set(text) & set(" ₜ₋") else theme.symbols(size)
