"""The folder of a person's own cells: what stands in it stands in the list of cells under *Yours*."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFile, QStandardPaths

from lstm_studio.catalogue import Own, own_cells
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell

__all__ = ["folder_of_cells", "listed", "made_folder", "own_file", "remove"]


def folder_of_cells() -> Path:
    """Give the folder; it need not be there yet."""
    place = QStandardPaths.StandardLocation.AppDataLocation
    return Path(QStandardPaths.writableLocation(place)) / "cells"


def made_folder() -> Path:
    """Give the folder, and make it where there is none. Raises ValueError where that cannot be."""
    folder = folder_of_cells()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sentence = _("the folder “{folder}” cannot be made: {why}")
        raise ValueError(sentence.format(folder=folder, why=error.strerror)) from error
    return folder


def listed() -> tuple[Own, ...]:
    """Give a person's own cells, by title."""
    return own_cells(folder_of_cells())


def own_file(cell: Cell) -> Path | None:
    """Give the file in the folder that holds a cell, by its name and equations, or None."""
    for own in listed():
        if own.cell is not None and own.cell.name == cell.name and own.cell.equations == cell.equations:
            return own.path
    return None


def remove(path: Path) -> None:
    """Throw a cell of the folder away, into the wastebasket where there is one. Raises ValueError."""
    if path.parent != folder_of_cells():
        raise ValueError(_("“{name}” is none of your own cells").format(name=path.name))
    if not QFile(str(path)).moveToTrash():
        try:
            path.unlink()
        except OSError as error:
            sentence = _("“{name}” cannot be removed: {why}")
            raise ValueError(sentence.format(name=path.name, why=error.strerror)) from error
