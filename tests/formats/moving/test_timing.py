"""Ticks keep the time of the whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lstm_studio.formats.moving.timing import ticks


@given(st.lists(st.floats(0.02, 3.0), min_size=1, max_size=200), st.sampled_from([20.0, 25.0, 100.0, 1000.0]))
def test_no_more_than_half_a_tick_is_ever_lost(spans: list[float], rate: float) -> None:
    spans = [max(span, 1 / rate) for span in spans]
    told = due = 0.0
    for span, given_ticks in zip(spans, ticks(spans, rate), strict=True):
        told, due = told + given_ticks, due + span * rate
        assert given_ticks >= 1
        assert abs(told - due) <= 0.5 + 1e-6


def test_thirty_a_second_alternate_in_hundredths() -> None:
    assert list(ticks([1 / 30] * 6, 100)) == [3, 4, 3, 3, 4, 3]


def test_nothing_is_shorter_than_the_least() -> None:
    assert list(ticks([0.001, 0.001, 0.5], 100, least=2)) == [2, 2, 46]
