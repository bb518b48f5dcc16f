"""A person's own cells are the files of one folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QFile

from lstm_studio.catalogue import load_cell, own_cells, save_cell
from lstm_studio.core.cell import Cell
from lstm_studio.session import own


def cell(title: str) -> Cell:
    return Cell.from_text("h = tanh(W @ x + R @ h_prev)", title.casefold(), title)


def test_there_is_nothing_before_something_is_saved(own_settings: Path) -> None:
    assert own.listed() == ()
    assert own_settings in own.folder_of_cells().parents
    assert not own.folder_of_cells().exists()


def test_what_is_saved_there_is_listed_by_title() -> None:
    folder = own.made_folder()
    for title in ("Zeta", "alpha"):
        save_cell(cell(title), folder / f"{title}.toml")
    assert [row.title for row in own.listed()] == ["alpha", "Zeta"]
    assert own.own_file(cell("alpha")) == folder / "alpha.toml"
    assert own.own_file(load_cell("lstm")) is None


def test_a_file_that_is_no_cell_says_why() -> None:
    path = own.made_folder() / "broken.toml"
    path.write_text('name = "broken"\n[equations]\nh = "tanh(W @"\n', encoding="utf-8")
    (row,) = own.listed()
    assert row.cell is None
    assert row.title == "broken"
    assert row.why.startswith("broken.toml: equation “h”, column 9: ")


def test_a_file_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "one.toml"
    save_cell(cell("First"), path)
    (before,) = own_cells(tmp_path)
    assert own_cells(tmp_path)[0] is before
    save_cell(cell("Second"), path)
    os.utime(path, ns=(1, 1))
    assert own_cells(tmp_path)[0].title == "Second"


@pytest.mark.parametrize("basket", [True, False])
def test_what_is_removed_is_gone(basket: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not basket:
        monkeypatch.setattr(QFile, "moveToTrash", lambda _file: False)
    path = own.made_folder() / "alpha.toml"
    save_cell(cell("alpha"), path)
    own.remove(path)
    assert not path.exists()
    assert own.listed() == ()


def test_only_ones_own_cells_can_be_removed(tmp_path: Path) -> None:
    path = tmp_path / "alpha.toml"
    save_cell(cell("alpha"), path)
    with pytest.raises(ValueError, match="none of your own"):
        own.remove(path)
    assert path.exists()


def test_a_folder_that_cannot_be_made_is_said() -> None:
    place = own.folder_of_cells()
    place.parent.mkdir(parents=True)
    place.write_text("in the way", encoding="utf-8")
    with pytest.raises(ValueError, match="cannot be made"):
        own.made_folder()
