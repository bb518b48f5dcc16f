"""The table of actions: every row can be found, pressed and seen, and no two want the same key."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from lstm_studio.catalogue import resource
from lstm_studio.session.verbs.selection import select_node
from lstm_studio.ui.action import MENUS
from lstm_studio.ui.actions import ACTIONS
from lstm_studio.ui.diagram.view import DiagramView
from lstm_studio.ui.dialogs import keys_html
from lstm_studio.ui.icons import icon
from lstm_studio.ui.theme import DARK, LIGHT
from lstm_studio.ui.window import Window

WANTED = {
    "Space": "play", "Right": "forward", "Left": "back", "Shift+Right": "forward_ten", "Shift+Left": "back_ten",
    "Home": "first", "End": "last", "[": "slower", "]": "faster", "Ctrl+O": "open", "Ctrl+S": "save",
    "Ctrl+Shift+S": "save_as", "Ctrl+Z": "undo", "Ctrl+Shift+Z": "redo", "Ctrl+C": "copy", "Ctrl+V": "paste",
    "Ctrl+Q": "quit", "Ctrl+,": "preferences", "F1": "help", "F11": "presentation", "Shift+F1": "whats_this",
    "B": "backward", "P": "plot_value",
}  # fmt: skip


def test_the_keys_that_people_bring_work(window: Window) -> None:
    found = {key.toString(): name for name, action in window.acts.all.items() for key in action.shortcuts()}
    assert {key: found.get(key) for key in WANTED} == WANTED


def test_the_diagram_zooms_and_fits_by_keys(window: Window) -> None:
    view = window.desk.findChild(DiagramView)
    assert isinstance(view, DiagramView)
    whole = view.transform().m11()
    for _time in range(3):
        window.acts.all["zoom_in"].trigger()
    assert view.transform().m11() == pytest.approx(whole * 1.25**3)
    window.acts.all["zoom_out"].trigger()
    assert view.transform().m11() == pytest.approx(whole * 1.25**2)
    window.acts.all["fit"].trigger()
    assert view.transform().m11() == pytest.approx(whole)


def test_no_key_has_two_meanings(window: Window) -> None:
    keys = Counter(key.toString() for action in window.acts.all.values() for key in action.shortcuts())
    assert [key for key, number in keys.items() if number > 1] == []


def test_every_action_stands_in_a_menu_and_says_what_it_does(window: Window) -> None:
    assert len({row.name for row in ACTIONS}) == len(ACTIONS)
    assert {row.menu for row in ACTIONS} == set(MENUS)
    listed = {action for menu in window.findChildren(QMenu) for action in menu.actions()}
    for action in window.acts.all.values():
        assert action in listed
        assert action.toolTip()


@pytest.mark.parametrize("training", ["idle", "running", "paused"])
def test_every_line_of_a_menu_has_a_mnemonic_of_its_own(window: Window, training: str) -> None:
    session = window.session
    session.do(lambda state: state.with_run(training=training, playing=training == "running"))
    window.frame.flush()
    for bar in window.menuBar().actions():
        menu = bar.menu()
        assert isinstance(menu, QMenu)
        texts = [action.text() for action in menu.actions() if not action.isSeparator()]
        letters = Counter(text[text.index("&") + 1].lower() for text in texts)
        assert [letter for letter, number in letters.items() if number > 1] == [], menu.title()
    assert len({text[1] for text in MENUS.values()}) == len(MENUS)


def test_every_action_has_a_tip_that_says_more_than_its_title() -> None:
    for row in ACTIONS:
        assert row.tip, row.name
        assert row.tip != row.title.replace("&", "").rstrip("…"), row.name
        assert not row.tip.endswith("."), row.name


def test_of_what_excludes_each_other_one_is_chosen(window: Window) -> None:
    groups = {row.group for row in ACTIONS if row.group}
    assert groups == {"motion", "theme"}
    for row in ACTIONS:
        if row.group:
            window.acts.all[row.name].trigger()
            window.frame.flush()
            mates = [other.name for other in ACTIONS if other.group == row.group]
            assert [name for name in mates if window.acts.all[name].isChecked()] == [row.name]


def test_every_drawing_is_used_and_every_icon_is_drawn_in_both_themes(qapp: QApplication) -> None:
    assert qapp.screens()  # without a screen there is nothing to draw on
    drawn = {path.stem for path in resource("icons").glob("*.svg")}
    assert drawn == {row.icon for row in ACTIONS if row.icon} | {"pause", "arrow", "tick-light", "tick-dark"}
    for row in ACTIONS:
        if row.icon:
            images = [icon(row.icon, theme).pixmap(16, 16).toImage() for theme in (LIGHT, DARK)]
            assert images[0] != images[1]
            assert any(images[0].pixelColor(x, y).alpha() > 200 for x in range(16) for y in range(16))


def test_play_and_train_say_what_they_would_do_now(window: Window) -> None:
    play = window.acts.all["play"]
    assert play.text() == "&Play"
    play.trigger()
    window.frame.flush()
    assert play.text() == "&Pause"
    play.trigger()
    window.frame.flush()
    assert play.text() == "&Play"
    assert window.acts.all["train"].text() == "&Train"


def test_the_page_of_keys_is_the_table() -> None:
    page = keys_html()
    for row in ACTIONS:
        for key in row.keys:
            native = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
            assert f"{native}" in page


def test_training_can_be_watched_paused_stopped_and_reset(window: Window, qtbot: QtBot) -> None:
    acts, session = window.acts.all, window.session
    before = session.state.study.parameters
    acts["one_update"].trigger()
    qtbot.waitUntil(lambda: session.state.study.record.update == 1)
    assert session.state.run.training == "paused"
    acts["train"].trigger()
    qtbot.waitUntil(lambda: session.state.study.record.update > 3)
    acts["train"].trigger()
    qtbot.waitUntil(lambda: session.state.run.training == "paused")
    window.frame.flush()
    assert acts["train"].text() == "&Resume"
    assert acts["stop"].isEnabled()
    acts["stop"].trigger()
    qtbot.waitUntil(lambda: session.state.run.training == "idle")
    assert session.state.study.parameters is not before
    acts["start_again"].trigger()
    assert session.state.study.record.update == 0
    assert len(session.state.study.record.losses) == 0
    assert (session.state.study.parameters == before).all()


def test_gradients_and_plots_come_and_go_by_keys(window: Window) -> None:
    view = window.acts.all
    assert not view["backward"].isChecked()
    assert not view["plot_value"].isEnabled()
    view["backward"].trigger()
    window.session.do(select_node, "i * g")
    window.frame.flush()
    assert view["backward"].isChecked()
    assert view["plot_value"].isEnabled()
    states = window.desk.panels["states"]
    assert states.header.title.text() == "∂L/∂state over time"
    view["plot_value"].trigger()
    window.frame.flush()
    assert view["plot_value"].isChecked()
    assert window.session.state.view.plotted[-1] == "i * g"
    view["plot_value"].trigger()
    view["backward"].trigger()
    window.frame.flush()
    assert not window.session.state.view.plotted
    assert states.header.title.text() == "States over time"
