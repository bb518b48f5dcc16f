from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lstm_studio.session.verbs import selection

if TYPE_CHECKING:
    from lstm_studio.session.state import State


def test_one_unit_and_its_curves(state: State) -> None:
    chosen = selection.select_unit(state, 5).view
    assert (chosen.unit, chosen.curves) == (5, (5,))
    assert selection.select_unit(state, 99).view.unit == 7
    assert selection.select_unit(state, -1).view.unit == 0


def test_curves_are_added_and_taken_away_but_never_the_last(state: State) -> None:
    both = selection.toggle_curve(state, 3)
    assert (both.view.unit, both.view.curves) == (3, (0, 3))
    one = selection.toggle_curve(both, 3)
    assert (one.view.unit, one.view.curves) == (0, (0,))
    assert selection.toggle_curve(one, 0).view.curves == (0,)
    assert selection.toggle_curve(state, 8) is state


def test_a_value_is_selected_by_any_spelling_of_it(state: State) -> None:
    assert selection.select_node(state, "f*c_prev").view.node == "f * c_prev"
    assert selection.select_node(selection.select_node(state, "f"), "").view.node == ""
    with pytest.raises(ValueError, match="z"):
        selection.select_node(state, "z")


def test_the_steps_in_sight_stay_inside_the_sequence(state: State) -> None:
    assert selection.look(state, 10.0, 20.0).view.span == (10.0, 20.0)
    assert selection.look(state, -7.0, 20.0).view.span == (-0.5, 20.0)
    assert selection.look(selection.look(state, 10.0, 20.0), -3.0, 99.0).view.span is None


def test_themes_are_three(state: State) -> None:
    assert selection.set_theme(state, "dark").view.theme == "dark"
    with pytest.raises(ValueError, match="expected one of system, light, dark"):
        selection.set_theme(state, "pink")
