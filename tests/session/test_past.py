"""Moments of training: every view shows the one that is looked at; it is followed, taken up and never lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.fit import Job
from lstm_studio.core.model import Model
from lstm_studio.formats.study import bytes_of, study_of
from lstm_studio.session.engine import Begin, drive
from lstm_studio.session.open import open_session
from lstm_studio.session.original import untouched
from lstm_studio.session.past import compared, present, seen
from lstm_studio.session.player import MOMENTS, Player
from lstm_studio.session.state import State, fitted
from lstm_studio.session.verbs import (
    cell,
    comparison,
    parameters,
    past,
    shelf,
    sizes,
    training,
    transport,
    what_if,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QCoreApplication
    from pytestqt.qtbot import QtBot

    from lstm_studio.core.study import Study
    from lstm_studio.session.report import Report
    from lstm_studio.session.session import Session


class Silence:
    def poll(self, timeout: float = 0.0) -> bool:
        del timeout
        return False

    def recv(self) -> object:
        raise EOFError


def learnt(study: Study, updates: int = 12) -> State:
    """Train a little, as the command does."""
    state = State(study)
    reports: list[Report] = []
    job = replace(Job.of(study), updates=updates, batch=2, options={**study.options, "length": 20})
    drive(Begin(0, job), Silence(), reports.append)
    for report in reports:
        state = training.absorb_progress(state, report)
    return state.with_run(training="idle")


@pytest.fixture
def state(study: Study) -> State:
    return learnt(study)


@pytest.fixture
def session(state: State, qapp: QCoreApplication) -> Iterator[Session]:
    session = open_session(state.study, qapp)
    yield session
    session.close()


def at(state: State) -> int | None:
    moment = seen(state.study.record, state.view.past)
    return None if moment is None else moment.update


def test_a_training_leaves_its_parameters_at_every_moment(study: Study, state: State) -> None:
    rows = state.study.record.checkpoints
    assert [row.update for row in rows] == list(range(13))
    assert rows[0].parameters.tolist() == study.parameters.astype(np.float32).tolist()
    assert rows[-1].parameters.tolist() == state.study.parameters.tolist()
    again = learnt(study).study.record.checkpoints
    assert all(
        one.parameters.tobytes() == other.parameters.tobytes() for one, other in zip(rows, again, strict=True)
    )


def test_all_that_is_looked_at_is_of_the_moment(session: Session) -> None:
    study = session.state.study
    session.do(past.go_to_update, 5.2)
    assert at(session.state) == 5
    scene, moment = session.scene, study.record.checkpoints[5]
    assert scene.present.tolist() == moment.parameters.tolist()
    expected = Model.of(study.cell, study.sizes, moment.parameters.astype(np.float64)).run(
        study.sequence.values
    )
    assert scene.trace is not None
    np.testing.assert_array_equal(scene.trace.h, expected.h)
    assert scene.model.flat.tolist() == moment.parameters.tolist()
    assert session.state.study is study, "to look is no change"
    session.do(past.go_to_now)
    assert session.scene.present is study.parameters


def test_gradients_are_those_of_the_moment(session: Session) -> None:
    session.glance(lambda state: state.with_view(backward=True))
    now = session.scene.gradients
    session.do(past.go_to_start)
    then = session.scene.gradients
    assert now is not None
    assert then is not None
    study = session.state.study
    first = Model.of(study.cell, study.sizes, study.record.checkpoints[0].parameters.astype(np.float64))
    wanted = first.gradients(
        study.sequence.values, study.sequence.target, study.training.loss, study.sequence.weight
    )
    assert then.loss == pytest.approx(wanted.loss, rel=1e-12)
    assert then.loss != now.loss


def test_the_run_beside_is_of_the_same_moment_where_it_shares_its_weights(state: State) -> None:
    held = what_if.hold(state, "f", 1.0)
    moment = held.study.record.checkpoints[3]
    then = present(held.study.parameters, moment)
    beside = compared(held.study.cell, held.study.sizes, held.study.against, moment, then)
    assert beside is not None
    assert beside.parameters.tolist() == moment.parameters.tolist()
    other = comparison.compare(state, "gru").study
    assert other.against is not None
    beside = compared(other.cell, other.sizes, other.against, moment, then)
    assert beside is not None
    assert beside.parameters.size == other.against.parameters.size
    assert beside.parameters.tolist() != other.against.parameters.tolist()
    kept = shelf.compare_kept(shelf.keep_model(state), 0).study
    assert compared(kept.cell, kept.sizes, kept.against, moment, then) is kept.against


def test_it_goes_from_moment_to_moment_and_stops_at_the_ends(state: State) -> None:
    assert past.count(state) == 12, "the last one is now"
    state = past.step(state, -1)
    assert at(state) == 11
    state = past.step(state, -100)
    assert at(state) == 0
    state = past.step(state, 100)
    assert at(state) is None
    assert past.go_to_update(state, 11.9).view.past is None
    assert at(past.go_to_update(state, -3)) == 0


def test_a_moment_is_taken_up_and_what_was_learnt_after_it_is_kept(state: State) -> None:
    before = state.study
    back = past.take_up(past.go(state, 4))
    study = back.study
    assert study.parameters.tolist() == before.record.checkpoints[4].parameters.tolist()
    assert study.record.update == 4
    assert [row.update for row in study.record.checkpoints] == [0, 1, 2, 3, 4]
    assert study.record.losses[-1, 0] == 4
    assert back.view.past is None
    (kept,) = study.models
    assert kept.parameters is before.parameters
    assert kept.record is before.record
    assert kept.name in back.run.message
    forth = shelf.bring_model(back, 0)
    assert forth.study.record is before.record
    again = past.take_up(past.go(forth, 4))
    assert len(again.study.models) == 2, "what is kept already is not kept twice"


def test_a_weight_is_changed_at_the_moment_that_is_looked_at(session: Session) -> None:
    study = session.state.study
    session.do(past.go, 4)
    session.do(what_if.set_weight, "b_f", (0,), 9.0)
    changed = session.state.study
    assert session.state.view.past is None
    assert changed.record.update == 4
    assert changed.against is not None
    assert changed.against.parameters.tolist() == study.record.checkpoints[4].parameters.tolist()
    assert (changed.parameters != changed.against.parameters).sum() == 1
    session.undo()
    assert session.state.study is study, "one step of undo"


@pytest.mark.parametrize("change", ["cell", "sizes"])
def test_another_cell_takes_over_the_weights_of_the_moment(state: State, change: str) -> None:
    there = past.go(state, 4)
    after = cell.set_cell(there, load_cell("gru")) if change == "cell" else sizes.set_layers(there, 2)
    assert after.view.past is None
    assert after.study.record.checkpoints == ()
    name = "V" if change == "cell" else "0.W_f"
    model = Model.of(after.study.cell, after.study.sizes, after.study.parameters)
    then = Model.of(there.study.cell, there.study.sizes, there.study.record.checkpoints[4].parameters)
    np.testing.assert_array_equal(model.parameters[name], then.parameters[name.removeprefix("0.")])


def test_what_is_kept_is_the_moment_that_is_looked_at(state: State) -> None:
    kept = shelf.keep_model(past.go(state, 2)).study.models[-1]
    assert kept.record.update == 2
    assert kept.parameters.tolist() == state.study.record.checkpoints[2].parameters.tolist()


def test_a_moment_is_followed_while_others_are_thinned_out(session: Session) -> None:
    session.do(past.go, 6)
    record = session.state.study.record
    session.drag("x", lambda state: state.with_record(checkpoints=record.checkpoints[::2]))
    assert at(session.state) == 6
    session.drag("x", lambda state: state.with_record(checkpoints=record.checkpoints[::4]))
    assert at(session.state) in (4, 8)
    session.undo()
    assert at(session.state) in (4, 8)
    session.do(parameters.initialise)
    assert session.state.view.past is None


def test_a_moment_that_is_not_there_is_now(state: State) -> None:
    assert fitted(state.with_view(past=99)).view.past is None
    assert fitted(state.with_view(past=-1)).view.past is None
    assert fitted(state.with_view(past=3)).view.past == 3


def test_what_follows_from_a_moment_is_not_made_anew_while_training_goes_on(session: Session) -> None:
    session.do(past.go, 3)
    trace = session.scene.trace
    flat = session.state.study.parameters * 1.5
    session.drag("x", lambda state: state.with_study(parameters=flat).with_record(update=13))
    assert session.scene.trace is trace


def test_it_plays_through_the_training_and_stops_at_now(session: Session, qtbot: QtBot) -> None:
    player = Player(session, MOMENTS)
    session.do(transport.set_speed, 60.0)
    told: list[int | None] = []
    session.changed.connect(lambda _names: told.append(session.state.view.past))
    session.do(past.toggle_replay)
    assert session.state.view.past == 0
    qtbot.waitUntil(lambda: not session.state.run.replaying, timeout=3000)
    assert session.state.view.past is None
    places = [place for place in told if place is not None]
    assert places == sorted(places)
    player.close()


def test_it_cannot_play_through_no_training(study: Study) -> None:
    with pytest.raises(ValueError, match="no moments"):
        past.toggle_replay(State(study))


def test_a_training_goes_on_on_its_record_unless_a_weight_was_changed(state: State) -> None:
    assert untouched(state.study)
    assert untouched(what_if.hold(state, "f", 1.0).study)
    assert untouched(comparison.compare(state, "gru").study)
    assert untouched(study_of(bytes_of(what_if.hold(state, "f", 1.0).study)))
    assert not untouched(what_if.set_weight(state, "b_f", (0,), 9.0).study)
    assert not untouched(what_if.set_weight(comparison.compare(state, "gru"), "b_f", (0,), 9.0).study)
