"""The field for notes: what is shown is no typing, and only what differs is exchanged."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lstm_studio.ui.controls.notes import Notes


@pytest.fixture
def notes(qtbot: QtBot) -> Notes:
    field = Notes()
    qtbot.addWidget(field)
    return field


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "new"),
        ("old", ""),
        ("one two three", "one 2 three"),
        ("aaa", "aaaa"),
        ("aaaa", "aa"),
        ("𝐖 is bold 𝐖", "𝐖 is 𝐖"),
        ("𝐖", "𝐑"),
        ("a\nb\nc", "a\nc"),
        ("same", "same"),
    ],
)
def test_what_is_shown_is_what_was_given_and_nobody_has_typed_it(
    notes: Notes, before: str, after: str
) -> None:
    typed: list[str] = []
    notes.typed.connect(typed.append)
    notes.show_text(before)
    notes.show_text(after)
    assert notes.toPlainText() == after
    assert typed == []


def test_the_cursor_stays_where_it_was_behind_what_has_not_changed(notes: Notes) -> None:
    notes.show_text("first line\nsecond line")
    notes.moveCursor(QTextCursor.MoveOperation.End)
    notes.show_text("first\nsecond line")
    assert notes.textCursor().position() == len("first")


def test_typing_is_told_as_it_happens_and_a_pause_ends_a_group(notes: Notes, qtbot: QtBot) -> None:
    typed: list[str] = []
    ends: list[None] = []
    notes.typed.connect(typed.append)
    notes.paused.connect(lambda: ends.append(None))
    notes.show()
    QTest.keyClicks(notes, "ab")
    assert typed == ["a", "ab"]
    assert ends == []
    qtbot.waitUntil(lambda: len(ends) == 1)
    notes.hide()
