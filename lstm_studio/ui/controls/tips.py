"""What a place of a view says while the mouse rests on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QToolTip

if TYPE_CHECKING:
    from PySide6.QtGui import QHelpEvent
    from PySide6.QtWidgets import QWidget

__all__ = ["show_tip"]


def show_tip(event: QHelpEvent, said: str, widget: QWidget) -> None:
    """Show what is said of the place of a tool tip's event; nothing hides what is there."""
    if said:
        QToolTip.showText(event.globalPos(), said, widget)
    else:
        QToolTip.hideText()
