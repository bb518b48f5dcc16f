from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.fit import Job, fit
from lstm_studio.core.model import Model
from lstm_studio.core.scaling import rescaled
from lstm_studio.core.study import Sequence, frozen
from lstm_studio.session.state import State
from lstm_studio.session.verbs import cell, sequence, task
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.session.verbs.task import set_option

if TYPE_CHECKING:
    from pathlib import Path


def values(state: State) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    study = state.study
    return Model.of(study.cell, study.sizes, study.parameters).parameters


def test_other_channels_redraw_what_reads_the_input_and_keep_the_rest(
    state: State, two_channels: Sequence
) -> None:
    before, changed = values(state), sequence.set_sequence(state, two_channels)
    after = values(changed)
    assert changed.study.sizes.inputs == 2
    same = {name for name in after if before[name].shape == after[name].shape}
    assert {name for name in after if name not in same} == {"W_f", "W_i", "W_g", "W_o", "V", "k"}
    assert all(np.array_equal(before[name], after[name]) for name in same)
    assert "W_f, W_i, W_g, W_o, V, k" in changed.run.message


def test_what_does_not_fit_the_task_is_learnt_for_itself(state: State, two_channels: Sequence) -> None:
    changed = sequence.set_sequence(state, two_channels)
    assert changed.study.task == "own"
    assert "Spike latch" in changed.run.message
    sizes = changed.study.sizes
    assert (sizes.inputs, sizes.outputs, sizes.output) == (2, 2, "identity")
    assert next(fit(Job.of(changed.study))).loss > 0


def test_a_sequence_that_fits_keeps_the_task_and_gets_its_target(state: State) -> None:
    changed = sequence.set_text(state, "auto", "set . . reset . set")
    assert changed.study.task == "spike-latch"
    assert changed.study.sequence.target is not None
    assert changed.study.sequence.target[:, 0].tolist() == [1, 1, 1, 0, 0, 1]
    assert changed.study.sizes == state.study.sizes
    assert changed.study.parameters is state.study.parameters


def test_as_many_channels_of_other_names_do_not_fit(state: State) -> None:
    other = Sequence(frozen(np.zeros((4, 3))), ("rain", "wind", "sun"))
    changed = sequence.set_sequence(state, other)
    assert changed.study.task == "own"
    nameless = Sequence(frozen(np.zeros((4, 3))), ("x[1]", "x[2]", "x[3]"))
    assert sequence.set_sequence(state, nameless).study.task == "spike-latch"


def test_typed_characters_are_symbols_to_predict(state: State) -> None:
    changed = sequence.set_text(state, "characters", "abracadabra")
    assert changed.study.sizes.output == "softmax"
    assert changed.study.sizes.inputs == changed.study.sizes.outputs == 5
    assert next(fit(Job.of(changed.study))).loss > 0


def test_from_ones_own_sequence_to_another_shape_of_it(state: State) -> None:
    letters = sequence.set_text(state, "characters", "abab")
    numbers = sequence.set_text(letters, "numbers", "0 1 0 0 1")
    assert (numbers.study.sizes.inputs, numbers.study.sizes.output) == (1, "identity")


def test_a_slip_loses_nothing(state: State) -> None:
    with pytest.raises(ValueError, match="column 5"):
        sequence.set_text(state, "numbers", "0 1 x")


