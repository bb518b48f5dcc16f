"""The losses of kept models: each is what the window says when that model is brought back."""

from __future__ import annotations

import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.session.kept_losses import kept_losses, long_losses
from lstm_studio.session.rows import ROWS
from lstm_studio.session.session import Session
from lstm_studio.session.state import State
from lstm_studio.session.verbs import cell, parameters, sequence, shelf, sizes, task, what_if
from lstm_studio.session.verbs.studies import new_study


def loss_of(state: State) -> float | None:
    session = Session(state.study, ROWS)
    try:
        return session.scene.loss
    finally:
        session.close()


def test_a_kept_model_has_the_loss_that_it_has_when_it_is_brought_back() -> None:
    state = shelf.keep_model(State(new_study("spike-latch", load_cell("lstm"))), "one")
    state = shelf.keep_model(what_if.hold(state, "f", 0.0), "held")
    state = shelf.keep_model(sizes.set_units(cell.choose(state, "gru"), 3), "gru")
    state = sequence.sample_task(parameters.set_start(state, seed=3), 5)
    losses = kept_losses(state.study.models, state.study.sequence)
    assert len(set(losses)) == 3
    for place, loss in enumerate(losses):
        assert loss == pytest.approx(loss_of(shelf.bring_model(state, place)), rel=1e-12)


def test_a_model_that_cannot_read_or_answer_this_sequence_has_none() -> None:
    state = shelf.keep_model(State(new_study("spike-latch", load_cell("lstm"))), "one")
    state = task.set_task(state, "adding")
    assert kept_losses(state.study.models, state.study.sequence) == (None,)


def test_many_or_large_models_are_run_beside_the_window() -> None:
    state = shelf.keep_model(State(new_study("spike-latch", load_cell("lstm"))))
    assert not long_losses(state.study.models, state.study.sequence)
    assert long_losses(state.study.models * 100, state.study.sequence)
