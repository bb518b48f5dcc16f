"""How equations are printed: in whose letters, with symbols or with numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.catalogue import load_notation

if TYPE_CHECKING:
    from lstm_studio.session.state import State

__all__ = ["choose_notation", "show_numbers", "toggle_numbers"]


def choose_notation(state: State, name: str) -> State:
    """Print equations in a notation of the catalogue. Raises ValueError for one that there is not."""
    return state.with_view(notation=load_notation(name).name)


def show_numbers(state: State, numbers: bool) -> State:
    """Put the numbers of the selected unit in place of the symbols, or the symbols again."""
    return state.with_view(numbers=numbers)


def toggle_numbers(state: State) -> State:
    """Put numbers in place of symbols, or no longer."""
    return show_numbers(state, not state.view.numbers)
