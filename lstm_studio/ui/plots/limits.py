"""Bounds and ticks of an axis: round numbers that stay where they are while the values move."""

from __future__ import annotations

import math

__all__ = ["Limits", "ceiling", "printed", "ticks", "whole_ticks"]

_LADDER = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_NOTHING = 1e-30
_VAST = 1e9  # from here on nobody counts the figures
_STEPS = (1, 2, 5, 10)
_MINUS = "\N{MINUS SIGN}"
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_THIN = "\N{NARROW NO-BREAK SPACE}"


def ceiling(value: float) -> float:
    """Give the smallest round number that is at least ``value`` (0 for nothing and for what is not finite)."""
    if not math.isfinite(value) or value < _NOTHING:
        return 0.0
    power = math.floor(math.log10(value))
    rungs = (_scaled(rung, power) for rung in _LADDER)
    # A value that is itself on the ladder must not climb because of its last bit.
    return next((rung for rung in rungs if rung >= value * (1 - 1e-9)), _scaled(10.0, power))


def _scaled(rung: float, power: int) -> float:
    """Give ``rung`` × 10 to the ``power``, the nearest number to it: 3 / 10 is, 3 × 0.1 is not."""
    return rung * 10.0**power if power >= 0 else rung / 10.0**-power


class Limits:
    """Bounds of what is shown. They grow at once, and shrink only when less than half of them is used.

    So nothing jumps from frame to frame while a model learns. ``even`` bounds are −a … a; others contain 0.
    """

    def __init__(self, *, even: bool, least: float = 0.01) -> None:
        self.even = even
        self._least = least
        self.low, self.high = -least, least

    def take(self, low: float, high: float) -> tuple[float, float]:
        """Fit values between ``low`` and ``high``; give the bounds (low, high)."""
        below, above = max(-low, 0.0), max(high, 0.0)
        if self.even:
            below = above = max(below, above)
        self.low, self.high = -self._fit(-self.low, below), self._fit(self.high, above)
        if self.high - self.low < self._least:
            self.low, self.high = -self._least, self._least
        return self.low, self.high

    def _fit(self, present: float, need: float) -> float:
        need = max(ceiling(need), self._least if self.even else 0.0)
        return need if need > present or need <= present / 2 else present


def _step(span: float, count: int) -> float:
    rough = span / max(count, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough * (1 - 1e-9))


def ticks(low: float, high: float, count: int) -> list[float]:
    """Give about ``count`` round numbers from ``low`` to ``high``."""
    if not high > low:
        return []
    step = _step(high - low, count)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [step * number for number in range(first, last + 1)]


def whole_ticks(low: float, high: float, count: int) -> list[int]:
    """Give about ``count`` whole numbers from 1 on: multiples of a round step, and 1 itself."""
    if not high > low:
        return []
    step = max(1, round(_step(max(high - low, 1.0), count)))
    numbers = [step * k for k in range(math.ceil(max(low, 1) / step), math.floor(high / step) + 1)]
    return [1, *numbers] if step > 2 and low <= 1 <= high else numbers


def printed(value: float, *, sign: bool = False) -> str:
    """Print a number for an axis or a readout: three figures at most, a true minus, thousands apart."""
    if value == 0.0:
        return "0"
    size = abs(value)
    if not math.isfinite(size):
        return "–"
    if size < 0.001 or size >= _VAST:
        digits, _e, power = f"{size:.1e}".partition("e")
        power, digits = str(int(power)), digits.removesuffix(".0")
        # A power itself as on the axis of a book; other numbers as they are printed everywhere.
        text = f"10{power.translate(_RAISED)}" if digits == "1" else f"{digits}e{power.replace('-', _MINUS)}"
    elif size >= 10_000 or float(size).is_integer():
        text = f"{size:,.0f}".replace(",", _THIN)
    else:
        text = f"{size:.3g}"
    return (_MINUS if value < 0 else "+" if sign else "") + text
