"""The cell that is being written in the editor. It is looked at, not part of the study, until it is used."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lstm_studio.catalogue import cell_names
from lstm_studio.core.cell import Cell
from lstm_studio.core.language.equations import EquationError
from lstm_studio.session.draft import PAGE, Draft, Problem, name_for, remarks, text_of
from lstm_studio.session.verbs.cell import set_cell
from lstm_studio.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from lstm_studio.session.state import State

__all__ = ["begin", "begin_page", "finished", "keep", "retitle", "use", "write"]


def begin(state: State, cell: Cell, path: Path | None = None, title: str = "") -> State:
    """Begin from a cell: its lines, and its meanings and grid as far as they will fit."""
    title = title or cell.title or cell.name
    if name_for(title) in cell_names():
        title = _("My {title}").format(title=title)
    text = text_of(cell)
    return write(state.with_view(draft=Draft("", title, like=cell, kept=text, path=path)), text)


def begin_page(state: State) -> State:
    """Begin from an empty page with an example."""
    return write(state.with_view(draft=Draft("", _("My cell"), kept=PAGE)), PAGE)


def write(state: State, text: str) -> State:
    """Take the text as it stands now; what is wrong with it is noted, and the last cell stays."""
    draft = replace(_draft_of(state), text=text)
    try:
        cell = _read(draft)
    except EquationError as error:
        problem = Problem(error.sentence, error.line, error.column, error.length)
        return state.with_view(draft=replace(draft, problem=problem))
    return state.with_view(draft=replace(draft, cell=cell, problem=None))


def retitle(state: State, title: str) -> State:
    """Give the cell another title; its name follows."""
    draft = _draft_of(state)
    cell = draft.cell and replace(draft.cell, title=title.strip(), name=name_for(title))
    return state.with_view(draft=replace(draft, title=title, cell=cell))


def keep(state: State, path: Path | None = None) -> State:
    """Say that the text stands elsewhere too: in the file ``path``, or in the study."""
    draft = _draft_of(state)
    return state.with_view(draft=replace(draft, kept=draft.text, path=path or draft.path))


def finished(state: State, *, drawn: bool = True) -> Cell:
    """Give the cell to be used or saved; ``drawn``: its grid fits, else it is left out. Raises ValueError."""
    draft = _draft_of(state)
    if draft.refusal or draft.cell is None:
        raise ValueError(draft.refusal)
    return draft.cell if drawn else replace(draft.cell, diagram="")


def use(state: State, *, drawn: bool = True) -> State:
    """Put the cell in place of the study's; parameters of equal name and shape keep their values."""
    cell = finished(state, drawn=drawn)
    changed = keep(set_cell(state, cell))
    said = _("the study now has the cell “{title}”").format(title=cell.title)
    message = "; ".join(part for part in (said, changed.run.message) if part)
    return changed.with_run(message=message)


def _draft_of(state: State) -> Draft:
    return state.view.draft or Draft("", _("My cell"))


def _read(draft: Draft) -> Cell:
    """Read the text as a cell, with all that it takes over from the one it began from. Raises EquationError."""
    cell, like = Cell.from_text(draft.text, draft.name, draft.title.strip()), draft.like
    said = {**(like.meaning if like else {}), **remarks(draft.text)}
    computed = cell.graph.by_text
    return replace(
        cell,
        meaning={key: sentence for key, sentence in said.items() if key in computed},
        diagram=like.diagram if like else "",
        source=like.source if like and like.equations == cell.equations else "",
    )
