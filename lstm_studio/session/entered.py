"""The sequence as a run reads it: with the inputs that are edited."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.edits import INPUT, entering
from lstm_studio.core.study import frozen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Clamp, Sequence

__all__ = ["changed_steps", "entered"]


def entered(sequence: Sequence, sizes: Sizes, edits: tuple[Clamp, ...]) -> Sequence:
    """The sequence with its edited inputs; the label of an edited step is that of the symbol that it is then."""
    if not any(clamp.value == INPUT for clamp in edits):
        return sequence
    read = entering(sequence, sizes, edits)
    values = np.array(sequence.values)
    if not sizes.symbols:
        values = read.astype(np.float64)
    elif values.shape[1] == 1:
        values[:, 0] = read
    else:
        values = np.eye(values.shape[1])[read]
    labels = list(sequence.labels)
    for step in changed_steps(sequence.values, values):
        if labels:
            labels[step - 1] = _label(values[step - 1], sequence.channels)
    return replace(sequence, values=frozen(values), labels=tuple(labels))


def changed_steps(values: NDArray[np.float64], before: NDArray[np.float64]) -> tuple[int, ...]:
    """Give the steps, from 1, at which two inputs (T, D) differ."""
    if values.shape != before.shape:
        return ()
    return tuple((np.flatnonzero((values != before).any(axis=1)) + 1).tolist())


def _label(row: NDArray[np.float64], channels: tuple[str, ...]) -> str:
    """Name what a step reads where each symbol is a channel, "" for nothing and for what is no symbol."""
    busy = np.flatnonzero(row)
    return channels[busy[0]] if len(busy) == 1 and len(channels) == len(row) else ""
