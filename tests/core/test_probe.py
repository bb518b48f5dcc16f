from __future__ import annotations

import math

import numpy as np
import pytest

from lstm_studio.core.probe import asked_span, half_life, started_half_lives
from lstm_studio.core.study import Start
from lstm_studio.core.tasks import TASKS


@pytest.mark.parametrize(
    ("bias", "steps"), [(0, 1.0), (1, 2.2), (2, 5.5), (3, 14.3), (4, 38), (5, 103), (6, 280)]
)
def test_half_life_of_a_keep_bias(bias: float, steps: float) -> None:
    assert half_life(np.full(9, 1 / (1 + math.exp(-bias)))) == pytest.approx(steps, rel=0.02)


def test_what_is_left_after_the_half_life_is_half() -> None:
    keep = np.random.default_rng(0).uniform(0.5, 1.0, 40)
    left = np.prod(keep) ** (half_life(keep) / len(keep))
    assert left == pytest.approx(0.5)


def test_the_ends() -> None:
    assert half_life(np.ones(5)) == math.inf
    assert half_life(np.array([1.0, 0.0, 1.0])) == 0.0
    assert half_life(np.array([1.0, 2.0])) == math.inf


@pytest.mark.parametrize(("bias", "steps"), [(0, 1.0), (1, 2.2), (3, 14.3), (6, 280)])
def test_what_a_start_implies_is_what_its_keep_factor_does(bias: float, steps: float) -> None:
    lives = started_half_lives(Start(keep=float(bias)))
    assert lives is not None
    assert lives[0] == lives[1] == pytest.approx(half_life(np.full(9, 1 / (1 + math.exp(-bias)))))
    assert lives[0] == pytest.approx(steps, rel=0.02)


def test_chrono_implies_half_lives_from_one_step_to_most_of_the_span() -> None:
    lives = started_half_lives(Start(keep="chrono", span=50))
    assert lives is not None
    assert lives[0] == pytest.approx(1.0)
    assert lives[1] == pytest.approx(half_life(np.full(3, 49 / 50)))
    assert started_half_lives(Start()) is None


def test_the_span_that_is_asked_for_reaches_from_what_matters_to_what_is_graded() -> None:
    rng = np.random.default_rng(1)
    recall = TASKS["long-term-dependency"].show(rng, {"length": 50.0, "relevant_index": 10.0})
    assert asked_span(recall) == 40
    adding = TASKS["adding"].show(rng)
    assert asked_span(adding) == 49 - int(np.flatnonzero(adding.values[:, 1])[0])
    assert asked_span(TASKS["spike-latch"].show(rng)) is None
