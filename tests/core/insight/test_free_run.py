"""A model that reads its own answers: held against runs over all that it read, and against chances."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.edits import run_edited
from lstm_studio.core.insight.free_run import FreeRun, drawn, lots, of_symbols, run_freely, shares, unfit
from lstm_studio.core.model import Model
from lstm_studio.core.sequence import Sequence, frozen
from lstm_studio.core.sizes import Sizes
from lstm_studio.core.study import Clamp

STEPS, START, ON = 9, 4, 12


def series(channels: int = 2) -> Sequence:
    return Sequence(frozen(np.random.default_rng(0).normal(size=(STEPS, channels))))


def symbols(count: int = 5) -> Sequence:
    codes = np.random.default_rng(1).integers(0, count, STEPS)
    return Sequence(frozen(np.eye(count)[codes]), tuple("abcdefgh"[:count]))


def gone_on(
    model: Model, sequence: Sequence, edits: tuple[Clamp, ...] = (), start: int = START, **how: Any
) -> FreeRun:
    return run_freely(model, sequence, edits, run_edited(model, sequence, edits), start, ON, **how)


def whole(sequence: Sequence, run: FreeRun) -> Sequence:
    """Give the sequence as the model read it."""
    return Sequence(frozen(np.vstack([sequence.values[: run.start], run.values])), sequence.channels)


@pytest.mark.parametrize("name", cell_names())
def test_a_free_run_is_the_run_over_all_that_it_read(name: str) -> None:
    model = Model(load_cell(name), 2, (5, 3), 2, seed=3, dtype="float64")
    run = gone_on(model, series())
    again = run_edited(model, whole(series(), run))
    assert again.y is not None
    np.testing.assert_allclose(again.y[START - 1 : START - 1 + ON], run.said, rtol=1e-12, atol=1e-14)
    np.testing.assert_array_equal(run.values, run.said)
    assert run.codes is None


@pytest.mark.parametrize("embedding", [0, 4])
def test_symbols_are_read_as_they_were_drawn(embedding: int) -> None:
    model = Model(load_cell("gru"), embedding or 5, 6, 5, symbols=5 * bool(embedding), output="softmax",
                  seed=2, dtype="float64")  # fmt: skip
    run = gone_on(model, symbols(), temperature=1.5, seed=7)
    again = run_edited(model, whole(symbols(), run))
    assert again.y is not None
    assert run.codes is not None
    np.testing.assert_allclose(again.y[START - 1 : START - 1 + ON], run.said, rtol=1e-12)
    np.testing.assert_array_equal(run.values, np.eye(5)[run.codes])
    assert len(set(run.codes.tolist())) > 2


def test_one_step_and_then_the_rest_is_the_same_as_all_at_once() -> None:
    model = Model(load_cell("lstm"), 5, 6, 5, output="softmax", seed=2, dtype="float64")
    run = gone_on(model, symbols(), seed=3)
    longer = whole(symbols(), run)
    shorter = replace(longer, values=longer.values[: START + 1])
    rest = gone_on(model, shorter, start=START + 1, seed=3)
    assert run.codes is not None
    assert rest.codes is not None
    np.testing.assert_array_equal(rest.codes[:-1], run.codes[1:])


def test_what_is_held_to_the_end_stays_held_behind_it() -> None:
    model = Model(load_cell("lstm"), 2, 4, 2, seed=3, dtype="float64")
    held = (Clamp("f", (1, 2), 0, STEPS - 1, 0.25), Clamp("i", (), START, START + 1, 1.0))
    run = gone_on(model, series(), held)
    longer = (Clamp("f", (1, 2), 0, START + ON, 0.25), held[1])
    again = run_edited(model, whole(series(), run), longer)
    assert again.y is not None
    np.testing.assert_allclose(again.y[START - 1 : START - 1 + ON], run.said, rtol=1e-12)
    free = gone_on(model, series())
    assert np.abs(free.said - run.said).max() > 1e-3


def test_chances_follow_the_temperature() -> None:
    y = np.array([0.5, 0.3, 0.2])
    np.testing.assert_allclose(shares(y, "softmax"), y)
    np.testing.assert_allclose(shares(np.log(y) + 4.0, "identity"), y)
    np.testing.assert_allclose(shares(2 * y - 0.2, "sigmoid"), (2 * y - 0.2) / (2 * y - 0.2).sum())
    np.testing.assert_allclose(shares(y, "softmax", 0.5), y**2 / (y**2).sum())
    np.testing.assert_array_equal(shares(y, "softmax", 0.0), [1, 0, 0])
    np.testing.assert_array_equal(shares(np.array([0.4, 0.2, 0.4]), "softmax", 0.0), [1, 0, 0])
    np.testing.assert_allclose(shares(y, "softmax", 1e6), 1 / 3, rtol=1e-4)
    np.testing.assert_allclose(shares(np.array([1.0, 0.0]), "softmax"), [1, 0], atol=1e-200)


def test_symbols_are_drawn_as_often_as_they_are_likely() -> None:
    y = np.array([0.5, 0.3, 0.2, 0.0])
    counts = np.bincount([drawn(y, lot) for lot in lots(1, 0, 4000)], minlength=4) / 4000
    np.testing.assert_allclose(counts, y, atol=0.03)
    assert counts[3] == 0
    np.testing.assert_array_equal(lots(5, 20, 30), lots(5, 0, 50)[20:])
    assert (lots(5, 0, 50) != lots(6, 0, 50)).all()
    assert drawn(y, 0.0) == 0
    assert drawn(y, np.nextafter(1.0, 0.0)) == 2


def test_a_model_that_says_no_next_step_is_told_so() -> None:
    numbers, sizes = series(), Sizes(2, 4, 2)
    assert unfit(numbers, sizes) == ""
    assert "no output" in unfit(numbers, replace(sizes, outputs=0))
    assert "from its end" in unfit(numbers, replace(sizes, directions=2))
    assert "3 outputs and reads 2" in unfit(numbers, replace(sizes, outputs=3))
    following = replace(numbers, target=frozen(np.roll(numbers.values, -1, axis=0)))
    assert unfit(following, sizes) == ""
    assert "is not the next step" in unfit(replace(numbers, target=numbers.values), sizes)
    at_the_end = replace(following, weight=frozen(np.arange(STEPS) == STEPS - 1))
    assert "is not the next step" in unfit(at_the_end, sizes)
    model = Model(load_cell("lstm"), 2, 4, 3, dtype="float64")
    with pytest.raises(ValueError, match="3 outputs and reads 2"):
        gone_on(model, numbers)
    with pytest.raises(ValueError, match="expected one from 1 to 9"):
        gone_on(Model(load_cell("lstm"), 2, 4, 2, dtype="float64"), numbers, start=STEPS + 1)


def test_symbols_that_may_follow_are_the_next_step_too() -> None:
    letters, sizes = symbols(), Sizes(5, 4, 5, output="sigmoid")
    assert of_symbols(letters, sizes)
    assert not of_symbols(series(), Sizes(2, 4, 2))
    legal = np.roll(letters.values, -1, axis=0)
    legal[:, 0] = 1
    assert unfit(replace(letters, target=frozen(legal)), sizes) == ""
    assert unfit(replace(letters, target=letters.values), sizes) != ""
