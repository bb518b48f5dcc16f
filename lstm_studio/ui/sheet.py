"""The style rules of the program, written from a theme's roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lstm_studio.ui.theme import Theme

__all__ = ["sheet"]

_RULES = """
QMainWindow, QDialog {{ background: {window}; }}
QFrame[card="whole"] {{ background: {card}; border: 1px solid {edge}; border-radius: 8px; }}
QFrame[card="body"] {{ background: {card}; border: 1px solid {edge}; border-top: none;
    border-bottom-left-radius: 8px; border-bottom-right-radius: 8px; }}
QFrame#header {{ background: {card}; border: 1px solid {edge}; border-bottom: none;
    border-top-left-radius: 8px; border-top-right-radius: 8px; }}
QLabel#title {{ font-weight: 600; }}
QLabel#fact {{ color: {quiet}; }}
QToolTip {{ background: {card}; color: {text}; border: 1px solid {edge}; padding: 4px 6px; }}
"""


def sheet(theme: Theme, size: int = 12) -> str:
    """The rules in the colours of ``theme`` for plain text of ``size`` pixels."""
    names = ("window", "card", "field", "raised", "edge", "text", "quiet", "accent", "on_accent", "selection")
    return _RULES.format(size=size, **{name: getattr(theme, name).name() for name in names})
