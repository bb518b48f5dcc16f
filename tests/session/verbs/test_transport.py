from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