def test_a_file_and_its_errors(state: State, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("a,b\n1,2\n3,4\n5,6\n")
    bad.write_text("a,b\n1,2\n3,oh\n")
    changed = sequence.load_sequence(state, good)
    assert changed.study.sequence.values.tolist() == [[1, 2], [3, 4], [5, 6]]
    assert changed.study.sequence.channels == ("a", "b")
    with pytest.raises(ValueError, match="oh"):
        sequence.load_sequence(state, bad)


def test_a_new_sequence_is_seen_from_its_beginning_without_the_clamps_of_the_old(
    state: State, two_channels: Sequence
) -> None:
    changed = sequence.set_sequence(state.with_view(cursor=30), two_channels)
    assert changed.view.cursor == 0
    assert changed.study.edits == ()


def test_samples_differ_and_can_be_had_again(state: State) -> None:
    one = sequence.sample_task(state)
    two = sequence.sample_task(one)
    shown = [each.study.sequence.values for each in (state, one, two)]
    assert not np.array_equal(shown[0], shown[1])
    assert not np.array_equal(shown[1], shown[2])
    assert np.array_equal(sequence.sample_task(state).study.sequence.values, shown[1])
    assert np.array_equal(
        sequence.sample_task(one, seed=5).study.sequence.values,
        sequence.sample_task(two, seed=5).study.sequence.values,
    )


def test_from_ones_own_sequence_back_to_a_task(state: State, two_channels: Sequence) -> None:
    own = sequence.set_sequence(state, two_channels)
    back = task.set_task(own, "spike-latch")
    assert back.study.sizes == state.study.sizes
    assert back.study.sequence.values.shape == (50, 3)


@pytest.mark.parametrize("name", ["lstm", "gru", "rnn", "forget-gate"])
def test_it_can_be_trained_with_any_cell(two_channels: Sequence, name: str) -> None:
    state = State(new_study("spike-latch", load_cell("lstm")))
    changed = sequence.set_sequence(cell.set_cell(state, load_cell(name)), two_channels)
    assert np.isfinite(next(fit(Job.of(changed.study))).loss)


def test_wide_numbers_are_scaled_on_demand_and_then_learnt(state: State) -> None:
    passengers = Sequence(
        frozen(300 + 200 * np.sin(np.arange(120) / 4)[:, None]), ("passengers",), title="flights"
    )
    wide = sequence.set_sequence(state, passengers)
    assert "reach 499.8: they are learnt much better scaled" in wide.run.message
    assert "Spike latch" in wide.run.message
    scaled = sequence.scale(wide)
    assert scaled.study.sequence.title == "flights"
    assert scaled.study.sequence.channels == ("passengers",)
    assert any(progress.solved for progress in fit(Job.of(scaled.study)))


def test_numbers_that_are_typed_over_keep_names_targets_and_scale(state: State) -> None:
    values, target = frozen([[10.0, 1.0], [20.0, 2.0], [60.0, 6.0]]), frozen([[1.0], [2.0], [9.0]])
    given = Sequence(values, ("rain", "wind"), target=target, weight=frozen([1.0, 0.0, 1.0]), asked=("flow",))
    scaled = sequence.scale(sequence.set_sequence(state, given))
    typed = sequence.set_text(scaled, "auto", "[10 1] [20 2] [30 3]").study.sequence
    assert (typed.channels, typed.asked, typed.scaling) == (given.channels, given.asked, "standard")
    back = rescaled(typed, "", 0)
    assert np.array_equal(back.values, [[10.0, 1.0], [20.0, 2.0], [30.0, 3.0]])
    assert back.target is not None
    assert np.array_equal(back.target, target)
    assert typed.weight is not None
    assert np.array_equal(typed.weight, [1.0, 0.0, 1.0])
    longer = sequence.set_text(scaled, "auto", "[10 1] [20 2] [30 3] [40 4]").study.sequence
    assert (longer.channels, longer.asked) == (given.channels, ())


def test_symbols_have_no_scale(state: State) -> None:
    typed = sequence.set_text(state, "characters", "hello")
    with pytest.raises(ValueError, match="only numbers can be scaled"):
        sequence.scale(typed)


def test_a_model_that_has_learnt_keeps_its_symbols_and_says_what_it_has_not(state: State) -> None:
    typed = sequence.set_text(state, "words", "the cat saw the dog")
    assert sequence.set_text(typed, "words", "a bird").study.sequence.channels == ("a", "bird")
    learnt = typed.with_record(update=5)
    again = sequence.set_text(learnt, "auto", "the dog saw a bird")
    assert again.study.sequence.channels == ("cat", "dog", "saw", "the")
    assert again.study.sequence.labels == ("the", "dog", "saw")
    assert again.study.parameters is learnt.study.parameters
    assert "2 symbols are not in the vocabulary and left out: “a” at 4, “bird” at 5" in again.run.message
    anew = sequence.set_text(learnt, "words", "the dog saw a bird", anew=True)
    assert anew.study.sequence.channels == ("a", "bird", "dog", "saw", "the")
    assert sequence.set_text(learnt, "auto", "0 1 0 1").study.sequence.channels == ("x[1]",)


def test_of_a_text_another_part_is_shown(state: State) -> None:
    text = "the cat sat. " * 2_000
    typed = sequence.set_text(state, "characters", text)
    assert typed.study.sequence.steps == 400
    there = sequence.show_window(typed, 1_301, 20)
    assert there.study.sequence.text == text[1_301:1_321]
    assert there.study.sequence.start == 1_301
    assert there.study.parameters is typed.study.parameters
    assert there.study.sequence.target is not None
    end = sequence.show_window(there, 10**9)
    assert end.study.sequence.start == len(text) - 20
    with pytest.raises(ValueError, match="expected 2 to 5000"):
        sequence.show_window(there, 0, 6_000)
    with pytest.raises(ValueError, match="no part of a longer text"):
        sequence.show_window(state, 0)


def test_several_sequences_are_kept_and_learnt_together(state: State, tmp_path: Path) -> None:
    (tmp_path / "two.json").write_text('{"sequences": [[0, 1, 0], [1, 0, 1, 1]]}', encoding="utf-8")
    changed = sequence.load_sequence(state, tmp_path / "two.json")
    assert [kept.title for kept in changed.study.sequences] == ["two 1", "two 2"]
    assert changed.study.sequence.steps == 3
    assert "2 sequences are kept" in changed.run.message
    assert Job.of(changed.study).sequence is changed.study.sequence
    both = Job.of(set_option(changed, "together", 1).study).sequence
    assert both is not None
    assert both.values[:, 0].tolist() == [0, 1, 0, 1, 0, 1, 1]
