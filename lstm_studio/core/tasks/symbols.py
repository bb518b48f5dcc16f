"""Sequences of symbols: one channel a symbol, one 1 in every step, and what is said and asked of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence, frozen

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["coded", "entropy", "final", "graded_steps", "labelled", "named", "padded", "spelled"]


def spelled(codes: NDArray[np.int64], symbols: int) -> NDArray[np.float64]:
    """Give codes (T, B) or (T,) as one-hot values (…, symbols); a code below 0 is silence."""
    return np.asarray(codes[..., None] == np.arange(symbols), dtype=np.float64)


def coded(x: NDArray[np.float64]) -> NDArray[np.int64]:
    """Give the symbol of each step of x (T, …, D): the largest channel; silence is -1."""
    return np.where(x.any(axis=-1), x.argmax(axis=-1), -1)


def padded(rows: list[NDArray[np.int64]], fill: int = -1) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give rows of unequal length as columns (T, B), filled up at their ends, and their lengths (B,)."""
    lengths = np.array([len(row) for row in rows])
    codes = np.full((int(lengths.max()), len(rows)), fill)
    for column, row in enumerate(rows):
        codes[: len(row), column] = row
    return codes, lengths


def labelled(x: NDArray[np.float64], channels: tuple[str, ...]) -> tuple[str, ...]:
    """Name the symbol of each step of x (T, D); silence, and what is no symbol, is ""."""
    single = (x != 0).sum(axis=1) == 1
    return tuple(
        channels[int(row.argmax())] if one else "" for row, one in zip(np.abs(x), single, strict=True)
    )


def named(x: NDArray[np.float64], channels: tuple[str, ...], title: str) -> Sequence:
    """Give symbols x (T, D) as a sequence with the text that a person would type."""
    text = " ".join(label or "." for label in labelled(x, channels))
    return Sequence(frozen(x), channels, title=title, text=text)


def final(y: NDArray[np.float64], lengths: NDArray[np.int64] | None) -> NDArray[np.float64]:
    """Give the last valid step (B, O) of outputs (T, B, O)."""
    return y[-1] if lengths is None else y[lengths - 1, np.arange(y.shape[1])]


def graded_steps(steps: int, lengths: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell the steps (T, B) that belong to their sequence."""
    return np.asarray(np.arange(steps)[:, None] < lengths)


def entropy(share: float) -> float:
    """Give the entropy in nats of an event of that chance."""
    parts = np.array([share, 1.0 - share])
    return float(-(parts * np.log(np.where(parts > 0, parts, 1.0))).sum())
