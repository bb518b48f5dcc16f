from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from lstm_studio.ui.lettering import FALLBACKS, steadied
from lstm_studio.ui.theme import LIGHT


def element(text: str) -> ET.Element:
    return ET.fromstring(steadied(f"<svg><defs></defs>{text}</svg>"))


def test_a_text_has_the_width_that_it_has_in_our_font(dressed: QApplication) -> None:
    words = '<text x="3" font-family="Inter" font-size="12" font-weight="600" >Gates &amp; states</text>'
    found = element(words).find("text")
    assert found is not None
    assert found.text == "Gates & states"
    wide = QFontMetricsF(LIGHT.font(12, bold=True)).horizontalAdvance("Gates & states")
    assert float(found.get("textLength", 0)) == pytest.approx(wide, abs=0.01)
    assert dressed.font().pixelSize() == 12


@pytest.mark.parametrize("content", ["", "  ", "\n"])
def test_a_text_without_words_has_no_width(content: str) -> None:
    found = element(f'<text font-family="Inter" font-size="12">{content}</text>').find("text")
    assert found is not None
    assert found.get("textLength") is None


def test_every_family_of_the_theme_has_fallbacks() -> None:
    style = element("").findtext("defs/style") or ""
    families = {LIGHT.font_family, LIGHT.mono_family, LIGHT.symbol_family}
    assert set(FALLBACKS) == families
    for family in families:
        assert f'text[font-family="{family}"]' in style
