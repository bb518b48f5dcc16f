from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.session.session import Session
from lstm_studio.session.verbs import hover

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication

    from lstm_studio.session.state import State


def test_a_mouse_that_moves_tells_what_it_points_at_and_leaves_the_message(
    state: State, qapp: QCoreApplication
) -> None:
    session = Session(state.study, [], qapp)
    told: list[frozenset[str]] = []
    session.glance(lambda before: before.with_run(message="not so"))
    session.changed.connect(told.append)
    session.glance(hover.point, "W_f", "R_f")
    session.glance(hover.point, "W_f", "R_f")
    assert session.state.view.hovered == ("W_f", "R_f")
    session.glance(hover.point)
    assert told == [frozenset({"hovered"}), frozenset({"hovered"})]
    assert session.state.run.message == "not so"
    assert session.history.past is None
    session.close()
