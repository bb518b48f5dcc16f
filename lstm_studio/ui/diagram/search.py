"""The search for the cheapest way of a wire over the board, from where it is so far to one goal."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from lstm_studio.ui.diagram.bends import least_prices
from lstm_studio.ui.diagram.board import ACROSS, BEND, COMB, CROSSING, DOWN, KNOT, SIDES_IN, SOUTH, STEPS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lstm_studio.ui.diagram.board import Board, Net, Node

__all__ = ["NoWayError", "Search", "State"]

State = tuple[int, int, int]  # x, y, direction of the next step
MANY = 40  # parts and ports: on a larger board a good way soon is better than the best late
EAGER = 1.5  # what is missing counts so much there: a seventh of the time
FAR = float("inf")
TURNS = tuple(((way + 1) % 4, (way + 3) % 4) for way in range(4))


class NoWayError(Exception):
    """All ways of a wire to a sink are taken."""

    def __init__(self, value: str, sink: str) -> None:
        super().__init__(value, sink)
        self.value, self.sink = value, sink


class Search:
    """A search from many starts to one goal: what is nearest to it, by the least that is missing, is tried first."""

    def __init__(self, board: Board, net: Net, goal: Node, sink: str) -> None:
        self.board, self.net, self.goal, self.sink = board, net, goal, sink
        self.enters = SIDES_IN[board.kind[sink]] if sink else {}
        self.missing = least_prices(tuple(self.enters.items()), BEND)
        large = len(board.centre) > MANY
        self.eager, self.down = (EAGER, DOWN) if large else (1.0, COMB)
        self.queue: list[tuple[float, float, State]] = []
        self.came: dict[State, State | None] = {}
        self.best: dict[State, float] = {}

    def begin(self, starts: Iterable[tuple[float, State]]) -> None:
        """Note where the way may begin, each with its price."""
        for price, state in starts:
            self.best[state], self.came[state] = price, None
            self.queue.append((self._least(state, price), price, state))
        heapify(self.queue)

    def _least(self, state: State, price: float) -> float:
        """The least price of the whole way, from what the way to a state has cost."""
        across, down = self.goal[0] - state[0], self.goal[1] - state[1]
        if not (across or down):
            return price
        signs = ((across > 0) - (across < 0), (down > 0) - (down < 0), state[2])
        return price + self.eager * (ACROSS * abs(across) + self.down * abs(down) + self.missing[signs])

    def _push(self, state: State, before: State, price: float) -> None:
        """Note a way to a state, if it is the cheapest so far."""
        if price < self.best.get(state, FAR) - 1e-9:
            self.best[state], self.came[state] = price, before
            heappush(self.queue, (self._least(state, price), price, state))

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
        after = (state[0] + STEPS[way][0], state[1] + STEPS[way][1])
        if after in self.net.links:
            return
        step = board.price(source, state[:2], way)
        if step < 0:
            return
        if self.sink and after == self.goal:
            side = way ^ 2
            free = board.taken.get((self.sink, side), source) == source
            if side in self.enters and (free or (side == SOUTH and board.kind[self.sink] == "box")):
                self._push((*after, way), state, price + step + self.enters[side])
        elif board.inside(after):
            crossed = board.crossed(source, after, way)
            price += step
            self._push((*after, way), state, price + CROSSING * crossed)
            for turn in TURNS[way]:
                self._push((*after, turn), state, price + KNOT * crossed + BEND)
