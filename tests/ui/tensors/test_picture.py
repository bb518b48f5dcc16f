"""However large a matrix is, its largest value is seen, in the colour of its sign."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_studio.ui.tensors.picture import coloured, drawn, thinned

RAMP = np.arange(256, dtype=np.uint32)  # the colour of a place in the table is its number


@pytest.mark.parametrize("kind", ["float16", "float32", "float64", "int64", "uint8", "bool"])
def test_a_spike_among_many_values_is_not_lost(kind: str) -> None:
    values = np.zeros((1000, 700), kind)
    values[123, 456] = 1
    cells = thinned(values, 90, 50)
    assert cells.values.shape[0] <= 90
    assert cells.values.shape[1] <= 50
    assert cells.high == 1.0
    row, column = np.argwhere(cells.values == 1)[0]
    assert row == 123 // cells.down
    assert column == 456 // cells.across
    assert int((cells.values != 0).sum()) == 1


def test_what_is_below_0_and_above_has_the_ends_of_the_scale() -> None:
    cells = thinned(np.array([[-2.0, 0.0, 1.0, 2.0, np.nan, np.inf]]), 10, 10)
    assert cells.high == 2.0
    assert coloured(cells, RAMP).tolist() == [[0, 128, 191, 255, 0, 255]]


def test_small_values_are_kept_as_they_are() -> None:
    values = np.random.default_rng(0).normal(size=(8, 5)).astype(np.float32)
    cells = thinned(values, 100, 100)
    np.testing.assert_array_equal(cells.values, values)
    picture = drawn(cells, RAMP)
    assert (picture.image.width(), picture.image.height()) == (5, 8)


def test_nothing_but_zeros_is_the_middle() -> None:
    assert set(coloured(thinned(np.zeros((3, 3)), 9, 9), RAMP).ravel().tolist()) == {128}
