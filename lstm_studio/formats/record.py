"""The JSON of a study file, version 3: its records, from a study and back. Unknown keys and other types are refused.

Version 1 lacks the fields that have a default here, version 2 clamps of inputs, of first states and of single layers;
both are read as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from lstm_studio.core.cell import Cell
from lstm_studio.core.sizes import Sizes
from lstm_studio.core.study import Against, Clamp, Sequence, Start, Study, Training
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["VERSION", "StudyRecord", "Version", "recorded", "restored"]

VERSION = 3

T = TypeVar("T")


class Version(msgspec.Struct):
    """What is read first: every version has it."""

    version: int


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the JSON. Its fields are those of the class of the same name without "Record"."""


class CellRecord(Record, frozen=True):
    """A cell, whole."""

    name: str
    equations: dict[str, str]
    title: str
    family: str
    options: dict[str, str]
    source: str
    meaning: dict[str, str]
    diagram: str
    heading: str
    base: str


class SizesRecord(Record, frozen=True):
    """The sizes of the model."""

    inputs: int
    units: int
    outputs: int
    layers: int
    directions: int
    symbols: int
    bias: bool
    readout: str
    output: str


class SequenceRecord(Record, frozen=True):
    """What is known of the sequence beside its arrays."""

    channels: tuple[str, ...]
    labels: tuple[str, ...]
    title: str
    text: str


class TrainingRecord(Record, frozen=True):
    """The settings of a training run."""

    optimiser: str
    rate: float
    clip: float | None
    batch: int
    updates: int
    seed: int
    loss: str | None = None
    dtype: str = "float32"
    truncate: int | None = None


class StartRecord(Record, frozen=True):
    """How parameters are drawn."""

    scheme: str
    keep: float | str | None
    span: int
    seed: int


class ClampRecord(Record, frozen=True):
    """A value that is held."""

    value: str
    units: tuple[int, ...]
    first: int
    last: int
    number: float


class AgainstRecord(Record, frozen=True):
    """A second run, to compare with."""

    cell: CellRecord
    edits: tuple[ClampRecord, ...]
    name: str


class StudyRecord(Record, frozen=True):
    """The whole of study.json."""

    version: int
    title: str
    cell: CellRecord
    sizes: SizesRecord
    sequence: SequenceRecord
    task: str
    options: dict[str, float]
    training: TrainingRecord
    start: StartRecord
    edits: tuple[ClampRecord, ...]
    against: AgainstRecord | None


def recorded(study: Study) -> StudyRecord:
    """Give the record of a study."""
    against = study.against
    return StudyRecord(
        version=VERSION,
        title=study.title,
        cell=_record(study.cell, CellRecord),
        sizes=_record(study.sizes, SizesRecord),
        sequence=_record(study.sequence, SequenceRecord),
        task=study.task,
        options=dict(study.options),
        training=_record(study.training, TrainingRecord),
        start=_record(study.start, StartRecord),
        edits=tuple(_record(clamp, ClampRecord) for clamp in study.edits),
        against=None if against is None else _record(against, AgainstRecord),
    )


def restored(record: StudyRecord, arrays: Mapping[str, NDArray[np.float64]]) -> Study:
    """Give the study of a record and its arrays, unchecked. Raises ValueError where an array is missing."""
    against = record.against
    if against is not None and "against.npy" not in arrays:
        raise ValueError(_("this is no study: it lacks a part that it says it has"))
    return Study(
        title=record.title,
        cell=Cell(**_fields(record.cell)),
        sizes=Sizes(**_fields(record.sizes)),
        parameters=arrays["parameters.npy"],
        sequence=Sequence(
            arrays["sequence.npy"],
            target=arrays.get("target.npy"),
            weight=arrays.get("weight.npy"),
            **_fields(record.sequence),
        ),
        task=record.task,
        options=record.options,
        training=Training(**_fields(record.training)),
        start=Start(**_fields(record.start)),
        edits=_clamps(record.edits),
        against=None
        if against is None
        else Against(
            Cell(**_fields(against.cell)),
            arrays["against.npy"],
            _clamps(against.edits),
            against.name,
            arrays.get("original.npy"),
        ),
    )


def _record(source: object, kind: type[T]) -> T:
    """Give the record of an object, field by field."""
    return msgspec.convert(source, kind, from_attributes=True)


def _fields(record: Record) -> dict[str, Any]:
    return msgspec.structs.asdict(record)


def _clamps(records: tuple[ClampRecord, ...]) -> tuple[Clamp, ...]:
    return tuple(Clamp(**_fields(record)) for record in records)
