"""What the mouse points at, in whichever panel: all panels mark it. Call it by ``Session.glance``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lstm_studio.session.state import State

__all__ = ["point"]


def point(state: State, *texts: str) -> State:
    """Point at values and parameters by their printed forms, such as "f" or "W_f"; at nothing without any."""
    return state.with_view(hovered=texts)
