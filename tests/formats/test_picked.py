"""What a file leaves open is asked by name."""

from __future__ import annotations

from lstm_studio.formats.picked import ChoiceError


def test_a_choice_names_what_there_is() -> None:
    error = ChoiceError("readout", [("a", (2, 3)), ("b", (4, 3))])
    assert str(error).endswith('a (2 × 3), b (4 × 3); pass readout="a" or another of them')
    many = str(ChoiceError("recurrent", [(f"layer{at}", (4, 1)) for at in range(1_000)]))
    assert "the recurrent layer: layer0 (4 × 1), " in many
    assert 'layer7 (4 × 1) and 992 more; pass recurrent="layer0"' in many
    assert error.candidates == (("a", (2, 3)), ("b", (4, 3)))
