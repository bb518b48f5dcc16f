"""What the model says when it is left alone, as the window has it: where it begins, in what unit, and how far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.edits import run_edited
from lstm_studio.core.model import Model
from lstm_studio.core.sequence import Sequence, frozen
from lstm_studio.core.tasks.airline import PASSENGERS
from lstm_studio.session.open import open_session
from lstm_studio.session.session import Session
from lstm_studio.session.verbs.sampling import set_sampling
from lstm_studio.session.verbs.sequence import scale, set_sequence, set_text
from lstm_studio.session.verbs.sizes import set_directions
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.session.verbs.task import set_option
from lstm_studio.session.verbs.transport import go


@pytest.fixture
def session() -> Iterator[Session]:
    session = open_session(new_study("spike-latch", load_cell("lstm")))
    session.do(set_sequence, Sequence(frozen(PASSENGERS[:, None]), ("passengers",)))
    yield session
    session.close()


def test_a_scaled_series_is_forecast_in_the_unit_that_was_given(session: Session) -> None:
    session.do(set_option, "share", 67)
    session.do(scale)
    found = session.scene.forecast
    assert found is not None
    np.testing.assert_allclose(found.values, PASSENGERS, rtol=1e-12)
    assert (found.learnt, found.season) == (96, 12)
    assert found.stepwise is not None
    assert found.stepwise.first == 96
    assert found.stepwise.persistence == pytest.approx(48.04, abs=0.005)
    assert found.stepwise.seasonal == pytest.approx(41.85, abs=0.005)
    y = session.scene.trace.y if session.scene.trace is not None else None
    assert y is not None
    deviation = PASSENGERS[:96].std()
    np.testing.assert_allclose(found.said, y[:, 0] * deviation + PASSENGERS[:96].mean(), rtol=1e-9)


def test_the_airline_task_is_forecast_in_passengers() -> None:
    session = open_session(new_study("airline", load_cell("lstm")))
    try:
        found = session.scene.forecast
        assert found is not None
        assert (found.learnt, found.season) == (96, 12)
        assert found.stepwise is not None
        assert found.stepwise.persistence == pytest.approx(48.04, abs=0.05)  # the sequence has four decimals
        assert found.stepwise.seasonal == pytest.approx(41.85, abs=0.05)
    finally:
        session.close()


def test_the_free_run_begins_at_the_playhead_and_goes_on_behind_the_end(session: Session) -> None:
    session.do(set_sampling, steps=10)
    for cursor, start in ((0, 144), (100, 100), (144, 144)):
        session.do(go, cursor)
        found = session.scene.forecast
        assert found is not None
        assert found.start == start
        assert len(found.free) == 144 - start + 10
        assert found.free[0] == found.said[start - 1]


def test_a_season_can_be_said(session: Session) -> None:
    session.do(set_sampling, season=6)
    found = session.scene.forecast
    assert found is not None
    assert found.season == 6
    session.do(set_sampling, season=0)
    found = session.scene.forecast
    assert found is not None
    assert found.stepwise is not None
    assert found.stepwise.seasonal is None


def test_symbols_are_free_run_and_not_forecast(session: Session) -> None:
    session.do(set_text, "characters", "to be or not to be")
    run = session.scene.free_run
    assert run is not None
    assert run.codes is not None
    assert len(run.codes) == session.state.view.sampling.steps
    assert session.scene.forecast is None


def test_who_reads_from_the_end_foretells_nothing(session: Session) -> None:
    session.do(set_directions, 2)
    assert "from its end" in session.scene.mute
    assert session.scene.free_run is None
    assert session.scene.forecast is None


def test_a_free_run_follows_what_is_held_and_the_parameters(session: Session) -> None:
    session.do(go, 50)
    study = session.state.study
    model = Model.of(study.cell, study.sizes, study.parameters)
    run = session.scene.free_run
    assert run is not None
    read = replace(study.sequence, values=frozen(np.vstack([study.sequence.values[:50], run.values])))
    again = run_edited(model, replace(read, target=None, weight=None))
    assert again.y is not None
    np.testing.assert_allclose(again.y[49 : 49 + len(run.said)], run.said, rtol=1e-9)
