"""The way from lines to pixels: what hangs on the lines of a grid, and where the lines come to lie."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from lstm_studio.core.insight.parts import BOXES
from lstm_studio.ui.diagram.blocks import VALUES, body_size, part_blocks, port_blocks
from lstm_studio.ui.diagram.board import EAST, NORTH, SOUTH, WEST
from lstm_studio.ui.diagram.paths import marked
from lstm_studio.ui.diagram.shapes import Rect
from lstm_studio.ui.diagram.slide import NEAR, TIGHT, Slide
from lstm_studio.ui.diagram.spacing import Item, place
from lstm_studio.ui.diagram.tracks import segments

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lstm_studio.core.insight.parts import Scheme
    from lstm_studio.ui.diagram.blocks import Sizes
    from lstm_studio.ui.diagram.board import Net, Node
    from lstm_studio.ui.diagram.layout import Grid, Port
    from lstm_studio.ui.diagram.spacing import Block, Span
    from lstm_studio.ui.diagram.tracks import Segment

__all__ = ["Draft"]

EVERYWHERE = (float("-inf"), float("inf"))
FAR = 1_000.0  # pixels from row to row, as long as these have no places: more than any block is high
FRAME = 12.0  # from the frame to what is inside, more than to what is outside
ALIKE = 1.3  # distances of boxes that differ by less than this are made equal


class Draft:
    """Blocks and wires of one cell on their lines. ``place`` gives ``columns`` and ``rows``: line -> pixel."""

    def __init__(
        self, scheme: Scheme, grid: Grid, nets: dict[str, Net], sizes: Sizes, roles: Mapping[str, str]
    ) -> None:
        self.scheme, self.grid, self.nets, self.sizes, self.roles = scheme, grid, nets, sizes, roles
        self.pieces: list[Segment] = segments(scheme, grid, nets)
        self.pieces_of: dict[str, list[Segment]] = {value: [] for value in nets}
        for piece in self.pieces:
            self.pieces_of[piece.value].append(piece)
        self._enters: dict[str, set[int]] = {}  # part -> the sides by which wires enter it
        for net in nets.values():
            for key, side in net.enters.items():
                self._enters.setdefault(key, set()).add(side)
        self.ports: dict[str, Port] = {port.value if port.entering else port.key: port for port in grid.ports}
        places = grid.parts | {key: grid.ports[port] for key, port in self.ports.items()}
        self.at: dict[str, Node] = {key: (2 * c + 1, 2 * r + 1) for key, (r, c) in places.items()}
        self._natural = {key: self._blocks(key) for key in self.at}
        self.blocks = self._natural
        self.columns: dict[float, float] = {}
        self.rows: dict[float, float] = {}

    @property
    def marks(self) -> tuple[str, ...]:
        """The kinds of marks on wires."""
        reads = (read for part in self.scheme.parts.values() for read in part.reads)
        return tuple(sorted({read.weights for read in reads if marked(self.scheme, read)}))

    def out(self, key: str) -> int:
        """The side by which a part's wire leaves; where nothing reads it, the side where its strip stands."""
        if key in self.nets:
            return self.nets[key].out
        taken = self._enters.get(key, set())
        return next((side for side in (NORTH, EAST, SOUTH, WEST) if side not in taken), NORTH)

    def size(self, key: str) -> tuple[float, float]:
        """Width and height of a part."""
        return body_size(self.scheme.parts[key], self.sizes)

    def rect(self, key: str, name: str) -> Rect | None:
        """Where a block has come to stand, None where there is none."""
        block = self.blocks[key].get(name)
        if block is None:
            return None
        x, y = self.columns[block.column], self.rows[block.row]
        return Rect(x + block.left, y + block.top, block.right - block.left, block.bottom - block.top)

    def track(self, key: str) -> float:
        """How far beside the middle of its column a wire leaves or enters a port."""
        x, y = self.at[key]
        tracks = [p.track for p in self.pieces if p.down and p.line == x and y in (p.low, p.high)]
        return tracks[0] if tracks else 0.0

    @property
    def frame(self) -> tuple[float, float, float, float]:
        """The edges of the frame: left, top, right, bottom."""
        left, top, right, bottom = self.frame_lines()
        return self.columns[left], self.rows[top], self.columns[right], self.rows[bottom]

    def place(self, across: float = 1.0, down: float = 1.0) -> None:
        """Find the places of all lines, drawn apart by factors of at least 1."""
        self.blocks = self._natural
        items = list(self._across())
        self.columns = place(items, {})
        self.columns = place(items, self._alike())
        self.columns = {line: across * x for line, x in self.columns.items()}
        self.blocks = Slide(self, EAST, items).run()
        items = list(self._down())
        self.rows = place(items, {})
        self.rows = {line: down * y for line, y in self.rows.items()}
        self.blocks = Slide(self, NORTH, items).run()

    def _blocks(self, key: str) -> dict[str, Block]:
        if key in self.ports:
            return port_blocks(self.ports[key], self.at[key], self.sizes)
        part = self.scheme.parts[key]
        taken = {self.out(key)} | self._enters.get(key, set())
        marks = any(marked(self.scheme, read) for read in part.reads)
        role = self.roles.get(key, "")
        return part_blocks(part, role, self.at[key], self.out(key), taken, self.sizes, marked=marks)

    def frame_lines(self) -> tuple[float, float, float, float]:
        """The lines of the frame: left, top, right, bottom."""
        grid = self.grid
        return (
            1.5 if grid.edge("left") else -0.5,
            1.5 if grid.edge("top") else -0.5,
            2 * grid.columns - 1.5 if grid.edge("right") else 2 * grid.columns + 0.5,
            2 * grid.rows - 1.5 if grid.edge("bottom") else 2 * grid.rows + 0.5,
        )

    def _across(self) -> Iterator[Item]:
        """What the columns must keep apart."""
        left, _top, right, _bottom = self.frame_lines()
        yield Item(left, 0.0, FRAME, EVERYWHERE, "text")
        yield Item(right, FRAME, 0.0, EVERYWHERE, "text")
        for key, blocks in self.blocks.items():
            for name, block in blocks.items():
                yield self.item(key, name, block, EAST)
        for piece in self.pieces:
            if piece.down:
                over = (piece.low * FAR - 5.0, piece.high * FAR + 5.0)
                yield Item(piece.line, -piece.track, piece.track, over, "wire")

    def item(self, key: str, name: str, block: Block, way: int) -> Item:
        """A block as the columns (EAST) or the rows (NORTH) see it."""
        if way == EAST:
            over = self._reach(key, name, block)
            return Item(block.column, -block.left, block.right, over, _kind(name), key)
        x = self.columns[block.column]
        over = (x + block.left - NEAR, x + block.right + NEAR)
        return Item(block.row, -block.top, block.bottom, over, _kind(name), key)

    def _reach(self, key: str, name: str, block: Block) -> Span:
        """What a block takes of its row, before rows have places: they count as very far from each other."""
        slide = TIGHT / 2 if name in VALUES else 0.0
        up, low = (slide * (self.out(key) == way) for way in (NORTH, SOUTH))
        return block.row * FAR + block.top - up, block.row * FAR + block.bottom + low

    def _down(self) -> Iterator[Item]:
        """What the rows must keep apart, once the columns have their places."""
        left, top, right, bottom = self.frame_lines()
        inside = (self.columns[left], self.columns[right])
        yield Item(top, 0.0, FRAME, inside, "text")
        yield Item(bottom, FRAME, 0.0, inside, "text")
        for key, blocks in self.blocks.items():
            for name, block in blocks.items():
                yield self.item(key, name, block, NORTH)
        for piece in self.pieces:
            if not piece.down:
                over = (self.columns[piece.low] - NEAR, self.columns[piece.high] + NEAR)
                yield Item(piece.line, -piece.track, piece.track, over, "wire")

    def _alike(self) -> dict[Span, float]:
        """Equal distances of the boxes that stand side by side, where they are nearly equal by themselves."""
        found: dict[Span, float] = {}
        rows: dict[int, list[int]] = {}
        for key, (x, y) in self.at.items():
            if key not in self.ports and _box(self.scheme, key):
                rows.setdefault(y, []).append(x)
        for lines in rows.values():
            pairs = list(pairwise(sorted(lines)))
            apart = [self.columns[two] - self.columns[one] for one, two in pairs]
            if apart and max(apart) < ALIKE * min(apart):
                found |= {(float(one), float(two)): max(apart) for one, two in pairs}
        return found


def _box(scheme: Scheme, key: str) -> bool:
    return scheme.parts[key].kind in BOXES


def _kind(name: str) -> str:
    return "body" if name in ("body", "below") else "text"
