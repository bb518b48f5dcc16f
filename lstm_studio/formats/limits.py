"""How much a sequence may hold, and what counts as a number: the same for typed text and for every file."""

from __future__ import annotations

import math

from lstm_studio.words import _

__all__ = ["BYTES", "channel_names", "fits", "number", "shown"]

STEPS = 1_000_000
CHANNELS = 1024
VALUES = 8 * 1024 * 1024  # 64 MB of float64
BYTES = 64 * 1024 * 1024
LARGEST = 1e30


def fits(steps: int, channels: int) -> None:
    """Refuse a sequence that is too large, before memory is given to it. Raises ValueError."""
    if steps > STEPS:
        raise ValueError(_("{count} steps; expected at most {most}").format(count=steps, most=STEPS))
    if channels > CHANNELS:
        raise ValueError(_("{count} channels; expected at most {most}").format(count=channels, most=CHANNELS))
    if steps * channels > VALUES:
        sentence = _("{steps} steps of {channels} channels; expected at most {most} numbers in all")
        raise ValueError(sentence.format(steps=steps, channels=channels, most=VALUES))


def number(word: str, *, comma: bool = False) -> float | None:
    """Read a finite number, None where it is none. ``comma``: a comma is a decimal point."""
    plain = word.strip().replace("−", "-")
    if "_" in plain:  # Python reads 1_000, nobody else does
        return None
    try:
        value = float(plain.replace(",", ".", 1) if comma else plain)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= LARGEST else None


def channel_names(count: int) -> tuple[str, ...]:
    """Give the names of channels that have none."""
    return tuple(f"x[{place}]" for place in range(1, count + 1))


def shown(word: str) -> str:
    """Shorten what was found, for an error."""
    return word if len(word) <= 20 else f"{word[:19]}…"
