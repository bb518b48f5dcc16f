"""The derived values: one function each, whose parameters are what it is made from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.catalogue import load_notation
from lstm_studio.core.check import task_named
from lstm_studio.core.counting import counted
from lstm_studio.core.insight.moments import moments as moments_of
from lstm_studio.core.loss import loss_for
from lstm_studio.core.model import Model
from lstm_studio.core.printing.lettering import Lettering
from lstm_studio.core.probe import half_life as half_life_of
from lstm_studio.core.sizes import sized
from lstm_studio.core.study import frozen
from lstm_studio.session.backward import (
    against_gradients,
    cell_gradient,
    ghost_gradient,
    gradients,
    long_against_gradients,
    long_gradients,
)
from lstm_studio.session.bench import PATIENCE, Bench, total
from lstm_studio.session.derived import Row
from lstm_studio.session.effect import effect
from lstm_studio.session.entered import entered
from lstm_studio.session.grading import against_loss, against_output_gradient, loss, output_gradient, parting
from lstm_studio.session.inside import told
from lstm_studio.session.kept_losses import kept_losses, long_losses
from lstm_studio.session.objective import objective
from lstm_studio.session.overlays import overlays
from lstm_studio.session.past import compared, present, seen
from lstm_studio.session.rehearsal import draft_cell, first_trace, long_first_trace, rehearsal
from lstm_studio.session.sampling import forecast, free_run, long_free_run, mute
from lstm_studio.session.sentence import kept_state, named_unit, said, said_back
from lstm_studio.session.state import same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.counting import Count
    from lstm_studio.core.insight.influence import LayerGradient
    from lstm_studio.core.insight.moments import Moment
    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Against, Clamp, Sequence, Training
    from lstm_studio.core.trace import LayerTrace, Trace
    from lstm_studio.session.state import Check, Parity

__all__ = ["ROWS"]


def graph(cell: Cell) -> Graph:
    """The cell's graph."""
    return cell.graph


def model(cell: Cell, sizes: Sizes, present: NDArray[np.float64]) -> Model:
    """The model in float64; to be looked at, not to be changed."""
    return Model.of(cell, sizes, present)


def count(cell: Cell, sizes: Sizes) -> int:
    """The number of trainable values, readout included."""
    return total(cell, sizes)


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


def parity_stale(parity: Parity, cell: Cell, sizes: Sizes, parameters: NDArray[np.float64]) -> bool:
    """Whether what another program answered about a file is of another model."""
    of = parity.study
    return of is not None and not (
        same(of.parameters, parameters) and same(of.cell, cell) and same(of.sizes, sizes)
    )


def bench(cell: Cell, sizes: Sizes) -> Bench:
    """What the traces are run on."""
    return Bench(cell, sizes)


def trace(bench: Bench, present: NDArray[np.float64], sequence: Sequence, edits: tuple[Clamp, ...]) -> Trace:
    """All values of the sequence in the window."""
    return bench.run(present, sequence, edits)


def long_trace(bench: Bench, sequence: Sequence, **_others: Any) -> bool:
    """Whether a trace takes longer than the window may wait."""
    return bench.seconds(sequence.steps) > PATIENCE


def against_bench(against: Against | None, cell: Cell, sizes: Sizes, bench: Bench) -> Bench | None:
    """What the run to compare with is run on: the same, where the cell is the same."""
    if against is None or against.cell == cell:
        return None if against is None else bench
    return Bench(against.cell, sized(against.cell, sizes))


def against_trace(compared: Against | None, against_bench: Bench | None, sequence: Sequence) -> Trace | None:
    """All values of the run to compare with, None where there is none."""
    if compared is None or against_bench is None:
        return None
    return against_bench.run(compared.parameters, sequence, compared.edits)


def long_against(against_bench: Bench | None, sequence: Sequence, **_others: Any) -> bool:
    """Whether the run to compare with takes longer than the window may wait."""
    return against_bench is not None and long_trace(against_bench, sequence)


def ghost(against_trace: Trace | None, layer: int, direction: int) -> LayerTrace | None:
    """All values of the cell that is looked into, in the run to compare with."""
    return None if against_trace is None else against_trace.cell(layer, direction)


