"""Values that follow from the state: rows, a store that keeps them until an input changes, and the scene.

A row's needs are the names of its function's parameters: fields of the state, or other rows. A row is made
when it is asked for. A slow one is made in a worker thread from what it needs now; a newer request replaces
a waiting older one, and the last result stays on screen, marked as pending, while only inputs named in
``stays`` have changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from inspect import signature
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal, Slot

from lstm_studio.session.smooth import smooth
from lstm_studio.session.state import FIELDS, State, same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from concurrent.futures import Future, ThreadPoolExecutor

    import numpy as np
    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.checkpoints import Checkpoint
    from lstm_studio.core.counting import Count
    from lstm_studio.core.gradients import Gradients
    from lstm_studio.core.insight.free_run import FreeRun
    from lstm_studio.core.insight.influence import LayerGradient
    from lstm_studio.core.insight.moments import Moment
    from lstm_studio.core.insight.parting import Parting
    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.model import Model
    from lstm_studio.core.printing.lettering import Lettering
    from lstm_studio.core.study import Against, Sequence, Study
    from lstm_studio.core.trace import LayerTrace, Trace
    from lstm_studio.session.overlays import Overlay
    from lstm_studio.session.rehearsal import FirstTrace, Rehearsal
    from lstm_studio.session.sampling import Forecast
    from lstm_studio.session.state import Run, View

__all__ = ["Derived", "Row", "Scene"]


@dataclass(frozen=True)
class Row:
    """One derived value: ``make(needs…)``; ``slow(needs…)`` tells when it is made in the worker."""

    make: Callable[..., Any]
    slow: Callable[..., bool] | None = None
    stays: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def name(self) -> str:
        """The name of the value."""
        return str(self.make.__name__)

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """The names of the fields and rows that it is made from."""
        return tuple(signature(self.make).parameters)


class _Kept(NamedTuple):
    inputs: Mapping[str, Any]
    value: Any


class _Asked(NamedTuple):
    inputs: Mapping[str, Any]
    future: Future[Any]


def _smoothly(make: Callable[..., Any], inputs: Mapping[str, Any]) -> Any:
    with smooth():
        return make(**inputs)


class Derived(QObject):
    """The store of derived values. Belongs to the window's thread."""

    arrived = Signal(object)  # frozenset of names: values from the worker, and all that follow from them
    failed = Signal(object)  # the exception of a row that was made in the worker
    _ended = Signal(object)

    def __init__(self, rows: Iterable[Row], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows = {row.name: row for row in rows}
        self._kept: dict[str, _Kept] = {}
        self._asked: dict[str, _Asked] = {}
        self._refused: dict[str, Mapping[str, Any]] = {}
        self._pool: ThreadPoolExecutor | None = None
        self.arrivals = 0  # of values from the worker
        self._closed: dict[frozenset[str], frozenset[str]] = {}
        # Queued even within one thread: nothing may change while a panel asks.
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    @property
    def pending(self) -> frozenset[str]:
        """The names of the rows that are being made in the worker."""
        return frozenset(self._asked)

    def affected(self, names: frozenset[str]) -> frozenset[str]:
        """Give ``names`` and the names of all rows that follow from them."""
        if names not in self._closed:
            closed = set(names)
            growing = True
            while growing:
                more = {row.name for row in self.rows.values() if not closed.isdisjoint(row.needs)} - closed
                closed |= more
                growing = bool(more)
            self._closed[names] = frozenset(closed)
        return self._closed[names]

    def value(self, name: str, state: State, found: dict[str, tuple[Any, bool]] | None = None) -> Any:
        """Give a field or a row of ``state``; None for a row that is not made yet.

        ``found`` has what was given of this state before, and is added to.
        """
        return self._look(name, state, {} if found is None else found)[0]

    def _look(self, name: str, state: State, seen: dict[str, tuple[Any, bool]]) -> tuple[Any, bool]:
        """Give a value, and whether it is there at all."""
        if name not in seen:
            if name in self.rows:
                seen[name] = self._made(self.rows[name], state, seen)
            else:
                seen[name] = getattr(getattr(state, FIELDS[name]), name), True
        return seen[name]

    def _made(self, row: Row, state: State, seen: dict[str, tuple[Any, bool]]) -> tuple[Any, bool]:
        """Give the value of a row, made anew where what it needs has changed."""
        name = row.name
        found = {need: self._look(need, state, seen) for need in row.needs}
        if not all(there for _value, there in found.values()):
            return None, False
        inputs = {need: value for need, (value, _there) in found.items()}
        kept = self._kept.get(name)
        if kept is not None and not _changed(kept.inputs, inputs):
            self._forget(name)
            return kept.value, True
        if row.slow is None or not row.slow(**inputs):
            self._forget(name)
            self._kept[name] = _Kept(inputs, row.make(**inputs))
            return self._kept[name].value, True
        self._ask(row, inputs)
        if kept is not None and _changed(kept.inputs, inputs) <= row.stays:
            return kept.value, True
        return None, False

    def _forget(self, name: str) -> None:
        asked = self._asked.pop(name, None)
        if asked is not None:
            asked.future.cancel()

    def _ask(self, row: Row, inputs: Mapping[str, Any]) -> None:
        asked = self._asked.get(row.name)
        before = asked.inputs if asked is not None else self._refused.get(row.name)
        if before is not None and not _changed(before, inputs):
            return
        if asked is not None and not asked.future.done():
            # One that is running cannot be broken off: its result is still newer than what is on screen.
            asked.future.cancel()
        if self._pool is None:
            # Within the function: most studies need no worker, and a start need not wait for this package.
            from concurrent.futures import ThreadPoolExecutor

            self._pool = ThreadPoolExecutor(1, thread_name_prefix="derived")
        future = self._pool.submit(_smoothly, row.make, inputs)
        self._asked[row.name] = _Asked(inputs, future)
        future.add_done_callback(partial(self._tell, row.name, inputs))

    def _tell(self, name: str, inputs: Mapping[str, Any], future: Future[Any]) -> None:
        """Hand a finished request over to the window's thread. Runs in the worker."""
        if not future.cancelled():
            self._ended.emit((name, inputs, future))

    @Slot(object)
    def _on_ended(self, ended: tuple[str, Mapping[str, Any], Future[Any]]) -> None:
        name, inputs, future = ended
        asked = self._asked.get(name)
        if asked is None:
            return  # made in the meantime, or closed
        if asked.future is future:
            del self._asked[name]
        error = future.exception()
        if error is not None:
            self._refused[name] = inputs
            self.failed.emit(error)
            return
        self._kept[name] = _Kept(inputs, future.result())
        self.arrivals += 1
        self.arrived.emit(self.affected(frozenset({name})) | {"pending"})

    def close(self) -> None:
        """Drop what waits, and wait for what runs."""
        for name in tuple(self._asked):
            self._forget(name)
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(name for name, value in new.items() if not same(old[name], value))


class Scene:
    """A state with all that follows from it, made as it is asked for. What panels are given."""

    study: Study
    view: View
    run: Run

    # The rows of rows.py, with their types. A slow one is None until it is made for the first time.
    graph: Graph  # of the cell
    seen: Checkpoint | None  # the moment of training that is looked at, None for now
    present: NDArray[np.float64]  # the parameters that are looked at: the study's, or those of that moment
    compared: Against | None  # the run to compare with, at that moment
    model: Model  # float64, on these parameters
    trace: Trace | None  # of the study's sequence, with its clamps
    cell_trace: LayerTrace | None  # its part that is looked into: a layer in a direction
    against_trace: Trace | None  # of the run to compare with
    ghost: LayerTrace | None  # its part that is looked into
    gradients: Gradients | None  # of the loss on the study's sequence, in backward mode
    cell_gradient: LayerGradient | None  # their part that is looked into
    against_gradients: Gradients | None  # those of the run to compare with
    ghost_gradient: LayerGradient | None  # their part that is looked into
    shown: LayerTrace | LayerGradient | None  # what views draw: values, in backward mode their gradients
    entered: Sequence  # as it is read: with its edited inputs
    objective: str  # what L is there, or why there is none
    output_gradient: NDArray[np.float64] | None  # (T, O), by the output before its activation
    against_output_gradient: NDArray[np.float64] | None  # that of the run to compare with
    count: int  # of trainable values, readout included
    counts: Count  # every parameter with its shape and role, and the sums
    stale: bool  # whether the last check was of another model
    parity_stale: bool  # whether the last answer about a file was
    baselines: dict[str, float]  # label -> loss of a guess without memory
    targets: NDArray[np.float64] | None  # (T, O): what the output should be, NaN where nothing is asked
    readout: NDArray[np.float64] | None  # (O,): the output at the cursor
    loss: float | None  # on the sequence in the window
    against_loss: float | None  # of the run to compare with
    kept_losses: tuple[float | None, ...] | None  # of each model that is kept
    overlays: tuple[Overlay, ...]  # the losses of kept runs that are drawn
    parting: Parting | None  # where the run parts from the one to compare with, None without one
    effect: str | None  # what the edits change, in a sentence; "" where nothing is compared
    mute: str  # why the model does not say what comes next, "" where it does
    free_run: FreeRun | None  # where it goes by itself from the cursor on
    forecast: Forecast | None  # one step ahead and freely, of one channel of numbers
    half_life: float | None  # of the selected unit, in steps
    lettering: Lettering  # what the values of the cell are called in the notation
    moments: tuple[Moment, ...]  # all that is computed in a step, in order
    moment: Moment | None  # what is being computed in the step at the cursor, None where all of it is
    sentence: str | None  # what happened in the step at the cursor, or what is being computed in it
    draft_cell: Cell | None  # the last cell that the text of the editor was
    rehearsal: Rehearsal | None  # the study with that cell
    first_trace: FirstTrace | None  # of that study

    def __init__(self, state: State, derived: Derived) -> None:
        self.state = state
        self.study, self.view, self.run = state.study, state.view, state.run
        self._derived = derived
        # Of one state all rows are looked through once, however many panels ask: a scene is soon replaced.
        self._found: dict[str, tuple[Any, bool]] = {}
        self._arrivals = derived.arrivals

    @property
    def pending(self) -> frozenset[str]:
        """The names of the rows whose newest value is still being made."""
        return self._derived.pending

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._derived.rows:
            raise AttributeError(name)
        if self._derived.arrivals != self._arrivals:
            self._found, self._arrivals = {}, self._derived.arrivals
        return self._derived.value(name, self.state, self._found)
