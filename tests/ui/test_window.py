"""The window as a person uses it: keys, toggles, undo, files, closing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QToolButton
from pytestqt.qtbot import QtBot

from lstm_studio.session.verbs import cell, selection, sizes, transport
from lstm_studio.ui.controls.segments import Segments
from lstm_studio.ui.controls.switch import Switch
from lstm_studio.ui.diagram.stage import Stage
from lstm_studio.ui.exports import Wish
from lstm_studio.ui.panels import PANELS
from lstm_studio.ui.panels.sequence import SequencePanel
from lstm_studio.ui.start import show
from lstm_studio.ui.status import StatusLine
from lstm_studio.ui.theme import DARK, LIGHT
from lstm_studio.ui.window import Window
from tests.ui.diagram.cells import gates


def press(window: Window, key: str) -> None:
    """A key, given to whatever has the focus."""
    QTest.keySequence(window.focusWidget() or window, QKeySequence(key))


def button(window: Window, panel: str, action: str) -> QToolButton:
    """The button of an action in a panel."""
    wanted = window.acts.all[action]
    return next(b for b in window.desk.panels[panel].findChildren(QToolButton) if b.defaultAction() is wanted)


@pytest.mark.parametrize(
    ("keys", "cursor"),
    [
        ("Right", 11),
        ("Left", 9),
        ("Shift+Right", 20),
        ("Shift+Left", 0),
        ("Home", 0),
        ("End", 50),
    ],
)
def test_keys_move_the_cursor(window: Window, keys: str, cursor: int) -> None:
    window.session.do(transport.go, 10)
    press(window, keys)
    assert window.session.state.view.cursor == cursor


def test_space_plays_after_a_click_on_any_button_of_the_transport(window: Window) -> None:
    QTest.mouseClick(button(window, "strip", "forward"), Qt.MouseButton.LeftButton)
    assert window.session.state.view.cursor == 1
    press(window, "Space")
    assert window.session.state.run.playing
    press(window, "Space")
    assert not window.session.state.run.playing
    assert window.session.state.view.cursor == 1


def test_a_button_that_was_reached_by_tab_is_pressed_by_space(window: Window, qtbot: QtBot) -> None:
    forward = button(window, "strip", "forward")
    forward.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(forward.hasFocus)
    press(window, "Space")
    assert window.session.state.view.cursor == 1
    assert not window.session.state.run.playing


def test_keys_that_are_typed_into_the_field_stay_there(window: Window, qtbot: QtBot) -> None:
    panel = window.desk.panels["sequence"]
    assert isinstance(panel, SequencePanel)
    panel.editor.setFocus()
    qtbot.waitUntil(panel.editor.hasFocus)
    panel.editor.selectAll()
    QTest.keyClicks(panel.editor, "1 0 [ ]")
    press(window, "Left")
    assert panel.editor.toPlainText() == "1 0 [ ]"
    assert window.session.state.view.cursor == 0
    assert not window.session.state.run.playing
    study = window.session.state.study
    press(window, "Ctrl+Z")
    assert window.session.state.study is study
    press(window, "Escape")
    press(window, "Right")
    assert window.session.state.view.cursor == 1


def test_speed_and_units_have_keys(window: Window) -> None:
    press(window, "]")
    assert window.session.state.view.speed == 8.0
    press(window, "[")
    press(window, "[")
    assert window.session.state.view.speed == 2.0
    press(window, "Down")
    press(window, "Down")
    press(window, "Up")
    assert window.session.state.view.unit == 1


def test_toggles_lead_to_the_cell_that_differs_in_them_alone(window: Window) -> None:
    before = window.session.scene.model.parameters
    peephole, coupled = window.toolbar.toggles["peephole"], window.toolbar.toggles["coupled"]
    assert isinstance(peephole, Segments)
    assert isinstance(coupled, Switch)
    QTest.mouseClick(peephole.button("diagonal"), Qt.MouseButton.LeftButton)
    assert window.session.state.study.cell.name == "lstm-peephole"
    after = window.session.scene.model.parameters
    assert all(np.array_equal(after[name], value) for name, value in before.items())
    window.frame.flush()
    QTest.mouseClick(coupled, Qt.MouseButton.LeftButton)
    assert window.session.state.study.cell.name == "lstm-cifg-peephole"
    window.session.undo()
    window.session.undo()
    window.frame.flush()
    assert not coupled.isChecked()
    assert peephole.button("off").isChecked()


def test_toggles_of_another_family_say_why_they_are_off(window: Window) -> None:
    reset = window.toolbar.toggles["reset"]
    assert isinstance(reset, Segments)
    assert not reset.button("after").isEnabled()
    assert "GRU" in reset.button("after").toolTip()
    cells = window.toolbar.cells
    cells.activated.emit(cells.findText("GRU"))
    window.frame.flush()
    assert window.session.state.study.cell.name == "gru"
    assert cells.currentText() == "GRU"
    assert reset.button("after").isChecked()
    assert not window.toolbar.toggles["coupled"].isEnabled()


def test_undo_says_what_it_takes_back_and_the_mark_follows(window: Window) -> None:
    undo, redo = window.acts.all["undo"], window.acts.all["redo"]
    assert not undo.isEnabled()
    assert not window.isWindowModified()
    window.session.do(sizes.set_units, 5)
    window.frame.flush()
    assert undo.text() == "&Undo change of units"
    assert window.isWindowModified()
    press(window, "Ctrl+Z")
    window.frame.flush()
    assert window.session.state.study.sizes.units == 8
    assert redo.text() == "&Redo change of units"
    assert not window.isWindowModified()
    press(window, "Ctrl+Shift+Z")
    assert window.session.state.study.sizes.units == 5


@pytest.mark.parametrize(
    ("answer", "closes"),
    [(QMessageBox.StandardButton.Discard, True), (QMessageBox.StandardButton.Cancel, False)],
)
def test_closing_asks_about_what_is_not_saved(
    window: Window, monkeypatch: pytest.MonkeyPatch, answer: QMessageBox.StandardButton, *, closes: bool
) -> None:
    window.session.do(sizes.set_units, 5)
    asked: list[str] = []

    def question(*words: str) -> QMessageBox.StandardButton:
        asked.append(words[2])
        return answer

    monkeypatch.setattr(QMessageBox, "question", question)
    assert window.close() is closes
    assert len(asked) == 1
    assert "Spike latch" in asked[0]


def test_closing_asks_nothing_where_all_is_saved(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QMessageBox, "question", lambda *_words: pytest.fail("asked"))
    assert window.close()


def test_it_is_saved_and_opened_again(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: pytest.fail(words[2]))
    window.session.do(sizes.set_units, 5)
    path = tmp_path / "mine.lstm"
    assert window.files.save_as(path)
    window.frame.flush()
    assert not window.isWindowModified()
    assert window.settings.recent() == (str(path),)
    window.files.new()
    assert window.session.state.study.sizes.units == 8
    window.recent.aboutToShow.emit()
    window.recent.actions()[0].trigger()
    assert window.session.state.study.sizes.units == 5
    assert window.session.path == path
    assert not window.session.unsaved


def test_what_cannot_be_opened_is_said_and_changes_nothing(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: said.append(words[2]))
    study = window.session.state.study
    table = tmp_path / "broken.csv"
    table.write_text("a,b\n1,x\n2,3\n", encoding="utf-8")
    for path in (table, tmp_path / "gone.lstm", tmp_path / "gone.toml"):
        window.files.receive(path)
    assert len(said) == 3
    assert all("broken.csv" in text or "gone" in text for text in said)
    assert window.session.state.study is study


def test_numbers_of_a_spreadsheet_are_pasted(window: Window) -> None:
    QGuiApplication.clipboard().setText("0\t1\n1\t0\n0\t1\n")
    window.acts.all["paste"].trigger()
    assert window.session.state.study.sequence.values.tolist() == [[0, 1], [1, 0], [0, 1]]
    QGuiApplication.clipboard().setText("1 2 what 3")
    window.acts.all["paste"].trigger()
    window.frame.flush()
    status = window.statusBar()
    assert isinstance(status, StatusLine)
    assert "what" in status.sentence.text()


def test_the_theme_changes_at_once_and_is_remembered(window: Window) -> None:
    window.session.do(selection.set_theme, "dark")
    window.frame.flush()
    assert window.theme is DARK
    assert all(panel.theme is DARK for panel in window.desk.panels.values())
    assert window.grab().toImage().pixelColor(3, 400).name() == DARK.window.name()
    assert window.settings.get("theme") == "dark"
    window.acts.all["theme_light"].trigger()
    window.frame.flush()
    assert window.grab().toImage().pixelColor(3, 400).name() == LIGHT.window.name()
    assert window.acts.all["theme_light"].isChecked()
    assert not window.acts.all["theme_dark"].isChecked()


def test_presentation_hides_the_docks_and_brings_them_back_as_they_were(window: Window) -> None:
    window.desk.docks["values"].hide()
    size = window.desk.docks["sequence"].width()
    press(window, "F11")
    assert not any(dock.isVisible() for dock in window.desk.docks.values())
    assert window.font().pixelSize() > 12
    press(window, "F11")
    assert window.font().pixelSize() == 12
    visible = {name for name, dock in window.desk.docks.items() if dock.isVisible()}
    assert visible == {row.name for row in PANELS if row.shown and row.name in window.desk.docks} - {"values"}
    assert window.desk.docks["sequence"].width() == size


def test_presentation_gives_a_maximised_window_back(window: Window) -> None:
    window.showMaximized()
    press(window, "F11")
    assert window.isFullScreen()
    press(window, "F11")
    assert window.isMaximized()
    assert not window.isFullScreen()


def test_a_first_window_is_not_larger_than_the_screen(window: Window) -> None:
    room = window.screen().availableSize()
    assert room.width() < window.width()  # the screen of the tests is a small one
    window.hide()
    show(window)
    assert window.isMaximized()
    window.hide()
    window.showNormal()
    window.settings.set("geometry", window.saveGeometry())
    window.hide()
    show(window)
    assert not window.isMaximized()


def test_preferences_hold_at_once_and_next_time(window: Window) -> None:
    window.prefer({"theme": "dark", "speed": 15.0, "play_at_start": False})
    assert window.session.state.view.theme == "dark"
    assert window.session.state.view.speed == 15.0
    assert window.settings.get("play_at_start") is False


def test_what_is_chosen_in_the_window_is_what_the_preferences_show(window: Window) -> None:
    window.session.do(transport.set_motion, "operations")
    window.session.do(transport.set_speed, 8.0)
    window.acts.all["shapes"].trigger()
    window.frame.flush()
    assert [window.settings.get(key) for key in ("motion", "speed", "shapes")] == ["operations", 8.0, False]
    window.prefer({"theme": "light"})
    view = window.session.state.view
    assert (view.motion, view.speed, view.shapes) == ("operations", 8.0, False)


def test_a_picture_of_a_panel_is_copied_and_written(window: Window, tmp_path: Path) -> None:
    QTest.mouseMove(window.desk.panels["diagram"], QPoint(100, 100))
    window.exports.copy_picture()
    assert not QGuiApplication.clipboard().image().isNull()
    for part, name in (("window", "window.png"), ("gates", "gates.svg")):
        assert window.exports.save(Wish(part), tmp_path / name)
        assert (tmp_path / name).stat().st_size > 1000


def test_a_picture_waits_for_a_drawing_that_is_made_in_a_thread(window: Window, tmp_path: Path) -> None:
    (view,) = window.desk.panels["diagram"].findChildren(Stage)
    window.session.do(cell.set_cell, gates(30))
    window.exports.copy_picture()
    assert view.diagram is not None
    assert view.diagram.cell == window.session.state.study.cell
    for number, part in enumerate(("window", "diagram")):
        window.session.do(cell.set_cell, gates(31 + number))
        assert window.exports.save(Wish(part), tmp_path / f"{part}.svg")
        assert f"{31 + number} gates" in (tmp_path / f"{part}.svg").read_text()
        assert not view.behind


def test_the_status_line_says_what_the_step_did_and_then_the_message(window: Window) -> None:
    window.session.do(transport.go, 12)
    window.frame.flush()
    status = window.statusBar()
    assert isinstance(status, StatusLine)
    text = status.sentence.text()
    assert text.lower() == str(window.session.scene.sentence).lower()
    assert text.startswith("Step 12")


def test_the_status_line_tells_the_operation_that_is_stepped_to(window: Window) -> None:
    status = window.statusBar()
    assert isinstance(status, StatusLine)
    window.session.do(transport.go, 5)
    window.session.attempt(selection.select_node, "q * q")
    window.frame.flush()
    assert "q" in status.sentence.text()
    for word in ("Gather [h₋; x; 1]", "Forget gate: multiply [h₋; x] by its rows"):
        press(window, ".")
        window.frame.flush()
        assert status.sentence.text().startswith(word)


def test_the_help_lists_the_keys(window: Window) -> None:
    press(window, "F1")
    assert window.help is not None
    assert window.help.isVisible()
    window.help.close()
