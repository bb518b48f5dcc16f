"""The person's own sequence: windows, what comes next, and the guesses to beat."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from lstm_studio.core.scaling import joined
from lstm_studio.core.sequence import Corpus
from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks import TASKS, Form
from lstm_studio.core.tasks.own import wide

OWN = TASKS["own"]


def numbers(steps: int = 40) -> Sequence:
    """Values that name their own place: channel 0 counts steps, channel 1 counts down."""
    return Sequence(frozen(np.stack([np.arange(steps), -np.arange(steps)], axis=1)), ("up", "down"))


def symbols(text: str) -> Sequence:
    known = sorted(set(text))
    return Sequence(
        frozen([[letter == each for each in known] for letter in text]), tuple(known), tuple(text)
    )


def test_the_form_follows_the_sequence() -> None:
    assert OWN.form_for(numbers()) == Form(2, 2, "identity")
    assert OWN.form_for(symbols("abcab")) == Form(3, 3, "softmax")
    assert OWN.form_for(Sequence(frozen([[0.0], [1.0]]))) == Form(1, 1, "identity", ("sigmoid",))
    assert OWN.form_for(Sequence(frozen([[0, 1], [0, 0]]))) == Form(2, 2, "identity", ("sigmoid",))


def test_every_target_is_the_step_after_its_input() -> None:
    batch = OWN.make(np.random.default_rng(0), 8, {"window": 5}, numbers())
    assert batch.x.shape == batch.y.shape == (5, 8, 2)
    assert np.array_equal(batch.y[:, :, 0], batch.x[:, :, 0] + 1)
    assert np.array_equal(np.diff(batch.x[:, :, 0], axis=0), np.ones((4, 8)))


def test_symbols_are_predicted_as_classes() -> None:
    batch = OWN.make(np.random.default_rng(0), 8, {"window": 3}, symbols("abcabcabcabc"))
    assert batch.y.shape == (3, 8)
    assert np.array_equal(batch.y, (batch.x.argmax(axis=2) + 1) % 3)


def test_a_short_sequence_is_one_window() -> None:
    batch = OWN.make(np.random.default_rng(0), 32, {"window": 20}, numbers(4))
    assert batch.x[:, :, 0].tolist() == [[0], [1], [2]]


def test_windows_reach_both_ends() -> None:
    batch = OWN.make(np.random.default_rng(0), 64, {"window": 5}, numbers(12))
    assert sorted(batch.x[0, :, 0]) == list(range(7))
    assert batch.y.max() == 11


@pytest.mark.parametrize("sequence", [None, Sequence(frozen([[1.0]]))])
def test_without_a_sequence_it_is_said(sequence: Sequence | None) -> None:
    with pytest.raises(ValueError, match="type or load one of your own"):
        OWN.make(np.random.default_rng(0), 4, {}, sequence)


def test_baselines_of_numbers() -> None:
    found = list(OWN.baselines({}, Sequence(frozen([[0.0], [2.0], [0.0], [4.0]]))).values())
    assert found == pytest.approx([(4 + 4 + 16) / 3, np.var([2, 0, 4])])


def test_baselines_of_symbols() -> None:
    """After a comes b or c, equally often; after b and c always a."""
    single, pairs = OWN.baselines({}, symbols("abacabacabaca"[:13])).values()
    assert single == pytest.approx(0.5 * math.log(2) + 2 * 0.25 * math.log(4))
    assert pairs == pytest.approx(0.5 * math.log(2))


def test_persistence_does_not_solve_and_foresight_does() -> None:
    walk = Sequence(frozen(np.random.default_rng(2).normal(size=(60, 1))))
    batch = OWN.make(np.random.default_rng(0), 16, {}, walk)
    assert OWN.score(np.asarray(batch.x), batch) == pytest.approx(1.0)
    assert OWN.solved(OWN.score(np.asarray(batch.y, dtype=np.float64), batch))
    assert not OWN.solved(OWN.score(np.asarray(batch.x), batch))


def test_shares_do_not_solve_symbols_and_foresight_does() -> None:
    batch = OWN.make(np.random.default_rng(0), 16, {"window": 8}, symbols("abcab" * 20))
    shares = np.bincount(np.asarray(batch.y, dtype=np.int64).ravel()) / batch.y.size
    right = np.eye(3)[np.asarray(batch.y, dtype=np.int64)]
    assert OWN.score(np.broadcast_to(shares, right.shape), batch) == pytest.approx(1.0)
    assert OWN.solved(OWN.score(right, batch))


def test_a_constant_sequence_has_a_score() -> None:
    still = Sequence(frozen(np.ones((10, 1))))
    batch = OWN.make(np.random.default_rng(0), 4, {}, still)
    assert OWN.score(np.asarray(batch.y, dtype=np.float64), batch) == 0.0
    assert not OWN.solved(OWN.score(np.asarray(batch.y, dtype=np.float64) + 0.1, batch))


def test_the_shown_target_is_the_next_step_and_the_last_has_none() -> None:
    shown = OWN.show(np.random.default_rng(0), {}, numbers(5))
    assert shown.target is not None
    assert shown.weight is not None
    assert np.array_equal(shown.target[:-1], shown.values[1:])
    assert shown.weight.tolist() == [1, 1, 1, 1, 0]


def test_one_step_has_no_target() -> None:
    alone = OWN.answered(Sequence(frozen([[1.0]]), weight=frozen([1.0])))
    assert (alone.target, alone.weight) == (None, None)


def measured(steps: int = 40) -> Sequence:
    """Two channels, and targets that are ten times the first one, asked at every fourth step alone."""
    rng = np.random.default_rng(5)
    x, weight = rng.normal(size=(steps, 2)), np.arange(steps) % 4 == 3
    return Sequence(
        frozen(x), ("a", "b"), target=frozen(10 * x[:, :1]), weight=frozen(weight), asked=("answer",)
    )


def test_targets_that_are_given_stand_at_their_own_step() -> None:
    batch = OWN.make(np.random.default_rng(0), 8, {"window": 5}, measured())
    assert batch.x.shape == (5, 8, 2)
    assert np.array_equal(batch.y, 10 * np.asarray(batch.x)[:, :, :1])
    assert batch.weight is not None
    assert batch.weight.sum(axis=0).min() >= 1
    assert OWN.answered(measured(), {}).target is not None
    assert OWN.form_for(measured()) == Form(2, 1, "identity")


def test_every_window_has_a_target() -> None:
    sparse = replace(measured(30), weight=frozen(np.arange(30) == 20))
    batch = OWN.make(np.random.default_rng(0), 64, {"window": 3}, sparse)
    assert batch.weight is not None
    assert batch.weight.sum(axis=0).tolist() == [1, 1, 1]
    with pytest.raises(ValueError, match="no window of 3 steps with a target"):
        OWN.make(np.random.default_rng(0), 4, {"window": 3}, replace(sparse, weight=frozen(np.zeros(30))))


def test_classes_and_marks_have_the_output_that_suits_them() -> None:
    marks = replace(measured(), target=frozen(np.eye(2)[np.arange(40) % 2]), asked=("up", "down"))
    assert OWN.form_for(marks) == Form(2, 2, "softmax")
    batch = OWN.make(np.random.default_rng(0), 8, {"window": 5}, marks)
    assert batch.y.shape == (5, 8)
    assert set(np.unique(batch.y)) == {0, 1}
    one = replace(marks, target=frozen(np.eye(2)[np.arange(40) % 2][:, :1]), asked=("up",))
    assert OWN.form_for(one) == Form(2, 1, "sigmoid", ("identity",))
    # Of every fourth step all are odd: one class, and nothing to guess wrong.
    assert list(OWN.baselines({}, marks).values()) == [0.0]
    assert list(OWN.baselines({}, replace(one, weight=None)).values()) == pytest.approx([math.log(2)])


def test_of_given_targets_the_guess_is_their_mean() -> None:
    batch = OWN.make(np.random.default_rng(0), 16, {"window": 8}, measured())
    assert batch.weight is not None
    asked = batch.y[batch.weight > 0]
    mean = np.full(batch.y.shape, asked.mean())
    assert OWN.score(mean, batch) == pytest.approx(1.0)
    wrong_where_nothing_is_asked = np.where(batch.weight[:, :, None] > 0, batch.y, 99.0)
    assert OWN.score(wrong_where_nothing_is_asked, batch) == 0.0
    guess = OWN.baselines({}, measured())
    shown = measured()
    assert shown.target is not None
    assert list(guess.values()) == pytest.approx([np.var(shown.target[3::4])])


def test_what_is_held_out_is_never_learnt_and_all_of_the_examination() -> None:
    rng, options = np.random.default_rng(0), {"window": 5, "share": 70}
    for _turn in range(20):
        assert OWN.make(rng, 32, options, numbers(100)).y[:, :, 0].max() <= 69
    (exam,) = OWN.exams(rng, options, numbers(100))
    assert exam.x[:, :, 0].min() >= 70
    assert exam.y[:, :, 0].max() == 99
    (whole,) = OWN.exams(rng, {"window": 5}, numbers(100))
    assert whole.x[:, :, 0].min() == 0


def test_sequences_that_are_learnt_together_are_not_read_over_their_joints() -> None:
    second = replace(numbers(30), values=frozen(numbers(30).values + 1000))
    both = joined(numbers(), (numbers(), second, replace(second, channels=("p", "q"))), 40)
    assert both.steps == 70  # the same one is not learnt twice, another kind not at all
    assert both.joints == (40,)
    batch = OWN.make(np.random.default_rng(0), 64, {"window": 5}, both)
    assert {int(step) for step in np.diff(np.asarray(batch.x)[:, :, 0], axis=0).ravel()} == {1}
    assert np.asarray(batch.x).max() > 1000
    assert batch.x.shape[1] == 60


def test_a_text_is_learnt_whole_whichever_part_is_shown() -> None:
    codes = np.tile(np.arange(3, dtype=np.uint8), 400)
    corpus = Corpus(frozen(codes, np.uint8), ("a", "b", "c"))
    values, labels = corpus.window(600, 10)
    shown = Sequence(values, corpus.symbols, labels, corpus=corpus, start=600)
    batch = OWN.make(np.random.default_rng(0), 1195, {"window": 5}, shown)
    assert batch.x.shape == (5, 1195, 3)
    assert np.array_equal(batch.y, (np.asarray(batch.x).argmax(axis=2) + 1) % 3)
    assert OWN.form_for(shown) == Form(3, 3, "softmax")
    single, pairs = OWN.baselines({}, shown).values()
    assert single == pytest.approx(math.log(3), abs=1e-4)
    assert pairs == pytest.approx(0)


def test_numbers_far_from_0_are_wide() -> None:
    assert wide(np.array([[-6.0]]))
    assert not wide(np.array([[4.0]]))
