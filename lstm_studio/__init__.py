"""LSTM Studio: see inside LSTM and GRU cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lstm_studio.api import Cell, Model, cells, code, compare, fit, load_cell, open_model, render, updater

__all__ = ["Cell", "Model", "cells", "code", "compare", "fit", "load_cell", "open_model", "render", "updater"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Fetch a public name at its first use: importing the package alone loads nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Within the function, so that neither NumPy nor anything else is loaded before it is used.
    from lstm_studio import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
