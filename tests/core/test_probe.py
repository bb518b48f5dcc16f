from __future__ import annotations

import math

import numpy as np
import pytest

from lstm_studio.core.probe import half_life


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
