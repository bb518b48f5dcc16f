"""Buttons that show an action of the window, or one of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

__all__ = ["action_button"]


def action_button(
    action: QAction, *, accent: bool = False, words: bool = False, drawn: bool = True, wide: bool = True
) -> QToolButton:
    """A button of an action, with its drawing or its words or both; by Tab only it gets the focus: Space plays.

    One with words is as wide as there is room, unless it is not ``wide``.
    """
    button = QToolButton()
    button.setDefaultAction(action)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(action.text().replace("&", ""))
    style = Qt.ToolButtonStyle
    both = style.ToolButtonTextBesideIcon if drawn else style.ToolButtonTextOnly
    button.setToolButtonStyle(both if words else style.ToolButtonIconOnly)
    button.setProperty("accent", accent)
    if words and wide:
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return button
