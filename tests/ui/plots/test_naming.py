"""What stands beside a plot names its value in one plain line, in a type that has all its signs."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QRawFont

from lstm_studio.catalogue import cell_names, load_cell, load_notation, notation_names
from lstm_studio.core.printing.lettering import Lettering
from lstm_studio.ui.plots.naming import gradient_of, plain, symbol_font
from lstm_studio.ui.theme import LIGHT

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.mark.parametrize(
    ("text", "said", "slope"),
    [
        ("c", "c", "∂L/∂c"),
        ("c_prev", "cₜ₋₁", "∂L/∂cₜ₋₁"),
        ("f * c_prev", "f ⊙ cₜ₋₁", "∂L/∂(f ⊙ cₜ₋₁)"),
        ("W_f @ x", "W_f x", "∂L/∂(W_f x)"),
        ("sigmoid(1 - z)", "σ(1 − z)", "∂L/∂(σ(1 − z))"),
    ],
)
def test_values_and_their_gradients_are_named(text: str, said: str, slope: str) -> None:
    assert plain(text) == said
    assert gradient_of(text) == slope


@pytest.mark.parametrize("name", cell_names())
def test_no_sign_is_missing_in_the_type_of_a_symbol(name: str) -> None:
    for text in load_cell(name).graph.named:
        for said in (plain(text), gradient_of(text), f"Δ{plain(text)}"):
            font = symbol_font(LIGHT, said, 12)
            assert font.families()[0] == LIGHT.symbol_family
            assert QRawFont.fromFont(font).supportsCharacter(ord(said[0]))


@pytest.mark.parametrize("notation", notation_names())
def test_names_follow_the_notation_and_their_type_has_every_sign(notation: str) -> None:
    for cell in ("lstm", "gru"):
        graph = load_cell(cell).graph
        letters = Lettering.of(graph, load_notation(notation))
        for text in graph.named:
            said = plain(text, letters)
            assert said == letters.word(text)
            raw = QRawFont.fromFont(symbol_font(LIGHT, said, 12))
            assert all(raw.supportsCharacter(ord(sign)) for sign in said)
    letters = Lettering.of(load_cell("lstm").graph, load_notation("lecture"))
    assert plain("f * c_prev", letters) == "f ⊙ sₜ₋₁"
    assert gradient_of("c", letters) == "∂L/∂s"
