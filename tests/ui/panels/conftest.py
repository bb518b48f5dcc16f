"""A panel as the window has it: in sight, with its header, and refreshed by a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest

from lstm_studio.ui.frame import Frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from lstm_studio.session.session import Session
    from lstm_studio.ui.panels.panel import Panel

    P = TypeVar("P", bound=Panel)
    Shown = Callable[[type[P]], P]


@pytest.fixture
def shown(qtbot: QtBot, session: Session) -> Shown[Panel]:
    """Give a function that shows a panel; it follows the session at once."""

    def show(kind: type[P]) -> P:
        panel = kind(session)
        qtbot.addWidget(panel)
        qtbot.addWidget(panel.header)
        panel.resize(280, 320)
        with qtbot.waitExposed(panel):
            panel.show()
        frame = Frame(session, panel)
        frame.add(panel)
        frame.flush()
        session.changed.connect(lambda _names: frame.flush())
        return panel

    return show
