from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QTextDocument

from lstm_studio.ui.editor.highlight import Highlighter, Names, inks, names_of
from lstm_studio.ui.theme import DARK, LIGHT, Theme

TEXT = "f_t = σ(W_f x_t + R_f h_{t-1} + b)\nc = f_t * c_prev + 2 * g\ng = tanh(d)\nh = tanh(c)   # the output"


def ink_at(document: QTextDocument, line: int, text: str) -> QColor:
    block = document.findBlockByNumber(line)
    column = block.text().index(text)
    for part in block.layout().formats():
        if part.start <= column < part.start + part.length:
            return part.format.foreground().color()
    return QColor()


def luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_names_are_read_off_cells_and_off_what_is_none_yet() -> None:
    assert names_of(TEXT) == Names(frozenset("fcgh"), frozenset("ch"))
    assert names_of("f = $ +\nc = f * c_prev +") == Names(frozenset("fc"), frozenset("c"))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_kind_has_its_colour(theme: Theme) -> None:
    document = QTextDocument(TEXT)
    colours = Highlighter(document)
    colours.set_theme(theme)
    colours.take(names_of(TEXT))
    ink = inks(theme)
    wanted = {
        (0, "f_t"): "gate", (0, "σ"): "function", (0, "W_f"): "parameter", (0, "x_t"): "input",
        (0, "h_{t-1}"): "output", (1, "c ="): "state", (1, "c_prev"): "state", (1, "2"): "number",
        (1, "* c"): "mark", (3, "# the"): "comment", (3, "output"): "comment",
    }  # fmt: skip
    for (line, text), kind in wanted.items():
        assert ink_at(document, line, text) == ink[kind], text


@pytest.mark.parametrize(
    "line",
    [
        r"\tilde{C}_t = \tanh(W_C x_t + b_C)",
        r"\tilde C = \tanh(W_C x_t + b_C)",
        r"\tilde{\mathbf{C}}_{t} &= \tanh(W_C x_t + b_C)",
        "C̃ = tanh(W_C x + b_C)",
    ],
)
def test_a_name_with_its_accent_has_one_colour(line: str) -> None:
    document = QTextDocument(line + "\nC_t = 0.5 * C_{t-1} + \\tilde{C}_t\nh_t = \\tanh(C_t)")
    colours = Highlighter(document)
    colours.set_theme(LIGHT)
    colours.take(names_of(document.toPlainText()))
    ink, left = inks(LIGHT), line.split("=", maxsplit=1)[0].rstrip(" &")
    for place in range(len(left)):
        assert ink_at(document, 0, left[place:] + line[len(left) :]) == ink["gate"], left[place:]
    assert ink_at(document, 0, "tanh") == ink["function"]
    assert ink_at(document, 0, "W_C") == ink["parameter"]
    assert ink_at(document, 1, r"\tilde") == ink_at(document, 1, "C}") == ink["gate"]
    assert ink_at(document, 1, "C_{t-1}") == ink["state"]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_colour_can_be_read(theme: Theme) -> None:
    ground = luminance(theme.field)
    for kind, ink in inks(theme).items():
        light, dark = max(luminance(ink), ground), min(luminance(ink), ground)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, kind
