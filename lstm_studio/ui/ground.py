"""What a picture stands on: the colours of the screen, white for paper, or nothing at all."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from lstm_studio.ui.sheet import sheet
from lstm_studio.ui.theme import LIGHT, THEMES, palette
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lstm_studio.ui.theme import Theme

__all__ = ["GROUNDS", "SCREEN", "TRANSPARENT", "WHITE", "dressed", "grounded"]

SCREEN, WHITE, TRANSPARENT = "screen", "white", "transparent"

GROUNDS: dict[str, str] = {
    SCREEN: _("as on screen"),
    WHITE: _("white"),
    TRANSPARENT: _("transparent"),
}
"""Name of a ground -> its words."""

_BARE = """
QFrame[card="whole"], QFrame[card="body"], QFrame#header { border-color: transparent; }
"""


@cache
def _grounded(name: str, ground: str) -> Theme:
    theme = LIGHT if ground == WHITE else THEMES[name]
    under = QColor("#ffffff") if ground == WHITE else QColor(theme.card)
    if ground == TRANSPARENT:
        under.setAlpha(0)
    return replace(theme, window=under, card=under, paper=under, field=under)


def grounded(theme: Theme, ground: str) -> Theme:
    """Give the colours on a ground: on white the light ones, else those of ``theme``. Raises ValueError."""
    if ground not in GROUNDS:
        sentence = _("there is no ground “{ground}”; expected one of {known}")
        raise ValueError(sentence.format(ground=ground, known=", ".join(GROUNDS)))
    return theme if ground == SCREEN else _grounded(theme.name, ground)


class Dressed(Protocol):
    """What takes the colours of a theme: a panel, or the actions with their icons."""

    def set_theme(self, theme: Theme) -> None:
        """Take them."""


@contextmanager
def dressed(parts: Iterable[Dressed], theme: Theme, ground: str) -> Iterator[None]:
    """Dress the program and some parts for a picture on a ground, and in ``theme`` again after it.

    Nothing of it is seen: what is on the screen is painted only when it is over.
    """
    app = QApplication.instance()
    if ground == SCREEN or not isinstance(app, QApplication):
        yield
        return
    inner, other = tuple(parts), grounded(theme, ground)
    before = app.palette(), app.styleSheet()
    try:
        app.setPalette(palette(other))
        app.setStyleSheet(sheet(other) + _BARE)
        for part in inner:
            part.set_theme(other)
        yield
    finally:
        app.setPalette(before[0])
        app.setStyleSheet(before[1])
        for part in inner:
            part.set_theme(theme)
