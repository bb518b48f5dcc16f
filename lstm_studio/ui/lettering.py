"""Text in SVG files keeps its place where the reader lacks the font: fallbacks by name, and widths that hold."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

from PySide6.QtGui import QFont, QFontMetricsF

from lstm_studio.ui.fonts import MONO, SYMBOLS, TEXT

__all__ = ["steadied"]

FALLBACKS = {
    TEXT: "'Helvetica Neue', Helvetica, Arial, sans-serif",
    MONO: "Menlo, Consolas, monospace",
    SYMBOLS: "STIXGeneral, 'STIX Two Text', 'Times New Roman', Times, serif",
}
_TEXT = re.compile(r"<text ([^>]*)>([^<]*)</text>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


def steadied(svg: str) -> str:
    """Give each text of an SVG that Qt has written its width, and each of our families its fallbacks."""
    rules = " ".join(
        f"text[font-family=\"{family}\"] {{ font-family: '{family}', {others}; }}"
        for family, others in FALLBACKS.items()
    )
    # Qt's own reader takes a list of families for the name of one; it passes over what is conditional.
    style = f"<style>@supports (font-family: serif) {{ {rules} }}</style>"
    return _TEXT.sub(_with_width, svg).replace("<defs>", f"<defs>{style}", 1)


def _with_width(found: re.Match[str]) -> str:
    attributes, content = found[1], found[2]
    named = dict(_ATTRIBUTE.findall(attributes))
    words = unescape(content)
    if not words.strip() or "font-size" not in named:
        return found[0]
    font = _font(
        named["font-family"],
        float(named["font-size"]),
        int(named.get("font-weight", 400)),
        named.get("font-style", "normal"),
    )
    width = QFontMetricsF(font).horizontalAdvance(words)
    held = f'textLength="{width:.2f}" lengthAdjust="spacingAndGlyphs"'
    return f"<text {attributes.rstrip()} {held}>{content}</text>"


@lru_cache(maxsize=64)
def _font(family: str, size: float, weight: int, style: str) -> QFont:
    font = QFont([family, SYMBOLS, TEXT])
    font.setPixelSize(max(1, round(size)))
    font.setWeight(QFont.Weight(weight))
    font.setItalic(style == "italic")
    return font
