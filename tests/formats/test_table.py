"""Tables: the separator, names, labels and decimal commas of real files, and errors with row and column."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_studio.core.study import Sequence
from lstm_studio.formats import limits
from lstm_studio.formats.table import read_table


@pytest.mark.parametrize(
    ("text", "channels", "values"),
    [
        ("a,b\n1,2\n3,4\n", ("a", "b"), [[1, 2], [3, 4]]),
        ("1,2\n3,4\n", ("x[1]", "x[2]"), [[1, 2], [3, 4]]),
        ("1,5;2,5\n3,5;4,5\n", ("x[1]", "x[2]"), [[1.5, 2.5], [3.5, 4.5]]),
        ("a;b\r\n1,5;2\r\n3;4\r\n", ("a", "b"), [[1.5, 2], [3, 4]]),
        ("a\tb c\n1\t2\n", ("a", "b c"), [[1, 2]]),
        ("1  2\n 3 4 \n", ("x[1]", "x[2]"), [[1, 2], [3, 4]]),
        ("value\n1,5\n2\n", ("value",), [[1.5], [2]]),
        ("my value\n1\n2\n", ("my value",), [[1], [2]]),
        ("1\n2\n\n3\n", ("x[1]",), [[1], [2], [3]]),
        ("0,1,0,1", ("x[1]",), [[0], [1], [0], [1]]),
        ('"a, b",c\n1,"2"\n', ("a, b", "c"), [[1, 2]]),
        ("a,a,a,b\n1,2,3,4\n", ("a", "a (2)", "a (3)", "b"), [[1, 2, 3, 4]]),
        ("a,,c\n1,2,3\n", ("a", "x[2]", "c"), [[1, 2, 3]]),
        ("step,x,y\n1,5,6\n2,7,8\n", ("x", "y"), [[5, 6], [7, 8]]),
        (",x\n0,5\n1,7\n2,9\n", ("x",), [[5], [7], [9]]),
        ("step,x\n1,5\n3,7\n", ("step", "x"), [[1, 5], [3, 7]]),
        ("1;2\r3;4\r", ("x[1]", "x[2]"), [[1, 2], [3, 4]]),
    ],
)
def test_files_as_people_have_them(text: str, channels: tuple[str, ...], values: list[list[float]]) -> None:
    found = read_table(text)
    assert found.channels == channels
    assert found.values.tolist() == values
    assert found.labels == ()


def test_dates_label_the_steps() -> None:
    found = read_table("Month,Passengers\n1949-01,112\n1949-02,118\n", "airline")
    assert found.labels == ("1949-01", "1949-02")
    assert found.channels == ("Passengers",)
    assert found.values.tolist() == [[112], [118]]
    assert found.title == "airline"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b\n1,2\n3,x\n", "row 3, column 2 (“b”): found “x”, expected a number"),
        ("a,b\n1,2\n\n3,\n", "row 4, column 2 (“b”): found nothing, expected a number"),
        ("1,2\n3,four\n", "row 2, column 2: found “four”, expected a number"),
        ("1,x\n3,4\n", "row 1, column 2: found “x”, expected a number, as elsewhere in this row"),
        ("a,b\n1,2\n3\n", "row 3 has 1 columns; expected 2"),
        ("1 2\n3\n", "row 2 has 1 columns; expected 2"),
        ("a,b\n", "no row of numbers"),
        ("a,b\n1,nan\n2,3\n", "found “nan”"),
        ("\n \n", "there is no row"),
        ("date,a\nJan,1\nFeb,?\n", "row 3, column 2 (“a”): found “?”"),
        ('a,b\n1,"' + "2" * 200_000, "row 2 cannot be read"),
    ],
)
def test_a_wrong_cell_is_named_with_row_and_column(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match="row") as caught:
        read_table(text)
    assert sentence in str(caught.value)


FLOATS = st.floats(-1e9, 1e9)


@given(
    st.sampled_from("\t;, "),
    st.booleans(),
    st.integers(2, 4).flatmap(
        lambda wide: st.lists(st.lists(FLOATS, min_size=wide, max_size=wide), min_size=2)
    ),
)
def test_written_tables_read_back(separator: str, header: bool, rows: list[list[float]]) -> None:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator)
    if header:
        writer.writerow([f"channel {letter}" for letter in "abcd"[: len(rows[0])]])
    writer.writerows(rows)
    found = read_table(written.getvalue())
    assert np.array_equal(found.values, np.array(rows))
    assert header == found.channels[0].startswith("channel a")


@given(
    st.integers(2, 4).flatmap(
        lambda wide: st.lists(st.lists(FLOATS, min_size=wide, max_size=wide), min_size=2)
    )
)
def test_decimal_commas_read_back(rows: list[list[float]]) -> None:
    text = "\n".join(";".join(repr(value).replace(".", ",") for value in row) for row in rows)
    assert np.array_equal(read_table(text).values, np.array(rows))


def test_a_table_longer_than_the_first_look_is_read_whole() -> None:
    text = "a;b\n" + "".join(f"{step};{step},5\n" for step in range(20_000))
    found = read_table(text)
    assert found.values.shape == (20_000, 2)
    assert found.values[-1].tolist() == [19_999, 19_999.5]


@settings(max_examples=300)
@given(st.one_of(st.text(), st.text('01.,;-e\t\n\r" ab', max_size=60)))
def test_any_text_is_a_sequence_or_a_sentence(text: str) -> None:
    try:
        found: Sequence | str = read_table(text)
    except ValueError as error:
        found = str(error)
    if isinstance(found, Sequence):
        assert found.values.shape == (found.steps, len(found.channels))
        assert found.steps > 0
        assert np.isfinite(found.values).all()
        assert len(found.labels) in {0, found.steps}
    else:
        assert "row" in found


def test_too_many_rows_are_refused_before_they_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "STEPS", 8)
    with pytest.raises(ValueError, match="9 steps; expected at most 8"):
        read_table("1\n" * 50)
    monkeypatch.setattr(limits, "CHANNELS", 2)
    with pytest.raises(ValueError, match="3 channels; expected at most 2"):
        read_table("1,2,3\n1,2,3\n")
