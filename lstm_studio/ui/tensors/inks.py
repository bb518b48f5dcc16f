"""The colour of what a block feeds: of a gate that of its curve, of a state and an input that of their wires."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from lstm_studio.core.language.graph import Graph
    from lstm_studio.ui.theme import Theme

__all__ = ["ink_of"]

WIRES = {"c": "wire_c", "h": "wire_h", "x": "wire_x"}


def ink_of(theme: Theme, graph: Graph, value: str) -> QColor:
    """Give the colour of a gate, a state, "x" for the embedding or "y" for the readout."""
    if value in graph.gates:
        return theme.curves[graph.gates.index(value) % len(theme.curves)]
    colour: QColor = getattr(theme, WIRES.get(value, "wire" if value in graph.named else "quiet"))
    return colour
