"""Small buttons that take away what they name: all of them can be reached, none is cut off."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lstm_studio.ui.controls.chips import Chips

WORDS = {"f * c_prev": "f ⊙ cₜ₋₁", "x": "x", "W_f @ x + R_f @ h_prev + b_f": "W_f x + R_f hₜ₋₁ + b_f"}


@pytest.fixture
def chips(qtbot: QtBot) -> Chips:
    found = Chips("Plotted values")
    qtbot.addWidget(found)
    found.resize(280, 40)
    found.show_words(WORDS)
    return found


@pytest.mark.parametrize("width", [500, 280, 120, 60])
def test_each_has_a_place_of_its_own_at_every_width(chips: Chips, width: int) -> None:
    chips.resize(width, chips.heightForWidth(width))
    places = [chips.button(key).geometry() for key in WORDS]
    assert all(chips.rect().contains(place) for place in places)
    assert not any(one.intersects(other) for one, other in combinations(places, 2))
    for key, words in WORDS.items():
        button = chips.button(key)
        assert button.fontMetrics().horizontalAdvance(button.text()) < button.width()
        assert button.text().endswith("×")
        assert words in button.accessibleName()


def test_narrower_takes_more_lines(chips: Chips) -> None:
    heights = [chips.heightForWidth(width) for width in (500, 280, 120)]
    assert heights == sorted(heights)
    assert heights[0] < heights[-1]


def test_a_press_or_a_key_names_what_is_to_go(chips: Chips) -> None:
    gone: list[str] = []
    chips.removed.connect(gone.append)
    QTest.mouseClick(chips.button("x"), Qt.MouseButton.LeftButton)
    QTest.keyClick(chips.button("f * c_prev"), Qt.Key.Key_Space)
    assert gone == ["x", "f * c_prev"]


def test_without_any_it_takes_no_room(chips: Chips) -> None:
    assert not chips.isHidden()
    chips.show_words({})
    assert chips.isHidden()
    chips.show_words({"x": "x"})
    assert not chips.isHidden()
    assert chips.button("x").geometry().left() == 0
