"""Films of a training: every moment once, now at the end, the step at rest."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.checkpoints import Checkpoint
from lstm_studio.core.study import Record
from lstm_studio.session.state import State
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.ui.film.camera import Scenery, pictures
from lstm_studio.ui.film.making import Cut, cut_of
from lstm_studio.ui.film.training import HELD, pace_for, shots_through

if TYPE_CHECKING:
    from lstm_studio.ui.film.shots import Shot


@pytest.fixture
def state() -> State:
    study = new_study("spike-latch", load_cell("lstm"))
    flat = study.parameters.astype(np.float32)
    moments = tuple(Checkpoint(update, flat * np.float32(update / 40)) for update in range(0, 40, 2))
    return State(study.replace(record=Record(update=40, updates=40, checkpoints=moments)))


def updates(shots: tuple[Shot, ...], state: State) -> list[int]:
    rows = state.study.record.checkpoints
    places = [shot.state.view.past for shot in shots]
    return [40 if place is None else rows[place].update for place in places]


def test_every_moment_is_seen_once_and_now_at_the_end(state: State) -> None:
    shots = shots_through(state.with_view(cursor=7), (None, None))
    assert updates(shots, state) == [*range(0, 40, 2), 40]
    assert {shot.state.view.cursor for shot in shots} == {7}
    assert {shot.flow for shot in shots} == {None}
    assert shots[-1].seconds >= HELD
    assert len({shot.seconds for shot in shots[:-1]}) == 1


def test_a_part_of_the_training_is_seen(state: State) -> None:
    assert updates(shots_through(state, (3, 9)), state) == [4, 6, 8]
    assert updates(shots_through(state, (None, 3)), state) == [0, 2]
    assert updates(shots_through(state, (37, None)), state) == [38, 40]
    assert [shot.seconds for shot in shots_through(state, (0, 4), 20.0)] == [0.05, 0.05, HELD]


@pytest.mark.parametrize(
    ("span", "word"), [((5, 5), "0 to 40"), ((30, 10), "30 to 10"), ((50, None), "50 to 40")]
)
def test_where_nothing_was_there_is_no_film(
    state: State, span: tuple[int | None, int | None], word: str
) -> None:
    with pytest.raises(ValueError, match=word):
        shots_through(state, span)


def test_a_model_that_was_not_trained_has_no_film(state: State) -> None:
    with pytest.raises(ValueError, match="train it first"):
        shots_through(State(state.study.replace(record=Record())), (None, None))


def test_a_whole_training_takes_about_ten_seconds() -> None:
    assert pace_for(200) == 20.0
    assert pace_for(5) == 4.0
    assert pace_for(4000) == 30.0


@pytest.mark.parametrize("text", ["", ":", (None, None)])
def test_a_cut_of_the_whole_training(text: str) -> None:
    assert cut_of(None, None, None, None, text) == Cut(moments=(None, None))


def test_a_cut_of_a_part_says_where(state: State) -> None:
    cut = cut_of(None, None, None, 5.0, "3:9")
    assert cut is not None
    assert updates(cut.shots(state), state) == [4, 6, 8]
    with pytest.raises(ValueError, match="the updates are “x”"):
        cut_of(None, None, None, None, "x")
    with pytest.raises(ValueError, match="one step, at rest"):
        cut_of("1:2", None, None, None, "3:9")


@pytest.mark.usefixtures("qapp")
def test_the_pictures_differ_from_moment_to_moment(state: State) -> None:
    shots = shots_through(state.with_view(cursor=30), (0, 4), 20.0)
    taken = [picture for picture, _seconds in pictures(shots, Scenery("states", (420, 260)))]
    assert len(taken) == 3
    assert all((one != other).any() for one, other in pairwise(taken))
