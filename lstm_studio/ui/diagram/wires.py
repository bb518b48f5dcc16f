"""The ways of the wires, routed from the equations over the lines of a grid.

A wire is a tree of steps from line to line of the board, grown from its source to one sink after the other by the
cheapest way. Where exactly a line lies, and in which track of a channel a wire runs, is decided later (tracks,
spacing).
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from lstm_studio.ui.diagram.bends import least_prices
from lstm_studio.ui.diagram.board import (
    ACROSS,
    BEND,
    COMB,
    GONE,
    SIDES_IN,
    SIDES_OUT,
    SOUTH,
    STEPS,
    Board,
    Net,
    middle,
)
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lstm_studio.ui.diagram.board import Node
    from lstm_studio.ui.diagram.layout import Grid
    from lstm_studio.ui.diagram.parts import Scheme

__all__ = ["route"]

MOST_TRIES = 12


class NoWayError(Exception):
    """All ways of a wire to a sink are taken."""

    def __init__(self, value: str, sink: str) -> None:
        super().__init__(value, sink)
        self.value, self.sink = value, sink


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
        net.prune({board.centre[value], *(board.centre[sink] for sink in net.sinks)})
        board.lift(net)
        board.lay(net)


def _nearest(board: Board, net: Net) -> str:
    """The sink to which a wire goes on from its hint."""
    (x, y) = net.tip or board.centre[net.source]
    return min(net.sinks, key=lambda sink: abs(board.centre[sink][0] - x) + abs(board.centre[sink][1] - y))


def _waiting(board: Board) -> Iterator[tuple[tuple[bool, bool, int], str, str]]:
    for value, net in board.nets.items():
        (x, y) = board.centre[value]
        for sink in net.sinks:
            across, down = abs(board.centre[sink][0] - x), abs(board.centre[sink][1] - y)
            yield (bool(across and down), board.kind[sink] == "top", across + down), value, sink


State = tuple[int, int, int]  # x, y, direction of arrival


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
    search = _Search(board, net, goal, sink)
    for price, state in _starts(board, net):
        search.push(state, None, price)
    found = search.run()
    _finish(board, net, found, search.came, sink)


class _Search:
    """A search from many starts to one goal: what is nearest to it, by the least that is missing, is tried first."""

    def __init__(self, board: Board, net: Net, goal: Node, sink: str) -> None:
        self.board, self.net, self.goal, self.sink = board, net, goal, sink
        self.enters = SIDES_IN[board.kind[sink]] if sink else {}
        self.missing = least_prices(self.enters, BEND)
        self.queue: list[tuple[float, float, State]] = []
        self.came: dict[State, State | None] = {}
        self.best: dict[State, float] = {}

    def push(self, state: State, before: State | None, price: float) -> None:
        """Note a way to a state, if it is the cheapest so far."""
        if price < self.best.get(state, float("inf")) - 1e-9:
            self.best[state], self.came[state] = price, before
            across, down = self.goal[0] - state[0], self.goal[1] - state[1]
            signs = ((across > 0) - (across < 0), (down > 0) - (down < 0), state[2])
            least = price
            if across or down:
                least += ACROSS * abs(across) + COMB * abs(down) + self.missing[signs]
            heappush(self.queue, (least, price, state))

    def run(self) -> State:
        """Give the state at the goal. Raises NoWayError where there is none."""
        while self.queue:
            _least, price, state = heappop(self.queue)
            if price > self.best[state]:
                continue
            if state[:2] == self.goal and self.came[state] is not None:
                return state
            self._step(state, price)
        raise NoWayError(self.net.source, self.sink)

    def _step(self, state: State, price: float) -> None:
        board, source, way = self.board, self.net.source, state[2]
        step = board.price(source, state[:2], way)
        if step < 0:
            return
        after = (state[0] + STEPS[way][0], state[1] + STEPS[way][1])
        if after in self.net.links:
            return
        if self.sink and after == self.goal:
            side = way ^ 2
            free = board.taken.get((self.sink, side), source) == source
            if side in self.enters and (free or (side == SOUTH and board.kind[self.sink] == "box")):
                self.push((*after, way), state, price + step + self.enters[side])
        elif board.inside(after):
            for turn in (way, (way + 1) % 4, (way + 3) % 4):
                more = board.crossing(source, after, way, turn) + (BEND if turn != way else 0.0)
                self.push((*after, turn), state, price + step + more)


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
        path.insert(0, state[:2])
        last, state = state, came[state]
    if not net.links:
        net.out = last[2]  # of the first step
    net.join(path)
    board.lay(net)
