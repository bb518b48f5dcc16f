"""Formulas typeset by ziamath: marks -> MathML -> outlines, each mark known again by the colour of its ink."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from threading import Lock
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QPainterPath

from lstm_studio.core.printing.letters import bare
from lstm_studio.ui.formulas.setting import BESIDE, GAPS, NUMBER, Setting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lstm_studio.core.printing.letters import Letter
    from lstm_studio.core.printing.marks import Mark

__all__ = ["mathml", "typeset"]

SIZE = 50.0  # of the type in which outlines are made
ACCENTS = {"tilde": "~", "hat": "^", "bar": "¯", "dot": "˙", "ddot": "¨"}
# All formulas read one font by one place in its file: two at once, a thread's and a picture's, would mix their glyphs.
_ALONE = Lock()
_PATH = re.compile(r'<path d="([^"]*)" fill="#([0-9a-f]{6})"')
_STEP = re.compile(r"([MLQCZ])((?:\s*-?[\d.]+(?:e-?\d+)?)*)")


def mathml(marks: Sequence[Mark]) -> str:
    """Write marks as MathML, each in a colour of its own: the place in the row, from 1."""
    rows = "".join(_mark(mark, f' mathcolor="#{place + 1:06x}"') for place, mark in enumerate(marks))
    return f"<math><mrow>{rows}</mrow></math>"


def _mark(mark: Mark, colour: str) -> str:
    """Write one mark with the room around it. Signs are set as numbers: as operators they bring room of their own."""
    if mark.letter is not None:
        return _letter(mark.letter, colour)
    text = escape(NUMBER if mark.kind == "number" else mark.text)
    before, behind = GAPS.get(mark.kind, (0.0, 0.0)) if text else (BESIDE, 0.0)
    return _gap(before) + (_upright(text, colour) if text else "") + _gap(behind)


def _gap(width: float) -> str:
    return f'<mspace width="{width}em"/>' if width else ""


def _letter(letter: Letter, colour: str) -> str:
    base, accent = bare(letter.base)
    inner = _word(base, colour)
    if accent:
        inner = f'<mover accent="true"{colour}>{inner}<mo{colour}>{ACCENTS[accent]}</mo></mover>'
    low = f"{_upright(',', colour)}{_gap(BESIDE)}".join(_label(part, colour) for part in letter.lower)
    high = ""
    for part in reversed(letter.above):
        inside = _word(part, colour)
        high = f"<msup{colour}>{inside}{high}</msup>" if high else inside
    if low and high:
        inner = f"<msubsup{colour}>{inner}<mrow>{low}</mrow>{high}</msubsup>"
    elif low:
        inner = f"<msub{colour}>{inner}<mrow>{low}</mrow></msub>"
    elif high:
        inner = f"<msup{colour}>{inner}{high}</msup>"
    if letter.time and letter.behind:
        opened, closed = _upright("(", colour), _upright(")", colour)
        inner += f"{opened}{_label(letter.time, colour)}{closed}"
    return f"<mrow>{inner}</mrow>"


def _word(text: str, colour: str) -> str:
    single = len(text) == 1 and text.isalpha()
    return f"<mi{colour}>{escape(text)}</mi>" if single else _upright(escape(text), colour)


def _upright(text: str, colour: str) -> str:
    return f'<mn mathvariant="normal"{colour}>{text}</mn>'


def _label(text: str, colour: str) -> str:
    """Write a label: single letters in italics, signs close to them, a longer word upright."""
    if text.isalpha() and len(text) > 2:
        return _word(text, colour)
    return "".join(_word(sign, colour) for sign in text)


@lru_cache(maxsize=1)
def _math() -> Any:
    # Within the function, and called in a thread: it takes a tenth of a second to load, and no start needs it.
    from ziamath.config import config
    from ziamath.zmath import Math

    config.svg2 = False  # every glyph is an outline of its own, and none is drawn by reference
    return Math


def typeset(marks: Sequence[Mark]) -> Setting:
    """Typeset a formula, in about 20 ms."""
    with _ALONE:
        svg = _math()(mathml(marks), size=SIZE).svg()
    outlines = [QPainterPath() for _mark in marks]
    for path in outlines:
        path.setFillRule(path.fillRule().WindingFill)
    for drawn, colour in _PATH.findall(svg):
        _draw(outlines[int(colour, 16) - 1], drawn)
    return Setting(tuple(outlines), tuple(_places(outlines)))


def _draw(path: QPainterPath, drawn: str) -> None:
    """Add the outline of a glyph."""
    for step, numbers in _STEP.findall(drawn):
        values = [float(number) / SIZE for number in numbers.split()]
        if step == "M":
            path.moveTo(*values)
        elif step == "L":
            path.lineTo(*values)
        elif step == "Q":
            path.quadTo(*values)
        elif step == "C":
            path.cubicTo(*values)
        else:
            path.closeSubpath()


def _places(outlines: Sequence[QPainterPath]) -> Iterator[tuple[float, float]]:
    """Give the room of every mark: that of its ink; one without ink stands between its neighbours."""
    right = 0.0
    for path in outlines:
        if path.isEmpty():
            yield right, right
        else:
            rect = path.boundingRect()
            right = rect.right()
            yield rect.left(), right
