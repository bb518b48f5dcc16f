"""The original of a study: what it is without its what-ifs, kept beside it as a run to compare with.

It is recorded by the first edit, and goes by itself when the study is again what it was.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Against

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.study import Study

__all__ = ["ORIGINAL", "based", "is_original", "kept", "settled"]

ORIGINAL = "original"
"""The name of the run to compare with that is the study itself without its edits."""


def is_original(study: Study) -> bool:
    """Tell whether the study is compared with itself, without its edits."""
    return study.against is not None and study.against.name == ORIGINAL


def kept(study: Study) -> Study:
    """Give the study with its original to compare with, where it is compared with nothing yet."""
    if study.against is not None:
        return study
    return study.replace(against=Against(study.cell, study.parameters, (), ORIGINAL))


def settled(study: Study) -> Study:
    """Give the study without its original where it is the same again."""
    against = study.against
    if against is None or against.name != ORIGINAL or study.edits != against.edits:
        return study
    if study.cell != against.cell or not np.array_equal(study.parameters, against.parameters):
        return study
    return study.replace(parameters=against.parameters, against=None)


def based(study: Study, parameters: NDArray[np.float64]) -> Study:
    """Give the study with parameters that were learnt or drawn: its original has them too, and differs by clamps."""
    new = study.replace(parameters=parameters)
    if study.against is None or study.against.name != ORIGINAL:
        return new
    return settled(new.replace(against=replace(study.against, parameters=parameters)))
