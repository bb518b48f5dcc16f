"""Sentences are announced, and of many in a row only as many as can be heard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from lstm_studio.session.verbs.transport import go
from lstm_studio.ui.spoken import announcer
from lstm_studio.ui.spoken.announcer import Announcer

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from lstm_studio.ui.window import Window


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []

    def take(event: Any) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            said.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", take)
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    return said


def test_the_first_is_said_at_once_and_of_the_others_the_last(
    qtbot: QtBot, heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcer, "REST", 0.05)
    widget = QWidget()
    qtbot.addWidget(widget)
    voice = Announcer(widget)
    for number in range(9):
        voice.say(f"step {number}")
    assert heard == ["step 0"]
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == ["step 0", "step 8"]
    voice.say("step 8")
    qtbot.wait(80)
    assert len(heard) == 2


def test_nobody_is_told_where_nobody_listens(
    qtbot: QtBot, heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QAccessible, "isActive", lambda: False)
    widget = QWidget()
    qtbot.addWidget(widget)
    Announcer(widget).say("step 1")
    assert not heard


def test_the_sentence_of_the_status_line_is_announced(window: Window, heard: list[str]) -> None:
    window.session.do(go, 12)
    window.frame.flush()
    assert heard
    assert heard[-1].startswith(("Step 12", "Before the first input"))
