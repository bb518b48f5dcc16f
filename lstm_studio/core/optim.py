"""Optimisers: one row each, in-place expressions on the flat vector. Names and defaults are those of PyTorch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["OPTIMISERS", "Optimiser", "clip_norm", "optimiser_for"]


@dataclass(frozen=True)
class Optimiser:
    """``make(n, dtype, rate)`` gives ``step(flat, gradient)``, which changes both vectors of n values in place."""

    name: str
    title: str
    make: Callable[[int, Any, float], Callable[[Any, Any], None]]


def _sgd(_n: int, _dtype: Any, rate: float) -> Callable[[Any, Any], None]:
    def step(flat: Any, gradient: Any) -> None:
        gradient *= rate
        flat -= gradient

    return step


def _momentum(n: int, dtype: Any, rate: float, share: float = 0.9) -> Callable[[Any, Any], None]:
    velocity = np.zeros(n, dtype)

    def step(flat: Any, gradient: Any) -> None:
        np.multiply(velocity, share, velocity)
        np.add(velocity, gradient, velocity)
        np.multiply(velocity, rate, gradient)
        flat -= gradient

    return step


def _descend(flat: Any, gradient: Any, square: Any, work: Any, rate: float, small: float) -> None:
    """Take rate · gradient / (√square + small) from ``flat``."""
    np.sqrt(square, work)
    np.add(work, small, work)
    np.divide(gradient, work, work)
    np.multiply(work, rate, work)
    np.subtract(flat, work, flat)


def _rmsprop(
    n: int, dtype: Any, rate: float, share: float = 0.99, small: float = 1e-8
) -> Callable[[Any, Any], None]:
    square, work = np.zeros(n, dtype), np.zeros(n, dtype)

    def step(flat: Any, gradient: Any) -> None:
        np.multiply(gradient, gradient, work)
        np.multiply(work, 1 - share, work)
        np.multiply(square, share, square)
        np.add(square, work, square)
        _descend(flat, gradient, square, work, rate, small)

    return step


def _adagrad(n: int, dtype: Any, rate: float, small: float = 1e-10) -> Callable[[Any, Any], None]:
    square, work = np.zeros(n, dtype), np.zeros(n, dtype)

    def step(flat: Any, gradient: Any) -> None:
        np.multiply(gradient, gradient, work)
        np.add(square, work, square)
        _descend(flat, gradient, square, work, rate, small)

    return step


def _adam(n: int, dtype: Any, rate: float, one: float = 0.9, two: float = 0.999, small: float = 1e-8) -> Any:
    """Kingma & Ba 2015, algorithm 1, with the moments as plain decaying sums: m / (1 − β₁) and v / (1 − β₂)."""
    mean, square, work = np.zeros(n, dtype), np.zeros(n, dtype), np.zeros(n, dtype)
    # 0-d arrays of the right dtype: NumPy spends twice the time of the call on a Python number
    keep_one, keep_two = np.array(one, dtype), np.array(two, dtype)
    epsilon, scale = np.array(small, dtype), np.array(0, dtype)
    share = math.sqrt(1 - two)
    count = 0

    def step(flat: Any, gradient: Any) -> None:
        nonlocal count
        count += 1
        correction = math.sqrt(1 - two**count)
        epsilon[()] = small * correction / share
        scale[()] = rate * correction * (1 - one) / ((1 - one**count) * share)
        np.multiply(mean, keep_one, mean)
        np.add(mean, gradient, mean)
        np.multiply(gradient, gradient, work)
        np.multiply(square, keep_two, square)
        np.add(square, work, square)
        np.sqrt(square, work)
        np.add(work, epsilon, work)
        np.divide(mean, work, work)
        np.multiply(work, scale, work)
        np.subtract(flat, work, flat)

    return step


OPTIMISERS = {
    row.name: row
    for row in (
        Optimiser("adam", "Adam", _adam),
        Optimiser("rmsprop", "RMSprop", _rmsprop),
        Optimiser("adagrad", "Adagrad", _adagrad),
        Optimiser("momentum", _("Momentum"), _momentum),
        Optimiser("sgd", "SGD", _sgd),
    )
}


def optimiser_for(name: str) -> Optimiser:
    """Give the row of an optimiser. Raises ValueError."""
    if name not in OPTIMISERS:
        sentence = _("there is no optimiser “{name}”; expected one of {known}")
        raise ValueError(sentence.format(name=name, known=", ".join(OPTIMISERS)))
    return OPTIMISERS[name]


def clip_norm(gradient: Any, most: float | None) -> float:
    """Scale a gradient in place so that its norm is at most ``most`` (None: as it is); give the norm before."""
    norm = math.sqrt(float(np.dot(gradient, gradient)))
    if most is not None and norm > most:
        gradient *= most / (norm + 1e-6)
    return norm
