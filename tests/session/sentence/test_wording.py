"""Numbers and names as sentences print them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.sizes import Sizes
from lstm_studio.core.study import Sequence
from lstm_studio.session.sentence import named_unit, plain, signed
from lstm_studio.session.sentence.wording import (
    amount,
    called,
    derivative,
    fine,
    measured,
    named_step,
    percent,
)


def test_numbers_have_a_sign_and_two_digits() -> None:
    assert [signed(value) for value in (-1.4159, 0.0349, 0.0, -0.001)] == ["−1.42", "+0.03", "0.00", "0.00"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(-0.0213, "−0.021"), (3.21e-6, "+3.2e−6"), (1.25, "+1.25"), (0.5, "+0.50"), (0.0, "0.00"), (-1.2e-12, "−1.2e−12"),
     (math.inf, "∞"), (12345678.0, "+1.2e7")],
)  # fmt: skip
def test_gradients_keep_two_figures_however_small(value: float, shown: str) -> None:
    assert fine(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(0.04, "0.04"), (0.9996, "0.9996"), (0.004, "0.004"), (1.0, "1.00"), (1e-9, "1e−9")]
)
def test_a_share_is_not_rounded_to_all_or_nothing(value: float, shown: str) -> None:
    assert measured(value, bounded=True) == shown


def test_what_a_cell_writes_is_never_rounded_to_nothing() -> None:
    values = (-1.4159, 0.0349, 0.0, -0.0012, 3e-9)
    assert [amount(value) for value in values] == ["−1.42", "+0.03", "0.00", "−0.0012", "+3.0e−9"]


def test_a_share_in_percent() -> None:
    assert [percent(share) for share in (0.98, 1.0, 0.99996, -0.5)] == ["98", "100", "99.996", "−50"]


def test_values_are_called_by_what_they_are() -> None:
    names = {
        ("lstm", "i"): "the input gate",
        ("lstm-cifg", "i"): "the input gate",
        ("gru", "z"): "the update gate",
        ("gru", "1 - z"): "1 − z",
        ("lstm", "i * g"): "i ⊙ g",  # "what is written into the cell" is no name
        ("lstm", "W_f @ x"): "W_f x",
    }
    for (cell, text), name in names.items():
        assert called(text, load_cell(cell).meaning) == name


def test_expressions_are_printed_in_a_line() -> None:
    assert plain("f * c_prev") == "f ⊙ c₋"
    assert plain("f * c_prev", turned=True) == "f ⊙ c₊"
    assert (derivative("c"), derivative("f * c_prev")) == ("∂L/∂c", "∂L/∂(f ⊙ c₋)")


def test_a_unit_has_its_layer_and_direction_where_there_are_several() -> None:
    deep = Sizes(inputs=2, units=3, layers=2, directions=2)
    assert named_unit(Sizes(inputs=2, units=3), 0, 0, 2) == "unit 3"
    assert named_unit(deep, 1, 0, 0) == "unit 1 of layer 2"
    assert named_unit(deep, 0, 1, 0) == "unit 1 of layer 1, reading back,"


def test_a_space_is_seen() -> None:
    shown = Sequence(np.zeros((3, 1)), labels=(" ", "a", ""))
    assert [named_step(shown, step) for step in (1, 2, 3)] == ["step 1 “␣”", "step 2 “a”", "step 3"]
