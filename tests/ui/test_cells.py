"""The list of cells in the toolbar: headings, a person's own, and how these are removed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from lstm_studio.catalogue import cell_names, load_cell, save_cell
from lstm_studio.core.cell import Cell
from lstm_studio.session import own
from lstm_studio.session.verbs import cell
from lstm_studio.ui.cells import CellChoice
from lstm_studio.ui.window import Window


def saved(title: str) -> Cell:
    made = Cell.from_text("h = tanh(W @ x + R @ h_prev)", title.casefold(), title)
    save_cell(made, own.made_folder() / f"{made.name}.toml")
    return made


@pytest.fixture
def cells(qtbot: QtBot) -> CellChoice:
    found = CellChoice()
    qtbot.addWidget(found)
    return found


@pytest.mark.parametrize("name", cell_names())
def test_every_built_in_cell_has_its_row(cells: CellChoice, name: str) -> None:
    shown = load_cell(name)
    cells.show_cell(shown)
    assert cells.currentText() == (shown.family if shown.options else shown.title)


def test_another_cell_of_the_name_is_not_taken_for_it(cells: CellChoice) -> None:
    shown = replace(Cell.from_text("h = tanh(W @ x)"), name="lstm", title="Not the LSTM")
    cells.show_cell(shown)
    assert cells.currentIndex() == -1
    assert cells.placeholderText() == "Not the LSTM"


def test_ones_own_stand_under_a_heading_as_soon_as_they_are_there(cells: CellChoice) -> None:
    assert cells.findText("Yours") == -1
    made = saved("Mine")
    cells.show_cell(made)
    assert cells.currentIndex() == -1
    cells.look()
    assert cells.currentText() == "Mine"
    heading = cells.findText("Yours")
    assert cells.itemText(heading + 1) == "Mine"
    assert not cells.model().flags(cells.model().index(heading, 0)) & Qt.ItemFlag.ItemIsEnabled


def test_a_broken_file_stands_there_and_says_why(cells: CellChoice) -> None:
    (own.made_folder() / "broken.toml").write_text("[", encoding="utf-8")
    cells.look()
    index = cells.model().index(cells.findText("broken"), 0)
    assert not cells.model().flags(index) & Qt.ItemFlag.ItemIsEnabled
    assert "broken.toml: " in cells.model().data(index, Qt.ItemDataRole.ToolTipRole)


def test_the_open_list_removes_by_key_and_by_the_right_button(qtbot: QtBot, cells: CellChoice) -> None:
    saved("Mine")
    found: list[tuple[str, str]] = []
    chosen: list[str] = []
    cells.removed.connect(lambda path, title: found.append((path, title)))
    cells.chosen.connect(chosen.append)
    with qtbot.waitExposed(cells):
        cells.show()
    cells.showPopup()
    view = cells.view()
    mine, first = (view.model().index(cells.findText(title), 0) for title in ("Mine", "GRU"))
    view.setCurrentIndex(first)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert found == []
    QTest.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=view.visualRect(first).center())
    assert not cells.findChildren(QMenu)
    view.setCurrentIndex(mine)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    path = str(own.folder_of_cells() / "mine.toml")
    assert found == [(path, "Mine")]
    cells.showPopup()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=view.visualRect(mine).center())
    (menu,) = cells.findChildren(QMenu)
    menu.actions()[0].trigger()
    menu.hide()
    assert found == [(path, "Mine")] * 2
    assert chosen == []
    cells.hidePopup()


def test_the_toolbar_asks_and_removes(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    saved("Mine")
    cells = window.toolbar.cells
    cells.look()
    cells.activated.emit(cells.findText("Mine"))
    assert window.session.state.study.cell.title == "Mine"
    monkeypatch.setattr(QMessageBox, "question", lambda *_rest: QMessageBox.StandardButton.Yes)
    cells.removed.emit(str(own.folder_of_cells() / "mine.toml"), "Mine")
    assert own.listed() == ()
    assert cells.findText("Mine") == -1


def test_a_cell_that_is_dropped_on_the_window_is_taken(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "lstm.toml"
    save_cell(Cell.from_text("h = tanh(W @ x)", "lstm", "No LSTM"), path)
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(60, 60), copy, content, left, Qt.KeyboardModifier.NoModifier)
    window.dropEvent(event)
    QCoreApplication.processEvents()  # it is opened when the drop is through
    window.frame.flush()
    assert window.session.state.study.cell.title == "No LSTM"
    assert window.toolbar.cells.currentIndex() == -1
    assert window.toolbar.cells.placeholderText() == "No LSTM"


def test_a_file_that_is_gone_by_then_is_said(window: Window) -> None:
    saved("Mine")
    cells = window.toolbar.cells
    cells.look()
    row = cells.findText("Mine")
    (own.folder_of_cells() / "mine.toml").unlink()
    cells.activated.emit(row)
    assert "there is no cell" in window.session.state.run.message
    assert window.session.state.study.cell.name == "lstm"


def test_the_cell_of_the_study_is_saved_from_the_menu(
    window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window.session.do(cell.set_cell, load_cell("gru-write"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_rest: (str(tmp_path / "shared"), ""))
    window.acts.all["save_cell"].trigger()
    assert load_cell(tmp_path / "shared.toml") == replace(
        load_cell("gru-write"), base="", meaning=load_cell(tmp_path / "shared.toml").meaning
    )
    answers = [QMessageBox.StandardButton.Cancel]
    monkeypatch.setattr(QMessageBox, "question", lambda *_rest: answers.pop(0))
    before = (tmp_path / "shared.toml").stat().st_mtime_ns
    window.acts.all["save_cell"].trigger()
    assert answers == []
    assert (tmp_path / "shared.toml").stat().st_mtime_ns == before
