"""Tables of numbers as text: read back by another reader, number for number."""

from __future__ import annotations

import csv
import io
import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lstm_studio.formats.csv_text import Column, Table, as_csv, as_tabs, by_step

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=8)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@given(st.lists(st.tuples(CELLS, st.floats(allow_nan=False)), min_size=1))
def test_whatever_is_written_reads_back(rows: list[tuple[str, float]]) -> None:
    text = as_csv(Table(("a, b", 'say "c"'), tuple(rows)))
    head, *found = read(text)
    assert head == ["a, b", 'say "c"']
    assert [(word, float(number)) for word, number in found] == rows
    assert text.count("\r\n") == len(rows) + 1


def test_numbers_are_whole_whatever_their_precision_and_the_country() -> None:
    single, double = np.float32(0.1), np.float64(1) / 3
    text = as_csv(Table(("x",), ((single,), (double,), (7,), (math.inf,), (-0.0,))))
    assert text == "x\r\n0.1\r\n0.3333333333333333\r\n7\r\ninf\r\n-0.0\r\n"


def test_what_is_no_number_is_left_empty() -> None:
    assert as_tabs(Table(("a", "b"), ((math.nan, None), (np.float32("nan"), "")))) == "a\tb\n\t\n\t\n"


def test_columns_that_begin_at_other_steps_stand_in_the_same_rows() -> None:
    table = by_step({"c[1]": Column(0, np.array([1.0, 2.0, 3.0])), "f[1]": Column(1, np.array([4.0, 5.0]))})
    assert table == (("step", "c[1]", "f[1]"), ((0, 1.0, None), (1, 2.0, 4.0), (2, 3.0, 5.0)))
    assert by_step({"f": Column(1, np.arange(4.0))}, 1.5, 3.5).rows == ((2, 1.0), (3, 2.0))
    assert by_step({}) == (("step",), ())
