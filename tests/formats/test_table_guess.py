"""How a table is meant: what is guessed, what is doubted, and what is read when a person says it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lstm_studio.formats.table import read_table
from lstm_studio.formats.table_form import Form
from lstm_studio.formats.table_guess import guess


@pytest.mark.parametrize(
    ("text", "separator", "decimal", "header", "roles"),
    [
        ("a;b\n1,5;2\n", ";", ",", True, ("input", "input")),
        ("1.5,2\n3,4\n", ",", ".", False, ("input", "input")),
        ("date,x\nJan,1\nFeb,2\n", ",", ".", True, ("label", "input")),
        ("step\tx\n1\t5\n2\t6\n", "\t", ",", True, ("skip", "input")),
        ("x,target\n1,0\n2,1\n", ",", ".", True, ("input", "target")),
        ("x,class\n1,up\n2,down\n", ",", ".", True, ("input", "classes")),
        ("word\nthe\ncat\n", "\t", ",", True, ("symbols",)),
        ("who,said\nA,yes\nB,no\n", ",", ".", True, ("symbols", "skip")),
        ("Jan,1\nFeb,2\n", ",", ".", False, ("label", "input")),
    ],
)
def test_the_likeliest_form(
    text: str, separator: str, decimal: str, header: bool, roles: tuple[str, ...]
) -> None:
    assert guess(text).form == Form(separator, decimal, header, roles)


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("a,b\n1,2\n3,\n", "row 3, column 2 (“b”) is blank"),
        ("a;b\n1,234;2\n5,678;3\n", "the comma in “1,234” may be decimal or group thousands"),
        ("1,5\n2,7\n", "“1,5” may be two columns, or one with a decimal comma"),
        ("x,target\n1,0\n2,1\n", "column 2 (“target”) is taken as what is to be answered"),
        ("d,x,weather\nJan,1,sun\nFeb,2,rain\n", "column 3 (“weather”) has words and is left out"),
        ("a,b\n1,2\n3,4,5\n", "row 3 has 3 columns and the first one 2"),
        ("word\nthe\ncat\n", "the first row may have words like the others"),
    ],
)
def test_what_may_be_meant_otherwise_is_said(text: str, doubt: str) -> None:
    assert any(doubt in said for said in guess(text).doubts)


@pytest.mark.parametrize(
    "text",
    ["a,b\n1.5,2\n3,4\n", "1.5 2\n3 4\n", "1\n2\n3\n", "date,x\nJan,1.5\nFeb,2\n", "a;b\n1,5;2\n3;4,25\n"],
)
def test_what_is_plain_is_not_doubted(text: str) -> None:
    assert guess(text).doubts == ()


def test_blank_cells_are_what_is_chosen() -> None:
    text = "a,b\n1,2\n,4\n5,6\n"
    form = guess(text).form
    with pytest.raises(ValueError, match="row 3, column 1"):
        read_table(text, form=form)
    for blanks, column in (("before", [1, 1, 5]), ("zero", [1, 0, 5]), ("skip", [1, 5])):
        assert read_table(text, form=replace(form, blanks=blanks)).values[:, 0].tolist() == column
    with pytest.raises(ValueError, match=r"row 2, column 1 .*found nothing"):
        read_table("a,b\n,2\n", form=replace(form, blanks="before"))


def test_targets_are_apart_and_blank_where_nothing_is_asked() -> None:
    text = "x;y;kind\n1;10;up\n2;;\n3;30;down\n"
    found = read_table(text, form=Form(";", ".", True, ("input", "target", "classes")))
    assert found.channels == ("x",)
    assert found.asked == ("y", "kind=down", "kind=up")
    assert found.target is not None
    assert found.target[[0, 2]].tolist() == [[10, 0, 1], [30, 1, 0]]
    assert found.weight is not None
    assert found.weight.tolist() == [1, 0, 1]
    with pytest.raises(ValueError, match="row 3 has some targets and lacks others"):
        read_table("x;y;kind\n1;10;up\n2;;up\n", form=Form(";", ".", True, ("input", "target", "classes")))
    with pytest.raises(ValueError, match="no row has a target"):
        read_table("x;y\n1;\n", form=Form(";", ".", True, ("input", "target")))


def test_words_are_a_channel_each() -> None:
    found = read_table(
        "t,sky,wind\n1,sun,2\n2,rain,3\n", form=Form(",", ".", True, ("label", "symbols", "input"))
    )
    assert found.channels == ("sky=rain", "sky=sun", "wind")
    assert found.values.tolist() == [[0, 1, 2], [1, 0, 3]]
    assert found.labels == ("1", "2")


def test_grouped_thousands_and_a_form_that_does_not_fit() -> None:
    form = Form(";", "grouped", True, ("input", "input"))
    assert read_table("a;b\n1,234.5;2\n", form=form).values.tolist() == [[1234.5, 2]]
    with pytest.raises(ValueError, match="the first row has 1 columns; expected 2"):
        read_table("a\n1\n", form=form)
    with pytest.raises(ValueError, match="no column is read"):
        read_table("a\n1\n", form=Form(",", ".", True, ("skip",)))


def test_what_is_told_is_not_guessed() -> None:
    assert guess("1,5\n2,7\n", separator="\t", decimal=",").form == Form("\t", ",", False, ("input",))
    assert guess("1 2\n3 4\n", header=True).names == ("1", "2")
