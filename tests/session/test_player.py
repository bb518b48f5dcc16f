from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lstm_studio.session.open import open_session
from lstm_studio.session.player import Player
from lstm_studio.session.verbs import transport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QCoreApplication
    from pytestqt.qtbot import QtBot

    from lstm_studio.core.study import Study
    from lstm_studio.session.session import Session


@pytest.fixture
def session(study: Study, qapp: QCoreApplication) -> Iterator[Session]:
    session = open_session(study, qapp)
    yield session
    session.close()


@pytest.fixture
def player(session: Session) -> Iterator[Player]:
    player = Player(session)
    yield player
    player.close()


def test_it_plays_to_the_end_and_stops(session: Session, player: Player, qtbot: QtBot) -> None:
    assert not player._timer.isActive()
    seen: list[int] = []
    session.changed.connect(lambda _names: seen.append(session.state.view.cursor))
    session.do(transport.set_speed, 60.0)
    session.do(transport.go, 45)
    session.do(transport.toggle_play)
    qtbot.waitUntil(lambda: not session.state.run.playing, timeout=3000)
    assert session.state.view.cursor == 50
    assert seen == sorted(seen)
    assert not player._timer.isActive()


def test_steps_that_are_due_are_made_up_for(
    session: Session, player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.do(transport.set_speed, 60.0)
    session.do(transport.toggle_play)

    class Late:
        def elapsed(self) -> int:
            return 100

    monkeypatch.setattr(player, "_clock", Late())
    player._on_timeout()
    assert session.state.view.cursor == 6
    player._on_timeout()
    assert session.state.view.cursor == 6


def test_a_new_speed_counts_from_now(session: Session, player: Player, qtbot: QtBot) -> None:
    session.do(transport.set_speed, 0.25)
    session.do(transport.toggle_play)
    qtbot.wait(50)
    assert session.state.view.cursor == 0
    session.do(transport.faster)
    assert session.state.view.cursor == 0
    assert player._timer.interval() == 2000
    session.do(transport.pause)
    assert not player._timer.isActive()


def test_a_session_that_plays_already_is_played(session: Session) -> None:
    session.do(transport.toggle_play)
    player = Player(session)
    assert player._timer.isActive()
    player.close()


def test_slow_motion_goes_operation_by_operation(session: Session, player: Player, qtbot: QtBot) -> None:
    session.do(transport.set_speed, 0.25)
    session.do(transport.toggle_play)
    session.do(transport.set_motion, "operations")
    session.do(transport.set_speed, 60.0)
    qtbot.waitUntil(
        lambda: session.state.view.inside is not None and session.state.view.inside > 1, timeout=3000
    )
    assert session.state.view.cursor == 1
    session.do(transport.set_motion, "steps")
    qtbot.waitUntil(lambda: session.state.view.cursor > 1, timeout=3000)
    assert session.state.view.inside is None
    assert player._timer.isActive()
