"""The cell editor: equations on one side, on the other what follows from them, live while a person types.

Here are the acts of the menu *Cell*; the editor itself is loaded when it is first opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.session.own import own_file
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.session.session import Session
    from lstm_studio.ui.window import Window

__all__ = ["is_own", "open_editor", "remove_cell", "save_cell"]


def open_editor(window: Window) -> None:
    """Show the editor of a window, with what was being written, else with the cell of the study."""
    from lstm_studio.ui.editor.editor import CellEditor  # no start needs the editor

    editor = window.findChild(CellEditor)
    if editor is None:
        editor = CellEditor(window.session, window.settings, window.frame, window)
    editor.begin()
    editor.show()
    editor.raise_()
    editor.activateWindow()


def is_own(session: Session) -> bool:
    """Whether the cell of the study stands in the person's own folder."""
    cell = session.state.study.cell
    return cell.heading == "Yours" and own_file(cell) is not None


def save_cell(window: Window) -> None:
    """Ask where to save the cell of the study, and do."""
    from lstm_studio.ui.editor import files  # no start needs a dialog

    cell = window.session.state.study.cell
    path = files.ask_place(window, cell)
    if path is not None and files.write(window, cell, path):
        window.say(_("saved as {path}").format(path=path))
        window.toolbar.cells.look()


def remove_cell(window: Window) -> None:
    """Ask whether the cell of the study is to go from the person's own folder, and throw it away."""
    from lstm_studio.ui.editor import files  # no start needs a dialog

    cell = window.session.state.study.cell
    path = own_file(cell)
    if path is not None and files.ask_remove(window, path, cell.title):
        window.acts.show_scene(window.session.scene, window.acts.needs)
        window.toolbar.cells.look()
