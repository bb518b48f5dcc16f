"""Places in the text of a person, whatever letters it has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor, QTextDocument

from lstm_studio.core.language.equations import EquationError, parse_lines
from lstm_studio.session.draft import Problem
from lstm_studio.ui.editor.places import marked, token_at, units


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("h = tanh(W @ x + $)", "$"),
        ("# 𝑓 𝑔\nz = W @ x\nh = q(z)", "q"),
        ("h = W @ x )  # 𝑥", ")"),
        ("z = 𝑓 ⊙ x   \nh = z $ z", "$"),
        ("h = W @ x × b", "x × b"),
    ],
)
def test_qt_finds_what_the_error_means(text: str, wrong: str) -> None:
    with pytest.raises(EquationError) as error:
        parse_lines(text)
    found = error.value
    span = marked(text, Problem(found.sentence, found.line, found.column, found.length))
    document = QTextDocument(text)
    cursor = QTextCursor(document)
    cursor.setPosition(span.start)
    cursor.setPosition(span.stop, QTextCursor.MoveMode.KeepAnchor)
    assert cursor.selectedText() == wrong


def test_at_the_end_of_a_line_there_is_nothing_to_be_marked() -> None:
    assert marked("h = a +\n", Problem("", 1, 8)) == (7, 7)
    assert marked("h = a", Problem("", 9, 1)) == (5, 5)


@given(st.text(max_size=20))
def test_lengths_are_those_of_qt(text: str) -> None:
    text = text.translate({ord(mark): " " for mark in "\r\n\0\x0b\x0c\x85\u2028\u2029"})
    if all(not "\ud800" <= letter <= "\udfff" for letter in text):
        assert units(text) == QTextDocument(text).characterCount() - 1


def test_a_token_is_found_under_any_of_its_letters() -> None:
    line = "𝑎 = W_f @ h_{t-1}"
    assert token_at(line, 0) is not None
    found = [token.text if (token := token_at(line, column)) else "" for column in range(units(line))]
    assert found[5:8] == ["W_f"] * 3
    assert found[11:] == ["h_prev"] * 7
    assert found[2:4] == ["", "="]


def test_an_accent_belongs_to_the_name_under_it() -> None:
    line = r"h = z * \tilde{h}_t + \left(\mathbf{W} x\right)"
    found = [token.text if (token := token_at(line, column)) else "" for column in range(len(line))]
    assert found[8:19] == ["h̃_t"] * 11
    assert found[22:28] == [""] * 5 + ["("]
    assert found[28:37] == ["W"] * 9
