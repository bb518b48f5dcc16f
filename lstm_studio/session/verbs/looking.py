"""How a study is looked at: kept with its file, taken up again when it is opened; and its notes.

A look is no change of the study: it is read off the view when the file is written.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from lstm_studio.core.check import LONGEST_NOTES
from lstm_studio.core.study import Look
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.study import Study
    from lstm_studio.session.state import State

__all__ = ["lay", "look_as", "look_of", "looked", "set_notes"]

LOOK = tuple(row.name for row in fields(Look))


def look_of(state: State) -> Look:
    """Give how the study is looked at."""
    return Look(**{name: getattr(state.view, name) for name in LOOK})


def looked(state: State) -> Study:
    """Give the study with how it is looked at: what its file holds."""
    return state.study.replace(look=look_of(state))


def look_as(state: State) -> State:
    """Look at the study as its file says; where it says nothing, as before. What is not there is left out."""
    look = state.study.look
    if look is None:
        return state
    changes = {name: getattr(look, name) for name in LOOK}
    for name in ("curves", "plotted"):
        changes[name] = tuple(dict.fromkeys(changes[name]))  # a file may say the same twice
    if not look.panels:
        changes = {name: value for name, value in changes.items() if name not in ("panels", "raised")}
    return state.with_view(**changes)


def lay(state: State, panels: tuple[str, ...], raised: tuple[str, ...]) -> State:
    """Note which panels are in sight, and which of them stand in front of others."""
    return state.with_view(panels=panels, raised=raised)


def set_notes(state: State, text: str) -> State:
    """Write the notes of the study. Raises ValueError for more than a file may hold."""
    if len(text) > LONGEST_NOTES:
        sentence = _("the notes have {found} characters; expected at most {most}")
        raise ValueError(sentence.format(found=len(text), most=LONGEST_NOTES))
    return state.with_study(notes=text)
