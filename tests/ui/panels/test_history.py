"""The panel of the history: acts in their order, a click goes to one, those that are undone are grey."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from lstm_studio.session.verbs import selection, sizes, training
from lstm_studio.session.verbs.studies import set_title
from lstm_studio.ui.panels.history import DETAIL, HERE, HIGH, MARK, NAME, ActList, HistoryPanel
from lstm_studio.ui.theme import LIGHT

if TYPE_CHECKING:
    from lstm_studio.session.session import Session
    from tests.ui.panels.conftest import Shown


def column(acts: ActList, which: int) -> list[str]:
    return [acts.line(row).text(which) for row in range(acts.topLevelItemCount())]


def click(acts: ActList, row: int) -> None:
    place = acts.visualItemRect(acts.line(row)).center()
    QTest.mouseClick(acts.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_acts_stand_in_their_order_with_what_they_did(shown: Shown[HistoryPanel], session: Session) -> None:
    panel = shown(HistoryPanel)
    assert panel.nothing.isVisible()
    session.do(sizes.set_units, 5)
    session.do(set_title, "Mine")
    session.do(selection.select_unit, 2)  # no act: it only looks
    session.do(training.set_training, rate=0.5)
    assert column(panel.list, NAME) == [
        "Before all of this",
        "Change of units",
        "Change of title",
        "Change of training",
    ]
    assert column(panel.list, DETAIL) == ["", "units 8 → 5", "“Mine”", "rate 0.01 → 0.5"]
    assert column(panel.list, MARK) == ["", "", "", HERE]
    assert panel.header.fact.text() == "3 of 3 done"
    longest = panel.list.fontMetrics().horizontalAdvance("Change of training")
    assert panel.list.columnWidth(NAME) > longest  # nothing is cut off
    assert panel.list.visualItemRect(panel.list.line(1)).height() == HIGH


def test_a_click_goes_back_and_forth_again(shown: Shown[HistoryPanel], session: Session) -> None:
    panel = shown(HistoryPanel)
    wanted = [session.state.study]
    for units in (5, 6, 7):
        session.do(sizes.set_units, units)
        wanted.append(session.state.study)
    for row in (1, 3, 0, 2):
        click(panel.list, row)
        assert session.state.study is wanted[row]
        assert column(panel.list, MARK).index(HERE) == row
        assert len(column(panel.list, NAME)) == 4
        grey = [panel.list.line(at).foreground(NAME).color() == LIGHT.quiet for at in range(4)]
        assert grey == [at > row for at in range(4)]
    session.do(set_title, "Another way")
    assert column(panel.list, NAME)[2:] == ["Change of units", "Change of title"]
    session.undo()
    assert column(panel.list, MARK).index(HERE) == 2


def test_the_keyboard_walks_and_enter_goes(shown: Shown[HistoryPanel], session: Session) -> None:
    panel = shown(HistoryPanel)
    session.do(sizes.set_units, 5)
    session.do(sizes.set_units, 6)
    QTest.keyClick(panel.list, Qt.Key.Key_Up)
    assert session.state.study.sizes.units == 6
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert session.state.study.sizes.units == 5
    assert "is here" in panel.list.line(1).data(NAME, Qt.ItemDataRole.AccessibleTextRole)


def test_the_state_that_was_saved_is_marked(shown: Shown[HistoryPanel], session: Session) -> None:
    panel = shown(HistoryPanel)
    session.do(sizes.set_units, 5)
    session.mark_saved(Path("mine.lstm"))
    session.do(sizes.set_units, 6)
    assert ["saved" in text for text in column(panel.list, DETAIL)] == [False, True, False]
    session.begin(session.state.study, None)
    assert panel.nothing.isVisible()
