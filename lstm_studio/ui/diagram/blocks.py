"""What stands around a part and a port: its body, strip, number and words, as rectangles that hang on its lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lstm_studio.core.parts import BOXES
from lstm_studio.ui.diagram.board import EAST, NORTH, SOUTH, WEST
from lstm_studio.ui.diagram.measures import (
    BOX,
    NUMBER,
    RADIUS,
    STRIP,
    number_width,
    op_width,
    role_width,
    strip_width,
    symbol_width,
)
from lstm_studio.ui.diagram.spacing import Block

if TYPE_CHECKING:
    from lstm_studio.core.parts import Part
    from lstm_studio.ui.diagram.board import Node
    from lstm_studio.ui.diagram.layout import Port

__all__ = ["GAP", "Sizes", "body_size", "part_blocks", "port_blocks"]

GAP = 8.0  # from a part to its strip, from a strip to its number
TEXT_GAP = 5.0
LINE = NUMBER + 4.0  # height of a line of text
LABEL = 26.0  # height of a symbol with its subscript
CLEAR, MARKED = 8.0, 20.0  # below a box, without and with marks on what enters
PORT_WORD = 92.0  # beside x: the word of the step


@dataclass(frozen=True)
class Sizes:
    """The number of units and of input channels: what the strips need."""

    units: int
    inputs: int

    def strip(self, size: str) -> float:
        """The width of a strip of a value of this size."""
        return strip_width(self.inputs if size == "D" else self.units)


def body_size(part: Part, sizes: Sizes) -> tuple[float, float]:
    """Width and height of a part."""
    if part.kind in BOXES:
        wide = len(part.key) * 8.5 + 16.0 if part.kind == "linear" and not part.named else 0.0
        return (max(BOX[0], sizes.strip(part.size), min(wide, 130.0)), BOX[1])
    return (op_width(part.glyph), 2 * RADIUS)


def part_blocks(
    part: Part, role: str, at: Node, out: int, taken: set[int], sizes: Sizes, *, marked: bool
) -> dict[str, Block]:
    """The blocks "body", "strip", "number" and "label" of a part whose wire leaves by ``out``.

    ``taken`` are the sides that wires use; the words stand at a free one. A ``marked`` box has more room below.
    """
    wide, high = body_size(part, sizes)
    strip = sizes.strip(part.size)
    box = part.kind in BOXES
    below = (MARKED if marked else CLEAR) if box else 0.0
    found = {"body": _block(at, -wide / 2, -high / 2, wide, high)}
    found["below"] = _block(at, -wide / 2, high / 2, wide, below)
    number = number_width()
    if out in (NORTH, SOUTH):
        top = -high / 2 - GAP - STRIP if out == NORTH else high / 2 + GAP
        found["strip"] = _block(at, -strip / 2, top, strip, STRIP)
        found["number"] = _block(at, strip / 2 + TEXT_GAP, top, number, STRIP)
    else:
        # The number below may be wider than a strip of few units.
        away = wide / 2 + GAP + max(0.0, number - strip) / 2
        left = away if out == EAST else -away - strip
        found["strip"] = _block(at, left, -STRIP / 2, strip, STRIP)
        found["number"] = _block(at, left + strip / 2 - number / 2, STRIP / 2 + 1.0, number, LINE)
    if part.named and not (part.state and part.kind == "op"):
        words = max(symbol_width(part.key), role_width(role))
        free = [side for side in (EAST, WEST) if box or side not in taken]
        left = -wide / 2 - TEXT_GAP - 4 - words if free == [WEST] else wide / 2 + TEXT_GAP + 4
        # Between two wires the words stand in a corner, away from the strip.
        top = -high / 2 if free else TEXT_GAP if out == NORTH else -STRIP / 2 - TEXT_GAP - 40.0
        found["label"] = _block(at, left, top, words, 40.0)
    return found


def port_blocks(port: Port, at: Node, sizes: Sizes) -> dict[str, Block]:
    """The blocks "strip", "number", "label" of a port."""
    strip = sizes.strip("D" if port.value == "x" else "H")
    number, label = number_width(), symbol_width(port.value) + 14.0
    if port.side == "top":
        return {"label": _block(at, 8.0, -6.0, label, LABEL)}
    found = {"strip": _block(at, -strip / 2, -STRIP / 2, strip, STRIP)}
    if port.side == "bottom":
        found["label"] = _block(at, strip / 2 + GAP, -LABEL / 2, label + PORT_WORD, LABEL)
    else:
        found["label"] = _block(at, -label / 2, -STRIP / 2 - LABEL - 3.0, label, LABEL)
        found["number"] = _block(at, -number / 2, STRIP / 2 + 3.0, number, LINE)
    return found


def _block(at: Node, left: float, top: float, wide: float, high: float) -> Block:
    """A rectangle by its corner and size."""
    return Block(float(at[0]), float(at[1]), left, top, left + wide, top + high)
