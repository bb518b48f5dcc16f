"""A model that is run again and again on the studies of a session, and how long that takes."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from lstm_studio.core.edits import run_edited
from lstm_studio.core.model import Model
from lstm_studio.core.sizes import layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Clamp, Sequence
    from lstm_studio.core.trace import Trace

__all__ = ["PATIENCE", "Bench", "total"]

PATIENCE = 0.025  # seconds that a value may take in the window's thread


class Bench:
    """A model of one cell and its sizes that is run again and again, with its buffers."""

    def __init__(self, cell: Cell, sizes: Sizes) -> None:
        self._cell, self._sizes = cell, sizes
        self._model: Model | None = None
        self._lock = Lock()
        # Measured: a call costs 0.15 µs a node beside what it computes, a weight 0.13 ns.
        programs = sizes.layers * sizes.directions
        self._build = 1e-6 * programs * len(cell.graph.nodes) ** 2  # 100 nodes take 9 ms, 400 take 150
        self._step = programs * (2e-6 + 1.5e-7 * len(cell.graph.nodes)) + 1.3e-10 * total(cell, sizes)

    def seconds(self, steps: int) -> float:
        """Estimate the time of a run, the first of which builds the model."""
        return self._step * steps + (self._build if self._model is None else 0.0)

    @contextmanager
    def model(self, parameters: NDArray[np.float64]) -> Iterator[Model]:
        """Lend the model, with given parameters."""
        if not self._lock.acquire(blocking=False):  # another thread is running on it
            yield Model.of(self._cell, self._sizes, parameters)
            return
        try:
            if self._model is None:
                self._model = Model.of(self._cell, self._sizes, parameters)
            self._model.flat[:] = parameters
            yield self._model
        finally:
            self._lock.release()

    def run(self, parameters: NDArray[np.float64], sequence: Sequence, edits: tuple[Clamp, ...]) -> Trace:
        """Run a sequence with its edits."""
        with self.model(parameters) as model:
            return run_edited(model, sequence, edits)


def total(cell: Cell, sizes: Sizes) -> int:
    """Give the number of trainable values, readout included."""
    return max((span.stop for span in layout(cell, sizes).values()), default=0)
