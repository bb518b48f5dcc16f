"""Units and steps as they are written read back as they were."""

from __future__ import annotations

from itertools import combinations

import pytest

from lstm_studio.session.spans import START, read_number, read_steps, read_units, said_steps, said_units


def test_units_read_back() -> None:
    for count in range(1, 5):
        for units in combinations(range(5), count):
            assert read_units(said_units(units), 5) == units
    assert read_units(said_units(()), 5) == ()
    assert said_units((0, 1, 2, 4)) == "1–3, 5"


def test_steps_read_back() -> None:
    for first in range(7):
        for last in range(first, 7):
            assert read_steps(said_steps(first, last, 7), 7) == (first, last)
    assert read_steps(said_steps(*START, 7), 7) == START
    assert [said_steps(*ends, 7) for ends in ((0, 6), (2, 6), (2, 2), (2, 4), (6, 6), (0, 0))] == [
        "all", "3–", "3", "3–5", "7", "1"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "units"),
    [("all", ()), ("ALL", ()), ("", ()), ("2-4", (1, 2, 3)), ("3;1 5", (0, 2, 4)), ("1–5", ())],
)
def test_units_are_read_as_people_write_them(text: str, units: tuple[int, ...]) -> None:
    assert read_units(text, 5) == units


@pytest.mark.parametrize(
    ("text", "steps"), [("3..5", (2, 4)), ("3 — 5", (2, 4)), ("5-", (4, 6)), ("0", START), ("start", START)]
)
def test_steps_are_read_as_people_write_them(text: str, steps: tuple[int, int]) -> None:
    assert read_steps(text, 7) == steps


@pytest.mark.parametrize("text", ["0", "6", "a", "3-1", "1,,x", "1.5"])
def test_units_that_are_not_there(text: str) -> None:
    with pytest.raises(ValueError, match="numbers from 1 to 5"):
        read_units(text, 5)


@pytest.mark.parametrize("text", ["8", "a", "5-3", "2-9", "-2"])
def test_steps_that_are_not_there(text: str) -> None:
    with pytest.raises(ValueError, match="numbers from 1 to 7"):
        read_steps(text, 7)


def test_numbers() -> None:
    assert [read_number(text) for text in ("1", " −0,5 ", "-2e-3")] == [1.0, -0.5, -0.002]
    for wrong in ("", "one", "nan", "inf", "1e12"):
        with pytest.raises(ValueError, match="expected a number"):
            read_number(wrong)
