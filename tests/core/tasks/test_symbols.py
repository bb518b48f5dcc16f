"""The tasks of symbols and bits: what each draws, told again by a plain loop, and what blind guesses cost on it."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from lstm_studio.core.study import Sequence
from lstm_studio.core.tasks import TASKS, Batch
from lstm_studio.formats.text import read_text

SEEDS = st.integers(0, 2**32 - 1)


def drawn(name: str, samples: int, seed: int = 7, **options: float) -> Batch:
    return TASKS[name].make(np.random.default_rng(seed), samples, options)


def floats(batch: Batch) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.asarray(batch.x, dtype=np.float64), np.asarray(batch.y, dtype=np.float64)


def words(name: str, batch: Batch, sample: int) -> list[str]:
    """The symbols of one sample, "." for silence, as long as its sequence is."""
    x = np.asarray(batch.x)[:, sample]
    steps = len(x) if batch.lengths is None else int(batch.lengths[sample])
    assert not x[steps:].any()
    return [TASKS[name].channels[int(row.argmax())] if row.any() else "." for row in x[:steps]]


def typed(name: str, text: str, **options: float) -> Sequence:
    task = TASKS[name]
    return task.answered(read_text(text, "auto", task.channels), options)


def binary(target: NDArray[np.float64], guess: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """The binary cross-entropy of guesses, 0 where a guess that is sure is right."""
    sure = np.where(target > 0.5, guess, 1.0 - np.asarray(guess))
    assert np.all(sure > 0)
    return np.asarray(-np.log(sure))


# Temporal order


@given(SEEDS, st.integers(10, 150))
def test_two_of_x_and_y_stand_where_the_paper_puts_them(seed: int, length: int) -> None:
    batch = drawn("temporal-order", 6, seed, length=length)
    for sample in range(6):
        read = words("temporal-order", batch, sample)
        assert length <= len(read) <= 1.1 * length
        assert (read[0], read[-1]) == ("E", "B")
        first, second = [place for place, word in enumerate(read) if word in "XY"]
        assert length // 10 <= first <= length // 5
        assert length // 2 <= second <= length * 3 / 5
        assert ("XX", "XY", "YX", "YY")[int(batch.y[sample])] == read[first] + read[second]
        assert set(read[1:-1]) <= set("XYabcd")


def test_at_paper_length_all_lengths_places_and_classes_occur() -> None:
    batch = drawn("temporal-order", 4000)
    assert batch.lengths is not None
    assert sorted(set(batch.lengths.tolist())) == list(range(100, 111))
    places = [
        [place for place, word in enumerate(words("temporal-order", batch, sample)) if word in "XY"]
        for sample in range(500)
    ]
    assert {first for first, _ in places} == set(range(10, 21))
    assert {second for _, second in places} == set(range(50, 61))
    assert np.bincount(batch.y) == pytest.approx([1000] * 4, rel=0.1)


@pytest.mark.parametrize(
    ("text", "name"), [("E a X b X c B", "XX"), ("E Y X B", "YX"), ("X a Y X", "YX"), ("E Y a B", "YY")]
)
def test_a_typed_order_is_that_of_the_last_two(text: str, name: str) -> None:
    shown = typed("temporal-order", text)
    assert shown.target is not None
    assert TASKS["temporal-order"].answers[int(shown.target[-1].argmax())] == name


def test_without_x_and_y_there_is_nothing_to_ask() -> None:
    assert typed("temporal-order", "E a b B").target is None


# Counting


def legal(letters: str, read: str) -> set[str]:
    """What may come after the beginning of a string, by trying all strings: S, letters, and T at the end."""
    whole = ["S" + "".join(letter * n for letter in letters) + "T" for n in range(1, 80)]
    return {one[len(read)] for one in whole if one.startswith(read) and len(one) > len(read)}


@pytest.mark.parametrize(("name", "letters"), [("an-bn", "ab"), ("an-bn-cn", "abc")])
@given(seed=SEEDS, longest=st.integers(1, 12))
def test_targets_are_all_that_may_come(name: str, letters: str, seed: int, longest: int) -> None:
    batch = drawn(name, 3, seed, longest=longest)
    names = TASKS[name].answers
    for sample in range(3):
        read = "".join(words(name, batch, sample))
        n = read.count("a")
        assert re.fullmatch("S" + "".join(f"{letter}{{{n}}}" for letter in letters), read)
        assert 1 <= n <= longest
        for step in range(len(read)):
            asked = {names[place] for place in np.flatnonzero(batch.y[step, sample])}
            assert asked == legal(letters, read[: step + 1])


@pytest.mark.parametrize("name", ["an-bn", "an-bn-cn"])
def test_an_examination_holds_every_n_and_gives_the_largest_up_to_which_all_are_accepted(name: str) -> None:
    task = TASKS[name]
    (exam,) = task.exams(np.random.default_rng(0))
    assert [words(name, exam, sample).count("a") for sample in range(64)] == list(range(1, 65))
    y = np.array(exam.y, dtype=np.float64)
    assert task.score(y, exam) == 64
    assert exam.lengths is not None
    y[exam.lengths[24] - 1, 24] = 0.5  # n = 25, at its last step
    assert task.score(y, exam) == 24
    y[0, 2] = 1.0 - y[0, 2]
    assert task.score(y, exam) == 2


@pytest.mark.parametrize(("name", "letters"), [("an-bn", 2), ("an-bn-cn", 3)])
@pytest.mark.parametrize("longest", [4, 10])
def test_counting_baselines_are_what_blind_guesses_cost(name: str, letters: int, longest: int) -> None:
    batch = drawn(name, 6000, longest=longest)
    assert batch.lengths is not None
    valid = np.arange(len(batch.x))[:, None] < batch.lengths
    x, y = floats(batch)
    y, symbol = y[valid], x[valid].argmax(axis=1)
    mean, last = TASKS[name].baselines({"longest": longest}).values()
    assert mean == pytest.approx(binary(y, y.mean(axis=0)).sum(axis=1).mean(), abs=0.01)
    by_symbol = np.array([y[symbol == each].mean(axis=0) for each in range(letters + 1)])
    assert last == pytest.approx(binary(y, by_symbol[symbol]).sum(axis=1).mean(), abs=0.01)


@pytest.mark.parametrize(("text", "graded"), [("S a a b", 4), ("S a b b a", 3), ("a b", 0), ("S S a", 1)])
def test_nothing_is_asked_of_a_string_that_is_none(text: str, graded: int) -> None:
    shown = typed("an-bn", text)
    assert (shown.steps if shown.weight is None else int(shown.weight.sum())) == graded


# Parity


@given(SEEDS, st.integers(2, 60))
def test_parity_turns_over_at_every_one(seed: int, length: int) -> None:
    every, last = (drawn("parity", 3, seed, length=length, last=each) for each in (0, 1))
    for sample in range(3):
        odd = False
        for step in range(length):
            odd ^= bool(every.x[step, sample, 0])
            assert every.y[step, sample, 0] == odd
        assert last.y[sample, 0] == odd


def test_parity_is_examined_at_100_steps_and_the_worst_of_all_counts() -> None:
    exams = TASKS["parity"].exams(np.random.default_rng(0), {"length": 20})
    assert [len(exam.x) for exam in exams] == [20, 100]
    assert TASKS["parity"].solved(0.9999) is False


# Copy memory


@given(SEEDS, st.integers(1, 30), st.integers(1, 10))
def test_what_is_shown_is_said_again_after_the_sign(seed: int, blanks: int, symbols: int) -> None:
    batch = drawn("copy-memory", 2, seed, blanks=blanks, symbols=symbols)
    for sample in range(2):
        read = words("copy-memory", batch, sample)
        assert len(read) == blanks + 2 * symbols
        assert read[symbols:] == ["-"] * (blanks - 1) + ["?"] + ["-"] * symbols
        said = [TASKS["copy-memory"].channels[place] for place in batch.y[:, sample]]
        assert said == ["-"] * (symbols + blanks) + read[:symbols]


@pytest.mark.parametrize("options", [{}, {"blanks": 3, "symbols": 10}])
def test_who_knows_when_but_not_what_scores_one(options: dict[str, float]) -> None:
    task = TASKS["copy-memory"]
    batch = task.make(np.random.default_rng(7), 4000, options)
    said = np.asarray(batch.y, dtype=np.int64)[:, :, None]
    y = np.where(said == 8, np.eye(10)[8], np.eye(10)[:8].sum(axis=0) / 8)
    assert task.score(y, batch) == pytest.approx(1.0)
    right = np.take_along_axis(y, said, axis=2)
    assert list(task.baselines(options).values()) == pytest.approx([-np.log(right).mean()])


def test_a_typed_row_is_copied_as_far_as_there_is_time() -> None:
    shown = typed("copy-memory", "A C - B ? - -")
    assert shown.target is not None
    assert "".join(TASKS["copy-memory"].channels[place] for place in shown.target.argmax(axis=1)) == "-----AC"


# Delayed echo and two-lag Bernoulli


@given(SEEDS, st.integers(0, 12), st.integers(2, 30))
def test_an_echo_is_the_bit_of_so_many_steps_ago(seed: int, delay: int, length: int) -> None:
    batch = drawn("delayed-echo", 2, seed, delay=delay, length=length)
    assert batch.weight is not None
    for step in range(delay + length):
        assert np.all(batch.weight[step] == (step >= delay))
        if step >= delay:
            assert np.array_equal(batch.y[step], batch.x[step - delay])


def test_steps_without_an_echo_are_not_scored() -> None:
    task, batch = TASKS["delayed-echo"], drawn("delayed-echo", 8, delay=5)
    y = np.array(batch.y, dtype=np.float64)
    y[:5] = 1.0 - y[:5]
    assert task.score(y, batch) == 1.0


def bernoulli(x: NDArray[np.float64], first: int, second: int) -> NDArray[np.float64]:
    """The chance of a 1 at every step from ``second`` on, by the sentence that defines it."""
    return np.array([0.5 + 0.5 * x[step - first] - 0.25 * x[step - second] for step in range(second, len(x))])


@pytest.mark.parametrize(("first", "second"), [(3, 8), (0, 6), (5, 12)])
def test_bits_come_as_often_as_the_two_lags_say(first: int, second: int) -> None:
    batch = drawn("two-lag-bernoulli", 4000, first=first, second=second, length=20)
    x, y = floats(batch)
    y, chance = y[second:, :, 0], bernoulli(x[:, :, 0], first, second)
    for each in (0.25, 0.5, 0.75, 1.0):
        assert y[chance == each].mean() == pytest.approx(each, abs=0.01)


def test_two_lag_baselines_are_the_losses_of_who_knows_none_one_and_both_lags() -> None:
    batch = drawn("two-lag-bernoulli", 8000, length=20)
    x, y = (values[:, :, 0] for values in floats(batch))
    y, both, one = y[8:], bernoulli(x, 3, 8), np.where(x[5:-3] > 0, 0.875, 0.375)
    task = TASKS["two-lag-bernoulli"]
    found = list(task.baselines().values())
    assert found == pytest.approx([0.6616, 0.5192, 0.4545], abs=1e-4)
    assert found == pytest.approx([float(binary(y, guess).mean()) for guess in (0.625, one, both)], abs=0.005)
    knowing = np.full(batch.x.shape, 0.5)
    knowing[8:, :, 0] = both
    assert task.score(knowing, batch) == pytest.approx(0.4545, abs=0.005)
    assert task.solved(task.score(knowing, batch))


def test_the_shown_chance_is_the_target_that_the_output_comes_to() -> None:
    shown = TASKS["two-lag-bernoulli"].show(np.random.default_rng(1))
    assert shown.target is not None
    assert np.array_equal(shown.target[8:, 0], bernoulli(shown.values[:, 0], 3, 8))


# Two-sequence


@given(SEEDS, st.integers(10, 60), st.integers(1, 5))
def test_the_first_steps_say_the_class(seed: int, length: int, known: int) -> None:
    batch = drawn("two-sequence", 5, seed, length=length, known=known)
    assert batch.lengths is not None
    for sample, steps in enumerate(batch.lengths):
        assert length <= steps <= 1.1 * length
        assert set(batch.x[:known, sample, 0]) == {1.0 if batch.y[sample, 0] else -1.0}
        assert not np.isin(batch.x[known:steps, sample, 0], (1.0, -1.0)).any()
        assert not batch.x[steps:, sample].any()


def test_the_noise_has_the_variance_of_the_paper_and_says_nothing() -> None:
    batch = drawn("two-sequence", 4000)
    noise, kind = np.asarray(batch.x)[3:100, :, 0], np.asarray(batch.y)[:, 0]
    assert noise.var() == pytest.approx(0.2, rel=0.01)
    assert abs(float(np.corrcoef(noise.mean(axis=0), kind)[0, 1])) < 0.05
    assert kind.mean() == pytest.approx(0.5, abs=0.03)


def test_one_of_256_wrong_does_not_solve_it() -> None:
    task = TASKS["two-sequence"]
    exams = task.exams(np.random.default_rng(0))
    assert sum(exam.x.shape[1] for exam in exams) == 256
    assert len({exam.x.tobytes() for exam in exams}) == 4
    answers = [np.broadcast_to(exam.y, exam.x.shape).astype(np.float64) for exam in exams]
    scores = [task.score(y, exam) for y, exam in zip(answers, exams, strict=True)]
    assert task.solved(task.worst(tuple(scores)))
    assert exams[2].lengths is not None
    last = exams[2].lengths[11] - 1, 11
    answers[2][last] = 1.0 - answers[2][last]
    scores[2] = task.score(answers[2], exams[2])
    assert not task.solved(task.worst(tuple(scores)))


@pytest.mark.parametrize("name", ["parity", "two-sequence", "delayed-echo"])
def test_a_coin_costs_ln_2(name: str) -> None:
    assert list(TASKS[name].baselines().values()) == [math.log(2)]
