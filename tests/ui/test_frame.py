"""Many changes, one refresh a frame, and only of what can be seen."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from lstm_studio.session.session import Session
from lstm_studio.ui.frame import Frame


class Source(QObject):
    """What a frame listens to."""

    changed = Signal(object)
    scene = SimpleNamespace(name="scene")


class Witness:
    """A part that notes what it is told."""

    def __init__(self, *needs: str, visible: bool = True) -> None:
        self.needs = frozenset(needs)
        self.visible = visible
        self.isVisible = lambda: self.visible
        self.told: list[frozenset[str]] = []

    def show_scene(self, scene: object, changed: frozenset[str]) -> None:
        assert scene is Source.scene
        self.told.append(changed)


def framed(source: Source) -> Frame:
    return Frame(cast("Session", source))


def test_a_new_part_is_told_all_that_it_needs(qtbot: QtBot) -> None:
    frame, part = framed(Source()), Witness("cursor", "unit")
    frame.add(part)
    qtbot.waitUntil(lambda: part.told == [frozenset({"cursor", "unit"})])


def test_changes_are_joined_and_others_do_not_wake_a_part(qtbot: QtBot) -> None:
    source, part, other = Source(), Witness("cursor", "unit"), Witness("record")
    frame = framed(source)
    frame.add(part)
    frame.add(other)
    frame.flush()
    part.told.clear()
    other.told.clear()
    for name in ("cursor", "speed", "unit"):
        source.changed.emit(frozenset({name}))
    qtbot.waitUntil(lambda: bool(part.told))
    assert part.told == [frozenset({"cursor", "unit"})]
    qtbot.wait(40)
    assert len(part.told) == 1
    assert other.told == []


def test_a_hidden_part_is_told_once_when_it_is_shown(qtbot: QtBot) -> None:
    source, part = Source(), Witness("cursor", visible=False)
    frame = framed(source)
    frame.add(part)
    for _step in range(3):
        source.changed.emit(frozenset({"cursor"}))
    frame.flush()
    assert part.told == []
    part.visible = True
    frame.wake()
    qtbot.waitUntil(lambda: part.told == [frozenset({"cursor"})])


def test_no_more_than_one_refresh_in_a_period(qtbot: QtBot) -> None:
    source, part = Source(), Witness("cursor")
    frame = framed(source)
    frame.add(part)
    frame.flush()
    part.told.clear()
    for _step in range(60):
        source.changed.emit(frozenset({"cursor"}))
        qtbot.wait(1)
    # 60 ms and more have gone by: frames were drawn all along, but never one a change.
    assert 2 <= len(part.told) < 40
