"""Numbers in print: a true minus sign, few figures, nothing rounded to what it is not."""

from __future__ import annotations

import math

import pytest

from lstm_studio.session.sentence import wording
from lstm_studio.ui.diagram.captions import fitted
from lstm_studio.ui.numbers import count, duration, short


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.734, "+0.73"),
        (-1.294, "−1.29"),
        (0.0, "0.00"),
        (-0.001, "0.00"),
        (9.994, "+9.99"),
        (-10.23, "−10.2"),
        (123.4, "+123"),
        (54321.0, "+5.4e4"),
        (math.nan, "–"),
        (None, "–"),
        (-math.inf, "−∞"),
    ],
)
def test_a_value_with_its_sign(value: float | None, said: str) -> None:
    assert short(value) == said


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [
        (0.734, 2, "0.73"),
        (1.0, 2, "1.00"),
        (0.0031, 4, "0.0031"),
        (0.00002, 4, "2.0e−5"),
        (0.001, 2, "1.0e−3"),
    ],
)
def test_a_value_without_a_sign_keeps_what_is_small(value: float, digits: int, said: str) -> None:
    assert short(value, signed=False, digits=digits) == said


def test_counts_and_times() -> None:
    assert count(1234567) == "1\u202f234\u202f567"
    assert [duration(seconds) for seconds in (0.21, 9.94, 9.96, 59, 200)] == [
        "0.2 s", "9.9 s", "10 s", "59 s", "3 min 20 s",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.00002, "+2.0e−5"), (-0.0031, "−0.0031"), (0.05, "+0.050"), (0.734, "+0.73"), (0.0, "0.00")],
)
def test_a_fine_value_is_never_rounded_to_nothing(value: float, said: str) -> None:
    assert short(value, fine=True) == said


@pytest.mark.parametrize("power", range(-12, 12))
@pytest.mark.parametrize("front", [1.0, -1.04, 4.96, -9.96])
def test_a_number_reads_alike_in_a_sentence_beside_a_part_and_in_a_list(front: float, power: int) -> None:
    value = front * 10.0**power
    assert wording.fine(value) == short(value, fine=True)
    assert wording.signed(value) == short(value)
    assert fitted(value, signed=True, fine=True) == short(
        value, fine=True, figures=1 if not -9 <= power < 4 else 2
    )
    assert float(short(value, fine=True).replace("−", "-")) == pytest.approx(value, rel=0.05)


def test_where_there_is_room_for_one_figure_it_is_the_first_that_counts() -> None:
    values = (-0.0077, 0.0092, 0.0148, 0.5, -3e-7, 0.0)
    said = ["−8e−3", "+9e−3", "+0.01", "+0.50", "−3e−7", "0.00"]
    assert [short(value, figures=1, fine=True) for value in values] == said
