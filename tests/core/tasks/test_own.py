"""The person's own sequence: windows, what comes next, and the guesses to beat."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks import TASKS, Form
from lstm_studio.core.tasks.own import scaled, wide

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


def test_scaling_gives_mean_0_and_deviation_1_and_leaves_the_shape_of_the_curve() -> None:
    rng = np.random.default_rng(4)
    given = Sequence(
        frozen(np.column_stack([rng.uniform(100, 600, 50), np.full(50, 7.0)])), title="flights", text="typed"
    )
    found = scaled(given)
    assert found.values.mean(axis=0) == pytest.approx([0, 0])
    assert found.values.std(axis=0) == pytest.approx([1, 0])
    assert np.corrcoef(found.values[:, 0], given.values[:, 0])[0, 1] == pytest.approx(1)
    assert (found.title, found.text) == ("flights, scaled", "")
    assert scaled(found) is found
    assert wide(given.values)
    assert not wide(found.values)
