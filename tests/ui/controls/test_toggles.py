"""Segments and switches: what is chosen, what cannot be and why."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lstm_studio.ui.controls.segments import Segments
from lstm_studio.ui.controls.switch import Switch


def segments(qtbot: QtBot) -> tuple[Segments, list[str]]:
    """Off, diagonal, full, and what they tell."""
    told: list[str] = []
    made = Segments("Peephole", {"off": "off", "diagonal": "diagonal", "full": "full"})
    qtbot.addWidget(made)
    made.chosen.connect(told.append)
    made.show()
    return made, told


def test_a_click_tells_the_word_and_showing_one_does_not(qtbot: QtBot) -> None:
    made, told = segments(qtbot)
    made.show_choice("off", {})
    QTest.mouseClick(made.button("full"), Qt.MouseButton.LeftButton)
    assert told == ["full"]
    assert [made.button(key).isChecked() for key in ("off", "diagonal", "full")] == [False, False, True]


def test_a_refused_word_is_disabled_and_says_why(qtbot: QtBot) -> None:
    made, told = segments(qtbot)
    made.show_choice("off", {"full": "no such cell"})
    QTest.mouseClick(made.button("full"), Qt.MouseButton.LeftButton)
    assert told == []
    assert made.button("full").toolTip() == "no such cell"
    assert made.button("diagonal").isEnabled()
    made.show_choice("diagonal", {})
    assert made.button("full").isEnabled()
    assert made.button("full").toolTip() == ""


def test_no_word_is_pressed_where_none_holds(qtbot: QtBot) -> None:
    made, _told = segments(qtbot)
    made.show_choice("off", {})
    made.show_choice(None, dict.fromkeys(("off", "diagonal", "full"), "belongs to the LSTM"))
    assert not any(made.button(key).isChecked() for key in ("off", "diagonal", "full"))
    assert made.toolTip() == "belongs to the LSTM"


def test_words_and_switch_take_the_focus_by_tab_only(qtbot: QtBot) -> None:
    made, _told = segments(qtbot)
    switch = Switch("Coupled gates")
    qtbot.addWidget(switch)
    for widget in (made.button("off"), switch):
        assert widget.focusPolicy() == Qt.FocusPolicy.TabFocus


def test_a_switch_looks_otherwise_when_it_is_on(qtbot: QtBot) -> None:
    switch = Switch("Coupled gates")
    qtbot.addWidget(switch)
    off = switch.grab().toImage()
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert switch.isChecked()
    assert switch.grab().toImage() != off
    assert switch.accessibleName() == "Coupled gates"
