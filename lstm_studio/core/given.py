"""What a person gives, made plain: whole numbers and arrays, or a ValueError that names what was wrong."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_studio.words import _

__all__ = ["each_layer", "numbers", "plain", "truncation", "whole"]


def whole(name: str, value: Any, least: int) -> int:
    """Give a whole number of at least ``least``, which may be one of NumPy's."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        sentence = _("{name} is {value}; expected a whole number of at least {low}")
        raise ValueError(sentence.format(name=name, value=value, low=least))
    return int(value)


def plain(value: Any) -> Any:
    """Give a whole number of NumPy's as one of Python's, and anything else as it is."""
    return int(value) if isinstance(value, np.integer) else value


def each_layer(units: Any, layers: Any) -> tuple[Any, tuple[Any, ...], Any]:
    """Give (units of the top layer, units of each or (), number of layers) of one number of units, or one a layer.

    Raises ValueError where it is one a layer for another number of layers.
    """
    if not isinstance(units, list | tuple | np.ndarray):
        return plain(units), (), layers
    widths = tuple(numbers("units", units).tolist())
    if not widths or layers not in (1, len(widths)):
        sentence = _("units is {units} and layers is {layers}; expected one number of units a layer")
        raise ValueError(sentence.format(units=list(widths), layers=layers))
    return widths[-1], widths, len(widths)


def truncation(value: Any) -> int | None:
    """Give the number of steps that a gradient goes back at most, None for all."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
        sentence = _("truncate is {given}; expected a whole number of steps, at least 1, or None")
        raise ValueError(sentence.format(given=value))
    return int(value)


def numbers(name: str, value: Any, dtype: Any = None) -> Any:
    """Give an array."""
    try:
        return np.asarray(value, dtype)
    except (TypeError, ValueError):
        sentence = _(
            "{name} cannot be read as an array of numbers; expected rows of numbers, all of one length"
        )
        raise ValueError(sentence.format(name=name)) from None
