"""What stands around a part and a port: its body, strip, number and words, as rectangles that hang on its lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lstm_studio.core.insight.parts import BOXES
from lstm_studio.ui.diagram.board import EAST, NORTH, SOUTH, WEST
from lstm_studio.ui.diagram.measures import (
    BOX,
    GHOST,
    NUMBER,
    RADIUS,
    STRIP,
    number_width,
    op_width,
    role_width,
    strip_width,
    symbol_width,
    was_width,
)
from lstm_studio.ui.diagram.spacing import Block

if TYPE_CHECKING:
    from lstm_studio.core.insight.parts import Part
    from lstm_studio.ui.diagram.board import Node
    from lstm_studio.ui.diagram.layout import Port

__all__ = ["GAP", "GHOST_GAP", "VALUES", "WAS_GAP", "Sizes", "body_size", "part_blocks", "port_blocks"]

VALUES = ("strip", "number", "ghost", "was")  # the blocks that show values; they keep together
GAP = 8.0  # from a part to its strip, from a strip to its number
GHOST_GAP = 2.0  # from a strip to the thin row of the original
WAS_GAP = 5.0  # from a number to that of the original
TEXT_GAP = 5.0
LINE = NUMBER + 4.0  # height of a line of text
LABEL = 26.0  # height of a symbol with its subscript
CLEAR, MARKED = 8.0, 20.0  # below a box, without and with marks on what enters
PORT_WORD = 92.0  # beside x: the word of the step


@dataclass(frozen=True)
class Sizes:
    """What the strips need: the number of units and of input channels, and whether an original stands under each."""

    units: int
    inputs: int
    ghosts: bool = False

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
    found |= _values(at, out, wide, high, strip, ghosts=sizes.ghosts)
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
    label = symbol_width(port.value) + 14.0
    if port.side == "top":
        return {"label": _block(at, 8.0, -6.0, label, LABEL)}
    if port.side == "bottom":
        found = {"strip": _block(at, -strip / 2, -STRIP / 2, strip, STRIP)}
        if sizes.ghosts:
            found["ghost"] = _block(at, -strip / 2, STRIP / 2 + GHOST_GAP, strip, GHOST)
        found["label"] = _block(at, strip / 2 + GAP, -LABEL / 2, label + PORT_WORD, LABEL)
        return found
    found = _on_line(at, 0.0, strip, 3.0, ghosts=sizes.ghosts)
    found["label"] = _block(at, -label / 2, -STRIP / 2 - LABEL - 3.0, label, LABEL)
    return found


def _values(at: Node, out: int, wide: float, high: float, strip: float, *, ghosts: bool) -> dict[str, Block]:
    """The strip and the numbers of a part of a size, on the wire that leaves it by ``out``."""
    if out in (EAST, WEST):
        # The numbers below may be wider than a strip of few units.
        away = wide / 2 + GAP + max(strip, _below_width(ghosts=ghosts)) / 2
        return _on_line(at, away if out == EAST else -away, strip, 1.0, ghosts=ghosts)
    top = high / 2 + GAP if out == SOUTH else -high / 2 - GAP - STRIP - (GHOST + GHOST_GAP) * ghosts
    found = {
        "strip": _block(at, -strip / 2, top, strip, STRIP),
        "number": _block(at, strip / 2 + TEXT_GAP, top, number_width(), STRIP),
    }
    if ghosts:
        top += STRIP + GHOST_GAP
        found["ghost"] = _block(at, -strip / 2, top, strip, GHOST)
        found["was"] = _block(at, strip / 2 + TEXT_GAP, top - 2.0, was_width(), GHOST + 4.0)
    return found


def _below_width(*, ghosts: bool) -> float:
    """The width of the numbers under a strip."""
    return number_width() + (was_width() + WAS_GAP) * ghosts


def _on_line(at: Node, middle: float, strip: float, gap: float, *, ghosts: bool) -> dict[str, Block]:
    """A strip on a wire across, its numbers below, the middle so far to the right of ``at``."""
    found = {"strip": _block(at, middle - strip / 2, -STRIP / 2, strip, STRIP)}
    top = STRIP / 2 + gap
    left = middle - _below_width(ghosts=ghosts) / 2
    if ghosts:
        found["ghost"] = _block(at, middle - strip / 2, STRIP / 2 + GHOST_GAP, strip, GHOST)
        top += GHOST_GAP + GHOST
        found["was"] = _block(at, left + number_width() + WAS_GAP, top, was_width(), LINE)
    found["number"] = _block(at, left, top, number_width(), LINE)
    return found


def _block(at: Node, left: float, top: float, wide: float, high: float) -> Block:
    """A rectangle by its corner and size."""
    return Block(float(at[0]), float(at[1]), left, top, left + wide, top + high)
