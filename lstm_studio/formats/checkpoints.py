"""Checkpoints in a study's file: which updates they are stands in its text, the parameters in a part of their own.

All records of a file together hold at most as many bytes of them as one record in memory: what is more is thinned out
when the file is written.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from lstm_studio.core.checkpoints import CAP, Checkpoint, room, thinned
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from lstm_studio.core.study import Kept, Record, Study

__all__ = ["PART", "checkpoints_in", "part_of", "spared"]

PART = "checkpoints.safetensors"
ROWS = "parameters"

T = TypeVar("T", "Study", "Kept")


def spared(study: Study) -> Study:
    """Give the study with as many checkpoints as its file has room for."""
    several = sum(
        bool(record.checkpoints) for record in (study.record, *(kept.record for kept in study.models))
    )
    if not several:
        return study
    share = CAP // several
    return _spared(study, share).replace(models=tuple(_spared(kept, share) for kept in study.models))


def _spared(model: T, share: int) -> T:
    record = model.record
    kept = thinned(record.checkpoints, room(model.parameters.size, share))
    return (
        model
        if len(kept) == len(record.checkpoints)
        else replace(model, record=replace(record, checkpoints=kept))
    )


def part_of(record: Record) -> dict[str, NDArray[Any]] | None:
    """Give the part of a record, None where it has no checkpoints."""
    rows = [row.parameters for row in record.checkpoints]
    return {ROWS: np.stack(rows)} if rows else None


def checkpoints_in(updates: tuple[int, ...], part: Mapping[str, NDArray[Any]]) -> tuple[Checkpoint, ...]:
    """Give the checkpoints of a part. Raises ValueError where they are not as many as the text says, or no numbers."""
    rows = part.get(ROWS)
    if rows is None or rows.ndim != 2 or rows.dtype != np.float32 or len(rows) != len(updates):
        raise ValueError(
            _("the moments of training are damaged; expected a row of parameters for each of them")
        )
    return tuple(Checkpoint(update, row) for update, row in zip(updates, rows, strict=True))
