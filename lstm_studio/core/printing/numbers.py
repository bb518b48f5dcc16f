"""Values as they are printed everywhere, in sentences, beside parts and in tables: short, with a true minus sign.

Two digits after the point, three figures from ten up. Where it must not be lost, as in gradients, what is small has two
figures that count: 0.0092, and below a thousandth 9.2e−4.
"""

from __future__ import annotations

from math import floor, isinf, isnan, log10

__all__ = ["NONE", "short"]

NONE = "–"
FINE, FINEST = 0.1, 0.001  # below these: figures that count, a power of ten
NARROW = 0.0095  # below this one figure that counts has a power of ten: 8e−3, not 0.01
LARGE, HUGE = 10_000, 1e10  # from these on: a power of ten, a single figure with it


def short(
    value: float | None, *, signed: bool = True, digits: int = 2, figures: int = 2, fine: bool = False
) -> str:
    """A value with a few digits; what is too large or too small for them keeps ``figures`` that count.

    A signed value that is too small is nothing, but where it is ``fine``.
    """
    if value is None or isnan(value):
        return NONE
    if isinf(value):
        return "∞" if value > 0 else "−∞"
    size = abs(value)
    digits = max(0, digits - (size >= 9.995) - (size >= 99.95))  # four figures say enough
    if fine and figures > 1 and FINEST <= size < FINE:
        digits = max(digits, figures - 1 - floor(log10(size)))
    least = 0.5 * 10.0**-digits if not fine else FINEST if figures > 1 else NARROW
    small = 0 < size < least and (fine or not signed)
    figures = 1 if size >= HUGE else figures
    form = f".{figures - 1}e" if small or size >= LARGE else f".{digits}f"
    text = f"{value:{'+' if signed else ''}{form}}"
    if float(text) == 0:
        text = f"{0.0:.{digits}f}"
    return text.replace("-", "−").replace("e+0", "e").replace("e−0", "e−").replace("e+", "e")
