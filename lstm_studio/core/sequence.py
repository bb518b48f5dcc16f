"""What a model reads: one sequence, with what is known of each step; and a long text that it is a window of.

Shapes: T steps, D channels of the input, O outputs, N symbols of a text. Every array is read-only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["OTHER", "Corpus", "Sequence", "frozen", "worded"]

OTHER = "‹?›"
"""The symbol in the place of all that a vocabulary has not."""


def frozen(values: Any, dtype: Any = np.float64) -> NDArray[Any]:
    """Give a read-only copy of ``values``."""
    array = np.array(values, dtype=dtype)
    array.setflags(write=False)
    return array


@dataclass(frozen=True, eq=False)
class Corpus:
    """A text of any length: ``codes`` (N,) unsigned, places in ``symbols``, which are characters or words."""

    codes: NDArray[Any]
    symbols: tuple[str, ...]

    @property
    def steps(self) -> int:
        """The number of symbols N."""
        return int(self.codes.shape[0])

    def one_hot(self, places: Any) -> NDArray[np.float64]:
        """Give the symbols at ``places`` (…) as (…, D): a 1 in the channel of each."""
        codes = self.codes[places]
        values = np.zeros((*codes.shape, len(self.symbols)))
        np.put_along_axis(values, codes[..., None].astype(np.int64), 1.0, axis=-1)
        values.setflags(write=False)
        return values

    def window(self, start: int, steps: int) -> tuple[NDArray[np.float64], tuple[str, ...]]:
        """Give the values (T, D) and the labels of a part of the text."""
        codes = self.codes[start : start + steps]
        return self.one_hot(slice(start, start + steps)), tuple(self.symbols[code] for code in codes)


@dataclass(frozen=True, eq=False)
class Sequence:
    """One input sequence with what is known of each step.

    ``values`` (T, D); ``channels`` D names; ``labels`` one text a step or empty; ``target`` (T, O) or None;
    ``weight`` (T,) share of each step in the loss, or None for all alike; ``text`` as it was typed.
    ``asked``: names of the O outputs where the person has given the targets, () where the task makes them.
    ``scaling`` is a key of SCALINGS: how values, and targets that are given, came from ``raw`` (T, D + O), which is
    None where they are as they were given. ``corpus``: the text of which this is the window that begins at ``start``.
    ``joints``: the steps, from 0, at which further sequences begin, where several are learnt as one.
    """

    values: NDArray[np.float64]
    channels: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    target: NDArray[np.float64] | None = None
    weight: NDArray[np.float64] | None = None
    title: str = ""
    text: str = ""
    asked: tuple[str, ...] = ()
    scaling: str = ""
    raw: NDArray[np.float64] | None = None
    corpus: Corpus | None = None
    start: int = 0
    joints: tuple[int, ...] = ()

    @property
    def steps(self) -> int:
        """The number of steps T."""
        return int(self.values.shape[0])


def worded(symbols: tuple[str, ...]) -> bool:
    """Tell whether symbols are words, and no characters."""
    return any(len(symbol) > 1 for symbol in symbols if symbol != OTHER)
