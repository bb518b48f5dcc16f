"""Mixing of colours."""

from __future__ import annotations

from PySide6.QtGui import QColor

__all__ = ["mixed"]


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """``share`` of the first colour and the rest of the second, in sRGB; as opaque as the more opaque of them."""
    ends = ((c.redF(), c.greenF(), c.blueF()) for c in (first, second))
    red, green, blue = (share * one + (1 - share) * other for one, other in zip(*ends, strict=True))
    return QColor.fromRgbF(red, green, blue, max(first.alphaF(), second.alphaF()))
