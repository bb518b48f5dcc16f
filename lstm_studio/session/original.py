"""The original of a study: what it is without its what-ifs, kept beside it as a run to compare with.

It is recorded by the first edit, and goes by itself when the study is again what it was.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.clamps import lasting
from lstm_studio.core.counting import counted
from lstm_studio.core.sizes import layout, sized
from lstm_studio.core.study import Against, frozen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Clamp, Sequence, Study

__all__ = [
    "ORIGINAL",
    "alone",
    "based",
    "drawn_for",
    "first",
    "is_original",
    "kept",
    "resequenced",
    "settled",
    "shared_with",
    "untouched",
    "weighed",
]

ORIGINAL = "original"
"""The name of the run to compare with that is the study itself without its edits."""


def is_original(study: Study) -> bool:
    """Tell whether the study is compared with itself, without its edits; another model may be called so, too."""
    against = study.against
    return (
        against is not None and against.name == ORIGINAL and not against.apart and against.cell == study.cell
    )


def kept(study: Study) -> Study:
    """Give the study with its original to compare with, where it is compared with nothing yet."""
    if study.against is not None:
        return study
    return study.replace(against=Against(study.cell, study.parameters, (), ORIGINAL))


def settled(study: Study) -> Study:
    """Give the study without its original where it is the same again."""
    against = study.against
    if against is None or not is_original(study) or study.edits != against.edits:
        return study
    if not np.array_equal(study.parameters, against.parameters):
        return study
    return study.replace(parameters=against.parameters, against=None)


def first(study: Study) -> NDArray[np.float64]:
    """Give the parameters of the study before single weights were changed."""
    against = study.against
    if against is None:
        return study.parameters
    if is_original(study):
        return against.parameters
    return study.parameters if against.original is None else against.original


def untouched(study: Study) -> bool:
    """Tell whether the weights are those that were learnt or drawn: no hand has changed one."""
    before = first(study)
    return before is study.parameters or np.array_equal(before, study.parameters)


def weighed(study: Study, parameters: NDArray[np.float64]) -> Study:
    """Give the study with single weights changed, what they were beside it."""
    against, before = study.against, first(study)
    if against is None or is_original(study):
        return settled(kept(study).replace(parameters=parameters))
    same = np.array_equal(parameters, before)
    compared = replace(against, original=None if same else before)
    return study.replace(parameters=before if same else parameters, against=compared)


def alone(study: Study) -> Study:
    """Give the study compared with its original, where it differs from it, and with no other cell."""
    return settled(study.replace(against=Against(study.cell, first(study), (), ORIGINAL)))


def based(study: Study, parameters: NDArray[np.float64]) -> Study:
    """Give the study with parameters that were learnt or drawn.

    What it is compared with has them too: its original differs by clamps alone, another cell by its equations. A model
    of its own keeps those that it has.
    """
    against = study.against
    if against is None:
        return study.replace(parameters=parameters)
    if not against.apart:
        shared = shared_with(study.cell, study.sizes, against, parameters)
        against = replace(against, parameters=shared)
    return settled(study.replace(parameters=parameters, against=replace(against, original=None)))


def shared_with(
    cell: Cell, sizes: Sizes, against: Against, parameters: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give the parameters of a run to compare with, with those of a model that it has, too, by name and shape."""
    if against.cell == cell:
        return parameters
    mine, flat = layout(cell, sizes), np.array(against.parameters)
    for name, span in layout(against.cell, sized(against.cell, sizes)).items():
        if name in mine and mine[name].shape == span.shape:
            flat[span.start : span.stop] = parameters[mine[name].start : mine[name].stop]
    return frozen(flat)


def drawn_for(study: Study) -> dict[str, str]:
    """Give name -> role of the parameters that the study has not, but the cell that it is compared with: drawn ones."""
    against = study.against
    if against is None or against.apart or against.cell == study.cell:
        return {}
    mine = layout(study.cell, study.sizes)
    rows = counted(against.cell, sized(against.cell, study.sizes)).rows
    return {
        row.name: row.role
        for _part, _gate, row in rows
        if row.name not in mine or mine[row.name].shape != row.shape
    }


def resequenced(study: Study, sequence: Sequence, *, keeps: bool) -> Study:
    """Give the study with another sequence.

    Clamps, those of the run beside it too, stay where there still are steps for them (``keeps``), or all go.
    """

    def left(edits: tuple[Clamp, ...]) -> tuple[Clamp, ...]:
        return lasting(edits, study.sequence.steps, sequence.steps) if keeps else ()

    against = study.against
    if against is not None:
        against = replace(against, edits=left(against.edits))
    return settled(study.replace(sequence=sequence, edits=left(study.edits), against=against))
