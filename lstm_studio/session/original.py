"""The original of a study: what it is without its what-ifs, kept beside it as a run to compare with.

It is recorded by the first edit, and goes by itself when the study is again what it was.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.clamps import lasting
from lstm_studio.core.study import Against

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.study import Clamp, Sequence, Study

__all__ = ["ORIGINAL", "alone", "based", "first", "is_original", "kept", "resequenced", "settled", "weighed"]

ORIGINAL = "original"
"""The name of the run to compare with that is the study itself without its edits."""


def is_original(study: Study) -> bool:
    """Tell whether the study is compared with itself, without its edits; another cell may be called so, too."""
    against = study.against
    return against is not None and against.name == ORIGINAL and against.cell == study.cell


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
    """Give the study with parameters that were learnt or drawn: its original has them too, and differs by clamps."""
    against = study.against
    if against is None:
        return study.replace(parameters=parameters)
    if is_original(study):
        against = replace(against, parameters=parameters)
    return settled(study.replace(parameters=parameters, against=replace(against, original=None)))


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
