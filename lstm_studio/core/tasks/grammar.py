"""The Reber grammar, alone and embedded, as a table of states; strings drawn from it, and what may come next.

A table (S, 7) maps a state and a symbol to the next state, -1 where the symbol may not come. State 0 is the start.
Source: Reber 1967; embedded in itself: Smith & Zipser 1989, Hochreiter & Schmidhuber 1997, experiment 1.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CHOICES", "SYMBOLS", "drawn", "embedded", "legal", "walked"]

SYMBOLS = ("B", "T", "P", "S", "X", "V", "E")
B, T, P, S, X, V, E = range(7)
INNER = ({B: 1}, {T: 2, P: 3}, {S: 2, X: 4}, {T: 3, V: 5}, {X: 3, S: 6}, {P: 4, V: 6}, {E: 7})
CHOICES = 6
"""The mean number of choices between two symbols in one inner string; each reads one symbol, B and E two more."""


DRAWN = 16  # steps at once


@lru_cache
def embedded(inner: int) -> NDArray[np.int64]:
    """Give the table of: B, T or P, that many Reber strings, the same of T and P again, E, and from the start."""
    rows: list[dict[int, int]] = [{B: 1}, {}]
    for first in (T, P):
        rows[1][first] = len(rows)
        for _string in range(inner):
            place = len(rows)
            rows += [{symbol: place + after for symbol, after in row.items()} for row in INNER]
        rows += [{first: len(rows) + 1}, {E: 0}]
    table = np.full((len(rows), len(SYMBOLS)), -1)
    for state, row in enumerate(rows):
        table[state, list(row)] = list(row.values())
    return table


def drawn(
    rng: np.random.Generator, table: NDArray[np.int64], batch: int, steps: int | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw streams of that many symbols (T, B), or one string each, filled up with -1; and the lengths (B,)."""
    ways, after = _ways(table)
    state, begun = np.zeros(batch, dtype=np.int64), np.ones(batch, dtype=np.bool_)
    rows: list[NDArray[np.int64]] = []
    within: list[NDArray[np.bool_]] = []
    while begun.any() if steps is None else len(rows) < steps:
        for bits in rng.integers(0, 2, (DRAWN, batch)):
            within.append(begun)
            rows.append(ways[bits, state])
            state = after[bits, state]
            if steps is None:
                begun = begun & (state != 0)
    codes = np.where(np.array(within), np.array(rows), -1)[:steps]
    lengths = (codes >= 0).sum(axis=0)
    return codes[: lengths.max()], lengths


def _ways(table: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the two symbols (2, S) that may come in each state, twice the same where there is one, and what follows."""
    may, states = table >= 0, np.arange(len(table))
    ways = np.stack([may.argmax(axis=1), len(SYMBOLS) - 1 - may[:, ::-1].argmax(axis=1)])
    return ways, table[states, ways]


def walked(codes: NDArray[np.int64], table: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the state (T, B) after each of the symbols (T, B); -1 from where one may not come."""
    lost = np.vstack([table, np.full(len(SYMBOLS), -1)])  # from state -1 every symbol leads there again
    states, state = np.empty_like(codes), np.zeros(codes.shape[1], dtype=np.int64)
    for step, row in enumerate(codes):
        states[step] = state = np.where(row < 0, -1, lost[state, row])
    return states


def legal(states: NDArray[np.int64], table: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which symbols (…, 7) may come next; after a mistake none."""
    return np.asarray((table[states] >= 0) & (states >= 0)[..., None])
