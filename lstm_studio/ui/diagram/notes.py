"""Notes of the legend: a small sign and what it means."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF

from lstm_studio.ui.diagram.measures import GHOST
from lstm_studio.ui.diagram.pins import Hold, paint_pin, pin_rect
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from lstm_studio.ui.diagram.look import Look

__all__ = ["Note", "Sign", "note_width", "notes", "paint_note"]

SIGN = 22.0  # width of a sign
GAP = 6.0  # from a sign to its words
LONGEST = 150.0  # pixels of the words


class Sign(Enum):
    """What a note explains."""

    GHOST = "the thin row of the original"
    CHANGED = "what another cell computes otherwise"
    HELD = "a pin"


class Note(NamedTuple):
    """A sign and its words."""

    sign: Sign
    words: str


def notes(name: str, *, there: bool, changed: bool, held: bool) -> tuple[Note, ...]:
    """Give the notes of a drawing. ``name``: what is compared with, and whether its values are ``there``."""
    found = []
    if held:
        found.append(Note(Sign.HELD, _("held")))
    if there:
        found.append(Note(Sign.GHOST, name))
    if changed:
        found.append(Note(Sign.CHANGED, _("differs")))
    return tuple(found)


def _words(look: Look, note: Note) -> str:
    return QFontMetricsF(look.role).elidedText(note.words, Qt.TextElideMode.ElideRight, LONGEST)


def note_width(look: Look, note: Note) -> float:
    """The width of a note in pixels."""
    return SIGN + GAP + QFontMetricsF(look.role).horizontalAdvance(_words(look, note))


def paint_note(painter: QPainter, look: Look, note: Note, left: QPointF) -> None:
    """Paint a note to the right of a point of its middle line."""
    place = QRectF(left.x(), left.y() - GHOST / 2, SIGN, GHOST)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if note.sign is Sign.HELD:
        paint_pin(painter, look, pin_rect(place.center()), Hold.NOW)
    else:
        painter.setPen(look.dashed if note.sign is Sign.GHOST else look.otherwise)
        painter.drawRoundedRect(place, 2.0, 2.0)
    painter.setFont(look.role)
    painter.setPen(look.theme.quiet)
    painter.drawText(QPointF(place.right() + GAP, left.y() + 5.0), _words(look, note))
