"""A study as the JSON text and the arrays of its file, and back.

Arrays stand in parts that are named by whose they are: "parameters.npy" of the model that is shown,
"models/0/parameters.npy" of the first that is kept; those of a file of weights by number, in one part of their own.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from lstm_studio.core.cell import Cell
from lstm_studio.core.opened import Block, Opened, gathered
from lstm_studio.core.sequence import Corpus
from lstm_studio.core.sizes import Sizes
from lstm_studio.core.study import (
    NO_CURVE,
    NO_EXAMS,
    UNTRAINED,
    Against,
    Clamp,
    Kept,
    Look,
    Sequence,
    Start,
    Study,
    Training,
)
from lstm_studio.core.study import Record as Trained
from lstm_studio.formats.checkpoints import PART as MOMENTS
from lstm_studio.formats.checkpoints import checkpoints_in, part_of
from lstm_studio.formats.records import (
    VERSION,
    AgainstRecord,
    BlockRecord,
    CellRecord,
    ClampRecord,
    KeptRecord,
    LookRecord,
    ModelRecord,
    OpenedRecord,
    Record,
    SequenceRecord,
    SizesRecord,
    StartRecord,
    StudyRecord,
    TrainedRecord,
    TrainingRecord,
)
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    Part = NDArray[Any] | Mapping[str, NDArray[Any]]
    Parts = Mapping[str, Any]

__all__ = ["WHOLE", "parts_of", "recorded", "restored"]

WHOLE = "text.safetensors"
"""The part with the whole of a text of which a sequence is a window."""

T = TypeVar("T")


def recorded(study: Study) -> StudyRecord:
    """Give the record of a study."""
    against = study.against
    return StudyRecord(
        version=VERSION,
        title=study.title,
        sequence=_record(study.sequence, SequenceRecord),
        against=None if against is None else _record(against, AgainstRecord),
        models=tuple(
            KeptRecord(name=kept.name, series=kept.series, plotted=kept.plotted, **_model(kept))
            for kept in study.models
        ),
        sequences=tuple(_record(sequence, SequenceRecord) for sequence in study.sequences),
        notes=study.notes,
        look=None if study.look is None else _record(study.look, LookRecord),
        **_model(study),
    )


def _model(source: Study | Kept) -> dict[str, Any]:
    """Give the fields of a model's record."""
    opened = source.opened
    return {
        "cell": _record(source.cell, CellRecord),
        "sizes": _record(source.sizes, SizesRecord),
        "task": source.task,
        "options": dict(source.options),
        "training": _record(source.training, TrainingRecord),
        "start": _record(source.start, StartRecord),
        "edits": tuple(_record(clamp, ClampRecord) for clamp in source.edits),
        "opened": None if opened is None else _opened(opened),
        "record": None if source.record is UNTRAINED else _trained(source.record),
    }


def _trained(record: Trained) -> TrainedRecord:
    return TrainedRecord(
        update=record.update,
        updates=record.updates,
        norm=record.norm if math.isfinite(record.norm) else None,
        solved=record.solved,
        score=record.score,
        sequences=record.sequences,
        seconds=record.seconds,
        checkpoints=tuple(row.update for row in record.checkpoints),
    )


def _opened(opened: Opened) -> OpenedRecord:
    return OpenedRecord(
        name=opened.name,
        kind=opened.kind,
        cell=_record(opened.cell, CellRecord),
        sizes=_record(opened.sizes, SizesRecord),
        blocks=tuple(_record(block, BlockRecord) for block in opened.blocks),
        notes=opened.notes,
        stored=dict(opened.stored),
        described=dict(opened.described),
        tensors=tuple(opened.tensors),
        initial=tuple(opened.initial),
    )


def restored(record: StudyRecord, parts: Parts) -> Study:
    """Give the study of a record and its arrays, unchecked. Raises ValueError where an array is missing."""
    against = record.against
    return Study(
        title=record.title,
        sequence=_sequence(record.sequence, parts, ""),
        against=None
        if against is None
        else Against(
            Cell(**_fields(against.cell)),
            _part(parts, "against.npy"),
            _clamps(against.edits),
            against.name,
            parts.get("original.npy"),
            against.apart,
        ),
        models=tuple(
            Kept(
                name=kept.name,
                series=kept.series,
                plotted=kept.plotted,
                **_model_of(kept, parts, f"models/{at}/"),
            )
            for at, kept in enumerate(record.models)
        ),
        sequences=tuple(
            _sequence(sequence, parts, f"sequences/{at}/") for at, sequence in enumerate(record.sequences)
        ),
        notes=record.notes,
        look=None if record.look is None else Look(**_fields(record.look)),
        **_model_of(record, parts, ""),
    )


