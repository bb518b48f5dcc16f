"""Numbers as they are printed beside things: values as everywhere, counts and times."""

from __future__ import annotations

from lstm_studio.core.printing.numbers import NONE, short

__all__ = ["NONE", "count", "duration", "short"]


def count(number: int) -> str:
    """A whole number, its thousands apart by a thin space."""
    return f"{number:,}".replace(",", "\u202f")


def duration(seconds: float) -> str:
    """A time still to go: "0.4 s", "12 s", "3 min 20 s"."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"
