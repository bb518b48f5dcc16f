"""The study as it would be with the cell of the draft: its parameters and a first trace, without touching the study."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lstm_studio.core.edits import run_edited
from lstm_studio.core.model import Model
from lstm_studio.core.study import Sequence, Study, frozen
from lstm_studio.session.verbs.cell import fitted_to

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Clamp, Start
    from lstm_studio.core.trace import Trace
    from lstm_studio.session.draft import Draft

__all__ = ["FirstTrace", "Rehearsal", "draft_cell", "first_trace", "long_first_trace", "rehearsal"]

PATIENCE = 0.025  # seconds that a trace may take in the window's thread
STEPS = 24  # of a random sequence, where the study's does not fit


class Rehearsal(NamedTuple):
    """``study`` with the cell of the draft, or None and ``why`` it cannot be; ``drawn`` names its new parameters."""

    study: Study | None
    drawn: tuple[str, ...] = ()
    why: str = ""


class FirstTrace(NamedTuple):
    """The ``trace`` of a rehearsed ``study``, or None and ``why`` there is none."""

    study: Study
    trace: Trace | None
    why: str = ""


def draft_cell(draft: Draft | None) -> Cell | None:
    """The last cell that the text of the editor was."""
    return None if draft is None else draft.cell


def rehearsal(
    draft_cell: Cell | None,
    cell: Cell,
    sizes: Sizes,
    parameters: NDArray[np.float64],
    start: Start,
    sequence: Sequence,
    edits: tuple[Clamp, ...],
) -> Rehearsal | None:
    """The study with the cell of the draft; parameters of equal name and shape keep their values."""
    if draft_cell is None:
        return None
    now = Study("", cell, sizes, parameters, _heard(sequence, sizes), "", start=start, edits=edits)
    try:
        fitted = fitted_to(now, draft_cell)
    except ValueError as error:  # more parameters than a model may have
        return Rehearsal(None, why=str(error))
    return Rehearsal(fitted.study, fitted.drawn)


def first_trace(rehearsal: Rehearsal | None) -> FirstTrace | None:
    """All values of the rehearsed study over its sequence."""
    if rehearsal is None or rehearsal.study is None:
        return None
    study = rehearsal.study
    try:
        model = Model.of(study.cell, study.sizes, study.parameters)
        return FirstTrace(study, run_edited(model, study.sequence, study.edits))
    except ValueError as error:  # more values than one run may have
        return FirstTrace(study, None, str(error))


def long_first_trace(rehearsal: Rehearsal | None) -> bool:
    """Whether it takes longer than the window may wait. Measured: to build 100 nodes takes 9 ms, 400 take 150."""
    if rehearsal is None or rehearsal.study is None:
        return False
    study = rehearsal.study
    nodes = len(study.cell.graph.nodes) * study.sizes.layers * study.sizes.directions
    steps = study.sequence.steps
    return 1e-6 * nodes**2 + (2e-6 + 1.5e-7 * nodes + 1.3e-10 * study.parameters.size) * steps > PATIENCE


def _heard(sequence: Sequence, sizes: Sizes) -> Sequence:
    """Give the sequence where a model of these sizes can read it, else a short random one."""
    if sizes.symbols or sequence.values.shape[1] == sizes.inputs:
        return sequence
    return Sequence(frozen(np.random.default_rng(1).normal(size=(STEPS, sizes.inputs))))
