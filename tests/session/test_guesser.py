"""Weights drawn at random: beside the window, broken off, given up, and taken where one draw solves the task."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.fit import examine
from lstm_studio.core.model import Model
from lstm_studio.core.tasks import TASKS
from lstm_studio.session import guesser as module
from lstm_studio.session.guesser import Guesser
from lstm_studio.session.open import open_session
from lstm_studio.session.verbs import luck, task
from lstm_studio.session.verbs.studies import new_study

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from lstm_studio.session.session import Session


@pytest.fixture
def session() -> Iterator[Session]:
    study = new_study("two-sequence", load_cell("lstm"), options={"length": 12.0})
    opened = open_session(study)
    yield opened
    opened.close()


@pytest.fixture
def guesser(session: Session) -> Iterator[Guesser]:
    made = Guesser(session)
    yield made
    made.close()


def test_a_draw_that_solves_the_task_becomes_the_model(
    qtbot: QtBot, session: Session, guesser: Guesser
) -> None:
    before = session.state.study
    guesser.toggle()
    assert session.state.run.guessed == 0
    qtbot.waitUntil(lambda: not guesser.running, timeout=60_000)
    study, run = session.state.study, session.state.run
    assert run.guessed is None
    assert "solves it" in run.message
    assert np.abs(study.parameters).max() <= 4.0
    assert np.abs(study.parameters).max() > 3.0, "drawn up to the luck of the task"
    row = TASKS["two-sequence"]
    model = Model.of(study.cell, study.sizes, study.parameters, "float32")
    assert row.solved(examine(model, row, study.options, None)), "held against the examination of training"
    assert study.record.score == row.bar
    assert not study.record.update, "nothing was trained"
    assert session.undo_name == "guess of random weights"
    session.undo()
    assert np.array_equal(session.state.study.parameters, before.parameters)


def test_a_second_round_draws_others(qtbot: QtBot, session: Session, guesser: Guesser) -> None:
    found = []
    for _round in range(2):
        guesser.toggle()
        qtbot.waitUntil(lambda: not guesser.running, timeout=60_000)
        found.append(session.state.study.parameters)
    assert not np.array_equal(found[0], found[1])


def test_draws_are_broken_off_and_change_nothing(qtbot: QtBot, session: Session, guesser: Guesser) -> None:
    session.do(task.set_option, "length", 1000.0)
    before = session.state.study
    guesser.toggle()
    qtbot.waitUntil(lambda: bool(session.state.run.guessed), timeout=30_000)
    guesser.toggle()
    assert not guesser.running
    assert session.state.run.guessed is None
    assert "broken off after" in session.state.run.message
    assert session.state.study is before


def test_another_task_ends_the_draws(session: Session, guesser: Guesser) -> None:
    guesser.toggle()
    session.do(task.set_task, "adding")
    assert not guesser.running
    assert session.state.run.guessed is None
    assert session.state.study.task == "adding"


def test_where_none_solves_it_the_best_is_said(
    qtbot: QtBot, session: Session, guesser: Guesser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TRIES", 1)
    monkeypatch.setattr(luck, "luck_of", lambda _state: 1e-9)  # weights of next to nothing solve nothing
    before = session.state.study.parameters
    guesser.toggle()
    qtbot.waitUntil(lambda: not guesser.running, timeout=30_000)
    assert session.state.run.message.startswith("none of 1 draws solves it")
    assert session.state.study.parameters is before


def test_luck_is_offered_where_a_task_says_so(session: Session, guesser: Guesser) -> None:
    session.do(task.set_task, "adding")
    guesser.toggle()
    assert not guesser.running
    assert "random weights do not solve" in session.state.run.message
    state = session.state.with_run(training="running")
    with pytest.raises(ValueError, match="stop it first"):
        luck.luck_of(state.with_study(task="two-sequence"))
