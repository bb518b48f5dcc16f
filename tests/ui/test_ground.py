"""Pictures on other grounds: readable on white, see-through, and nothing left of it afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from lstm_studio.catalogue import first_study
from lstm_studio.ui.export import render
from lstm_studio.ui.ground import dressed, grounded
from lstm_studio.ui.theme import DARK, LIGHT, THEMES


def image(path: Path, what: str, theme: str, ground: str) -> QImage:
    render(first_study(), path, what=what, step=12, theme=theme, ground=ground)
    return QImage(str(path))


def shades(picture: QImage) -> dict[str, int]:
    found: dict[str, int] = {}
    for x in range(0, picture.width(), 2):
        for y in range(0, picture.height(), 2):
            colour = picture.pixelColor(x, y)
            name = colour.name() if colour.alpha() == 255 else "clear" if not colour.alpha() else "other"
            found[name] = found.get(name, 0) + 1
    return found


@pytest.mark.parametrize("what", ["diagram", "states", "equations", "values", "strip"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_white_both_themes_give_the_same_picture_for_paper(
    qapp: QApplication, tmp_path: Path, what: str, theme: str
) -> None:
    del qapp
    picture = image(tmp_path / "white.png", what, theme, "white")
    assert picture == image(tmp_path / "other.png", what, "light", "white")
    assert all(picture.pixelColor(x, 0) == QColor("#ffffff") for x in range(picture.width()))
    assert LIGHT.text.name() in shades(picture)


@pytest.mark.parametrize("what", ["diagram", "states", "equations", "values", "strip"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_without_a_ground_what_is_under_the_picture_shines_through(
    qapp: QApplication, tmp_path: Path, what: str, theme: str
) -> None:
    del qapp
    found = shades(image(tmp_path / "clear.png", what, theme, "transparent"))
    least = {"diagram": 0.3, "states": 0.15}.get(what, 0.4)  # the cell's own frame and the maps are drawn
    assert found["clear"] > least * sum(found.values())
    # Buttons, and cells of maps, may have the colour that the card has lost.
    assert found.get(THEMES[theme].card.name(), 0) < 0.05 * sum(found.values()) or what == "diagram"
    assert THEMES[theme].text.name() in found


class Part:
    theme: object = DARK

    def set_theme(self, theme: object) -> None:
        self.theme = theme


def fail(part: Part) -> None:
    with dressed([part], DARK, "white"):
        assert part.theme is grounded(DARK, "white")
        raise ZeroDivisionError


def test_the_program_looks_as_before_even_where_the_picture_failed(qapp: QApplication) -> None:
    part, before = Part(), (qapp.palette(), qapp.styleSheet())
    with pytest.raises(ZeroDivisionError):
        fail(part)
    assert (qapp.palette(), qapp.styleSheet(), part.theme) == (*before, DARK)
