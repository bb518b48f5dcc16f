"""The table of a sequence: cells, steps and columns, what is refused with its place, and what stays as it was."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.fit import Job, fit
from lstm_studio.core.study import Sequence, frozen
from lstm_studio.formats.text import read_text
from lstm_studio.session.state import State
from lstm_studio.session.steps_table import cell, heads, written
from lstm_studio.session.verbs import sequence as sequences
from lstm_studio.session.verbs import steps_table
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.session.verbs.task import set_option


def on(sequence: Sequence) -> State:
    return sequences.set_sequence(State(new_study("spike-latch", load_cell("lstm"))), sequence)


@pytest.fixture
def state() -> State:
    return on(Sequence(frozen([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), ("a", "b"), title="three"))


def values(state: State) -> list[list[float]]:
    found: list[list[float]] = state.study.sequence.values.tolist()
    return found


def test_a_block_is_written_and_rows_are_added_for_it(state: State) -> None:
    state = state.with_view(cursor=2)
    changed = steps_table.write_cells(state, 2, 0, [["7", "8,5"], ["9", "−1"]])
    assert values(changed) == [[1, 2], [3, 4], [7, 8.5], [9, -1]]
    assert changed.view.cursor == 2
    assert changed.study.sequence.title == "three"
    assert changed.study.sequence.text == "[1 2] [3 4] [7 8.5] [9 -1]"
    assert np.array_equal(read_text(changed.study.sequence.text).values, changed.study.sequence.values)


@pytest.mark.parametrize(
    ("block", "sentence"),
    [
        ([["1", "x"]], "row 2, column 2 (“b”): found “x”, expected a number"),
        ([["1", " "]], "row 2, column 2 (“b”): found nothing"),
        ([["1", "2", "3"]], "the block is 3 columns wide and 2 are left here"),
        ([[]], "there is nothing to write"),
    ],
)
def test_what_cannot_be_written_is_said_with_its_place(
    state: State, block: list[list[str]], sentence: str
) -> None:
    with pytest.raises(ValueError, match=" ") as caught:
        steps_table.write_cells(state, 1, 0, block)
    assert sentence in str(caught.value)


def test_steps_are_added_and_taken_away(state: State) -> None:
    assert values(steps_table.add_steps(state, 1, 2)) == [[1, 2], [0, 0], [0, 0], [3, 4], [5, 6]]
    assert values(steps_table.remove_steps(state, [0, 2])) == [[3, 4]]
    with pytest.raises(ValueError, match="no step would be left"):
        steps_table.remove_steps(state, [0, 1, 2])


def test_a_target_column_is_learnt(state: State) -> None:
    asked = steps_table.add_column(state, "target")
    assert [head.role for head in heads(asked.study.sequence)] == ["input", "input", "target"]
    written = steps_table.write_cells(asked, 0, 2, [["10"], [""], ["30"]])
    sequence = written.study.sequence
    assert [cell(sequence, row, 2) for row in range(3)] == ["10", "", "30"]
    assert sequence.weight is not None
    assert sequence.weight.tolist() == [1, 0, 1]
    assert (written.study.sizes.inputs, written.study.sizes.outputs) == (2, 1)
    assert np.isfinite(next(fit(Job.of(written.study))).loss)
    named = steps_table.rename_column(written, 2, "sum")
    assert named.study.sequence.asked == ("sum",)
    with pytest.raises(ValueError, match="another one is called “a”"):
        steps_table.rename_column(named, 2, "a")
    with pytest.raises(ValueError, match="no step would have a target"):
        steps_table.write_cells(written, 0, 2, [[""], [""], [""]])


def test_a_column_turns_from_input_to_target_and_back(state: State) -> None:
    turned = steps_table.turn_column(state, 0)
    sequence = turned.study.sequence
    assert (sequence.channels, sequence.asked) == (("b",), ("a",))
    assert sequence.target is not None
    assert sequence.target.tolist() == [[1], [3], [5]]
    back = steps_table.turn_column(turned, 1)
    assert back.study.sequence.channels == ("b", "a")
    assert values(back) == [[2, 1], [4, 3], [6, 5]]
    with pytest.raises(ValueError, match="no input would be left"):
        steps_table.turn_column(turned, 0)


def test_columns_are_added_and_taken_away(state: State) -> None:
    wider = steps_table.add_column(state, "input")
    assert wider.study.sequence.channels == ("a", "b", "x[3]")
    assert wider.study.sizes.inputs == 3
    assert values(steps_table.remove_column(wider, 0)) == [[2, 0], [4, 0], [6, 0]]
    with pytest.raises(ValueError, match="no input would be left"):
        steps_table.remove_column(steps_table.remove_column(state, 0), 0)


def test_symbols_are_one_column_of_names(state: State) -> None:
    typed = sequences.set_text(state, "words", "the cat saw the dog")
    sequence = typed.study.sequence
    assert [head.role for head in heads(sequence)] == ["symbol"]
    assert cell(sequence, 1, 0) == "cat"
    changed = steps_table.write_cells(typed, 4, 0, [["cat"], ["saw"]])
    assert changed.study.sequence.labels == ("the", "cat", "saw", "the", "cat", "saw")
    assert changed.study.sequence.text == "the cat saw the cat saw"
    with pytest.raises(ValueError, match="row 1: “bird” is no symbol"):
        steps_table.write_cells(typed, 0, 0, [["bird"]])
    longer = steps_table.add_steps(typed, 0)
    assert longer.study.sequence.labels[0] == "cat"


def test_numbers_are_written_as_they_were_given_under_any_scale(state: State) -> None:
    scaled = sequences.scale(state, "range")
    assert cell(scaled.study.sequence, 2, 1) == "6"
    changed = steps_table.write_cells(scaled, 2, 1, [["10"]])
    assert changed.study.sequence.scaling == "range"
    assert values(changed)[1] == [0.5, 0.25]
    assert values(sequences.scale(changed, "")) == [[1, 2], [3, 4], [5, 10]]


def test_a_sequence_of_a_file_is_written_as_it_was_given_and_its_scale_goes_on(state: State) -> None:
    shown = sequences.scale(state, "range").study.sequence
    assert not shown.text
    assert written(shown) == "[1 2] [3 4] [5 6]"
    single = sequences.scale(on(Sequence(frozen([[1.0], [3.0], [5.0]]))), "range")
    typed = sequences.set_text(single, "auto", written(single.study.sequence) + " 11")
    assert typed.study.sequence.scaling == "range"
    assert values(typed) == [[0.0], [0.2], [0.4], [1.0]]
    assert values(sequences.scale(typed, "")) == [[1], [3], [5], [11]]
    assert written(sequences.scale(typed, "").study.sequence) == "1 3 5 11"


def test_the_scale_follows_the_share_that_is_learnt() -> None:
    scaled = sequences.scale(on(Sequence(frozen(np.arange(10.0)[:, None]), ("a",))), "range")
    assert values(scaled)[9] == [1.0]
    assert values(set_option(scaled, "share", 50))[4] == [1.0]


def test_a_new_sequence_leaves_the_other_one_kept(state: State) -> None:
    fresh = steps_table.begin_sequence(state)
    assert fresh.study.sequence.values.shape == (10, 2)
    assert fresh.study.sequence.channels == ("a", "b")
    assert [kept.title for kept in fresh.study.sequences] == ["three"]
