from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lstm_studio.session.verbs import selection, transport

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


def test_any_value_that_the_cell_computes_is_plotted_once_and_taken_away(state: State) -> None:
    two = selection.plot(selection.plot(state, "f*c_prev"), "W_f @ x")
    assert two.view.plotted == ("f * c_prev", "W_f @ x")
    assert selection.plot(two, "f * c_prev").view.plotted == two.view.plotted
    assert selection.unplot(two, "f * c_prev").view.plotted == ("W_f @ x",)
    assert selection.unplot(two, "").view.plotted == ()


@pytest.mark.parametrize("text", ["b_f", "W_f", "c * c", "nothing"])
def test_what_has_no_course_over_time_is_not_plotted(state: State, text: str) -> None:
    with pytest.raises(ValueError, match=text.split(maxsplit=1)[0]):
        selection.plot(state, text)


def test_the_selected_value_is_plotted_and_taken_away_by_one_key(state: State) -> None:
    with pytest.raises(ValueError, match="no value is selected"):
        selection.toggle_plot(state)
    chosen = selection.select_node(state, "i * g")
    shown = selection.toggle_plot(chosen)
    assert shown.view.plotted == ("i * g",)
    assert selection.toggle_plot(shown).view.plotted == ()


def test_values_and_their_gradients_take_turns(state: State) -> None:
    once = selection.toggle_backward(state)
    assert once.view.backward
    assert not selection.toggle_backward(once).view.backward
    inside = transport.step_inside(state, 3)
    assert inside.view.inside is not None
    assert selection.toggle_backward(inside).view.inside is None  # gradients come back through whole steps
