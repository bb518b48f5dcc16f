"""The derived values: one function each, whose parameters are what it is made from."""

from __future__ import annotations

import math
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.check import task_named
from lstm_studio.core.counting import counted
from lstm_studio.core.edits import entering, held
from lstm_studio.core.loss import loss_for
from lstm_studio.core.model import Model
from lstm_studio.core.probe import half_life as half_life_of
from lstm_studio.core.score import score, wanted
from lstm_studio.core.sizes import layout
from lstm_studio.core.study import frozen
from lstm_studio.session.derived import Row
from lstm_studio.session.rehearsal import draft_cell, first_trace, long_first_trace, rehearsal
from lstm_studio.session.sentence import kept_state, named_unit, said
from lstm_studio.session.state import same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.counting import Count
    from lstm_studio.core.graph import Graph
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Clamp, Sequence, Training
    from lstm_studio.core.trace import LayerTrace, Trace
    from lstm_studio.session.state import Check

__all__ = ["ROWS"]

TINY, EPSILON = 1e-300, 2.0**-53
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
        self._step = programs * (2e-6 + 1.5e-7 * len(cell.graph.nodes)) + 1.3e-10 * _total(cell, sizes)

    def seconds(self, steps: int) -> float:
        """Estimate the time of a run, the first of which builds the model."""
        return self._step * steps + (self._build if self._model is None else 0.0)

    def run(self, parameters: NDArray[np.float64], x: Any, clamp: Mapping[str, Any]) -> Trace:
        """Run with given parameters."""
        if not self._lock.acquire(blocking=False):  # another thread is running on it
            return Model.of(self._cell, self._sizes, parameters).run(x, clamp)
        try:
            if self._model is None:
                self._model = Model.of(self._cell, self._sizes, parameters)
            self._model.flat[:] = parameters
            return self._model.run(x, clamp)
        finally:
            self._lock.release()


def graph(cell: Cell) -> Graph:
    """The cell's graph."""
    return cell.graph


def model(cell: Cell, sizes: Sizes, parameters: NDArray[np.float64]) -> Model:
    """The model in float64; to be looked at, not to be changed."""
    return Model.of(cell, sizes, parameters)


def count(cell: Cell, sizes: Sizes) -> int:
    """The number of trainable values, readout included."""
    return _total(cell, sizes)


def counts(cell: Cell, sizes: Sizes) -> Count:
    """Every parameter with its shape and role, and the sums."""
    return counted(cell, sizes)


def stale(
    check: Check, cell: Cell, sizes: Sizes, parameters: NDArray[np.float64], sequence: Sequence
) -> bool:
    """Whether the report of the last check is of another model or sequence."""
    of = check.study
    return of is not None and not (
        same(of.parameters, parameters)
        and same(of.sequence, sequence)
        and same(of.cell, cell)
        and same(of.sizes, sizes)
    )


def bench(cell: Cell, sizes: Sizes) -> Bench:
    """What the traces are run on."""
    return Bench(cell, sizes)


def trace(
    bench: Bench, parameters: NDArray[np.float64], sequence: Sequence, sizes: Sizes, edits: tuple[Clamp, ...]
) -> Trace:
    """All values of the sequence in the window."""
    return bench.run(parameters, entering(sequence, sizes), held(edits, sequence.steps, sizes.units))


def long_trace(bench: Bench, sequence: Sequence, **_others: Any) -> bool:
    """Whether a trace takes longer than the window may wait."""
    return bench.seconds(sequence.steps) > PATIENCE


def cell_trace(trace: Trace, layer: int, direction: int) -> LayerTrace:
    """All values of the cell that is looked into."""
    return trace.cell(layer, direction)


def baselines(
    task: str, options: Mapping[str, float], sequence: Sequence, sizes: Sizes, training: Training
) -> dict[str, float]:
    """The losses of guesses without memory, none where the sequence is too short for the task.

    Nor where training measures another loss than the task does.
    """
    usual = loss_for(task_named(task).form_for(sequence).output, None).name
    if loss_for(sizes.output, training.loss).name != usual:
        return {}
    try:
        return task_named(task).baselines(options, sequence)
    except ValueError:
        return {}


def targets(sequence: Sequence) -> NDArray[np.float64] | None:
    """What the output should be, (T, O), NaN where nothing is asked."""
    if sequence.target is None or sequence.weight is None:
        return sequence.target
    return frozen(np.where(sequence.weight[:, None] > 0, sequence.target, np.nan))


def readout(trace: Trace, cursor: int) -> NDArray[np.float64] | None:
    """The output at the cursor, (O,)."""
    return None if trace.y is None or cursor == 0 else trace.y[cursor - 1]


def loss(trace: Trace, sequence: Sequence, sizes: Sizes, training: Training) -> float | None:
    """The loss on the sequence in the window, None where it has no targets of the model's shape."""
    y, target = trace.y, sequence.target
    if y is None or target is None or y.shape != target.shape:
        return None
    if sequence.weight is not None and not sequence.weight.any():
        return None
    # The activation is undone, so that the loss is the row that training uses.
    safe = np.clip(y, TINY, 1 - EPSILON) if sizes.output != "identity" else y
    before = {"sigmoid": lambda: np.log(safe / (1 - safe)), "softmax": lambda: np.log(safe)}
    a = before.get(sizes.output, lambda: y)()
    goal = wanted(
        target, sequence.weight, None, (len(y), 1, y.shape[1]), np.float64, batched=False, classes=False
    )
    return score(loss_for(sizes.output, training.loss), a[:, :, None], y[:, :, None], goal)[0]


def half_life(graph: Graph, cell_trace: LayerTrace, unit: int) -> float | None:
    """The steps in which the selected unit loses half of what it holds, None where nothing is kept."""
    _state, keep = kept_state(graph)
    if keep is None:
        return None
    return math.inf if keep.node is None else half_life_of(cell_trace[keep.text][:, unit])


def sentence(
    graph: Graph,
    cell_trace: LayerTrace,
    sequence: Sequence,
    cursor: int,
    unit: int,
    sizes: Sizes,
    layer: int,
    direction: int,
) -> str:
    """What the step at the cursor did to the selected unit."""
    return said(graph, cell_trace, sequence, cursor, unit, named_unit(sizes, layer, direction, unit))


def _total(cell: Cell, sizes: Sizes) -> int:
    return max((span.stop for span in layout(cell, sizes).values()), default=0)


ROWS: tuple[Row, ...] = (
    Row(graph),
    Row(model),
    Row(count),
    Row(counts),
    Row(stale),
    Row(bench),
    Row(trace, slow=long_trace, stays=frozenset({"parameters", "edits"})),
    Row(cell_trace),
    Row(baselines),
    Row(targets),
    Row(readout),
    Row(loss),
    Row(half_life),
    Row(sentence),
    Row(draft_cell),
    Row(rehearsal),
    Row(first_trace, slow=long_first_trace, stays=frozenset({"rehearsal"})),
)
