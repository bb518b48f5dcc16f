"""The pictures that a person has looked at and found good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QPainter

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.ui.theme import THEMES
from tests.ui.diagram.conftest import picture

if TYPE_CHECKING:
    from tests.ui.diagram.conftest import Golden, Scenes


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", cell_names())
def test_the_diagram_looks_as_approved(scenes: Scenes, golden: Golden, name: str, theme: str) -> None:
    golden(picture(scenes(load_cell(name), theme=THEMES[theme])), f"diagram-{name}-{theme}")


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