def cell_trace(trace: Trace, layer: int, direction: int) -> LayerTrace:
    """All values of the cell that is looked into."""
    return trace.cell(layer, direction)


def shown(cell_trace: LayerTrace, cell_gradient: LayerGradient | None) -> LayerTrace | LayerGradient:
    """What stands in diagram, plots and tables: in backward mode the gradients of the values."""
    return cell_trace if cell_gradient is None else cell_gradient


def baselines(
    task: str, options: Mapping[str, float], sequence: Sequence, sizes: Sizes, training: Training
) -> dict[str, float]:
    """The losses of guesses without memory, none where the sequence is too short for the task.

    Nor where training measures another loss than the task does, or the sequence is not to be graded.
    """
    if sequence.target is None:
        return {}
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


def half_life(graph: Graph, cell_trace: LayerTrace, unit: int) -> float | None:
    """The steps in which the selected unit loses half of what it holds, None where nothing is kept."""
    _state, keep = kept_state(graph)
    if keep is None:
        return None
    if keep.node is None:
        return math.inf
    shares = cell_trace[keep.text]  # (T, 1) where it is a number
    return half_life_of(shares[:, unit if shares.shape[1] > 1 else 0])


def lettering(cell: Cell, sizes: Sizes, notation: str, direction: int) -> Lettering:
    """What the values of the cell that is looked into are called."""
    return Lettering.of(cell.graph_for(bias=sizes.bias), load_notation(notation), turned=direction > 0)


def moments(cell: Cell, sizes: Sizes) -> tuple[Moment, ...]:
    """All that is computed in a step of the cell, in order."""
    return moments_of(cell.graph, bias=sizes.bias)


def moment(moments: tuple[Moment, ...], inside: int | None) -> Moment | None:
    """What is being computed in the step at the cursor, None where all of it is."""
    return None if inside is None else moments[inside]


def sentence(
    cell: Cell,
    graph: Graph,
    cell_trace: LayerTrace,
    cell_gradient: LayerGradient | None,
    entered: Sequence,
    cursor: int,
    unit: int,
    sizes: Sizes,
    layer: int,
    direction: int,
    moment: Moment | None,
    lettering: Lettering,
) -> str:
    """What the step at the cursor did to the selected unit, or what is being computed in it.

    In backward mode where its gradient came from.
    """
    if moment is not None:
        return told(cell, moment, cell_trace, cursor, unit, sizes, layer, lettering)
    named = named_unit(sizes, layer, direction, unit)
    if cell_gradient is not None:
        above = layer < sizes.layers - 1
        return said_back(graph, cell_gradient, entered, cursor, unit, named, above=above, letters=lettering)
    return said(graph, cell_trace, entered, cursor, unit, named, cell.meaning, lettering)


ROWS: tuple[Row, ...] = (
    Row(graph),
    Row(seen),
    Row(present),
    Row(compared),
    Row(model),
    Row(count),
    Row(counts),
    Row(stale),
    Row(parity_stale),
    Row(bench),
    Row(trace, slow=long_trace, stays=frozenset({"present", "edits"})),
    Row(cell_trace),
    Row(against_bench),
    Row(against_trace, slow=long_against, stays=frozenset({"compared"})),
    Row(ghost),
    Row(gradients, slow=long_gradients, stays=frozenset({"present", "edits"})),
    Row(cell_gradient),
    Row(against_gradients, slow=long_against_gradients, stays=frozenset({"compared"})),
    Row(ghost_gradient),
    Row(shown),
    Row(entered),
    Row(objective),
    Row(output_gradient),
    Row(against_output_gradient),
    Row(baselines),
    Row(targets),
    Row(readout),
    Row(loss),
    Row(against_loss),
    Row(kept_losses, slow=long_losses, stays=frozenset({"sequence"})),
    Row(overlays),
    Row(parting),
    Row(effect),
    Row(mute),
    Row(free_run, slow=long_free_run, stays=frozenset({"trace", "present", "edits", "cursor", "sampling"})),
    Row(forecast),
    Row(half_life),
    Row(lettering),
    Row(moments),
    Row(moment),
    Row(sentence),
    Row(draft_cell),
    Row(rehearsal),
    Row(first_trace, slow=long_first_trace, stays=frozenset({"rehearsal"})),
)
