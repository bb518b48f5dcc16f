"""The finished drawing of a cell, as plain geometry: where every part, strip, text and wire is, in pixels.

``draw(cell, sizes)`` goes the whole way: grid, wires, tracks, spacing. Nothing here knows of Qt, so that it may run in
a thread; ``seconds(cell)`` says beforehand how long it takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from lstm_studio.core.insight.parts import Scheme
from lstm_studio.ui.diagram.board import EAST, NORTH, SOUTH, WEST
from lstm_studio.ui.diagram.breaks import still_wanted
from lstm_studio.ui.diagram.draft import Draft
from lstm_studio.ui.diagram.figures import Figure
from lstm_studio.ui.diagram.layers import layered
from lstm_studio.ui.diagram.layout import read_grid
from lstm_studio.ui.diagram.measures import legend_width, title_width
from lstm_studio.ui.diagram.paths import wire_of
from lstm_studio.ui.diagram.readings import shown_scales
from lstm_studio.ui.diagram.shape_labels import labelled
from lstm_studio.ui.diagram.shapes import Rect
from lstm_studio.ui.diagram.tiles import tiles
from lstm_studio.ui.diagram.wires import route
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.language.graph import Graph
    from lstm_studio.ui.diagram.blocks import Sizes
    from lstm_studio.ui.diagram.board import Net
    from lstm_studio.ui.diagram.layout import Grid
    from lstm_studio.ui.diagram.paths import Wire
    from lstm_studio.ui.diagram.shape_labels import ShapeLabel
    from lstm_studio.ui.diagram.shapes import Point

__all__ = ["Drawing", "Figure", "draw", "grid_fault", "seconds"]

MARGIN = 22.0  # around everything
STUB = 12.0  # of a wire beyond the strip of a port
BELOW = 22.0  # so far the wire of x reaches below the middle of its strip
TITLE, LEGEND, SENTENCE = 34.0, 22.0, 34.0  # heights
# Parts, with what enters. The wires of more take half a second and are finer than a pixel in a window.
MOST_PARTS = 250
MOST = 1.6  # so much a drawing is stretched to fill its place


@dataclass(frozen=True)
class Drawing:
    """Everything in its place: what a scene paints. ``title``, ``legend`` and ``sentence`` are lines of text.

    ``scales`` and ``marks`` are what the legend explains; ``note`` says why there are no wires, "" where there are;
    ``shapes`` say how many values the wires carry.
    """

    scheme: Scheme
    frame: Rect
    bounds: Rect
    title: Rect
    legend: Rect
    sentence: Rect
    figures: tuple[Figure, ...]
    wires: tuple[Wire, ...]
    scales: tuple[str, ...]
    marks: tuple[str, ...]
    note: str = ""
    shapes: tuple[ShapeLabel, ...] = ()


def seconds(cell: Cell) -> float:
    """Estimate how long a drawing takes. Measured: 64 parts take 0.04 s, 127 take 0.15 and 199 take 0.35."""
    parts = len(_read(cell.graph)[0].parts)
    return 4e-4 * parts + 7.5e-6 * parts**2 if parts <= MOST_PARTS else 2e-5 * parts


def grid_fault(cell: Cell) -> str:
    """Say what is wrong with the grid of a cell as far as it can be said without the wires; "" for nothing."""
    if cell.diagram:
        scheme, _scales = _read(cell.graph)
        try:
            read_grid(cell.diagram, cell.graph, scheme)
        except ValueError as error:
            return str(error)
    return ""


def draw(cell: Cell, sizes: Sizes, roles: Mapping[str, str], aspect: float = 0.0) -> Drawing:
    """Draw a cell, stretched towards width : height = ``aspect``. ``roles``: key -> word beside its part.

    Raises ValueError where the cell's grid is wrong.
    """
    scheme, scales = _read(cell.graph)
    if len(scheme.parts) > MOST_PARTS:
        why = _("{n} parts are too many to be drawn with their wires; every line of the cell is one box")
        return _tiled(cell, sizes, roles, aspect, why.format(n=len(scheme.parts)))
    try:
        grid, nets = _planned(cell.graph, cell.diagram)
    except ValueError:
        if cell.diagram:
            raise
        return _tiled(
            cell, sizes, roles, aspect, _("some wires find no way; every line of the cell is one box")
        )
    draft = Draft(scheme, grid, nets, sizes, roles)
    least = title_width(cell.title)
    if aspect <= 0:
        return labelled(_drawing(draft, scales, least), sizes)
    made = _drawing(draft, scales, 0.0)
    wide, high = made.bounds.width, made.bounds.height
    if wide < aspect * high:
        made = _drawing(draft, scales, least, across=_factor(aspect * high - wide, draft.columns))
    else:
        made = _drawing(draft, scales, least, down=_factor(max(wide, least) / aspect - high, draft.rows))
    return labelled(made, sizes)


@lru_cache(maxsize=64)
def _read(graph: Graph) -> tuple[Scheme, tuple[str, ...]]:
    """The parts of a cell, and the scales of their values."""
    scheme = Scheme(graph)
    return scheme, shown_scales(graph, scheme)


@lru_cache(maxsize=64)
def _planned(graph: Graph, diagram: str) -> tuple[Grid, dict[str, Net]]:
    """What does not change with the sizes of the model and of the window: places of the parts, ways of the wires."""
    scheme, _scales = _read(graph)
    grid = read_grid(diagram, graph, scheme) if diagram else layered(scheme)
    return grid, route(scheme, grid)


def _factor(missing: float, lines: Mapping[float, float]) -> float:
    """By how much lines must be drawn apart to become so many pixels wider."""
    return min(1.0 + missing / max(lines.values()), MOST)


def _drawing(
    draft: Draft, scales: tuple[str, ...], least: float, across: float = 1.0, down: float = 1.0
) -> Drawing:
    """Place all lines, then everything that hangs on them; the lines of text have ``least`` width."""
    still_wanted()
    draft.place(across, down)
    left, top, right, bottom = draft.frame
    frame = Rect(left, top, right - left, bottom - top)
    figures = tuple(_figure(draft, key) for key in draft.at)
    whole = frame
    for figure in figures:
        for rect in figure.rects:
            whole = whole.joined(rect)
    legend = _legend(draft, scales, frame, whole, figures)
    whole = whole.joined(legend)
    title, sentence, bounds = _lines(whole, least)
    ends = {node: key for key, node in draft.at.items()}

    def edge(key: str, side: int, point: Point) -> Point:
        return _edge(draft, key, side, point)

    wires = tuple(
        wire_of(draft.scheme, net, draft.pieces_of[net.source], (draft.columns, draft.rows), ends, edge)
        for net in draft.nets.values()
    )
    return Drawing(draft.scheme, frame, bounds, title, legend, sentence, figures, wires, scales, draft.marks)


def _tiled(cell: Cell, sizes: Sizes, roles: Mapping[str, str], aspect: float, note: str) -> Drawing:
    """Draw the lines of a cell without wires; ``note`` says why."""
    scheme, scales = _read(cell.graph)
    figures, frame = tiles(scheme, cell.graph.named, sizes, roles, aspect)
    while scales and legend_width(len(scales), 0, ghosts=sizes.ghosts) > frame.width:
        scales = scales[:-1]  # of very many states the first are explained
    wide = legend_width(len(scales), 0, ghosts=sizes.ghosts)
    legend = Rect(frame.right - wide, frame.bottom + 10.0, wide, LEGEND)
    title, sentence, bounds = _lines(frame.joined(legend), title_width(cell.title))
    return Drawing(scheme, frame, bounds, title, legend, sentence, figures, (), scales, (), note)


def _lines(whole: Rect, least: float) -> tuple[Rect, Rect, Rect]:
    """Give title and sentence, of ``least`` width, above and below a drawing, and the bounds of it all."""
    missing = max(0.0, least - whole.width)
    whole = Rect(whole.x - missing / 2, whole.y, whole.width + missing, whole.height)
    title = Rect(whole.x, whole.y - TITLE, whole.width, TITLE)
    sentence = Rect(whole.x, whole.bottom + 10.0, whole.width, SENTENCE)
    bounds = whole.joined(title).joined(sentence)
    bounds = Rect(bounds.x - MARGIN, bounds.y - 4.0, bounds.width + 2 * MARGIN, bounds.height + 4.0)
    return title, sentence, bounds


def _legend(
    draft: Draft, scales: tuple[str, ...], frame: Rect, whole: Rect, figures: tuple[Figure, ...]
) -> Rect:
    """The line of the legend: beside x below the frame, or under it where there is no room beside."""
    wide = legend_width(len(scales), len(draft.marks), ghosts=draft.sizes.ghosts)
    labels = [f.label for f in figures if f.label and f.port and f.port.side == "bottom"]
    beside = frame.right - wide > max((label.right for label in labels), default=frame.x)
    if beside:
        middle = labels[0].middle[1] if labels else frame.bottom + 6.0 + LEGEND / 2
    else:
        middle = whole.bottom + 10.0 + LEGEND / 2  # under the end of the wire of x
    return Rect(frame.right - wide, middle - LEGEND / 2, wide, LEGEND)


def _figure(draft: Draft, key: str) -> Figure:
    port = draft.ports.get(key)
    figure = Figure(
        key,
        port.value if port else key,
        draft.roles.get(key, ""),
        None if port else draft.scheme.parts[key],
        port,
        draft.rect(key, "body"),
        draft.rect(key, "strip"),
        draft.rect(key, "number"),
        draft.rect(key, "label"),
        draft.rect(key, "ghost"),
        draft.rect(key, "was"),
    )
    # The wire of x may run beside the middle of its column; its strip goes with it.
    shift = draft.track(key) if port and port.side in ("top", "bottom") else 0.0
    return figure.shifted(shift) if shift else figure


def _edge(draft: Draft, key: str, side: int, point: Point) -> Point:
    """Where a wire that comes to ``point`` meets the side of a part or port."""
    x, y = point
    port = draft.ports.get(key)
    if port is None:
        wide, high = draft.size(key)
    else:
        strip = draft.blocks[key].get("strip")
        wide = strip.right - strip.left + 2 * STUB if strip else 0.0
        ghost = draft.blocks[key].get("ghost")
        high = 2 * (max(BELOW, ghost.bottom + 8.0 if ghost else 0.0) if port.side == "bottom" else 0.0)
        if port.side != "top":  # the wire runs on behind the strip
            side ^= 2
    return {
        EAST: (x + wide / 2, y),
        WEST: (x - wide / 2, y),
        NORTH: (x, y - high / 2),
        SOUTH: (x, y + high / 2),
    }[side]
