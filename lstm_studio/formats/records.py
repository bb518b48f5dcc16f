"""The records of study.json, version 5. Unknown keys and other types are refused.

Version 1 lacks the fields that have a default here, version 2 clamps of inputs, of first states and of single layers,
version 3 what is kept beside the model and the sequence that are shown, version 4 what is noted of a training beside
its losses; all are read as well.
"""

from __future__ import annotations

import msgspec

__all__ = [
    "VERSION",
    "AgainstRecord",
    "BlockRecord",
    "CellRecord",
    "ClampRecord",
    "KeptRecord",
    "LookRecord",
    "ModelRecord",
    "OpenedRecord",
    "Record",
    "SequenceRecord",
    "SizesRecord",
    "StartRecord",
    "StudyRecord",
    "TrainedRecord",
    "TrainingRecord",
    "Version",
]

VERSION = 5


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
    widths: tuple[int, ...] = ()


class SequenceRecord(Record, frozen=True):
    """What is known of the sequence beside its arrays."""

    channels: tuple[str, ...]
    labels: tuple[str, ...]
    title: str
    text: str
    asked: tuple[str, ...] = ()
    scaling: str = ""
    start: int = 0


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
    clip_value: float | None = None
    decay: float | None = None
    schedule: str = "constant"
    factor: float = 0.5
    period: int = 200
    warm_up: int = 0
    early_stop: bool = False


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
    apart: bool = False


class BlockRecord(Record, frozen=True):
    """Which block of which tensor is which parameter."""

    tensor: str
    parameter: str
    gate: str
    rows: tuple[int, int] | None
    columns: tuple[int, int] | None
    part: int | None
    turned: bool
    factor: float


class OpenedRecord(Record, frozen=True):
    """A file that a model came from; ``tensors`` and ``initial`` name its arrays, which stand in parts by number."""

    name: str
    kind: str
    cell: CellRecord
    sizes: SizesRecord
    blocks: tuple[BlockRecord, ...]
    notes: tuple[str, ...]
    stored: dict[str, str]
    described: dict[str, str]
    tensors: tuple[str, ...] = ()
    initial: tuple[str, ...] = ()


class LookRecord(Record, frozen=True):
    """How the study was looked at."""

    cursor: int
    unit: int
    curves: tuple[int, ...]
    node: str
    layer: int
    direction: int
    backward: bool
    plotted: tuple[str, ...]
    panels: tuple[str, ...]
    raised: tuple[str, ...]


class TrainedRecord(Record, frozen=True):
    """What training has left, but its rows; ``norm`` None for none, ``checkpoints`` the updates that have one."""

    update: int
    updates: int
    norm: float | None
    solved: int | None
    score: float | None
    sequences: int = 0
    seconds: float = 0.0
    checkpoints: tuple[int, ...] = ()


class ModelRecord(Record, frozen=True, kw_only=True):
    """A model, and how it came about."""

    cell: CellRecord
    sizes: SizesRecord
    task: str
    options: dict[str, float]
    training: TrainingRecord
    start: StartRecord
    edits: tuple[ClampRecord, ...]
    opened: OpenedRecord | None = None
    record: TrainedRecord | None = None


class KeptRecord(ModelRecord, frozen=True, kw_only=True):
    """A model that is kept beside the one that is shown."""

    name: str
    series: str = ""
    plotted: bool = True


class StudyRecord(ModelRecord, frozen=True, kw_only=True):
    """The whole of study.json."""

    version: int
    title: str
    sequence: SequenceRecord
    against: AgainstRecord | None
    models: tuple[KeptRecord, ...] = ()
    sequences: tuple[SequenceRecord, ...] = ()
    notes: str = ""
    look: LookRecord | None = None
