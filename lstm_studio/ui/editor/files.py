"""Cells as files: a dialog gathers a path; what reads, writes and removes takes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from lstm_studio.catalogue import load_cell, save_cell
from lstm_studio.session import own
from lstm_studio.ui import place
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell

__all__ = ["ask_place", "ask_remove", "ask_which", "read", "write"]

SUFFIX = ".toml"


def ask_which(parent: QWidget) -> Path | None:
    """Ask for the file of a cell."""
    folder = own.folder_of_cells()
    pattern = _("Cells ({patterns});;All files (*)").format(patterns=f"*{SUFFIX} *.txt")
    name, _filter = QFileDialog.getOpenFileName(
        parent, _("Open cell"), str(folder) if folder.is_dir() else "", pattern
    )
    return Path(name) if name else None


def read(parent: QWidget, path: Path) -> Cell | None:
    """Read a cell, or say what is wrong with the file."""
    try:
        return load_cell(path)
    except ValueError as error:
        QMessageBox.warning(parent, _("This cell could not be opened"), str(error))
        return None


def ask_place(parent: QWidget, cell: Cell) -> Path | None:
    """Ask where to save a cell; what stands in one's own folder is listed under *Yours*."""
    try:
        folder = own.made_folder()
    except ValueError as error:
        QMessageBox.warning(parent, _("There is no folder for your cells"), str(error))
        folder = Path.home()
    # A cell may be any text; one without a suffix gets that of the cells in the list.
    return place.ask_place(
        parent, _("Save cell"), folder / f"{cell.name}{SUFFIX}", _("Cells"), (SUFFIX, ".txt")
    )


def write(parent: QWidget, cell: Cell, path: Path) -> bool:
    """Write a cell, or say why not; tell whether it is written."""
    try:
        save_cell(cell, path)
    except ValueError as error:
        QMessageBox.warning(parent, _("This cell could not be saved"), str(error))
        return False
    return True


def ask_remove(parent: QWidget, path: Path, title: str) -> bool:
    """Ask whether one of a person's own cells is to go, and throw its file away; tell whether it is gone."""
    button = QMessageBox.StandardButton
    text = _("Remove “{title}” from your cells? Studies that use it keep it.").format(title=title)
    answer = QMessageBox.question(parent, _("Remove cell"), text, button.Yes | button.Cancel, button.Cancel)
    if answer != button.Yes:
        return False
    try:
        own.remove(path)
    except ValueError as error:
        QMessageBox.warning(parent, _("This cell could not be removed"), str(error))
        return False
    return True
