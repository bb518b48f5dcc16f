"""Colour by role, in a light and a dark theme of equal care; nothing else in the program names a colour."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont, QPalette

from lstm_studio.ui.colours import mixed
from lstm_studio.ui.fonts import MONO, SYMBOLS, TEXT
from lstm_studio.ui.sheet import sheet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QApplication

__all__ = ["DARK", "LIGHT", "THEMES", "Theme", "apply", "palette", "theme_for"]


@cache
def _table(name: str) -> NDArray[np.uint8]:
    """The 256 colours (256, 3) of one of pyqtgraph's colour maps, read-only."""
    # pyqtgraph takes a third of a second to load, and a window without plots has no use for it.
    from pyqtgraph import colormap

    table: NDArray[np.uint8] = colormap.get(name).getLookupTable(nPts=256)
    table.setflags(write=False)
    return table


@dataclass(frozen=True)
class Theme:
    """One role a field. ``curves`` go with ``dashes``, so that no two curves differ by colour alone."""

    name: str
    window: QColor  # behind the cards
    card: QColor
    field: QColor  # where something can be typed
    raised: QColor  # buttons
    edge: QColor  # hairlines and borders
    text: QColor
    quiet: QColor  # second voice: facts, units, axes
    accent: QColor  # the one thing to press, the playhead's knob, links
    on_accent: QColor  # text on the accent
    selection: QColor  # behind the selected line
    selection_edge: QColor
    mark: QColor  # the frame around the selected unit, and the playhead
    paper: QColor  # behind the diagram
    cell_fill: QColor
    cell_edge: QColor
    layer: QColor  # a learnt layer: the yellow boxes
    layer_edge: QColor
    on_layer: QColor
    op: QColor  # a pointwise operation: the round ones
    op_edge: QColor
    on_op: QColor
    wire: QColor
    wire_c: QColor
    wire_h: QColor
    wire_x: QColor
    other: QColor  # what another cell, which is compared with, computes otherwise
    good: QColor
    good_fill: QColor
    bad: QColor
    bad_fill: QColor
    grid: QColor  # lines behind a plot
    curves: tuple[QColor, ...]  # Okabe & Ito, the well-seen ones first
    diverging_map: str
    sequential_map: str
    dashes: tuple[tuple[float, ...], ...] = (
        (),
        (5, 3),
        (2, 2),
        (8, 3, 2, 3),
        (1, 2),
        (8, 2, 2, 2, 2, 2),
        (10, 4),
    )
    font_family: str = TEXT
    mono_family: str = MONO
    symbol_family: str = SYMBOLS

    @property
    def diverging(self) -> NDArray[np.uint8]:
        """Colours (256, 3) of −max … +max; the middle is near the card's own colour."""
        return _table(self.diverging_map)

    @property
    def sequential(self) -> NDArray[np.uint8]:
        """Colours (256, 3) of 0 … 1."""
        return _table(self.sequential_map)

    @property
    def filling(self) -> QColor:
        """The card's colour for what hides something behind it, whatever shines through the card itself."""
        return QColor(self.card.rgb())

    @property
    def faint(self) -> QColor:
        """The colour of words on what cannot be pressed now."""
        return mixed(self.quiet, self.card, 0.7)

    def font(self, size: int = 12, *, bold: bool = False) -> QFont:
        """The text font, ``size`` in pixels."""
        return _font(self.font_family, size, bold=bold)

    def mono(self, size: int = 11) -> QFont:
        """The font of numbers: all digits have one width."""
        return _font(self.mono_family, size)

    def symbols(self, size: int = 15, *, italic: bool = True) -> QFont:
        """The font of mathematical symbols."""
        font = _font(self.symbol_family, size)
        font.setItalic(italic)
        return font


def _font(family: str, size: int, *, bold: bool = False) -> QFont:
    # The text family lacks ⊙, and the symbols know it: a glyph is looked for in this order.
    font = QFont([family, SYMBOLS, TEXT])
    font.setPixelSize(size)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def _colours(*names: str) -> tuple[QColor, ...]:
    return tuple(QColor(name) for name in names)


