"""The panel of the study: notes, and what is kept, as a person uses them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from lstm_studio.session.original import is_original
from lstm_studio.session.verbs import parameters, selection, sequence, shelf, sizes, studies
from lstm_studio.session.verbs.looking import looked
from lstm_studio.ui.numbers import short
from lstm_studio.ui.panels.shelf_tree import COMPARED, LOSS, MARK, NAME, SHOWN, WHAT
from lstm_studio.ui.panels.study import StudyPanel
from lstm_studio.ui.window import Window


@pytest.fixture
def panel(window: Window) -> StudyPanel:
    window.desk.reveal("study")
    QApplication.processEvents()
    window.frame.flush()
    found = window.desk.panels["study"]
    assert isinstance(found, StudyPanel)
    return found


def rows(panel: StudyPanel) -> list[tuple[str, str, str]]:
    items = [panel.tree.topLevelItem(at) for at in range(panel.tree.topLevelItemCount())]
    return [(item.text(MARK), item.text(NAME), item.text(WHAT)) for item in items if item is not None]


def test_an_empty_shelf_says_what_it_is_for(panel: StudyPanel) -> None:
    assert panel.nothing.isVisible()
    assert not panel.tree.isVisible()
    assert not panel.bring.isVisible()
    assert panel.header.fact.text() == ""


def test_a_model_is_kept_by_key_changed_compared_with_and_brought_back(
    panel: StudyPanel, window: Window
) -> None:
    session = window.session
    window.acts.all["keep_model"].trigger()
    before = session.state.study.parameters
    session.do(parameters.set_start, seed=9)
    window.frame.flush()
    assert rows(panel) == [("", "LSTM", "LSTM · 8 units")]
    assert panel.header.fact.text() == "1 kept"
    assert not panel.compare.isEnabled()
    panel.tree.choose("model", 0)
    QTest.mouseClick(panel.compare, Qt.MouseButton.LeftButton)
    window.frame.flush()
    assert rows(panel)[0][0] == COMPARED
    assert panel.compare.text() == "Stop comparing"
    against = session.state.study.against
    assert against is not None
    assert against.parameters is before
    QTest.mouseClick(panel.compare, Qt.MouseButton.LeftButton)
    window.frame.flush()
    assert session.state.study.against is None
    QTest.keyClick(panel.tree, Qt.Key.Key_Return)
    window.frame.flush()
    assert session.state.study.parameters is before
    assert [mark for mark, _name, _what in rows(panel)] == [SHOWN, ""]
    assert not panel.bring.isEnabled()


def test_a_name_is_written_in_its_row_and_one_that_is_taken_is_refused(
    panel: StudyPanel, window: Window
) -> None:
    session = window.session
    session.do(shelf.keep_model, "one")
    session.do(shelf.keep_model, "two")
    window.frame.flush()
    for typed, left in (("first", "first"), ("two", "first"), ("", "first")):
        panel.tree.choose("model", 0)
        QTest.keyClick(panel.tree, Qt.Key.Key_F2)
        field = panel.tree.findChild(QLineEdit)
        assert field is not None
        field.setText(typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
        QApplication.processEvents()
        window.frame.flush()
        assert session.state.study.models[0].name == left
        assert rows(panel)[0][1] == left, typed
    assert "empty" in session.state.run.message


def test_each_model_stands_with_its_loss_on_the_sequence_that_is_shown(
    panel: StudyPanel, window: Window
) -> None:
    session = window.session
    session.do(shelf.keep_model, "one")
    session.do(shelf.keep_sequence, "long")
    window.frame.flush()
    before = panel.tree.topLevelItem(0)
    assert before is not None
    assert session.scene.loss is not None
    assert before.text(LOSS) == short(session.scene.loss, signed=False, digits=3, fine=True)
    said = before.text(LOSS)
    session.do(sequence.sample_task, 4)
    window.frame.flush()
    after = panel.tree.topLevelItem(0)
    assert after is not None
    assert after.text(LOSS) != said
    table = panel.numbers(session.scene)
    assert table is not None
    assert table.rows[0] == ("one", "LSTM · 8 units", session.scene.loss)
    assert table.rows[1][2] is None


def test_names_have_the_room_that_they_need_but_not_all_of_it(panel: StudyPanel, window: Window) -> None:
    session = window.session
    session.do(shelf.keep_model, "a short name")
    window.frame.flush()
    needed = panel.tree.fontMetrics().horizontalAdvance("a short name")
    assert panel.tree.columnWidth(NAME) > needed
    session.do(shelf.keep_model, "a name " * 30)
    window.frame.flush()
    assert panel.tree.columnWidth(NAME) < panel.tree.viewport().width() * 0.55
    assert panel.tree.columnWidth(WHAT) > 40


def test_delete_removes_a_row_and_undo_brings_it_back(panel: StudyPanel, window: Window) -> None:
    session = window.session
    session.do(shelf.keep_model)
    session.do(shelf.keep_sequence)
    window.frame.flush()
    panel.tree.choose("sequence", 0)
    QTest.keyClick(panel.tree, Qt.Key.Key_Delete)
    window.frame.flush()
    assert not session.state.study.sequences
    assert len(rows(panel)) == 1
    window.acts.all["undo"].trigger()
    window.frame.flush()
    assert len(rows(panel)) == 2


def test_a_double_click_brings_a_sequence_back(panel: StudyPanel, window: Window) -> None:
    session = window.session
    values = session.state.study.sequence.values
    session.do(shelf.keep_sequence, "one")
    session.do(sequence.sample_task, 3)
    window.frame.flush()
    item = panel.tree.topLevelItem(0)
    assert item is not None
    at = panel.tree.visualItemRect(item).center()
    QTest.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert np.array_equal(session.state.study.sequence.values, values)
    assert len(session.state.study.sequences) == 2


def test_the_menu_of_a_row_has_all_that_can_be_done(panel: StudyPanel, window: Window) -> None:
    session = window.session
    session.do(shelf.keep_model, "one")
    session.do(sizes.set_bias, bias=False)
    window.frame.flush()
    menu = QMenu(panel)
    item = panel.tree.topLevelItem(0)
    assert item is not None
    at = panel.tree.viewport().mapToGlobal(panel.tree.visualItemRect(item).center())
    panel.extend_menu(menu, at)
    words = {action.text().replace("&", ""): action for action in menu.actions() if action.text()}
    assert list(words) == ["Bring back", "Compare with it", "Duplicate", "Rename", "Remove"]
    words["Duplicate"].trigger()
    assert [row.name for row in session.state.study.models] == ["one", "one copy"]
    words["Compare with it"].trigger()
    assert "other sizes" in session.state.run.message
    empty = QMenu(panel)
    panel.extend_menu(empty, panel.mapToGlobal(QPoint(3, 3)))
    assert not empty.actions()


def test_typed_notes_are_the_studys_and_undo_takes_groups_back(panel: StudyPanel, window: Window) -> None:
    session, notes = window.session, panel.notes
    notes.setFocus()
    QTest.keyClicks(notes, "see f")
    QTest.keyClick(notes, Qt.Key.Key_Return)
    QTest.keyClicks(notes, "and i")
    window.frame.flush()
    assert session.state.study.notes == "see f\nand i"
    assert session.unsaved
    QTest.keyClick(notes, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    window.frame.flush()
    assert (session.state.study.notes, notes.toPlainText()) == ("see f\n", "see f\n")
    QTest.keyClick(notes, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    window.frame.flush()
    assert session.state.study.notes == ""
    QTest.keyClick(
        notes, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    window.frame.flush()
    assert notes.toPlainText() == "see f\n"


def test_space_and_arrows_are_letters_and_moves_in_the_notes(panel: StudyPanel, window: Window) -> None:
    cursor = window.session.state.view.cursor
    panel.notes.setFocus()
    QTest.keyClicks(panel.notes, "a b.,")
    QTest.keyClick(panel.notes, Qt.Key.Key_Left)
    assert panel.notes.toPlainText() == "a b.,"
    assert window.session.state.view.cursor == cursor
    assert not window.session.state.run.playing
    QTest.keyClick(panel.notes, Qt.Key.Key_Escape)
    assert not panel.notes.hasFocus()


def test_the_title_is_written_and_named_by_the_window(panel: StudyPanel, window: Window) -> None:
    panel.called.setFocus()
    panel.called.selectAll()
    QTest.keyClicks(panel.called, " Mine ")
    QTest.keyClick(panel.called, Qt.Key.Key_Return)
    window.frame.flush()
    assert window.session.state.study.title == "Mine"
    assert window.windowTitle().startswith("Mine")
    assert panel.called.text() == "Mine"
    window.session.do(studies.set_title, "Other")
    window.frame.flush()
    assert panel.called.text() == "Other"


def test_a_look_brings_panels_and_tabs_back(panel: StudyPanel, window: Window) -> None:
    session = window.session
    session.do(selection.select_unit, 3)
    session.do(shelf.keep_model)
    assert not is_original(session.state.study)
    window.desk.docks["loss"].hide()
    window.desk.reveal("values")
    QApplication.processEvents()
    assert "loss" not in session.state.view.panels
    assert "values" in session.state.view.raised
    saved = looked(session.state)
    window.desk.lay_out()
    QApplication.processEvents()
    assert "loss" in session.state.view.panels
    session.begin(saved)
    window.frame.flush()
    QApplication.processEvents()
    assert window.desk.docks["loss"].isHidden()
    assert window.desk.panels["values"].isVisible()
    assert not panel.isVisible()
    assert session.state.view.unit == 3
