"""Mixing of colours."""

from __future__ import annotations

from PySide6.QtGui import QColor

__all__ = ["mixed"]


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """``share`` of the first colour and the rest of the second, in sRGB."""
    ends = ((c.redF(), c.greenF(), c.blueF()) for c in (first, second))
    return QColor.fromRgbF(*(share * one + (1 - share) * other for one, other in zip(*ends, strict=True)))
