"""Numbers brought to a scale that is learnt well, by the steps that are learnt: nothing of the rest is told.

Shapes: T steps, C columns: channels of the input, and targets that a person has given.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.sequence import Sequence, frozen
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

__all__ = ["SCALINGS", "joined", "measures", "rescaled"]


def _standard(known: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return known.mean(axis=0), known.std(axis=0)


def _range(known: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return known.min(axis=0), np.ptp(known, axis=0)


SCALINGS: dict[
    str, Callable[[NDArray[np.float64]], tuple[NDArray[np.float64], NDArray[np.float64]]] | None
] = {
    "": None,
    "standard": _standard,
    "range": _range,
}
"""What a scale is called -> what gives (shift, unit) of known columns (T, C); a column is (raw − shift) / unit then."""


def measures(
    raw: NDArray[np.float64], scaling: str, learnt: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give shift and unit (C,) of a scale, of the first ``learnt`` steps. Raises ValueError for an unknown scale.

    A column that stands still has the unit 1. Columns of nothing but 0 and 1 are answers or marks and stay as they are.
    """
    if scaling not in SCALINGS:
        sentence = _("there is no scale “{name}”; expected one of {known}")
        raise ValueError(sentence.format(name=scaling, known=", ".join(filter(None, SCALINGS))))
    measure, columns = SCALINGS[scaling], raw.shape[1]
    if measure is None:
        return np.zeros(columns), np.ones(columns)
    shift, unit = measure(raw[: max(learnt, 1)])
    marks = np.all((raw == 0) | (raw == 1), axis=0)
    return np.where(marks, 0.0, shift), np.where(marks | (unit <= 0), 1.0, unit)


def rescaled(sequence: Sequence, scaling: str, learnt: int) -> Sequence:
    """Give a sequence in another scale; "" brings back exactly what was given."""
    target = sequence.target if sequence.asked else None
    raw = sequence.raw
    if raw is None:
        if not scaling:
            return sequence
        raw = sequence.values if target is None else frozen(np.hstack([sequence.values, target]))
    shift, unit = measures(raw, scaling, learnt)
    columns, wide = (raw - shift) / unit, sequence.values.shape[1]
    if scaling == sequence.scaling and np.array_equal(columns[:, :wide], sequence.values):
        return sequence
    return replace(
        sequence,
        values=frozen(columns[:, :wide]),
        target=None if target is None else frozen(columns[:, wide:]),
        weight=None if target is None else sequence.weight,
        scaling=scaling,
        raw=raw if scaling else None,
    )


def _columns(sequence: Sequence) -> NDArray[np.float64]:
    """Give the columns (T, D + O) of a sequence as they were given."""
    if sequence.raw is not None:
        return sequence.raw
    target = sequence.target if sequence.asked else None
    return sequence.values if target is None else np.hstack([sequence.values, target])


def joined(shown: Sequence, others: Iterable[Sequence], learnt: int) -> Sequence:
    """Give a sequence and those of others that have its channels and targets as one, to be learnt together.

    All have the scale of the first. What is part of a text stays alone: the whole text is learnt anyway.
    """
    wanted = (shown.channels, shown.asked)
    rest = [other for other in others if (other.channels, other.asked) == wanted and other.corpus is None]
    rest = [other for other in rest if not np.array_equal(_columns(other), _columns(shown))]
    if not rest or shown.corpus is not None:
        return shown
    whole = [shown, *rest]
    shift, unit = measures(_columns(shown), shown.scaling, learnt)
    columns, wide = (np.vstack([_columns(each) for each in whole]) - shift) / unit, shown.values.shape[1]
    weights = [np.ones(each.steps) if each.weight is None else each.weight for each in whole]
    return replace(
        shown,
        values=frozen(columns[:, :wide]),
        labels=(),
        target=frozen(columns[:, wide:]) if shown.asked else None,
        weight=frozen(np.concatenate(weights)) if shown.asked else None,
        joints=tuple(int(step) for step in np.cumsum([each.steps for each in whole])[:-1]),
    )
