from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lstm_studio.session.verbs import notation

if TYPE_CHECKING:
    from lstm_studio.session.state import State


def test_equations_are_printed_in_a_notation_that_there_is(state: State) -> None:
    assert notation.choose_notation(state, "olah").view.notation == "olah"
    with pytest.raises(ValueError, match="there is no notation “mine”"):
        notation.choose_notation(state, "mine")


def test_numbers_stand_for_symbols_and_go_again(state: State) -> None:
    numbers = notation.toggle_numbers(state)
    assert numbers.view.numbers
    assert not notation.toggle_numbers(numbers).view.numbers