LIGHT = Theme(
    name="light",
    window=QColor("#f3f4f6"),
    card=QColor("#ffffff"),
    field=QColor("#ffffff"),
    raised=QColor("#ffffff"),
    edge=QColor("#d9dce2"),
    text=QColor("#1d232e"),
    quiet=QColor("#5d6675"),
    accent=QColor("#2b6cb0"),
    on_accent=QColor("#ffffff"),
    selection=QColor("#fff3d1"),
    selection_edge=QColor("#e5c872"),
    mark=QColor("#14181f"),
    paper=QColor("#fbfaf6"),
    cell_fill=QColor("#eef4ec"),
    cell_edge=QColor("#a9bda4"),
    layer=QColor("#ffe08a"),
    layer_edge=QColor("#c2962c"),
    on_layer=QColor("#2b2415"),
    op=QColor("#f7c5cf"),
    op_edge=QColor("#b5586c"),
    on_op=QColor("#35141c"),
    wire=QColor("#596273"),
    wire_c=QColor("#b5532a"),
    wire_h=QColor("#2f6fb0"),
    wire_x=QColor("#43803a"),
    other=QColor("#7a3ea8"),
    good=QColor("#236b2e"),
    good_fill=QColor("#def0dd"),
    bad=QColor("#b3261e"),
    bad_fill=QColor("#fdeceb"),
    grid=QColor("#e6e8ec"),
    curves=_colours("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"),
    diverging_map="CET-D1A",
    sequential_map="cividis",
)

DARK = Theme(
    name="dark",
    window=QColor("#17191d"),
    card=QColor("#212429"),
    field=QColor("#191c20"),
    raised=QColor("#2c3037"),
    edge=QColor("#3a3f48"),
    text=QColor("#e7e9ed"),
    quiet=QColor("#a3abb8"),
    accent=QColor("#64a8ec"),
    on_accent=QColor("#0c1621"),
    selection=QColor("#403818"),
    selection_edge=QColor("#7d6b2a"),
    mark=QColor("#ffffff"),
    paper=QColor("#1d1f23"),
    cell_fill=QColor("#232b26"),
    cell_edge=QColor("#52664f"),
    layer=QColor("#7d6420"),
    layer_edge=QColor("#c9a445"),
    on_layer=QColor("#fff6dc"),
    op=QColor("#6b3441"),
    op_edge=QColor("#cf7d90"),
    on_op=QColor("#ffe9ee"),
    wire=QColor("#9aa3b2"),
    wire_c=QColor("#e58a5c"),
    wire_h=QColor("#6aaae6"),
    wire_x=QColor("#7fc074"),
    other=QColor("#c58cff"),
    good=QColor("#8fd694"),
    good_fill=QColor("#21382a"),
    bad=QColor("#ff9c94"),
    bad_fill=QColor("#402424"),
    grid=QColor("#31353c"),
    curves=_colours("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#d55e00", "#ffffff"),
    diverging_map="CET-D4",
    sequential_map="cividis",
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def theme_for(name: str) -> Theme:
    """The theme "light" or "dark"; "system" is dark where the desktop's own text is the lighter colour."""
    if name != "system":
        return THEMES[name]
    desktop = QPalette()
    bright = (
        desktop.color(QPalette.ColorRole.WindowText).lightness()
        > desktop.color(QPalette.ColorRole.Window).lightness()
    )
    return DARK if bright else LIGHT


def palette(theme: Theme) -> QPalette:
    """The roles as Qt's own palette, for every widget that no style rule names."""
    role, result = QPalette.ColorRole, QPalette()
    for part, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.field),
        (role.AlternateBase, theme.window),
        (role.Text, theme.text),
        (role.Button, theme.raised),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.on_accent),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent),
        (role.ToolTipBase, theme.card),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.quiet),
        (role.Link, theme.accent),
        (role.Light, theme.card),
        (role.Midlight, theme.edge),
        (role.Mid, theme.edge),
        (role.Dark, theme.edge),
        (role.Accent, theme.accent),
    ):
        result.setColor(part, colour)
    for part in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, part, theme.faint)
    return result


def apply(app: QApplication, theme: Theme, size: int = 12) -> None:
    """Dress the whole program: Fusion, palette, fonts and style rules; ``size`` of plain text in pixels."""
    if app.style().name() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(palette(theme))
    app.setFont(theme.font(size))
    app.setStyleSheet(sheet(theme))
