"""Colours can be read, told apart, and mean the same in both themes."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from lstm_studio.ui.theme import DARK, LIGHT, THEMES, Theme

# Machado, Oliveira & Fernandes 2009, severity 1.0: what is left of linear RGB.
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
PROTANOPIA = np.array(
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
)

# WCAG 2.2, 1.4.3: text at least 4.5.
TEXT_ON = [
    (text, ground)
    for text, grounds in {
        "text": (
            "window",
            "card",
            "field",
            "raised",
            "paper",
            "cell_fill",
            "selection",
            "grid",
            "edge",
            "good_fill",
            "bad_fill",
        ),
        "quiet": ("window", "card", "raised", "paper", "cell_fill", "grid", "selection"),
        "accent": ("window", "card"),
        "on_accent": ("accent",),
        "on_layer": ("layer",),
        "on_op": ("op",),
        "good": ("good_fill", "card"),
        "bad": ("bad_fill", "card"),
        "wire_x": ("paper",),
        "other": ("paper", "cell_fill", "card"),
    }.items()
    for ground in grounds
]


def linear(colour: QColor) -> NDArray[np.float64]:
    """Linear RGB (3,) of a colour, by the sRGB curve."""
    value = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(first: QColor, second: QColor) -> float:
    """WCAG's contrast ratio, 1 … 21."""
    low, high = sorted(float(linear(c) @ (0.2126, 0.7152, 0.0722)) for c in (first, second))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """CIE Lab of linear RGB, white D65."""
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ rgb.clip(
        0, 1
    )
    f = np.cbrt(xyz / (0.9505, 1.0, 1.089))
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_has_the_contrast_that_wcag_asks_for(theme: Theme, text: str, ground: str) -> None:
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_words_on_what_is_off_can_still_be_read(theme: Theme) -> None:
    for ground in (theme.card, theme.window, theme.grid):
        assert contrast(theme.faint, ground) >= 2.4  # WCAG asks for nothing here
    assert contrast(theme.faint, theme.card) < contrast(theme.quiet, theme.card)


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize("wire", ["wire", "wire_c", "wire_h", "wire_x", "layer_edge", "op_edge"])
def test_lines_of_the_diagram_stand_out_from_what_is_behind_them(theme: Theme, wire: str) -> None:
    ground = theme.paper if wire.startswith("wire") else theme.cell_fill
    assert contrast(getattr(theme, wire), ground) >= (3 if wire.startswith("wire") else 2)


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize(
    "eyes", [np.eye(3), DEUTERANOPIA, PROTANOPIA], ids=["all", "deuteranopia", "protanopia"]
)
def test_the_signs_of_a_value_differ_for_every_eye(theme: Theme, eyes: NDArray[np.float64]) -> None:
    table = theme.diverging
    assert table.shape == (256, 3)
    assert table.dtype == np.uint8
    for share in (64, 32):
        minus, plus = (lab(eyes @ linear(QColor(*map(int, table[row])))) for row in (share, 255 - share))
        assert np.linalg.norm(minus - plus) > 30


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_nothing_is_the_colour_of_nothing(theme: Theme) -> None:
    middle = QColor(*map(int, theme.diverging[128]))
    ends = [contrast(QColor(*map(int, theme.diverging[row])), theme.card) for row in (0, 255)]
    assert contrast(middle, theme.card) < 1.5
    assert min(ends) > 3


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_the_gates_scale_only_rises_in_lightness(theme: Theme) -> None:
    light = [lab(linear(QColor(*map(int, row))))[0] for row in theme.sequential]
    assert min(np.diff(light)) > -0.5
    assert light[-1] - light[0] > 70


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_no_two_curves_differ_by_colour_alone(theme: Theme) -> None:
    assert len(theme.curves) == len(theme.dashes) == len(set(theme.dashes))
    assert min(contrast(colour, theme.card) for colour in theme.curves[:2]) >= 3
    for first, second in combinations(theme.curves, 2):
        assert np.linalg.norm(lab(linear(first)) - lab(linear(second))) > 20


def test_light_and_dark_have_the_same_voices() -> None:
    for role in ("text", "quiet"):
        light, dark = (contrast(getattr(theme, role), theme.card) for theme in (LIGHT, DARK))
        assert light / dark == pytest.approx(1, abs=0.35)
