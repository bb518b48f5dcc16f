"""Optimisers: one row each, in-place expressions on the flat vector. Names and defaults are those of PyTorch.

The rate is given at every step, so that it may change from one to the next. The decay of weights is added to the
gradient, or, decoupled from it, taken off the weights themselves (Loshchilov & Hutter 2019).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_studio.words import _

__all__ = ["OPTIMISERS", "Optimiser", "Step", "clip_norm", "clip_value", "optimiser_for"]

Step = Callable[[Any, Any, float], None]


@dataclass(frozen=True)
class Optimiser:
    """``make(n, dtype)`` gives ``step(flat, gradient, rate)``, which changes both vectors of n values in place.

    ``decay`` of weights where none is asked for; ``decoupled``: it is taken off the weights, not put into the gradient.
    """

    name: str
    title: str
    make: Callable[[int, Any], Step]
    decay: float = 0.0
    decoupled: bool = False


def _sgd(_n: int, _dtype: Any) -> Step:
    def step(flat: Any, gradient: Any, rate: float) -> None:
        gradient *= rate
        flat -= gradient

    return step


def _momentum(n: int, dtype: Any, share: float = 0.9) -> Step:
    velocity = np.zeros(n, dtype)

    def step(flat: Any, gradient: Any, rate: float) -> None:
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


def _rmsprop(n: int, dtype: Any, share: float = 0.99, small: float = 1e-8) -> Step:
    square, work = np.zeros(n, dtype), np.zeros(n, dtype)

    def step(flat: Any, gradient: Any, rate: float) -> None:
        np.multiply(gradient, gradient, work)
        np.multiply(work, 1 - share, work)
        np.multiply(square, share, square)
        np.add(square, work, square)
        _descend(flat, gradient, square, work, rate, small)

    return step


def _adagrad(n: int, dtype: Any, small: float = 1e-10) -> Step:
    square, work = np.zeros(n, dtype), np.zeros(n, dtype)

    def step(flat: Any, gradient: Any, rate: float) -> None:
        np.multiply(gradient, gradient, work)
        np.add(square, work, square)
        _descend(flat, gradient, square, work, rate, small)

    return step


def _adam(n: int, dtype: Any, one: float = 0.9, two: float = 0.999, small: float = 1e-8) -> Step:
    """Kingma & Ba 2015, algorithm 1, with the moments as plain decaying sums: m / (1 − β₁) and v / (1 − β₂)."""
    mean, square, work = np.zeros(n, dtype), np.zeros(n, dtype), np.zeros(n, dtype)
    # 0-d arrays of the right dtype: NumPy spends twice the time of the call on a Python number
    keep_one, keep_two = np.array(one, dtype), np.array(two, dtype)
    epsilon, scale = np.array(small, dtype), np.array(0, dtype)
    share = math.sqrt(1 - two)
    count = 0

    def step(flat: Any, gradient: Any, rate: float) -> None:
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
        Optimiser("adamw", "AdamW", _adam, decay=0.01, decoupled=True),
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


def clip_value(gradient: Any, most: float) -> bool:
    """Bring every value of a gradient, in place, between −``most`` and ``most``; tell whether one was beyond."""
    beyond = bool(np.max(np.abs(gradient), initial=0.0) > most)
    if beyond:
        np.clip(gradient, -most, most, gradient)
    return beyond
