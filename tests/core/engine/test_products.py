"""Matrix products that are cut and added up are the same products."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_studio.core.engine.aligned import Arrays
from lstm_studio.core.engine.products import LARGE, Weighting, row_parts


@pytest.mark.parametrize(
    ("rows", "inner", "columns"), [(4, 3, 1), (512, 161, 32), (3, 10_000, 900), (1, 2_000_000, 1)]
)
def test_parts_cover_all_rows_once_and_are_small_where_that_is_possible(
    rows: int, inner: int, columns: int
) -> None:
    parts = [part for part in row_parts(rows, inner, columns) if part.stop > part.start]
    assert [row for part in parts for row in range(part.start, part.stop)] == list(range(rows))
    most = max(part.stop - part.start for part in parts)
    assert most == 1 or (most - 1) * inner * columns <= LARGE
    if rows * inner * columns <= LARGE:
        assert len(parts) == 1


@pytest.mark.parametrize("batch", [1, 2, 5])
@pytest.mark.parametrize(("large", "cached"), [(10**6, 10**6), (100, 10**6), (400, 60), (1, 1)])
def test_the_sum_over_steps_and_samples(
    batch: int, large: int, cached: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lstm_studio.core.engine.products.LARGE", large)
    monkeypatch.setattr("lstm_studio.core.engine.products.CACHED", cached)
    rng = np.random.default_rng(0)
    buffers = rng.normal(size=(2, 11, 20, batch))
    delta, operand = buffers[0, :, 3:11], buffers[1, :, 5:18]
    total = np.zeros((8, 13))
    weighting = Weighting(delta, operand, total, Arrays(delta.dtype))
    for steps in (11, 7, 1, 11):
        weighting.collect(steps)
        expected = np.einsum("trb,tkb->rk", delta[:steps], operand[:steps])
        np.testing.assert_allclose(total, expected, rtol=0, atol=1e-13)
