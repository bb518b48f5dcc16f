"""A cell that is too large for wires: every line as a box with its values, in the order of the text."""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING

from lstm_studio.ui.diagram.blocks import GAP, GHOST_GAP, LINE, TEXT_GAP, WAS_GAP, body_size
from lstm_studio.ui.diagram.figures import Figure
from lstm_studio.ui.diagram.measures import GHOST, STRIP, number_width, role_width, symbol_width, was_width
from lstm_studio.ui.diagram.shapes import Rect

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lstm_studio.core.insight.parts import Scheme
    from lstm_studio.ui.diagram.blocks import Sizes

__all__ = ["tiles"]

APART = (26.0, 22.0)  # from tile to tile, across and down
INSIDE = 22.0  # from the frame to what is inside
USUAL = 1.8  # width : height where nothing is asked


def tiles(
    scheme: Scheme, lines: Iterable[str], sizes: Sizes, roles: Mapping[str, str], aspect: float
) -> tuple[tuple[Figure, ...], Rect]:
    """Give a figure for each line that is computed, in rows from the left, and the frame around all.

    A line that only repeats another value is a box of that value where it leaves the cell, else none.
    """
    parts = {name: scheme.outputs.get(name, name) for name in lines}
    parts = {name: key for name, key in parts.items() if key in scheme.parts}
    words = max(max(symbol_width(name), role_width(roles.get(name, ""))) for name in parts)
    bodies = [body_size(scheme.parts[key], sizes) for key in parts.values()]
    body = max(wide for wide, _high in bodies)
    strip = max(sizes.strip(scheme.parts[key].size) for key in parts.values())
    wide = (
        words
        + TEXT_GAP
        + body
        + GAP
        + max(strip, number_width() + (was_width() + WAS_GAP) * sizes.ghosts)
        + APART[0]
    )
    ghost = (GHOST + GHOST_GAP) * sizes.ghosts
    high = max(STRIP + ghost + LINE, *(high for _wide, high in bodies)) + APART[1]
    columns = max(1, round(sqrt(len(parts) * (aspect or USUAL) * high / wide)))
    rows = ceil(len(parts) / columns)
    figures = []
    for number, (name, key) in enumerate(parts.items()):
        row, column = divmod(number, columns)
        left, top = column * wide, row * high
        part = scheme.parts[key]
        _wide, tall = body_size(part, sizes)
        beside = left + words + TEXT_GAP + body + GAP
        figures.append(
            Figure(
                key=name,
                value=name,
                role=roles.get(name, ""),
                part=part,
                port=None,
                body=Rect(left + words + TEXT_GAP, top, body, tall),
                strip=Rect(beside, top, sizes.strip(part.size), STRIP),
                number=Rect(beside, top + STRIP + ghost + 1.0, number_width(), LINE),
                label=Rect(left, top, words, 40.0),
                ghost=Rect(beside, top + STRIP + GHOST_GAP, sizes.strip(part.size), GHOST) if ghost else None,
                was=Rect(beside + number_width() + WAS_GAP, top + STRIP + ghost + 1.0, was_width(), LINE)
                if ghost
                else None,
            )
        )
    frame = Rect(0.0, 0.0, columns * wide - APART[0], rows * high - APART[1])
    return tuple(figures), frame.grown(INSIDE)
