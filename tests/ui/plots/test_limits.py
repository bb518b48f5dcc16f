from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_studio.ui.plots.limits import Limits, ceiling, printed, ticks, whole_ticks

positive = st.floats(1e-12, 1e12)


@given(positive)
def test_a_ceiling_is_above_the_value_and_near_it(value: float) -> None:
    top = ceiling(value)
    assert value <= top * (1 + 1e-8)
    assert top <= 1.6 * value
    assert ceiling(top) == pytest.approx(top)


@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf])
def test_what_is_no_size_has_no_ceiling(value: float) -> None:
    assert ceiling(value) == 0.0


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=1))
def test_bounds_hold_what_they_were_given_last(pairs: list[tuple[float, float]]) -> None:
    for even in (True, False):
        limits = Limits(even=even)
        for one, other in pairs:
            low, high = limits.take(min(one, other), max(one, other))
            assert low <= min(one, other) + 1e-9 * abs(one) + 1e-29
            assert high >= max(one, other) - 1e-9 * abs(other) - 1e-29
            assert low < high
            assert low <= 0 <= high
            assert not even or low == -high


def test_bounds_stay_while_values_shrink_a_little_and_follow_when_they_shrink_much() -> None:
    limits = Limits(even=True)
    assert limits.take(-0.2, 0.9) == (-1.0, 1.0)
    assert limits.take(-0.2, 0.6) == (-1.0, 1.0)
    assert limits.take(-0.2, 0.3) == (-0.3, 0.3)
    assert limits.take(-0.2, 1.1) == (-1.5, 1.5)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(1, 12))
def test_ticks_are_round_even_and_inside(low: float, span: float, count: int) -> None:
    marks = ticks(low, low + span, count)
    assert len(marks) <= count + 1
    assert all(low - 1e-6 * span <= mark <= low + span * (1 + 1e-6) for mark in marks)
    gaps = [b - a for a, b in pairwise(marks)]
    for gap in gaps:
        digits = f"{gap:.6e}"
        assert digits[0] in "1259"  # 9.999… is 10
        assert gap == pytest.approx(gaps[0], rel=1e-4)


@pytest.mark.parametrize(
    ("low", "high", "count", "marks"),
    [
        (-0.5, 10.5, 12, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        (-0.5, 50.5, 6, [1, 10, 20, 30, 40, 50]),
        (20.5, 40.5, 4, [25, 30, 35, 40]),
        (-0.5, 1.5, 5, [1]),
        (0.0, 64_000.0, 4, [1, 20_000, 40_000, 60_000]),
        (3.0, 3.0, 4, []),
    ],
)
def test_steps_count_from_one(low: float, high: float, count: int, marks: list[int]) -> None:
    assert whole_ticks(low, high, count) == marks


@pytest.mark.parametrize(
    ("value", "sign", "text"),
    [
        (0.7312, False, "0.731"),
        (-1.42, False, "−1.42"),
        (0.5, True, "+0.5"),
        (0.0, True, "0"),
        (3.0, False, "3"),
        (64_000.0, False, "64\u202f000"),
        (-0.00001234, False, "−1.2e−5"),
        (0.0001, False, "10⁻⁴"),
        (3.2e-21, True, "+3.2e−21"),
        (1e37, False, "10³⁷"),
        (-2.14e12, False, "−2.1e12"),
        (123_456_789, False, "123\u202f456\u202f789"),
        (math.nan, False, "–"),
    ],
)
def test_numbers_are_printed_as_a_book_does(value: float, sign: bool, text: str) -> None:
    assert printed(value, sign=sign) == text
