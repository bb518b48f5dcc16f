"""The process that makes a film, so that the window stays alive: it gets an order, tells how far it is, and ends.

What it sends: pairs of whole numbers, done of how much; then the content of the file as bytes, or as a text the
sentence that says why there is none. A word from the window, or its end, breaks the work off.
"""

from __future__ import annotations

import gc
import signal
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from lstm_studio.session.state import State
    from lstm_studio.ui.film.camera import Scenery
    from lstm_studio.ui.film.making import Cut

__all__ = ["BrokenFilm", "Order", "work"]


@dataclass(frozen=True, eq=False)
class Order:
    """What is to be filmed, and how; ``suffix`` says as which kind of file."""

    state: State
    scenery: Scenery
    cut: Cut
    suffix: str


@dataclass(frozen=True)
class BrokenFilm:
    """An error of the program's own, with the traceback."""

    text: str


class _NoLongerWantedError(Exception):
    """The window wants no film any more."""


def work(order: Order, window: Connection) -> None:
    """Make the film. The main function of the process."""
    # Ctrl+C in a terminal reaches the whole group; the window decides what ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        window.send(_made(order, window))
    except (EOFError, BrokenPipeError, ConnectionResetError, _NoLongerWantedError):
        return
    except BaseException:
        window.send(BrokenFilm(traceback.format_exc()))
        raise


def _made(order: Order, window: Connection) -> bytes | str:
    # Within the function: the window, which imports this file, does not need what draws off the screen.
    from lstm_studio.ui.film.making import made

    def tell(done: int, whole: int) -> None:
        if window.poll():
            raise _NoLongerWantedError
        window.send((done, whole))

    gc.disable()  # Python may look for garbage in a worker, and would destroy what belongs to Qt there
    try:
        return made(order.cut.shots(order.state), order.scenery, order.suffix, tell)
    except ValueError as error:
        return str(error)
