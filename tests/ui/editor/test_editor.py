"""The cell editor as a person uses it, in the window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from lstm_studio.catalogue import load_cell, save_cell
from lstm_studio.core.cell import Cell
from lstm_studio.formats.study import read_study, write_study
from lstm_studio.session import own
from lstm_studio.session.draft import PAGE, Draft
from lstm_studio.session.verbs import cell, selection, sizes, transport
from lstm_studio.ui.diagram.scene import DiagramScene
from lstm_studio.ui.editor.editor import CellEditor
from lstm_studio.ui.theme import DARK, LIGHT
from lstm_studio.ui.window import Window

OWN = "z = σ(W x_t + U h_{t-1} + b)   # update gate: how much is new\nh = (1 - z) ⊙ h_{t-1} + z ⊙ tanh(Q x)"


@pytest.fixture
def editor(window: Window, qtbot: QtBot) -> CellEditor:
    window.session.do(transport.go, 12)
    window.acts.all["edit_cell"].trigger()
    found = window.findChild(CellEditor)
    assert isinstance(found, CellEditor)
    qtbot.waitExposed(found)
    window.frame.flush()
    return found


def write(window: Window, editor: CellEditor, text: str) -> Draft:
    """Put a text and let all follow."""
    editor.sheet.text.put(text)
    window.frame.flush()
    draft = window.session.state.view.draft
    assert draft is not None
    return draft


def scene(editor: CellEditor) -> DiagramScene:
    editor.sheet.preview.stage.finish()
    assert editor.sheet.preview.stage.diagram is not None
    return editor.sheet.preview.stage.diagram


def press(editor: CellEditor, key: str) -> None:
    QTest.keySequence(editor.sheet.text, QKeySequence(key))


def test_it_opens_with_the_cell_of_the_study(window: Window, editor: CellEditor) -> None:
    lstm = load_cell("lstm")
    assert editor.sheet.text.toPlainText() == lstm.text
    assert editor.bar.title.text() == "My LSTM"
    assert editor.bar.name.text() == "my-lstm"
    assert editor.sheet.preview.fault == ""
    assert set(scene(editor).figures) >= {"f", "i", "g", "o", "c", "h"}
    assert editor.sheet.equations.fact.text() == "6 equations"
    assert editor.sheet.problems.text == "It remembers c, h."
    assert not editor.isWindowModified()
    assert not window.isWindowModified()


def test_all_follows_what_is_typed(window: Window, editor: CellEditor, qtbot: QtBot) -> None:
    editor.sheet.text.selectAll()
    QTest.keyClicks(editor.sheet.text, "h = tanh(W @ x + R @ h_prev)")
    qtbot.waitUntil(lambda: editor.sheet.equations.fact.text() == "1 equation")
    window.frame.flush()
    trace = window.session.scene.first_trace
    assert trace is not None
    assert trace.trace is not None
    assert scene(editor).figures["h"].value == trace.trace["h"][11, 0]
    rows = editor.sheet.parameters.model.rows
    assert [(row.symbol, row.shape, row.count) for row in rows] == [("W", (8, 3), 24), ("R", (8, 8), 64)]
    assert editor.sheet.parameters.fact.text() == "88 values"
    assert editor.sheet.parameters.sum.text() == "8·3 + 8·8 = 88 · the whole model: 97"
    assert [band.name for band in editor.sheet.trace.stack.bands] == ["h"]
    assert editor.isWindowModified()


def test_an_error_is_said_at_its_place_and_the_last_good_cell_stays(
    window: Window, editor: CellEditor
) -> None:
    write(window, editor, OWN)
    good = scene(editor)
    draft = write(window, editor, OWN.replace("tanh(Q x)", "thn(Q x)"))
    assert draft.problem is not None
    assert editor.sheet.problems.text == str(draft.problem)
    assert editor.sheet.problems.text.startswith("line 2, column 29: ")
    assert editor.sheet.text.wrong_line == 2
    assert not editor.use_button.isEnabled()
    assert scene(editor) is good
    assert editor.sheet.preview.badge.isVisible()
    press(editor, "F8")
    assert editor.sheet.text.textCursor().selectedText() == "thn"
    QTest.keyClicks(editor.sheet.text, "tanh")
    editor.sheet.text.settle()
    window.frame.flush()
    assert not editor.sheet.preview.badge.isVisible()
    assert editor.use_button.isEnabled()
    assert editor.sheet.text.wrong_line == 0


def test_a_click_on_the_line_of_the_error_goes_there(window: Window, editor: CellEditor) -> None:
    write(window, editor, "h = tanh(W @ $)")
    QTest.mouseClick(editor.sheet.problems, Qt.MouseButton.LeftButton)
    assert editor.sheet.text.textCursor().selectedText() == "$"


def test_the_grid_stays_while_it_fits(window: Window, editor: CellEditor) -> None:
    text = editor.sheet.text.toPlainText()
    write(window, editor, text.replace(" + b_f", ""))
    assert scene(editor).cell.diagram
    assert editor.sheet.preview.fault == ""
    write(window, editor, text.replace("i * g", "i * abs(g)"))
    scene(editor)
    assert editor.sheet.preview.fault
    assert "laid out in layers" in editor.sheet.problems.text
    editor.acts.use()
    assert window.session.state.study.cell.diagram == ""


def test_used_it_is_one_step_to_undo_and_trained_like_any_other(
    window: Window, editor: CellEditor, qtbot: QtBot, tmp_path: Path
) -> None:
    before = window.session.state.study
    write(window, editor, editor.sheet.text.toPlainText().replace("b_f)", "p_f * c_prev + b_f)"))
    press(editor, "Ctrl+Return")
    session = window.session
    assert session.state.study.cell.title == "My LSTM"
    assert editor.message.text() == "The study now has the cell “My LSTM”; drawn anew: p_f; all else is kept"
    window.frame.flush()
    assert not editor.isWindowModified()
    assert window.toolbar.cells.placeholderText() == "My LSTM"
    assert window.toolbar.cells.currentIndex() == -1
    window.acts.all["one_update"].trigger()
    qtbot.waitUntil(lambda: session.state.study.record.update == 1)
    window.acts.all["stop"].trigger()
    qtbot.waitUntil(lambda: session.state.run.training == "idle")
    write_study(session.state.study, tmp_path / "own.lstm")
    read = read_study(tmp_path / "own.lstm")
    assert read.cell.equations == session.state.study.cell.equations
    assert read.cell.title == "My LSTM"
    assert np.array_equal(read.parameters, session.state.study.parameters)
    while session.history.past is not None:
        session.undo()
    assert session.state.study is before


def test_closing_loses_nothing(window: Window, editor: CellEditor) -> None:
    write(window, editor, OWN)
    press(editor, "Escape")
    assert not editor.isVisible()
    window.session.do(cell.set_cell, load_cell("gru"))
    window.acts.all["edit_cell"].trigger()
    assert editor.isVisible()
    assert editor.sheet.text.toPlainText() == OWN
    editor.acts.use()
    editor.reject()
    window.session.do(cell.set_cell, load_cell("gru"))
    window.acts.all["edit_cell"].trigger()
    assert editor.sheet.text.toPlainText() == load_cell("gru").text


@pytest.mark.parametrize("text", [OWN, "h = tanh("])
def test_what_is_written_outlives_the_program(window: Window, editor: CellEditor, text: str) -> None:
    write(window, editor, text)
    editor.bar.titled.emit("Mine")
    editor.remember()
    assert window.settings.get("draft") == ["Mine", text, "lstm"]
    window.session.begin(window.session.state.study)
    other = CellEditor(window.session, window.settings, window.frame, window)
    window.session._become(window.session.state.with_view(draft=None), frozenset({"draft"}))
    other.begin()
    assert other.sheet.text.toPlainText() == text
    draft = window.session.state.view.draft
    assert draft is not None
    assert draft.title == "Mine"
    assert draft.touched
    assert draft.like == load_cell("lstm")
    assert (draft.problem is None) == (text == OWN)


def test_what_is_written_outlives_a_crash(window: Window, editor: CellEditor, qtbot: QtBot) -> None:
    write(window, editor, OWN)
    window.frame.flush()
    qtbot.waitUntil(lambda: window.settings.get("draft")[1:2] == [OWN], timeout=3000)


def test_the_title_is_typed_and_a_clash_is_said(window: Window, editor: CellEditor) -> None:
    save_cell(Cell.from_text("h = tanh(W @ x)", "other", "Other"), own.made_folder() / "other.toml")
    editor.bar.title.selectAll()
    QTest.keyClicks(editor.bar.title, "GRU")
    window.frame.flush()
    assert "built-in" in editor.bar.name.text()
    assert editor.bar.title.property("wrong")
    assert not editor.use_button.isEnabled()
    assert "another title" in editor.use_button.toolTip()
    QTest.keyClicks(editor.bar.title, " of mine")
    window.frame.flush()
    assert editor.bar.name.text() == "gru-of-mine"
    assert scene(editor).title.strong == "GRU of mine"
    editor.bar.title.selectAll()
    QTest.keyClicks(editor.bar.title, "Other")
    window.frame.flush()
    assert editor.bar.name.text() == "other: another of your cells has this name"
    assert editor.use_button.isEnabled()


def test_it_begins_from_any_cell_and_undo_brings_the_text_back(window: Window, editor: CellEditor) -> None:
    save_cell(Cell.from_text("h = tanh(W @ x)", "other", "Other"), own.made_folder() / "other.toml")
    write(window, editor, OWN)
    menu = editor.bar.start
    menu.fill()
    found = {entry.text(): entry for part in (menu, *menu.findChildren(QMenu)) for entry in part.actions()}
    assert {"GRU", "LSTM", "Other"} <= set(found)
    found[load_cell("lstm-cifg").title].trigger()
    assert editor.sheet.text.toPlainText() == load_cell("lstm-cifg").text
    editor.sheet.text.undo()
    assert editor.sheet.text.toPlainText() == OWN
    found["Other"].trigger()
    draft = window.session.state.view.draft
    assert draft is not None
    assert (draft.title, draft.path) == ("Other", own.folder_of_cells() / "other.toml")
    menu.page.emit()
    assert editor.sheet.text.toPlainText() == PAGE
    menu.study.emit()
    assert editor.sheet.text.toPlainText() == load_cell("lstm").text


def test_it_is_saved_listed_under_yours_and_removed_there(
    window: Window, editor: CellEditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(window, editor, OWN)
    asked: list[str] = []

    def place(_parent: object, _title: str, proposed: str, _pattern: str) -> tuple[str, str]:
        asked.append(proposed)
        return proposed, ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", place)
    press(editor, "Ctrl+S")
    path = own.folder_of_cells() / "my-lstm.toml"
    assert asked == [str(path)]
    assert editor.message.text() == f"Saved as {path}"
    window.frame.flush()
    assert not editor.isWindowModified()
    write(window, editor, OWN + " ")
    press(editor, "Ctrl+S")
    assert len(asked) == 1  # it has a file now
    editor.acts.use()
    window.frame.flush()
    cells = window.toolbar.cells
    assert cells.currentText() == "My LSTM"
    assert cells.currentData() == str(path)
    assert window.acts.all["remove_cell"].isEnabled()
    cells.activated.emit(cells.findText("GRU"))
    window.frame.flush()
    assert not window.acts.all["remove_cell"].isEnabled()
    cells.activated.emit(cells.findText("My LSTM"))
    window.frame.flush()
    assert window.session.state.study.cell.meaning["z"] == "update gate: how much is new"
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Yes]
    monkeypatch.setattr(QMessageBox, "question", lambda *_rest: answers.pop(0))
    window.acts.all["remove_cell"].trigger()
    assert path.exists()
    window.acts.all["remove_cell"].trigger()
    assert not path.exists()
    window.frame.flush()
    assert cells.findText("My LSTM") == -1
    assert cells.placeholderText() == "My LSTM"
    assert window.session.state.study.cell.title == "My LSTM"


def test_what_cannot_be_saved_is_said(
    window: Window, editor: CellEditor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write(window, editor, "h = ")
    editor.acts.save()
    assert editor.message.text().startswith("Line 1, column")
    write(window, editor, OWN)
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, text: said.append(text))
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_rest: (str(tmp_path / "no" / "way.toml"), "")
    )
    editor.acts.ask_save()
    assert len(said) == 1
    assert editor.isWindowModified()


def test_a_file_is_opened_or_dropped(
    window: Window, editor: CellEditor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    save_cell(Cell.from_text(OWN, "mine", "Mine"), path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_rest: (str(path), ""))
    press(editor, "Ctrl+O")
    assert editor.bar.title.text() != "Mine"
    window.frame.flush()
    assert editor.bar.title.text() == "Mine"
    editor.bar.start.page.emit()
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(20, 20),
        Qt.DropAction.CopyAction,
        content,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    editor.dropEvent(event)
    assert "sigmoid(W @ x" in editor.sheet.text.toPlainText()
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, text: said.append(text))
    editor.acts.open_cell(tmp_path / "nothing.toml")
    assert len(said) == 1


def test_a_click_in_the_diagram_selects_the_place_in_the_text(window: Window, editor: CellEditor) -> None:
    write(window, editor, "# 𝑓\n" + OWN)
    editor.sheet.preview.chosen.emit("z", 3)
    assert window.session.state.view.unit == 3
    assert editor.sheet.text.textCursor().selectedText().startswith("σ(W x_t")
    editor.sheet.preview.chosen.emit("1 - z", -1)
    assert editor.sheet.text.textCursor().selectedText() in ("1 - z", "(1 - z)")


def test_a_click_in_the_trace_goes_to_the_step(window: Window, editor: CellEditor) -> None:
    chart = editor.sheet.trace.chart
    box = editor.sheet.trace.stack.box
    place = box.mapViewToScene(QPointF(30.0, 10.0))
    QTest.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=chart.mapFromScene(place))
    window.frame.flush()
    assert window.session.state.view.cursor == 30
    assert editor.sheet.trace.playhead.step == 30
    assert "step 30" in scene(editor).title.text


def test_colours_and_sizes_follow(window: Window, editor: CellEditor) -> None:
    window.session.do(selection.set_theme, "dark")
    window.session.do(sizes.set_units, 5)
    window.frame.flush()
    assert editor.theme is DARK
    assert scene(editor).look.theme is DARK
    assert editor.sheet.parameters.model.rows[0].shape == (5, 3)
    window.session.do(selection.set_theme, "light")
    window.frame.flush()
    assert editor.theme is LIGHT


def test_keys_of_the_window_are_letters_here(window: Window, editor: CellEditor) -> None:
    write(window, editor, "")
    QTest.keyClicks(editor.sheet.text, " [1]")
    press(editor, "Right")
    assert window.session.state.view.cursor == 12
    assert not window.session.state.run.playing
    assert editor.sheet.text.toPlainText() == " [1]"
    editor.sheet.text.settle()


def test_tab_goes_on_to_the_next_field(editor: CellEditor, qtbot: QtBot) -> None:
    editor.sheet.text.setFocus()
    QTest.keyClick(editor.sheet.text, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: not editor.sheet.text.hasFocus())
    assert "\t" not in editor.sheet.text.toPlainText()


def test_sizes_and_type_are_remembered(window: Window, editor: CellEditor) -> None:
    editor.resize(790, 640)
    editor.sheet.whole.setSizes([300, 470])
    editor.sheet.help.setChecked(False)
    press(editor, "Ctrl++")
    editor.reject()
    other = CellEditor(window.session, window.settings, window.frame, window)
    other.begin()
    other.show()
    assert other.size().toTuple() == (790, 640)
    assert other.sheet.whole.sizes() == editor.sheet.whole.sizes()
    assert other.sheet.text.size_of_type == editor.sheet.text.size_of_type == 15
    assert not other.sheet.note.isVisible()


def test_every_field_and_button_has_a_name(editor: CellEditor) -> None:
    for part in (editor.sheet.text, editor.bar.title, editor.sheet.help, editor.sheet.parameters.table):
        assert part.accessibleName()


def test_a_huge_text_is_refused_at_once(window: Window, editor: CellEditor) -> None:
    draft = write(window, editor, "h = tanh(W @ x)\n" * 60_000)
    assert draft.problem is not None
    assert "8000" in draft.problem.sentence
    assert draft.cell is not None
    assert editor.sheet.preview.badge.isVisible()
    editor.sheet.text.undo()
    editor.sheet.text.settle()
