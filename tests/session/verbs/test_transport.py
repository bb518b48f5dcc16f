from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lstm_studio.core.insight.moments import moments
from lstm_studio.session.state import fitted
from lstm_studio.session.verbs import transport

if TYPE_CHECKING:
    from lstm_studio.session.state import State


@pytest.mark.parametrize(
    ("from_", "steps", "to"), [(0, 1, 1), (0, -1, 0), (48, 10, 50), (7, -10, 0), (7, 10, 17)]
)
def test_steps_stop_at_the_ends(state: State, from_: int, steps: int, to: int) -> None:
    assert transport.step(transport.go(state, from_), steps).view.cursor == to


def test_ends(state: State) -> None:
    assert transport.go_to_end(state).view.cursor == state.study.sequence.steps == 50
    assert transport.go_to_start(transport.go(state, 9)).view.cursor == 0


def test_playing_stops_at_the_end_and_starts_again_from_the_beginning(state: State) -> None:
    playing = transport.toggle_play(transport.go(state, 45))
    assert (playing.run.playing, playing.view.cursor) == (True, 45)
    assert transport.advance(playing, 4).run.playing
    ended = transport.advance(playing, 9)
    assert (ended.run.playing, ended.view.cursor) == (False, 50)
    again = transport.toggle_play(ended)
    assert (again.run.playing, again.view.cursor) == (True, 0)
    assert not transport.toggle_play(again).run.playing


def test_speeds_go_up_and_down_the_list_and_stay_in_it(state: State) -> None:
    speeds = [state]
    for _press in range(20):
        speeds.append(transport.faster(speeds[-1]))
    assert [each.view.speed for each in speeds[:5]] == [4.0, 8.0, 15.0, 30.0, 60.0]
    assert speeds[-1].view.speed == 60.0
    assert transport.slower(transport.set_speed(state, 5.0)).view.speed == 4.0
    assert transport.faster(transport.set_speed(state, 5.0)).view.speed == 8.0
    assert transport.set_speed(state, 0.0).view.speed == 0.25


def places(state: State, presses: int, way: int = 1) -> list[tuple[int, int | None]]:
    """Where some presses of one key lead."""
    found = []
    for _press in range(presses):
        state = transport.step_inside(state, way)
        found.append((state.view.cursor, state.view.inside))
    return found


def count(state: State) -> int:
    return len(moments(state.study.cell.graph))


def test_inside_goes_through_every_operation_of_every_step(state: State) -> None:
    wanted = [(1 + place // count(state), place % count(state)) for place in range(50 * count(state))]
    assert places(state, 50 * count(state) + 1) == [*wanted, (50, None)]
    end = transport.go_to_end(state)
    assert places(end, 50 * count(state) + 1, -1) == [*wanted[::-1], (0, None)]


def test_inside_begins_with_the_step_at_the_cursor(state: State) -> None:
    at = transport.go(state, 7)
    assert places(at, 2) == [(7, 0), (7, 1)]
    assert places(at, 2, -1) == [(7, count(state) - 1), (7, count(state) - 2)]
    assert places(state, 1, -1) == [(0, None)]
    assert transport.step_inside(at, count(state) + 1).view.cursor == 8
    assert not transport.step_inside(at.with_view(backward=True)).view.backward


def test_whatever_moves_the_cursor_shows_a_whole_step(state: State) -> None:
    inside = transport.step_inside(transport.go(state, 7), 3)
    assert inside.view.inside == 2
    for moved in (transport.step(inside), transport.go_to_end(inside), transport.go(inside, 7)):
        assert moved.view.inside is None
    assert (transport.whole_step(inside).view.cursor, transport.whole_step(inside).view.inside) == (7, None)


def test_an_operation_that_the_cell_has_not_is_none(state: State) -> None:
    at = transport.go(state, 7)
    assert fitted(at.with_view(inside=count(state) - 1)).view.inside == count(state) - 1
    for inside in (count(state), -1):
        assert fitted(at.with_view(inside=inside)).view.inside is None
    assert fitted(state.with_view(inside=0)).view.inside is None


def test_slow_motion_plays_operations_to_the_very_end(state: State) -> None:
    playing = transport.toggle_play(transport.set_motion(transport.go(state, 49), "operations"))
    onward = transport.advance(playing, 1)
    assert (onward.view.cursor, onward.view.inside, onward.run.playing) == (49, 0, True)
    last = transport.advance(onward, 2 * count(state) - 1)
    assert (last.view.cursor, last.view.inside, last.run.playing) == (50, count(state) - 1, True)
    again = transport.play(transport.pause(last))
    assert (again.view.cursor, again.view.inside) == (50, count(state) - 1)
    ended = transport.advance(last, 1)
    assert (ended.view.cursor, ended.view.inside, ended.run.playing) == (50, None, False)


def test_there_are_three_motions(state: State) -> None:
    assert [transport.set_motion(state, motion).view.motion for motion in transport.MOTIONS] == [
        "off", "steps", "operations",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="no motion “fast”; expected one of off, steps, operations"):
        transport.set_motion(state, "fast")


def test_looking_inside_stops_playing(state: State) -> None:
    playing = transport.play(transport.go(state, 7))
    for way in (1, -1):
        inside = transport.step_inside(playing, way)
        assert inside.view.inside is not None
        assert not inside.run.playing
