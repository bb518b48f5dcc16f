"""Values over time with what they were in another run, as heat maps and as curves.

Shapes: T steps, n rows (T, or T + 1 with what was before the first input), H units, or D channels of the input.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.ui.plots.naming import gradient_of, plain
from lstm_studio.ui.plots.stack import Band
from lstm_studio.ui.plots.values import Scale, state_values

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from numpy.typing import NDArray

    from lstm_studio.core.insight.influence import LayerGradient
    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.printing.lettering import Lettering
    from lstm_studio.core.trace import LayerTrace

__all__ = ["Course", "Courses"]

TINY = 1e-12  # of a scale that fits itself to however little there is
LITTLE = 1e-3  # of a scale of differences
SAME = 1e-9  # of two runs that differ in the order of their sums alone


@dataclass(frozen=True, eq=False)
class Course:
    """A value by its printed form: ``values`` (n, H) from step ``first`` on, ``before`` those of the other run."""

    text: str
    values: NDArray[Any]
    first: int
    before: NDArray[Any] | None

    def column(self, unit: int) -> tuple[NDArray[Any], int] | None:
        """Give one unit's values and their first step, None where there is no such unit."""
        return (self.values[:, unit], self.first) if unit < self.values.shape[1] else None

    def column_before(self, unit: int) -> tuple[NDArray[Any], int] | None:
        """Give one unit's values in the other run, None where there are none."""
        if self.before is None or unit >= self.before.shape[1]:
            return None
        return self.before[:, unit], self.first

    def difference(self) -> NDArray[Any]:
        """Give this run less the other one, (n, H)."""
        if self.before is None:
            return np.zeros_like(self.values)
        with np.errstate(invalid="ignore"):  # ∞ − ∞
            difference: NDArray[Any] = self.values - self.before
        return difference

    def trail(self) -> NDArray[np.float64] | None:
        """Give how far each step is from that of the other run at most, (n,)."""
        if self.before is None:
            return None
        sizes = np.abs(np.nan_to_num(self.difference())).max(axis=1, initial=0.0)
        largest = float(np.abs(np.nan_to_num(self.before)).max(initial=0.0))
        return np.where(sizes > SAME * min(largest, 1.0), sizes, 0.0)


class Courses:
    """What a plot shows of a run, and of the run that it is compared with. Scales do not jump while a model learns."""

    def __init__(self) -> None:
        self.rows: tuple[Course, ...] = ()
        self.gradient = False
        self.letters: Lettering | None = None
        self._carried: Collection[str] = ()
        self._scale, self._slopes = Scale(), Scale(TINY)
        self._differences, self._slope_differences = Scale(LITTLE), Scale(TINY)

    def take(
        self,
        shown: LayerTrace | LayerGradient,
        texts: Iterable[str],
        other: tuple[LayerTrace | LayerGradient, Graph] | None = None,
        *,
        carried: Collection[str] = (),
        gradient: bool = False,
        letters: Lettering | None = None,
    ) -> None:
        """Read values, or the ``gradient`` by them, by their printed forms.

        ``other``: the same of the other run with the graph of its cell. States that are ``carried`` along begin before
        the first input. ``letters``: those of a notation.
        """
        self.letters = letters
        self.gradient, self._carried = gradient, carried
        self.rows = tuple(_course(shown, other, text, whole=text in carried) for text in texts)

    def label(self, text: str) -> str:
        """Name a value as it is shown: itself, or the gradient of the loss by it."""
        return gradient_of(text, self.letters) if self.gradient else plain(text, self.letters)

    def bands(self, graph: Graph, *, difference: bool = False) -> tuple[Band, ...]:
        """Give a heat map for each value.

        With ``difference`` the maps show this run less the other one, else a trail below each where they differ.
        """
        return tuple(
            self._difference(row) if difference and row.before is not None else self._band(graph, row)
            for row in self.rows
        )

    def _difference(self, row: Course) -> Band:
        values, label = row.difference(), f"Δ{self.label(row.text)}"
        scale = self._slope_differences if self.gradient else self._differences
        low, high = scale.around(row.text, values)
        return Band(row.text, values, row.first, low, high, around=True, label=label)

    def _band(self, graph: Graph, row: Course) -> Band:
        if self.gradient:
            low, high, around = *self._slopes.around(row.text, row.values), True
        elif row.text in self._carried:
            low, high, around = *self._scale.around(row.text, row.values), True
        else:
            low, high, around = self._scale.of(graph, row.text, row.values)
        return Band(row.text, row.values, row.first, low, high, around, row.trail(), self.label(row.text))


def _course(
    shown: LayerTrace | LayerGradient,
    other: tuple[LayerTrace | LayerGradient, Graph] | None,
    text: str,
    *,
    whole: bool,
) -> Course:
    values, first = _values(shown, text, whole=whole)
    if other is None or text not in other[1].by_text:
        return Course(text, values, first, None)
    before, _first = _values(other[0], text, whole=whole)
    return Course(text, values, first, before if before.shape == values.shape else None)


def _values(shown: LayerTrace | LayerGradient, text: str, *, whole: bool) -> tuple[NDArray[Any], int]:
    """Give the values of a node with their first step; the ``whole`` of a state begins before the first input."""
    return (state_values(shown, text), int(shown.turned)) if whole else (shown[text], 1)
