"""Numbers as they are printed beside things: short, with a true minus sign."""

from __future__ import annotations

import math

__all__ = ["NONE", "count", "duration", "short"]

NONE = "–"


def short(
    value: float | None, *, signed: bool = True, digits: int = 2, figures: int = 2, fine: bool = False
) -> str:
    """A value with a few digits; what is too large or too small for them keeps ``figures`` that count.

    A signed value that is too small is nothing, but where it is ``fine``.
    """
    if value is None or math.isnan(value):
        return NONE
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    digits = max(0, digits - (abs(value) >= 9.995) - (abs(value) >= 99.95))  # four figures say enough
    small = 0 < abs(value) < 0.5 * 10.0**-digits and (fine or not signed)
    figures = 1 if abs(value) >= 1e10 else figures
    form = f".{figures - 1}e" if small or abs(value) >= 10_000 else f".{digits}f"
    text = f"{value:{'+' if signed else ''}{form}}"
    if float(text) == 0:
        text = f"{0.0:.{digits}f}"
    return text.replace("-", "−").replace("e+0", "e").replace("e−0", "e−")


def count(number: int) -> str:
    """A whole number, its thousands apart by a thin space."""
    return f"{number:,}".replace(",", "\u202f")


def duration(seconds: float) -> str:
    """A time still to go: "0.4 s", "12 s", "3 min 20 s"."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"
