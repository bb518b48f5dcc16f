"""What a film is made of: which step for how long, and how far all has flowed."""

from __future__ import annotations

from typing import Any

import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.insight.moments import moments
from lstm_studio.session.state import State
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.ui.film.shots import read_steps, shots_of, span_of


@pytest.fixture
def state() -> State:
    return State(new_study("spike-latch", load_cell("lstm")))


def test_a_picture_a_step(state: State) -> None:
    shots = shots_of(state, (3, 12))
    assert [shot.state.view.cursor for shot in shots] == list(range(3, 13))
    assert {(shot.seconds, shot.flow) for shot in shots} == {(0.25, None)}
    assert {shot.seconds for shot in shots_of(state, (3, 12), 10)} == {0.1}
    assert {shot.seconds for shot in shots_of(state, (3, 12), 10, speed=2)} == {0.5}


def test_without_steps_the_whole_sequence_is_seen(state: State) -> None:
    assert [shot.state.view.cursor for shot in shots_of(state)] == list(range(1, 51))
    assert [shot.state.view.cursor for shot in shots_of(state, (0, None))] == list(range(51))
    assert [shot.state.view.cursor for shot in shots_of(state, (None, 2))] == [1, 2]


def test_values_flow_into_every_step_and_come_to_rest(state: State) -> None:
    shots = shots_of(state, (0, 2), fps=20, motion="steps", speed=2)
    assert [shot.state.view.cursor for shot in shots] == [0] + [1] * 10 + [2] * 10
    assert sum(shot.seconds for shot in shots) == pytest.approx(1.5)
    flows = [shot.flow for shot in shots if shot.state.view.cursor == 2]
    assert flows[-1] is None
    moving = [flow for flow in flows if flow is not None]
    assert len(moving) == 9
    assert moving == sorted(moving)
    assert 0 < moving[0] < moving[-1] < 1


def test_slow_motion_goes_through_every_operation(state: State) -> None:
    count = len(moments(state.study.cell.graph, bias=True))
    shots = shots_of(state.with_view(backward=True), (4, 5), fps=10, motion="operations", speed=2)
    places = [(shot.state.view.cursor, shot.state.view.inside) for shot in shots]
    assert places[::5] == [(step, inside) for step in (4, 5) for inside in range(count)] + [(5, None)]
    assert not any(shot.state.view.backward for shot in shots)  # values are computed, not gradients
    assert sum(shot.seconds for shot in shots) == pytest.approx(0.5 * (2 * count + 1))


def test_nothing_plays_in_a_film(state: State) -> None:
    (shot,) = shots_of(state.with_run(playing=True).with_view(inside=3), (5, 5))
    assert not shot.state.run.playing
    assert shot.state.view.inside is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"steps": (9, 3)}, "steps 9 to 3; expected two of 0 to 50"),
        ({"steps": (0, 51)}, "steps 0 to 51"),
        ({"motion": "fast"}, "fast.*off, steps, operations"),
        ({"fps": 0}, "0 pictures a second; expected 0.1 to 60"),
        ({"fps": float("nan")}, "nan pictures"),
        ({"speed": 1000}, "1000 steps a second"),
        ({"fps": 60, "motion": "operations", "speed": 0.25}, "240000 pictures; expected at most 5000"),
    ],
)
def test_what_cannot_be_filmed_is_a_sentence(state: State, given: dict[str, Any], said: str) -> None:
    words: dict[str, Any] = {"steps": (None, None), "fps": None, "motion": "off", "speed": None} | given
    with pytest.raises(ValueError, match=said):
        shots_of(state, **words)


@pytest.mark.parametrize(
    ("text", "steps"),
    [("3:12", (3, 12)), (" 3 : ", (3, None)), (":12", (None, 12)), ("7", (7, 7)), (":", (None, None))],
)
def test_steps_are_read(text: str, steps: tuple[int | None, int | None]) -> None:
    assert read_steps(text) == steps


@pytest.mark.parametrize("text", ["", "x", "3:4:5", "-1:3", "3-4", "1.5:2", "3 4", "9" * 12])
def test_other_words_are_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="expected the first and the last one, such as 3:12"):
        read_steps(text)


def test_a_sequence_without_steps_has_its_beginning(state: State) -> None:
    empty = state.study.sequence
    short = state.with_study(sequence=type(empty)(empty.values[:0]))
    assert span_of(short, (None, None)) == (0, 0)
    assert len(shots_of(short)) == 1
