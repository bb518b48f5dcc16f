"""Numbers beside a plot stand clear of each other."""

from __future__ import annotations

from itertools import pairwise

import pytest

from lstm_studio.ui.plots.axes import ValueAxis

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.mark.parametrize("height", [40.0, 80.0, 115.0, 300.0])
@pytest.mark.parametrize(("low", "high"), [(-0.5, 0.5), (-0.35, 0.48), (0.1, 0.9), (-1.2, 0.1), (-4.0, 1.0)])
def test_numbers_of_a_logarithmic_axis_never_touch(low: float, high: float, height: float) -> None:
    axis = ValueAxis("loss", log=True)
    axis.set_range(low, high)
    marks = axis.marks(height)
    assert marks
    assert all(low - 1e-9 <= place <= high + 1e-9 for place, _text in marks)
    pixels = [place * height / (high - low) for place, _text in marks]
    assert all(later - earlier >= 12 for earlier, later in pairwise(pixels))
