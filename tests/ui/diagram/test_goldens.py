"""The pictures that a person has looked at and found good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QPainter

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.study import Clamp
from lstm_studio.ui.theme import THEMES
from tests.ui.diagram.conftest import picture

if TYPE_CHECKING:
    from tests.ui.diagram.conftest import Golden, Scenes


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", cell_names())
def test_the_diagram_looks_as_approved(scenes: Scenes, golden: Golden, name: str, theme: str) -> None:
    golden(picture(scenes(load_cell(name), theme=THEMES[theme])), f"diagram-{name}-{theme}")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", cell_names())
def test_the_diagram_of_gradients_looks_as_approved(
    scenes: Scenes, golden: Golden, name: str, theme: str
) -> None:
    scene = scenes(load_cell(name), theme=THEMES[theme], backward=True)
    golden(picture(scene), f"backward-{name}-{theme}")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("units", [4, 8, 64])
@pytest.mark.parametrize("name", ["lstm", "gru", "lstm-peephole"])
def test_what_is_held_looks_as_approved(
    scenes: Scenes, golden: Golden, name: str, units: int, theme: str
) -> None:
    gate, state = load_cell(name).graph.gates[0], load_cell(name).graph.states[-1]
    clamps = (Clamp(gate, (0, 2, 3), 5, 15, 1.0), Clamp(state, (), -1, -1, 1.0))
    scene = scenes(load_cell(name), units=units, theme=THEMES[theme], clamps=clamps)
    golden(picture(scene), f"held-{name}-{units}-{theme}")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("name", "other"),
    [("lstm-peephole", "lstm"), ("lstm", "lstm-cifg"), ("gru", "gru-reset-before"), ("lstm", "gru")],
)
def test_what_another_cell_does_otherwise_looks_as_approved(
    scenes: Scenes, golden: Golden, name: str, other: str, theme: str
) -> None:
    scene = scenes(load_cell(name), theme=THEMES[theme], other=load_cell(other))
    golden(picture(scene), f"differs-{name}-{other}-{theme}")


def test_another_number_is_another_picture(scenes: Scenes, golden: Golden) -> None:
    """A golden picture that lets a wrong strip pass is of no use."""
    image = picture(scenes(load_cell("lstm"), cursor=13))
    with pytest.raises(AssertionError, match="differ"):
        golden(image, "diagram-lstm-light", wrong=True)


def test_one_missing_wire_is_another_picture(scenes: Scenes, golden: Golden) -> None:
    scene = scenes(load_cell("lstm"))
    scene.wires["g"].hide()
    with pytest.raises(AssertionError, match="differ"):
        golden(picture(scene), "diagram-lstm-light", wrong=True)


def test_a_stray_pixel_is_not(scenes: Scenes, golden: Golden) -> None:
    image = picture(scenes(load_cell("lstm")))
    painter = QPainter(image)
    painter.fillRect(10, 10, 5, 5, QColor("black"))
    painter.end()
    golden(image, "diagram-lstm-light", wrong=True)
