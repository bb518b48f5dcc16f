"""What the studio brings: finds resources and cells by name, and says which toggle leads to which cell."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from lstm_studio.formats.cell import HEADINGS, Card, read_card, read_cell, write_cell
from lstm_studio.formats.notation import read_notation
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell
    from lstm_studio.core.printing.notation import Notation

__all__ = [
    "Own",
    "Variant",
    "card_of",
    "cell_names",
    "first_study",
    "load_cell",
    "load_notation",
    "notation_names",
    "own_cells",
    "resource",
    "save_cell",
    "shelves",
    "variants",
]

# A checkout keeps resources beside the package, an installed wheel inside it.
_HERE = Path(__file__).resolve().parent
_RESOURCES = next(
    (place for place in (_HERE / "resources", _HERE.parent / "resources") if (place / "cells").is_dir()),
    _HERE,
)


@dataclass(frozen=True)
class Variant:
    """Where a toggle leads: the cell that differs in this option alone, or None and the reason."""

    name: str | None
    reason: str = ""


@dataclass(frozen=True)
class Own:
    """A cell of a person's own: its file, and the cell or ``why`` it is none."""

    path: Path
    cell: Cell | None
    why: str = ""

    @property
    def title(self) -> str:
        """What the list calls it."""
        return self.path.stem if self.cell is None else self.cell.title


def resource(*parts: str) -> Path:
    """Give the path of a resource. Raises ValueError where the installation lacks it."""
    path = _RESOURCES.joinpath(*parts)
    if not path.exists():
        sentence = _("the file “{path}” is missing from this installation; install LSTM Studio again")
        raise ValueError(sentence.format(path=path))
    return path


def first_study() -> Path:
    """Give the study that opens when no other is named: a small LSTM that has learnt the spike latch."""
    return resource("studies", "spike-latch.lstm")


@lru_cache(maxsize=1)
def cell_names() -> tuple[str, ...]:
    """Give the names of the built-in cells, the LSTM first."""
    names = (path.stem for path in resource("cells").glob("*.toml"))
    return tuple(sorted(names, key=lambda name: (name != "lstm", name)))


def load_cell(name_or_path: str | Path) -> Cell:
    """Give a built-in cell by its name, or read a file. Raises ValueError with a sentence."""
    name = str(name_or_path)
    return _built_in(name) if name in cell_names() else read_cell(_file(name), _file)


@lru_cache(maxsize=1)
def notation_names() -> tuple[str, ...]:
    """Give the names of the notations, that of the cell files first."""
    names = (path.stem for path in resource("notations").glob("*.toml"))
    return tuple(sorted(names, key=lambda name: (name != "greff", name)))


@lru_cache(maxsize=16)
def load_notation(name: str) -> Notation:
    """Give a notation by its name. Raises ValueError with a sentence."""
    if name not in notation_names():
        sentence = _("there is no notation “{name}”; expected one of {known}")
        raise ValueError(sentence.format(name=name, known=", ".join(notation_names())))
    return read_notation(resource("notations", f"{name}.toml"))


def save_cell(cell: Cell, path: str | Path) -> None:
    """Write a cell to a file, whole, as TOML. Raises ValueError with a sentence."""
    write_cell(cell, Path(path))


@lru_cache(maxsize=1)
def shelves() -> dict[str, tuple[str, ...]]:
    """Give the list to choose from: heading -> cells. A family with options is one row, its first cell."""
    found: dict[str, list[str]] = {heading: [] for heading in HEADINGS}
    first = {key: values[0] for rows in _choices().values() for key, values in rows.items()}
    for cell in map(card_of, cell_names()):
        if all(first[key] == value for key, value in cell.options.items()):
            found[cell.heading].append(cell.name)
    return {heading: tuple(names) for heading, names in found.items() if names}


def own_cells(folder: Path) -> tuple[Own, ...]:
    """Give the cells of a person's folder by title; there need be no folder."""
    found = []
    for path in folder.glob("*.toml"):
        with suppress(OSError):  # it is gone since
            state = path.stat()
            found.append(_own(path, state.st_mtime_ns, state.st_size))
    return tuple(sorted(found, key=lambda own: (own.title.casefold(), own.path)))


@lru_cache(maxsize=256)
def _own(path: Path, _changed: int, _size: int) -> Own:
    """Read a file again only when it has changed."""
    try:
        cell = read_cell(path, _file)
        _ = cell.graph  # the equations are read, too
    except ValueError as error:
        return Own(path, None, str(error))
    return Own(path, cell)


def variants(cell: Cell) -> dict[str, dict[str, Variant]]:
    """Give where each setting of each option leads from ``cell``: option -> value -> Variant."""
    known = cell.name in cell_names() and _built_in(cell.name).equations == cell.equations
    found: dict[str, dict[str, Variant]] = {}
    for family, rows in _choices().items():
        reason = ""
        if not known:
            reason = _("“{title}” has equations of its own, and no cell differs from it in this alone")
        elif family != cell.family or not cell.options:
            reason = _("this is an option of the {family}, and “{title}” has none of them")
        nowhere = Variant(None, reason.format(family=family, title=cell.title))
        for key, values in rows.items():
            found[key] = {value: nowhere if reason else _variant(cell, key, value) for value in values}
    return found


def _variant(cell: Cell, key: str, value: str) -> Variant:
    wanted = {**cell.options, key: value}
    for other in map(card_of, cell_names()):
        if other.family == cell.family and other.options == wanted:
            return Variant(other.name)
    said = ", ".join(f"{option}: {setting}" for option, setting in wanted.items())
    return Variant(None, _("there is no {family} with {options}").format(family=cell.family, options=said))


@lru_cache(maxsize=1)
def _choices() -> dict[str, dict[str, tuple[str, ...]]]:
    """Give family -> option -> its values, in the order in which the files bring them."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for cell in map(card_of, cell_names()):
        for key, value in cell.options.items():
            found.setdefault(cell.family, {}).setdefault(key, {})[value] = None
    return {family: {key: tuple(values) for key, values in rows.items()} for family, rows in found.items()}


@lru_cache(maxsize=128)
def card_of(name: str) -> Card:
    """Give what a built-in cell is called and where it belongs; its equations are not read."""
    return read_card(_file(name), _file)


@lru_cache(maxsize=128)
def _built_in(name: str) -> Cell:
    return read_cell(_file(name), _file)


def _file(name: str) -> Path:
    """Give the file of a cell by its name, or as a path. Raises ValueError where there is none."""
    path = resource("cells", f"{name}.toml") if name in cell_names() else Path(name)
    if not path.is_file():
        sentence = _("there is no cell “{name}”; expected a file, or one of {known}")
        raise ValueError(sentence.format(name=name, known=", ".join(cell_names())))
    return path
