"""Writing on: what is taken over is what was foreseen, one at a time or all at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.sequence import Corpus, frozen
from lstm_studio.core.tasks import TASKS
from lstm_studio.session.open import open_session
from lstm_studio.session.state import Sampling, State
from lstm_studio.session.verbs.sampling import another, set_sampling, write_on
from lstm_studio.session.verbs.sequence import set_text
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.session.verbs.transport import go
from lstm_studio.session.verbs.what_if import hold


def typed(text: str = "to be or not to be", cell: str = "lstm") -> State:
    return set_text(State(new_study("spike-latch", load_cell(cell))), "characters", text)


def test_what_is_written_is_what_was_foreseen() -> None:
    session = open_session(typed().study)
    try:
        session.do(go, 8)
        session.do(set_sampling, seed=4, steps=20, temperature=1.3)
        run = session.scene.free_run
        assert run is not None
        assert run.codes is not None
        foreseen = "".join(session.state.study.sequence.channels[code] for code in run.codes)
        session.do(write_on)
        sequence = session.state.study.sequence
        assert "".join(sequence.labels) == "to be or" + foreseen == sequence.text
        assert session.state.view.cursor == 28
        assert sequence.steps == 28
        assert "comes back with Undo" in session.state.run.message
        session.undo()
        assert session.state.study.sequence.text == "to be or not to be"
    finally:
        session.close()


def test_one_after_another_is_all_at_once() -> None:
    state = set_sampling(go(typed(cell="gru"), 5), steps=6, seed=9)
    single = state
    for _time in range(6):
        single = write_on(single, 1)
    assert single.study.sequence.text == write_on(state).study.sequence.text
    assert single.view.cursor == 11


def test_the_model_goes_on_behind_the_end_where_nothing_is_read_yet() -> None:
    state = write_on(typed("abcabc"), 3)
    assert state.study.sequence.text.startswith("abcabc")
    assert state.study.sequence.steps == state.view.cursor == 9


def test_what_is_held_in_the_sequence_stays_held() -> None:
    state = hold(typed(), "f", 1.0)
    edits = write_on(state, 4).study.edits
    assert [clamp.value for clamp in edits] == ["f"]


def test_symbols_with_names_are_typed_apart() -> None:
    state = State(new_study("embedded-reber", load_cell("lstm")))
    before = state.study.sequence
    after = write_on(state, 2).study.sequence
    assert after.text.split()[: before.steps] == before.text.split()
    assert len(after.text.split()) == after.steps == before.steps + 2
    assert TASKS["embedded-reber"].channels == after.channels
    target = after.target
    assert target is not None
    np.testing.assert_array_equal(target[:-1], after.values[1:])


def test_a_part_of_a_long_text_is_kept_before_it_is_written_on() -> None:
    state = typed("to be or not to be")
    corpus = Corpus(frozen(np.zeros(500), np.uint8), state.study.sequence.channels)
    state = state.with_study(sequence=replace(state.study.sequence, corpus=corpus, start=30))
    after = write_on(state, 2)
    assert [kept.steps for kept in after.study.sequences] == [18]
    assert after.study.sequences[0].corpus is corpus
    assert (after.study.sequence.start, after.study.sequence.corpus) == (0, None)
    assert "is kept as" in after.run.message


def test_numbers_are_not_written() -> None:
    state = set_text(State(new_study("spike-latch", load_cell("lstm"))), "numbers", "0.5 1.5 0.5 2.5")
    with pytest.raises(ValueError, match="expected symbols"):
        write_on(state)
    with pytest.raises(ValueError, match="says no next step"):
        write_on(State(new_study("spike-latch", load_cell("lstm"))))


def test_seeds_and_ranges() -> None:
    state = typed()
    assert another(state).view.sampling == Sampling(seed=2)
    for wrong in ({"temperature": -0.1}, {"temperature": 6}, {"steps": 0}, {"season": -1}, {"channel": 99}):
        with pytest.raises(ValueError, match="expected a number from"):
            set_sampling(state, **wrong)
