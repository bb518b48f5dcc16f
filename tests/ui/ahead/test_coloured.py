"""Where symbols of a text stand: every one in its line, none over another."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from PySide6.QtGui import QFontMetricsF

from lstm_studio.ui.ahead.coloured import DARK_INK, LIGHT_INK, SMALLEST, TYPE, laid_out, narrowed, on
from lstm_studio.ui.theme import DARK, LIGHT

LABELS = st.lists(st.sampled_from(["a", " ", "\n", "word", "a-very-long-word", ""]), max_size=60)


@given(LABELS, st.integers(1, 20), st.integers(0, 1))
def test_symbols_follow_each_other_within_the_width(labels: list[str], across: int, gap: int) -> None:
    lay = laid_out(tuple(labels), across, gap=gap)
    taken: set[tuple[int, int]] = set()
    for line, cell, wide in zip(lay.lines.tolist(), lay.cells.tolist(), lay.widths.tolist(), strict=True):
        assert wide >= 1
        assert cell + wide <= across
        cells = {(line, at) for at in range(cell, cell + wide)}
        assert not cells & taken
        taken |= cells
    assert (np.diff(lay.lines) >= 0).all()
    for before, label in enumerate(labels[:-1]):
        if label == "\n":
            assert lay.lines[before + 1] == lay.lines[before] + 1
    assert lay.count == (lay.lines[-1] + 1 if labels else 0)


@pytest.mark.usefixtures("qapp")
def test_a_symbol_that_is_too_wide_for_its_cell_is_written_smaller() -> None:
    font = LIGHT.mono(TYPE)
    cell = QFontMetricsF(font).horizontalAdvance("m")
    assert narrowed(font, "m", cell) == font
    small = narrowed(font, "mm", cell * 1.5)
    assert SMALLEST < small.pixelSize() < TYPE
    assert QFontMetricsF(small).horizontalAdvance("mm") <= cell * 1.5 + 0.5
    assert narrowed(font, "mmmm", cell).pixelSize() == SMALLEST
    assert font.pixelSize() == TYPE


def test_ink_is_read_on_every_colour() -> None:
    for theme in (LIGHT, DARK):
        for table in (theme.diverging, theme.sequential):
            for colour in table:
                ink = on(colour)
                assert _contrast((ink.redF(), ink.greenF(), ink.blueF()), colour / 255) >= 3.0
    assert on(np.array([255, 255, 255])) == DARK_INK
    assert on(np.array([0, 0, 0])) == LIGHT_INK


def _contrast(one: object, other: object) -> float:
    """The contrast of WCAG 2."""
    lights = []
    for colour in (one, other):
        part = np.asarray(colour, dtype=np.float64)
        linear = np.where(part <= 0.03928, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
        lights.append(float(linear @ [0.2126, 0.7152, 0.0722]))
    return (max(lights) + 0.05) / (min(lights) + 0.05)
