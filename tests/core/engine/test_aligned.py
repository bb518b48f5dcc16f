"""Arrays start with a cache line, lie apart in their pages, and do not overlap."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_studio.core.engine.aligned import LINE, PAGE, Arrays


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_where_arrays_lie(dtype: str) -> None:
    arrays = Arrays(dtype)
    made = [
        arrays.zeros(*shape) for shape in [(3, 5), (100, 80, 32), (7,), (2, 400_000), (90, 80, 32), (4, 4)]
    ]
    starts = [array.ctypes.data for array in made]
    assert not any(start % LINE for start in starts)
    assert len({start % PAGE for start in starts}) == len(starts)
    for number, array in enumerate(made):
        assert array.dtype == dtype
        assert not array.any()
        array[...] = number + 1
    assert all(np.all(array == number + 1) for number, array in enumerate(made))
