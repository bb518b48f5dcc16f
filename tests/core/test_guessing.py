"""Guessing: the draws are counted, the best is kept, and the one that solves the task does solve it."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.fit import Job
from lstm_studio.core.guessing import guesses
from lstm_studio.core.init import draw
from lstm_studio.core.model import Model
from lstm_studio.core.sizes import Sizes
from lstm_studio.core.tasks import TASKS

TASK = TASKS["two-sequence"]


def job(task: str = "two-sequence", seed: int = 1, units: int = 4) -> Job:
    form, cell = TASKS[task].form, load_cell("rnn")
    sizes = Sizes(inputs=form.inputs, units=units, outputs=form.outputs, output=form.output)
    return Job(cell, sizes, draw(cell, sizes), task, seed=seed)


def test_weights_that_are_guessed_latch_under_noise() -> None:
    """71 tries with this seed; with the seeds 1 to 5 it was 71 to 418."""
    assert TASK.luck is not None
    *failed, found = guesses(job(), TASK.luck, 500)
    assert found.solved
    assert not any(one.solved for one in failed)
    assert [one.tried for one in (*failed, found)] == list(range(1, len(failed) + 2))
    assert np.abs(found.parameters).max() <= TASK.luck
    model = Model.of(load_cell("rnn"), job().sizes, found.parameters)
    for sign in (1.0, -1.0):
        x = np.random.default_rng(9).normal(0, 0.447, (105, 500, 1))
        x[:3] = sign
        y = model.run(x).y
        assert y is not None
        assert np.mean((y[-1] > 0.5) == (sign > 0)) >= 0.99


def test_the_best_draw_is_kept_and_is_the_first_of_its_score() -> None:
    best, parameters = -np.inf, None
    for one in guesses(job(seed=3), 4.0, 40):
        if one.score > best:
            best, parameters = one.score, one.parameters
        assert one.best == best
        assert one.parameters is parameters


def test_a_score_that_is_an_error_is_kept_at_its_lowest() -> None:
    tries = list(guesses(job("adding"), 1.0, 20))
    assert [one.best for one in tries] == np.minimum.accumulate([one.score for one in tries]).tolist()
    assert len(tries) == 20


def test_the_same_seed_draws_the_same() -> None:
    one, two, other = (
        [each.score for each in guesses(job(seed=seed, units=2), 20.0, 12)] for seed in (5, 5, 6)
    )
    assert one == two != other


@pytest.mark.parametrize(("luck", "tries"), [(0.0, 5), (float("nan"), 5), (4.0, 0)])
def test_what_cannot_be_drawn_is_refused(luck: float, tries: int) -> None:
    with pytest.raises(ValueError, match="expected"):
        next(guesses(job(), luck, tries))
