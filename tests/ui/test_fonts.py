"""The fonts that the program brings can write what people paste."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QPainterPath

from lstm_studio.ui.theme import LIGHT


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("italic", [True, False])
@pytest.mark.parametrize("accent", ["\u0302", "\u0303", "\u0304", "\u0307", "\u0308"])
@pytest.mark.parametrize("letter", ["c", "C", "h", "s", "H"])
def test_an_accent_stands_above_its_letter(letter: str, accent: str, italic: bool) -> None:
    font = LIGHT.symbols(100, italic=italic)
    bare, whole = QPainterPath(), QPainterPath()
    bare.addText(0.0, 0.0, font, letter)
    whole.addText(0.0, 0.0, font, letter + accent)
    shapes = sorted((shape.boundingRect() for shape in whole.toFillPolygons()), key=lambda box: box.top())
    top = bare.boundingRect().top()
    assert shapes[0].bottom() < top
    assert shapes[0].bottom() > top - 25.0
    assert abs(shapes[0].center().x() - bare.boundingRect().center().x()) < 30.0
    assert whole.boundingRect().bottom() == pytest.approx(bare.boundingRect().bottom(), abs=1.0)
