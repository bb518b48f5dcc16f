"""A field for one number, or one a layer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lstm_studio.ui.controls.several import Several


@pytest.fixture
def field(qtbot: QtBot) -> Several:
    made = Several("Units", 1, 100, 4)
    qtbot.addWidget(made)
    made.show()
    made.show_number((64, 32))
    return made


def type_in(field: Several, text: str) -> None:
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("8", (8,)), ("5,4", (5, 4)), (" 5; 4 ", (5, 4)), ("5 4 3", (5, 4, 3)), ("9,", (9,))],
)
def test_numbers_may_be_parted_as_people_do(field: Several, text: str, numbers: tuple[int, ...]) -> None:
    told: list[tuple[int, ...]] = []
    field.chosen.connect(told.append)
    assert field.text() == "64, 32"
    type_in(field, text)
    assert told == [numbers]


@pytest.mark.parametrize("text", ["0", "101, 5", "5, many", "1.5", "-3", "8,,4", ",", "1 2 3 4 5"])
def test_what_is_none_stays_with_the_reason(field: Several, text: str) -> None:
    told: list[tuple[int, ...]] = []
    field.chosen.connect(told.append)
    type_in(field, text)
    assert told == []
    assert field.text() == text
    assert "from 1 to 100, or one a layer, such as 64, 32, of at most 4 layers" in field.toolTip()


def test_arrows_count_the_number_at_the_cursor(field: Several) -> None:
    told: list[tuple[int, ...]] = []
    field.chosen.connect(told.append)
    field.chosen.connect(field.show_number)
    field.activateWindow()
    field.setFocus()
    QTest.qWaitForWindowActive(field)
    field.setCursorPosition(6)
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Up)
    field.setCursorPosition(1)
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert told == [(64, 33), (64, 34), (63, 34)]
    field.show_number((1,))
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert len(told) == 3
