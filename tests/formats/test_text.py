"""Typed text: what a person types is what the cell reads, and a slip is named with its place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_studio.core.study import Sequence
from lstm_studio.formats import limits, symbols
from lstm_studio.formats.text import KINDS, kind_of, read_text

SPIKES = ("set", "reset", "distract")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("0 1 0 0 1", [[0], [1], [0], [0], [1]]),
        ("01001", [[0], [1], [0], [0], [1]]),
        ("0, 1, 0", [[0], [1], [0]]),
        ("0,1,0", [[0], [1], [0]]),
        ("0;1;0", [[0], [1], [0]]),
        ("0,5 1,5 -2", [[0.5], [1.5], [-2]]),
        ("0,5; 1,5", [[0.5], [1.5]]),
        ("0,1", [[0], [1]]),
        ("1.5,2.5", [[1.5], [2.5]]),
        ("1.5, 2,", [[1.5], [2]]),
        ("−1 +.5 2e-1", [[-1], [0.5], [0.2]]),
        ("1\n2\n3", [[1], [2], [3]]),
        ("0 1 0\n1 0 0", [[0, 1], [1, 0], [0, 0]]),
        ("0 1 0\r\n1 0 0\r\n", [[0, 1], [1, 0], [0, 0]]),
        ("[0 1] [1 0]", [[0, 1], [1, 0]]),
        ("[0,1],[1,0]", [[0, 1], [1, 0]]),
        ("[0,5 1] [1 0,5]", [[0.5, 1], [1, 0.5]]),
        ("[[0, 1],\n [1, 0]]", [[0, 1], [1, 0]]),
        ("[[0. 1.]\n [1. 0.]]", [[0, 1], [1, 0]]),
        ("[[0 1]]", [[0, 1]]),
        ("[0, 1, 0]", [[0], [1], [0]]),
        ("(0, 1), (1, 0)", [[0, 1], [1, 0]]),
        ("[0] [1] [0]", [[0], [1], [0]]),
        ("1\t2\n3\t4", [[1, 2], [3, 4]]),
        ("7", [[7]]),
    ],
)
def test_numbers(text: str, values: list[list[float]]) -> None:
    found = read_text(text)
    assert found.values.tolist() == values
    assert len(found.channels) == len(values[0])


def test_lines_may_name_their_channels() -> None:
    found = read_text("set: 0 1\nlast one: 1 0\n2 3")
    assert found.channels == ("set", "last one", "x[3]")
    assert found.values.tolist() == [[0, 1, 2], [1, 0, 3]]


def test_the_text_is_kept_as_typed() -> None:
    assert read_text(" 0 1\n").text == " 0 1\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0 1 O 1", "line 1, column 5: found “O”, expected a number such as 0, 1 or 0.5"),
        ("0 1 1\n1 zero 1", "line 2, column 3: found “zero”"),
        ("0 1 0\n1 0", "line 2, column 1: found 2 numbers, expected 3 as in the first line"),
        ("[0 1] [1]", "line 1, column 8: found 1 numbers, expected 2 as in the first bracket"),
        ("[0 1] []", "line 1, column 8: found nothing"),
        ("[0 1] 2 [1 0]", "line 1, column 7: found “2” outside of brackets"),
        ("[0 1] [1 0", "line 1, column 7: found “[1 0” outside of brackets"),
        ("0,,1", "line 1, column 3: found “,” where a number is missing"),
        (", 0 1", "line 1, column 1: found “,” where a number is missing"),
        ("0 1 nan 1", "found “nan”, expected a number"),
        ("0 1 1e999 1", "found “1e999”, expected a number"),
        ("0 1 1_0 1", "found “1_0”, expected a number"),
        ("1\t2\n3\tx", "row 2, column 2: found “x”"),
        ("set: \n1 2 3", "line 1, column 5: found nothing"),
        (" \n", "there is no text"),
        ("ab\ud800", "character 3 is half of one"),
        ("0 1 " + "q" * 50 + " 1", "found “qqqqqqqqqqqqqqqqqqq…”"),
    ],
)
def test_a_slip_is_named_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as caught:
        read_text(text)
    assert sentence in str(caught.value)


def test_characters_are_one_hot_over_the_alphabet() -> None:
    found = read_text("cab a")
    assert found.channels == (" ", "a", "b", "c")
    assert found.labels == tuple("cab a")
    assert found.values.argmax(axis=1).tolist() == [3, 1, 2, 0, 1]
    assert (found.values.sum(axis=1) == 1).all()


@pytest.mark.parametrize(
    ("text", "channels", "values"),
    [
        ("ba", ("a", "b", "c"), [[0, 1, 0], [1, 0, 0]]),
        ("Ba", ("a", "b", "c"), [[0, 1, 0], [1, 0, 0]]),
        ("Ba", ("B", "a", "b"), [[1, 0, 0], [0, 1, 0]]),
        ("(a)", ("(", ")", "a", "b"), [[1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0]]),
    ],
)
def test_a_known_alphabet_is_kept(text: str, channels: tuple[str, ...], values: list[list[int]]) -> None:
    found = read_text(text, "auto", channels)
    assert found.channels == channels
    assert found.values.tolist() == values


def test_another_alphabet_is_a_new_one() -> None:
    assert read_text("bad", "auto", ("a", "b", "c")).channels == ("a", "b", "d")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: "\r\n" not in text))
def test_characters_read_back(text: str) -> None:
    try:
        found = read_text(text, "characters")
    except ValueError:
        assert not text.strip()
        return
    assert "".join(found.channels[place] for place in found.values.argmax(axis=1)) == text


def test_names_are_one_hot_and_a_point_is_silence() -> None:
    found = read_text("set . . distract\n. reset", channels=SPIKES)
    assert found.labels == ("set", "", "", "distract", "", "reset")
    assert found.values.tolist() == [[1, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 1], [0, 0, 0], [0, 1, 0]]
    with pytest.raises(
        ValueError, match=r"word 2 is “sett”; expected one of set, reset, distract, or \. for"
    ):
        read_text("set sett . reset", channels=SPIKES)


@pytest.mark.parametrize(
    ("text", "channels", "kind"),
    [
        ("0 1 0", (), "numbers"),
        ("0 1 O", (), "numbers"),
        ("hello", (), "characters"),
        ("in 1997 they wrote", (), "characters"),
        ("set . reset", SPIKES, "names"),
        ("set . reset", (), "characters"),
        ("0 1 0", SPIKES, "numbers"),
    ],
)
def test_the_kind_is_guessed(text: str, channels: tuple[str, ...], kind: str) -> None:
    assert kind_of(text, channels) == kind


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="expected one of auto, numbers, characters, words, names"):
        read_text("0 1", "letters")


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=2), min_size=2), st.sampled_from("[("))
def test_printed_numbers_read_back(rows: list[list[float]], bracket: str) -> None:
    close = {"[": "]", "(": ")"}[bracket]
    text = " ".join(f"{bracket}{one!r} {two!r}{close}" for one, two in rows)
    assert np.array_equal(read_text(text).values, np.array(rows))


@settings(max_examples=300)
@given(
    st.one_of(st.text(), st.text("01.,;:-+eE[]()\t\n xy−", max_size=40)),
    st.sampled_from(KINDS),
    st.sampled_from([(), SPIKES, ("x", "y")]),
)
def test_any_text_is_a_sequence_or_a_sentence(text: str, kind: str, channels: tuple[str, ...]) -> None:
    try:
        found: Sequence | str = read_text(text, kind, channels)
    except ValueError as error:
        found = str(error)
    if isinstance(found, Sequence):
        assert found.values.shape == (found.steps, len(found.channels))
        assert found.steps > 0
        assert np.isfinite(found.values).all()
        assert len(found.labels) in {0, found.steps}
    else:
        assert len(found) > 10


@pytest.mark.parametrize(
    "text",
    ["0 " * 12, "1\n" * 12, "[0 1] " * 12, "1 2 3 4 5 6 7 8 9\n" * 2, "[1 2 3 4 5 6 7 8 9]\n" * 2],
)
def test_too_much_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "STEPS", 8)
    with pytest.raises(ValueError, match="steps; expected at most 8"):
        read_text(text)


def test_a_wide_text_is_refused_by_its_numbers_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "VALUES", 16)
    with pytest.raises(ValueError, match="9 steps of 2 channels; expected at most 16 numbers in all"):
        read_text("[0 1] " * 9)


def test_of_a_long_text_a_window_is_shown() -> None:
    text = "abc" * (symbols.LONG // 3 + 1)
    found = read_text(text)
    assert found.corpus is not None
    assert (found.steps, found.corpus.steps) == (symbols.WINDOW, len(text))
    assert found.text == text[: symbols.WINDOW] == "".join(found.labels)
    assert found.corpus.codes[:4].tolist() == [0, 1, 2, 0]
    single = read_text("a" * (symbols.LONG + 1))
    assert single.channels == ("a", "‹?›")


def test_a_long_text_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lstm_studio.formats.text.BYTES", 10)
    with pytest.raises(ValueError, match="11 characters; expected at most 10"):
        read_text("0 1 0 1 0 1")
