from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_studio.ui.plots.samples import LONG, column_peaks, line_peaks, row_means, within


@given(st.integers(1, 400), st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_every_column_holds_the_peak_of_its_own_steps(count: int, columns: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=(count, 3))
    thin, size = column_peaks(values, columns, 0.2)
    assert len(thin) <= columns
    assert (len(thin) - 1) * size < count <= len(thin) * size
    for place, row in enumerate(thin):
        group = values[place * size : (place + 1) * size]
        for unit in range(3):
            assert row[unit] in group[:, unit]
            assert abs(row[unit] - 0.2) == np.abs(group[:, unit] - 0.2).max()


def test_units_are_joined_by_their_mean() -> None:
    values = np.random.default_rng(0).normal(size=(5, 512))
    thin = row_means(values, 40)
    assert thin.shape == (5, 40)
    edges = [number * 512 // 40 for number in range(41)]
    for place in range(40):
        expected = [np.mean(row[edges[place] : edges[place + 1]]) for row in values]
        assert thin[:, place] == pytest.approx(expected)
    assert row_means(values, 512) is values


def test_a_short_curve_is_given_whole() -> None:
    x = np.arange(LONG, dtype=float)
    thin_x, thin_y = line_peaks(x, x * 2, -1.0, LONG + 1.0, 100)
    assert (thin_x == x).all()
    assert (thin_y == x * 2).all()


@pytest.mark.parametrize("spike", [0, 1, 4_321, 40_000, 63_998, 63_999])
def test_a_single_spike_survives_the_thinning(spike: int) -> None:
    y = np.sin(np.arange(64_000) / 900)
    y[spike] = 7.0
    x, thin = line_peaks(np.arange(64_000.0), y, 0.0, 64_000.0, 350)
    assert len(thin) <= 3 * 350
    assert x[thin.argmax()] == spike
    assert thin.min() == y.min()
    assert (np.diff(x) >= 0).all()


def test_only_what_is_in_sight_is_drawn_and_one_point_beyond() -> None:
    x = np.arange(100.0)
    cut, _y = line_peaks(x, x, 20.5, 30.5, 50)
    assert cut.tolist() == list(range(20, 32))


def test_a_curve_is_cut_between_two_points() -> None:
    x, y = within(np.arange(5.0), np.array([0.0, 10.0, 20.0, 0.0, 0.0]), 0.5, 2.25)
    assert x.tolist() == [0.5, 1.0, 2.0, 2.25]
    assert y.tolist() == [5.0, 10.0, 20.0, 15.0]
    assert within(np.zeros(0), np.zeros(0), 0.0, 1.0)[0].size == 0
