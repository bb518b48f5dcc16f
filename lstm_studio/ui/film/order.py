"""What a film of a window needs to be made elsewhere: the state, and how the window shows it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lstm_studio.session.state import Check
from lstm_studio.ui.film.camera import Scenery
from lstm_studio.ui.film.child import Order
from lstm_studio.ui.film.making import Cut, checked
from lstm_studio.ui.subject import WINDOW

if TYPE_CHECKING:
    from lstm_studio.ui.exports import Wish
    from lstm_studio.ui.film.shots import Shot
    from lstm_studio.ui.subject import Subject
    from lstm_studio.ui.window import Window

__all__ = ["order_of", "shots_for"]


def shots_for(window: Window, wish: Wish) -> tuple[Shot, ...]:
    """Give the shots of a film. Raises ValueError for what cannot be filmed."""
    return _cut(wish).shots(window.session.state)


def order_of(window: Window, subject: Subject, wish: Wish) -> Order:
    """Give the order for a film of a part as it is seen. Raises ValueError for what cannot be filmed."""
    size = subject.widget.width(), subject.widget.height()
    layout = window.desk.remember().data() if subject.name == WINDOW else b""
    ways = tuple((name, panel.way) for name, panel in window.desk.panels.items() if panel.way)
    scenery = Scenery(subject.name, size, window.theme.name, wish.scale, wish.ground, bytes(layout), ways)
    checked(wish.suffix, scenery)
    shots_for(window, wish)
    # What a film does not show, and would have to carry: the cell in the editor, the check of the model.
    state = replace(
        window.session.state.with_view(draft=None), run=replace(window.session.state.run, check=Check())
    )
    return Order(state, scenery, _cut(wish), wish.suffix)


def _cut(wish: Wish) -> Cut:
    return Cut(wish.steps, None, wish.motion, wish.speed, wish.moments)
