"""Sentences call values as the chosen notation does."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell, load_notation
from lstm_studio.core.insight.moments import moments
from lstm_studio.core.model import Model
from lstm_studio.core.printing.lettering import Lettering
from lstm_studio.core.sizes import Sizes
from lstm_studio.core.study import Sequence, frozen
from lstm_studio.session.inside import told
from lstm_studio.session.sentence import derivative, plain, said


def lettered(cell: str, notation: str) -> Lettering:
    return Lettering.of(load_cell(cell).graph, load_notation(notation))


@pytest.mark.parametrize(
    ("text", "cell", "notation", "printed"),
    [
        ("f * c_prev", "lstm", "lecture", "f ⊙ s₋"),
        ("f * c_prev", "lstm", "olah", "f ⊙ C₋"),
        ("f * c_prev", "lstm", "jaeger", "g^forget ⊙ c₋"),
        ("tanh(c)", "lstm", "olah", "tanh(C)"),
        ("b_f", "lstm", "pytorch", "b_if + b_hf"),
        ("(1 - z) * n", "gru", "lecture", "(1 − u) ⊙ g"),
        ("sigmoid(-1.2e-06)", "gru", "lecture", "σ(−1.2e-06)"),
    ],
)
def test_an_expression_is_in_the_letters(text: str, cell: str, notation: str, printed: str) -> None:
    assert plain(text, letters=lettered(cell, notation)) == printed


def test_all_sentences_follow() -> None:
    cell, letters, rng = load_cell("gru"), lettered("gru", "lecture"), np.random.default_rng(1)
    sizes, shown = Sizes(inputs=2, units=3), Sequence(frozen(rng.normal(size=(4, 2))))
    model = Model(cell, 2, 3, dtype="float64")
    model.flat[:] = rng.normal(size=model.flat.shape)
    trace = model.run(shown.values).cell(0)
    assert "1 − u" in said(cell.graph, trace, shown, 3, 0, letters=letters)
    inside = [told(cell, moment, trace, 3, 0, sizes, 0, letters) for moment in moments(cell.graph)]
    assert inside[0].startswith("gather [h₋; x; 1] for r, u:")
    assert any("u ⊙ h₋" in sentence for sentence in inside)
    assert not any(" z" in sentence for sentence in inside)
    assert derivative("n", letters=letters) == "∂L/∂g"
