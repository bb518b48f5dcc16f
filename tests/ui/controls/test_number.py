"""A field of one number takes numbers, says what is wrong with others, and tells only of the person's doing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lstm_studio.ui.controls.number import Choice, Number


def field(qtbot: QtBot, *, whole: bool = True, empty: str = "") -> tuple[Number, list[float | None]]:
    """A field from 1 to 100 that shows 8, and what it tells."""
    told: list[float | None] = []
    made = Number("Units", 1, 100, whole=whole, empty=empty)
    qtbot.addWidget(made)
    made.show()
    made.chosen.connect(told.append)
    made.show_number(8)
    return made, told


def type_in(made: Number, text: str) -> None:
    """What a person does."""
    made.selectAll()
    QTest.keyClicks(made, text)
    QTest.keyClick(made, Qt.Key.Key_Return)


def test_showing_a_number_tells_nothing_and_typing_one_tells_it(qtbot: QtBot) -> None:
    made, told = field(qtbot)
    assert made.text() == "8"
    type_in(made, "12")
    assert told == [12]
    type_in(made, "8")
    assert told == [12]  # what is shown already is no news


@pytest.mark.parametrize("text", ["0", "101", "1.5", "many", "", "nan", "1e999"])
def test_what_is_no_such_number_stays_with_the_reason(qtbot: QtBot, text: str) -> None:
    made, told = field(qtbot)
    made.explain("how many")
    made.selectAll()
    QTest.keyClick(made, Qt.Key.Key_Delete)
    type_in(made, text)
    assert told == []
    assert made.text() == text
    assert "from 1 to 100" in made.toolTip()
    QTest.keyClick(made, Qt.Key.Key_Escape)
    assert made.text() == "8"
    assert made.toolTip() == "how many"


@pytest.mark.parametrize(("text", "number"), [("0,5", 0.5), ("2.5e1", 25.0), (" 3 ", 3.0)])
def test_numbers_may_be_written_as_people_write_them(qtbot: QtBot, text: str, number: float) -> None:
    told: list[float] = []
    made = Number("Rate", 1e-6, 100, whole=False)
    qtbot.addWidget(made)
    made.chosen.connect(told.append)
    type_in(made, text)
    assert told == [number]


def test_nothing_can_mean_something(qtbot: QtBot) -> None:
    made, told = field(qtbot, whole=False, empty="off")
    made.selectAll()
    QTest.keyClick(made, Qt.Key.Key_Delete)
    QTest.keyClick(made, Qt.Key.Key_Return)
    assert told == [None]
    made.show_number(None)
    assert made.text() == ""
    assert made.placeholderText() == "off"


def test_arrows_count_or_double(qtbot: QtBot) -> None:
    made, told = field(qtbot)
    QTest.keyClick(made, Qt.Key.Key_Up)
    QTest.keyClick(made, Qt.Key.Key_Down)
    assert told == [9, 7]
    rate, rates = field(qtbot, whole=False)
    QTest.keyClick(rate, Qt.Key.Key_Up)
    QTest.keyClick(rate, Qt.Key.Key_Down)
    assert rates == [16, 4]


def test_what_is_being_typed_is_not_overwritten(qtbot: QtBot) -> None:
    made, _told = field(qtbot)
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    made.selectAll()
    QTest.keyClicks(made, "3")
    made.show_number(8)
    assert made.text() == "3"


def test_digits_come_nearer_to_the_frame_where_they_would_be_cut_off(qtbot: QtBot) -> None:
    made, _told = field(qtbot)
    digits = made.fontMetrics().horizontalAdvance("100")
    made.setFixedWidth(digits + 10)
    made.show_number(100)
    assert made.textMargins().left() < 0
    made.show_number(1)
    assert made.textMargins().isNull()
    made.show_number(100)
    made.setFixedWidth(digits + 30)
    assert made.textMargins().isNull(), "there is room"


def test_a_choice_tells_the_key_and_only_when_a_person_chooses(qtbot: QtBot) -> None:
    told: list[str] = []
    choice = Choice("Optimiser", {"adam": "Adam", "sgd": "SGD"})
    qtbot.addWidget(choice)
    choice.chosen.connect(told.append)
    choice.show_choice("sgd")
    assert choice.currentText() == "SGD"
    assert told == []
    QTest.keyClick(choice, Qt.Key.Key_Up)
    assert told == ["adam"]
    choice.show_choice("unknown")
    assert choice.currentText() == ""
