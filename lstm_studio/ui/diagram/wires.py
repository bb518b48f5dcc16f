"""The ways of the wires, routed from the equations over the lines of a grid.

A wire is a tree of steps from line to line of the board, grown from its source to one sink after the other by the
cheapest way. Where exactly a line lies, and in which track of a channel a wire runs, is decided later (tracks,
spacing).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.ui.diagram.board import BEND, GONE, SIDES_OUT, Board, Net, middle
from lstm_studio.ui.diagram.breaks import still_wanted
from lstm_studio.ui.diagram.search import NoWayError, Search
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lstm_studio.core.insight.parts import Scheme
    from lstm_studio.ui.diagram.board import Node
    from lstm_studio.ui.diagram.layout import Grid
    from lstm_studio.ui.diagram.search import State

__all__ = ["route"]

MOST_TRIES = 12


def route(scheme: Scheme, grid: Grid) -> dict[str, Net]:
    """Lay the wire of every value that is read or leaves; value -> Net. Hints first, then the straight and short.

    Where others leave no way to a wire, all are laid anew and it comes first. Raises ValueError where nothing helps.
    """
    first: list[str] = []
    for _number in range(MOST_TRIES):
        board = Board(scheme, grid)
        board.nets = _nets(scheme, grid)
        try:
            _lay_all(board, grid, first)
        except NoWayError as error:
            first = [error.value, *(value for value in first if value != error.value)]
            last = error
        else:
            return board.nets
    sentence = _(
        "the diagram leaves no way for a wire from “{value}” to “{sink}”; give the cell another grid"
    )
    raise ValueError(sentence.format(value=last.value, sink=last.sink))


def _nets(scheme: Scheme, grid: Grid) -> dict[str, Net]:
    sinks: dict[str, list[str]] = {}
    for part in scheme.parts.values():
        for source in part.sources:
            sinks.setdefault(source, []).append(part.key)
    for port in grid.ports:
        if not port.entering:
            sinks.setdefault(scheme.outputs[port.value], []).append(port.key)
    return {value: Net(value, tuple(ends)) for value, ends in sinks.items()}


def _lay_all(board: Board, grid: Grid, first: list[str]) -> None:
    """Lay all wires, those of some values first, even before the hints of others."""
    ways = [(value, sink) for _away, value, sink in sorted(_waiting(board))]
    for early in first:
        _lay(board, grid, [way for way in ways if way[0] == early])
    _lay(board, grid, [way for way in ways if way[0] not in first])
    # The first wires were laid before the last were known; each is laid once more among all others.
    for value, net in sorted(board.nets.items(), key=lambda row: len(row[1].sinks)):
        board.lift(net)
        board.nets[value] = Net(value, net.sinks)
        try:
            _lay(board, grid, [way for way in ways if way[0] == value])
        except NoWayError:
            board.lift(board.nets[value])
            board.nets[value] = net
            board.lay(net)


def _lay(board: Board, grid: Grid, ways: list[tuple[str, str]]) -> None:
    """Lay the wires of some values along their hints, then to their sinks."""
    values = dict.fromkeys(value for value, _sink in ways)
    for key, row, column in grid.hints:
        if key in values:
            _connect(board, board.nets[key], middle((row, column)), "")
            board.nets[key].tip = middle((row, column))
    hinted = [(key, _nearest(board, net)) for key in values if (net := board.nets[key]).tip]
    for value, sink in (*hinted, *(way for way in ways if way not in hinted)):
        _connect(board, board.nets[value], board.centre[sink], sink)
        board.nets[value].tip = None
    for value in values:
        net = board.nets[value]
        board.lift(net)
        net.prune({board.centre[value], *(board.centre[sink] for sink in net.sinks)})
        board.lay(net)


def _nearest(board: Board, net: Net) -> str:
    """The sink to which a wire goes on from its hint."""
    (x, y) = net.tip or board.centre[net.source]
    return min(net.sinks, key=lambda sink: abs(board.centre[sink][0] - x) + abs(board.centre[sink][1] - y))


def _waiting(board: Board) -> Iterator[tuple[tuple[bool, bool, bool, int], str, str]]:
    """All ways, each with its turn: lines, then what goes straight up, then the others, the short before the long."""
    for value, net in board.nets.items():
        (x, y) = board.centre[value]
        for sink in net.sinks:
            across, down = abs(board.centre[sink][0] - x), abs(board.centre[sink][1] - y)
            yield (bool(across and down), bool(down), board.kind[sink] == "top", across + down), value, sink


def _starts(board: Board, net: Net) -> Iterator[tuple[float, State]]:
    """Ways to begin a branch: price, and state before the first step. From a hint a wire goes on before it branches."""
    x, y = board.centre[net.source]
    if not net.links:
        for side, price in SIDES_OUT[board.kind[net.source]].items():
            if (net.source, side) not in board.taken:
                yield price, (x, y, side)
        return
    for node, ways in net.links.items():
        if node in board.standing or net.tip not in (None, node):
            continue
        for way in range(4):
            if way not in ways:
                straight = (way ^ 2) in ways
                yield GONE * net.far[node] + (0.0 if straight else BEND), (*node, way)


def _connect(board: Board, net: Net, goal: Node, sink: str) -> None:
    """Lay the cheapest way from the wire so far to a part, or to a hint's node where ``sink`` is empty."""
    still_wanted()
    search = Search(board, net, goal, sink)
    search.begin(_starts(board, net))
    found = search.run()
    _finish(board, net, found, search.came, sink)


def _finish(
    board: Board,
    net: Net,
    last: State,
    came: dict[State, State | None],
    sink: str,
) -> None:
    """Take the way that was found into the wire."""
    if sink:
        net.enters[sink] = last[2] ^ 2
    path: list[Node] = []
    state: State | None = last
    while state is not None:
        path.append(state[:2])
        last, state = state, came[state]
    if not net.links:
        net.out = last[2]  # of the first step
    path.reverse()
    net.join(path)
    board.lay(net, path)
