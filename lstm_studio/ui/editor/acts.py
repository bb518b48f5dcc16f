"""What a person can do with the draft: begin it, open, save, use it, and find places in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.language.graph import Graph
from lstm_studio.session import own
from lstm_studio.session.verbs import draft as drafts
from lstm_studio.session.verbs import selection
from lstm_studio.ui.editor import files
from lstm_studio.ui.editor.places import Span, marked, units
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from lstm_studio.core.cell import Cell
    from lstm_studio.session.draft import Draft
    from lstm_studio.session.session import Session
    from lstm_studio.ui.editor.sheet import Sheet

__all__ = ["Acts"]


class Acts(QObject):
    """``said`` gives a sentence on what was done. ``settle`` lets everything follow from the text as it is."""

    said = Signal(str)

    def __init__(self, session: Session, sheet: Sheet, settle: Callable[[], None], editor: QWidget) -> None:
        super().__init__(editor)
        self.session, self._sheet, self._settle, self._editor = session, sheet, settle, editor

    @property
    def draft(self) -> Draft | None:
        """What is being written."""
        return self.session.state.view.draft

    def begin(self, kept: Sequence[str]) -> None:
        """Go on with what was being written, here or before this start (``kept``), else with the study's cell."""
        draft, cell = self.draft, self.session.state.study.cell
        if draft is None and len(kept) == 3:
            title, text, like = kept
            if like in cell_names():
                self.session.do(drafts.begin, load_cell(like))
            self.session.do(drafts.retitle, title)
            self._sheet.text.put(text)
        elif draft is None or not (draft.touched or (draft.cell and draft.cell.equations == cell.equations)):
            self.start(cell)
        self._sheet.text.setFocus()

    def kept(self) -> list[str]:
        """Give what is written and stands nowhere else, for ``begin`` after the next start."""
        draft = self.draft
        if draft is None or not draft.touched:
            return []
        return [draft.title, draft.text, draft.like.name if draft.like else ""]

    @Slot()
    def start_page(self) -> None:
        """Begin from an empty page with an example; undo in the text brings the old one back."""
        self.session.do(drafts.begin_page)
        self._put()

    @Slot()
    def start_study(self) -> None:
        """Begin from the cell of the study."""
        self.start(self.session.state.study.cell)

    @Slot(object, object)
    def start(self, cell: Cell, path: Path | None = None) -> None:
        """Begin from a cell and its file; undo in the text brings the old one back."""
        self.session.do(drafts.begin, cell, path or own.own_file(cell))
        self._put()

    def _put(self) -> None:
        if self.draft is not None:
            self._sheet.text.put(self.draft.text)
        self._sheet.text.setFocus()

    @Slot()
    def ask_open(self) -> None:
        """Ask for the file of a cell and begin from it."""
        path = files.ask_which(self._editor)
        if path is not None:
            self.open_cell(path)

    def open_cell(self, path: Path) -> None:
        """Begin from the cell of a file."""
        cell = files.read(self._editor, path)
        if cell is not None:
            self.start(cell, path)

    @Slot()
    def ask_save(self) -> None:
        """Ask where to save the cell, and do."""
        self._save(None)

    @Slot()
    def save(self) -> None:
        """Save to the file of the cell, or ask for one."""
        self._save(self.draft.path if self.draft else None)

    def _save(self, path: Path | None) -> None:
        self._settle()
        try:
            cell = drafts.finished(self.session.state, drawn=not self._sheet.preview.fault)
        except ValueError as error:
            self._say(str(error))
            return
        path = path or files.ask_place(self._editor, cell)
        if path is not None and files.write(self._editor, cell, path):
            self.session.do(drafts.keep, path)
            self._say(_("saved as {path}").format(path=path))

    @Slot()
    def use(self) -> None:
        """Put the cell in place of the study's, or say why that cannot be."""
        self._settle()
        why = self.session.attempt(drafts.use, drawn=not self._sheet.preview.fault)
        self._say(why or self.session.state.run.message)

    def _say(self, sentence: str) -> None:
        self.said.emit(sentence[:1].upper() + sentence[1:])

    @Slot()
    def find_problem(self) -> None:
        """Go to what is wrong in the text."""
        draft = self.draft
        if draft is not None and draft.problem is not None:
            self._sheet.text.go_to(marked(draft.text, draft.problem))

    @Slot(str, int)
    def find(self, value: str, unit: int) -> None:
        """Select the unit that was clicked in the diagram (-1: none), and the place of its value in the text."""
        if unit >= 0:
            self.session.do(selection.select_unit, unit)
        draft = self.draft
        if draft is None or draft.problem is not None:
            return
        node = Graph.read(draft.text).by_text.get(value)
        if node is not None and node.line:
            lines = draft.text.splitlines(keepends=True)
            start = units("".join(lines[: node.line - 1])) + units(lines[node.line - 1][: node.column - 1])
            self._sheet.text.go_to(Span(start, start + node.length))
