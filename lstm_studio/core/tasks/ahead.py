"""One step ahead: what the tasks of signals share.

A signal has one channel. x (T, B, 1): its values with their noise; y (T, B, 1): the next value of each step. Output
identity, mean squared error. In an examination y is the next value without its noise, which nobody can foretell, and
the score is the error over that of the simplest guess: that the next value is as this one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.task import Batch
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from lstm_studio.core.tasks.card import Values

    Draw = Callable[[np.random.Generator, int, Values], "tuple[NDArray[np.float64], NDArray[np.float64]]"]

__all__ = [
    "BLIND",
    "CHANNELS",
    "QUIET",
    "autoregression",
    "beside_persistence",
    "continued",
    "drawn_signal",
    "guessed",
    "quiet",
    "sampled",
    "typed",
]

CHANNELS = ("value",)
QUIET = "quiet"
"""The key, beside the options of a task, that makes the targets of an examination free of noise."""
BLIND = 1e-9  # a loss below it is none: its line would stretch the axis without saying anything


def sampled(draw: Draw, rng: np.random.Generator, batch: int, options: Values) -> Batch:
    """Draw a batch; ``draw`` gives the values (T + 1, B) with their noise, and without."""
    noisy, clean = draw(rng, batch, options)
    following = clean if options.get(QUIET) else noisy
    return Batch(noisy[:-1, :, None], following[1:, :, None])


def drawn_signal(draw: Draw, rng: np.random.Generator, options: Values, title: str) -> Sequence:
    """Draw one signal for the window, with as many digits as its text has."""
    values = np.round(draw(rng, 1, options)[0][:-1], 3) + 0.0  # and no -0
    return Sequence(frozen(values), CHANNELS, title=title, text=typed(values))


def typed(values: NDArray[np.float64]) -> str:
    """Write values (T, 1) as a person types them."""
    return " ".join(f"{value:g}" for value in values[:, 0])


def continued(sequence: Sequence) -> Sequence:
    """Give a sequence whose target is the step after each step; the last has none, so that it counts nothing."""
    if sequence.steps < 2:
        return replace(sequence, target=None, weight=None)
    target, weight = np.roll(sequence.values, -1, axis=0), np.ones(sequence.steps)
    weight[-1] = 0.0
    return replace(sequence, target=frozen(target), weight=frozen(weight))


def quiet(options: Values) -> tuple[Values, ...]:
    """Give the options of the examination: as trained, with targets free of noise."""
    return ({**options, QUIET: 1.0},)


def beside_persistence(y: NDArray[np.float64], batch: Batch) -> float:
    """Give the RMSE of outputs (T, B, 1) over that of the last value, at the steps that count."""
    weight = np.ones(y.shape[:2]) if batch.weight is None else batch.weight
    error, still = (float((weight * (each - batch.y)[:, :, 0] ** 2).sum()) for each in (y, batch.x))
    return float(np.sqrt(error / max(still, BLIND)))


def autoregression(covariance: NDArray[np.float64]) -> float:
    """Give the mean squared error of the best a·x_t + b·x_{t−1}, of autocovariances (r_0, r_1, r_2): AR(2).

    Yule & Walker: the weights solve R (a, b) = (r_1, r_2), and leave r_0 − a·r_1 − b·r_2.
    """
    matrix = np.array([[covariance[0], covariance[1]], [covariance[1], covariance[0]]])
    weights = np.linalg.lstsq(matrix, covariance[1:3])[0]
    return float(covariance[0] - weights @ covariance[1:3])


def guessed(covariance: NDArray[np.float64], season: int, noise: float) -> dict[str, float]:
    """Give the losses of blind guesses from autocovariances (r_0 … r_season), noise included; those of 0 are left out.

    ``season``: after so many steps the signal nearly repeats; ``noise``: its variance, the least loss there is.
    """
    losses = {
        _("last value (persistence)"): 2 * (covariance[0] - covariance[1]),
        _("last period (seasonal-naive)"): 2 * (covariance[0] - covariance[season]),
        _("last two values: AR(2)"): autoregression(covariance),
        _("the noise alone"): noise,
    }
    return {label: float(loss) for label, loss in losses.items() if loss > BLIND}
