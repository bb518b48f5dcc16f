"""The queue of runs side by side: in a process and in a thread, cancelled, broken, and beside a training."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lstm_studio.core.fit import Job, fit
from lstm_studio.session import relay
from lstm_studio.session.link import BrokenEngineError
from lstm_studio.session.open import open_session
from lstm_studio.session.runner import Runner
from lstm_studio.session.trainer import Trainer
from lstm_studio.session.verbs import series, task, training

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QCoreApplication
    from pytestqt.qtbot import QtBot

    from lstm_studio.core.study import Study
    from lstm_studio.session.session import Session

PATIENCE = 20_000


@pytest.fixture
def session(study: Study, qapp: QCoreApplication) -> Iterator[Session]:
    short = study.replace(
        options={**study.options, "length": 6.0}, training=replace(study.training, batch=2, updates=30)
    )
    session = open_session(short, qapp)
    yield session
    session.close()


@pytest.fixture
def beside(session: Session) -> Iterator[Runner]:
    """A queue in a thread."""
    runner = Runner(session, own_process=False)
    yield runner
    runner.close()
    assert not runner.isRunning()


@pytest.fixture
def apart(session: Session) -> Iterator[Runner]:
    """A queue with a process of its own."""
    runner = Runner(session, own_process=True)
    yield runner
    runner.close()
    assert not runner.isRunning()


def over(qtbot: QtBot, session: Session, runner: Runner) -> None:
    qtbot.waitUntil(lambda: session.state.run.series is None, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not runner.isRunning(), timeout=PATIENCE)


@pytest.mark.parametrize("place", ["beside", "apart"])
def test_each_run_reaches_what_the_loop_alone_reaches_and_the_process_ends(
    session: Session, place: str, request: pytest.FixtureRequest, qtbot: QtBot
) -> None:
    runner: Runner = request.getfixturevalue(place)
    session.do(series.ask, seeds=2)
    plan = session.state.run.series
    assert plan is not None
    over(qtbot, session, runner)
    assert runner._child is None
    models = session.state.study.models
    assert [kept.name for kept in models] == [kept.name for kept in plan.plan]
    for drawn, kept in zip(plan.plan, models, strict=True):
        alone = session.state.study.replace(parameters=drawn.parameters, training=drawn.training)
        assert np.array_equal(list(fit(Job.of(alone)))[-1].snapshot(), kept.parameters)
    assert session.undo_name == "runs side by side"
    session.undo()
    assert session.state.study.models == ()


def test_runs_go_on_beside_a_training_and_neither_ends_the_other(
    session: Session, beside: Runner, qtbot: QtBot
) -> None:
    trainer = Trainer(session, own_process=False)
    session.do(training.set_training, updates=1_000_000)
    trainer.train()
    session.do(training.set_training, updates=30)
    qtbot.waitUntil(lambda: session.state.study.record.update > 0, timeout=PATIENCE)
    session.do(series.ask, seeds=2)
    qtbot.waitUntil(lambda: len(session.state.study.models) == 2, timeout=PATIENCE)
    assert [kept.record.update for kept in session.state.study.models] == [30, 30]
    trainer.close()
    over(qtbot, session, beside)


def test_a_second_series_is_refused_while_one_is_at_work(
    session: Session, beside: Runner, qtbot: QtBot
) -> None:
    session.do(training.set_training, updates=1_000_000)
    session.do(series.ask, seeds=2)
    with pytest.raises(ValueError, match="other runs are at work"):
        session.do(series.ask, seeds=2)
    session.do(series.break_off)
    over(qtbot, session, beside)


def test_a_hundred_series_that_are_cancelled_leave_nothing(
    session: Session, beside: Runner, qtbot: QtBot
) -> None:
    session.do(training.set_training, updates=1_000_000)
    before = threading.active_count()
    for _cycle in range(100):
        session.do(series.ask, seeds=3)
        session.do(series.break_off)
    session.do(training.set_training, updates=30)
    session.do(series.ask, seeds=1)
    over(qtbot, session, beside)
    assert [kept.record.update for kept in session.state.study.models] == [30]
    assert threading.active_count() <= before
    assert beside.take() is None


def test_a_run_whose_loss_is_no_number_is_kept_as_far_as_it_came_and_the_others_follow(
    session: Session, beside: Runner, qtbot: QtBot
) -> None:
    session.do(task.set_task, "adding")
    session.do(training.set_training, optimiser="sgd", rate=1e3, clip=None, updates=30)
    session.do(series.ask, seeds=2)
    over(qtbot, session, beside)
    models = session.state.study.models
    assert len(models) == 2
    for kept in models:
        assert 0 < kept.record.update < 30
        assert np.isfinite(kept.parameters).all()
    assert "0 of 2 solved; 2 broke off" in session.state.run.message


def test_an_engine_that_breaks_ends_the_runs_with_a_sentence(
    session: Session, apart: Runner, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[Any] = []
    apart.failed.connect(failed.append)
    session.do(training.set_training, updates=1_000_000)
    session.do(series.ask, seeds=2)
    qtbot.waitUntil(lambda: apart._child is not None and apart._child.answered, timeout=PATIENCE)
    child = apart._child
    assert child is not None
    child.kill()
    over(qtbot, session, apart)
    (error,) = failed
    assert isinstance(error, BrokenEngineError)
    assert "the runs broke off" in session.state.run.message
    monkeypatch.setattr(relay, "BOUND", 100)
    session.do(training.set_training, updates=30)
    session.do(series.ask, seeds=1)
    over(qtbot, session, apart)
    assert [kept.record.update for kept in session.state.study.models] == [30]


def test_closing_in_the_middle_ends_it_within_seconds(session: Session, beside: Runner) -> None:
    session.do(training.set_training, updates=1_000_000)
    session.do(series.ask, seeds=5)
    beside.close()
    assert not beside.isRunning()
    session.do(series.break_off)
    session.do(series.ask, seeds=5)  # nothing starts any more
    assert not beside.isRunning()