def parts_of(study: Study) -> dict[str, Part]:
    """Give the arrays of a study, by the names of their parts."""
    against = study.against
    found: dict[str, Part | None] = {}
    models: dict[str, Study | Kept] = {"": study}
    models |= {f"models/{at}/": kept for at, kept in enumerate(study.models)}
    for prefix, model in models.items():
        found[f"{prefix}parameters.npy"] = model.parameters
        if model.record is not UNTRAINED:
            found[f"{prefix}losses.npy"] = model.record.losses
            found[f"{prefix}curve.npy"] = _rows(model.record.curve)
            found[f"{prefix}exams.npy"] = _rows(model.record.exams)
            found[f"{prefix}{MOMENTS}"] = part_of(model.record)
        if model.opened is not None:
            found[f"{prefix}tensors.safetensors"] = _numbered(model.opened.tensors)
            found[f"{prefix}initial.safetensors"] = _numbered(model.opened.initial) or None
    sequences = {"": study.sequence}
    sequences |= {f"sequences/{at}/": kept for at, kept in enumerate(study.sequences)}
    for prefix, sequence in sequences.items():
        found[f"{prefix}sequence.npy"] = sequence.values
        found[f"{prefix}target.npy"] = sequence.target
        found[f"{prefix}weight.npy"] = sequence.weight
        found[f"{prefix}raw.npy"] = sequence.raw
        found[f"{prefix}{WHOLE}"] = None if sequence.corpus is None else {"codes": sequence.corpus.codes}
    if against is not None:
        found |= {"against.npy": against.parameters, "original.npy": against.original}
    return {name: part for name, part in found.items() if part is not None}


def _rows(array: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Nothing is written where there are no rows."""
    return array if len(array) else None


def _numbered(arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Names in files of weights may be anything; in ours they stand in the JSON."""
    return {str(at): array for at, array in enumerate(arrays.values())}


def _named(parts: Parts, name: str, names: tuple[str, ...]) -> dict[str, NDArray[Any]]:
    """Give the arrays of a part under their names again."""
    arrays = _part(parts, name) if names else {}
    return {each: _part(arrays, str(at)) for at, each in enumerate(names)}


def _part(parts: Mapping[str, Any], name: str) -> Any:
    if name not in parts:
        raise ValueError(
            _("this is no study: it lacks a part that it says it has, “{part}”").format(part=name)
        )
    return parts[name]


def _sequence(record: SequenceRecord, parts: Parts, prefix: str) -> Sequence:
    whole = parts.get(f"{prefix}{WHOLE}")
    return Sequence(
        _part(parts, f"{prefix}sequence.npy"),
        target=parts.get(f"{prefix}target.npy"),
        weight=parts.get(f"{prefix}weight.npy"),
        raw=parts.get(f"{prefix}raw.npy"),
        corpus=None if whole is None else Corpus(_part(whole, "codes"), record.channels),
        **_fields(record),
    )


def _model_of(record: ModelRecord, parts: Parts, prefix: str) -> dict[str, Any]:
    """Give the fields of a model."""
    return {
        "cell": Cell(**_fields(record.cell)),
        "sizes": Sizes(**_fields(record.sizes)),
        "parameters": _part(parts, f"{prefix}parameters.npy"),
        "task": record.task,
        "options": record.options,
        "training": Training(**_fields(record.training)),
        "start": Start(**_fields(record.start)),
        "edits": _clamps(record.edits),
        "opened": None if record.opened is None else _opened_of(record.opened, parts, prefix),
        "record": UNTRAINED if record.record is None else _trained_of(record.record, parts, prefix),
    }


def _trained_of(record: TrainedRecord, parts: Parts, prefix: str) -> Trained:
    return Trained(
        update=record.update,
        updates=record.updates,
        losses=_part(parts, f"{prefix}losses.npy"),
        norm=math.nan if record.norm is None else record.norm,
        solved=record.solved,
        score=record.score,
        curve=parts.get(f"{prefix}curve.npy", NO_CURVE),
        exams=parts.get(f"{prefix}exams.npy", NO_EXAMS),
        sequences=record.sequences,
        seconds=record.seconds,
        checkpoints=checkpoints_in(record.checkpoints, _part(parts, f"{prefix}{MOMENTS}"))
        if record.checkpoints
        else (),
    )


def _opened_of(record: OpenedRecord, parts: Parts, prefix: str) -> Opened:
    cell, sizes = Cell(**_fields(record.cell)), Sizes(**_fields(record.sizes))
    tensors = _named(parts, f"{prefix}tensors.safetensors", record.tensors)
    blocks = tuple(Block(**_fields(block)) for block in record.blocks)
    return Opened(
        cell=cell,
        sizes=sizes,
        parameters=gathered(cell, sizes, tensors, blocks),
        tensors=tensors,
        blocks=blocks,
        kind=record.kind,
        notes=record.notes,
        initial=_named(parts, f"{prefix}initial.safetensors", record.initial),
        stored=record.stored,
        described=record.described,
        name=record.name,
    )


def _record(source: object, kind: type[T]) -> T:
    """Give the record of an object, field by field."""
    return msgspec.convert(source, kind, from_attributes=True)


def _fields(record: Record) -> dict[str, Any]:
    return msgspec.structs.asdict(record)


def _clamps(records: tuple[ClampRecord, ...]) -> tuple[Clamp, ...]:
    return tuple(Clamp(**_fields(record)) for record in records)
