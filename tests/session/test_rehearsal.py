"""The rehearsal is what the study becomes when the cell is used, and its trace what the study then shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.study import Sequence, Study, frozen
from lstm_studio.session import rehearsal
from lstm_studio.session.open import open_session
from lstm_studio.session.verbs import cell, draft, sizes, transport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QCoreApplication
    from pytestqt.qtbot import QtBot

    from lstm_studio.session.session import Session

OWN = "u = tanh(W @ x + U @ h_prev)\nh = u * h_prev + (1 - u) * tanh(Q @ x)"


@pytest.fixture
def session(study: Study, qapp: QCoreApplication) -> Iterator[Session]:
    session = open_session(study, qapp)
    yield session
    session.close()


def test_nothing_is_rehearsed_before_something_is_written(session: Session) -> None:
    assert session.scene.rehearsal is None
    assert session.scene.first_trace is None


@pytest.mark.parametrize("layers", [1, 2])
def test_it_is_what_the_study_then_is(session: Session, layers: int) -> None:
    session.do(sizes.set_layers, layers)
    session.do(draft.begin, load_cell("gru"))
    session.do(draft.write, OWN)
    rehearsed, first = session.scene.rehearsal, session.scene.first_trace
    assert rehearsed is not None
    assert rehearsed.study is not None
    assert first is not None
    assert first.trace is not None
    shown = first.trace["u"]
    session.do(draft.use)
    study, trace = session.state.study, session.scene.trace
    assert np.array_equal(study.parameters, rehearsed.study.parameters)
    assert trace is not None
    assert np.array_equal(trace["u"], shown)
    assert session.undo_name == "change of cell"
    session.undo()
    assert session.state.study.cell.name == "lstm"


def test_the_draft_outlives_the_study(session: Session, study: Study) -> None:
    session.do(draft.begin, load_cell("gru"))
    session.do(draft.write, OWN)
    session.begin(study)
    assert session.state.view.draft is not None
    assert session.state.view.draft.text == OWN


def test_an_error_and_a_step_make_no_other_rehearsal(session: Session) -> None:
    session.do(draft.begin, load_cell("gru"))
    before, trace = session.scene.rehearsal, session.scene.first_trace
    session.do(draft.write, OWN + " *")
    session.do(transport.step)
    assert session.scene.rehearsal is before
    assert session.scene.first_trace is trace


def test_a_cell_that_is_no_model_of_these_sizes_says_why(session: Session) -> None:
    session.do(draft.begin, load_cell("gru"))
    session.do(draft.write, "h = tanh(V @ x + R @ h_prev)")
    found = session.scene.rehearsal
    assert found is not None
    assert found.study is None
    assert found.why.startswith("V is a parameter of the cell")
    assert session.scene.first_trace is None
    assert session.attempt(draft.use) == found.why


def test_a_large_cell_is_traced_in_the_worker(session: Session, qtbot: QtBot) -> None:
    gates = [f"g{k} = sigmoid(W{k} @ x + R{k} @ h_prev)" for k in range(30)]
    text = "\n".join([*gates, "h = tanh(" + " + ".join(f"g{k}" for k in range(30)) + ")"])
    session.do(draft.write, text)
    assert session.scene.first_trace is None
    assert "first_trace" in session.scene.pending
    qtbot.waitUntil(lambda: session.scene.first_trace is not None)
    found = session.scene.first_trace
    assert found is not None
    assert found.trace is not None
    assert found.trace["g29"].shape == (50, 8)


def test_a_sequence_of_other_channels_is_replaced_by_a_short_random_one(study: Study) -> None:
    odd = study.replace(sequence=Sequence(frozen(np.zeros((5, 7)))))
    found = rehearsal.rehearsal(
        load_cell("gru"), odd.cell, odd.sizes, odd.parameters, odd.start, odd.sequence, ()
    )
    assert found is not None
    assert found.study is not None
    assert found.study.sequence.values.shape == (24, 3)
    first = rehearsal.first_trace(found)
    assert first is not None
    assert first.trace is not None
    assert first.trace.steps == 24


def test_too_many_values_for_a_run_are_said(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lstm_studio.core.model.MOST_VALUES", 10)
    found = rehearsal.first_trace(rehearsal.Rehearsal(study))
    assert found is not None
    assert found.trace is None
    assert found.why


def test_a_chosen_name_or_file_is_a_change_of_cell(session: Session) -> None:
    session.do(cell.choose, "gru")
    assert session.state.study.cell.name == "gru"
    assert "there is no cell “nothing.toml”" in session.attempt(cell.choose, "nothing.toml")
