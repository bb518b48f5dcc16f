"""Checkpoints in files: they come back bit for bit, and what a file has no room for is thinned out."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import numpy as np
import pytest

from lstm_studio.core.checkpoints import Checkpoint
from lstm_studio.core.study import Record, Study, kept_of
from lstm_studio.formats import checkpoints
from lstm_studio.formats.safetensors import Tensors, write_tensors
from lstm_studio.formats.study import bytes_of, study_of
from tests.formats.test_study import made


def travelled(updates: int) -> Study:
    study, rng = made(), np.random.default_rng(0)
    rows = (rng.standard_normal(study.parameters.size).astype(np.float32) for _ in range(updates + 1))
    moments = tuple(Checkpoint(update, row) for update, row in enumerate(rows))
    return study.replace(record=Record(update=updates, updates=updates, checkpoints=moments))


def same(one: Record, other: Record) -> bool:
    pairs = zip(one.checkpoints, other.checkpoints, strict=True)
    return all(a.update == b.update and a.parameters.tobytes() == b.parameters.tobytes() for a, b in pairs)


def test_they_come_back_bit_for_bit_also_those_of_models_that_are_kept() -> None:
    study = travelled(7)
    study = study.replace(models=(kept_of(travelled(3), "other"),))
    back = study_of(bytes_of(study))
    assert same(back.record, study.record)
    assert same(back.models[0].record, study.models[0].record)
    with pytest.raises(ValueError, match="read-only"):
        back.record.checkpoints[0].parameters[0] = 1


def test_what_has_no_room_is_thinned_out(monkeypatch: pytest.MonkeyPatch) -> None:
    study = travelled(40)
    size = 4 * study.parameters.size
    study = study.replace(models=(kept_of(study, "other"),))
    monkeypatch.setattr(checkpoints, "CAP", 22 * size)
    back = study_of(bytes_of(study))
    assert [row.update for row in back.record.checkpoints] == list(range(0, 41, 4))
    assert [row.update for row in back.models[0].record.checkpoints] == list(range(0, 41, 4))


@pytest.mark.parametrize("fault", ["rows", "width", "order", "late", "nan", "missing"])
def test_damaged_ones_are_refused_in_a_sentence(fault: str) -> None:
    study = travelled(3)
    content = bytes_of(study)
    with ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    moments = study.record.checkpoints
    if fault == "width":
        moments = tuple(Checkpoint(row.update, row.parameters[1:]) for row in moments)
    elif fault == "nan":
        moments = tuple(Checkpoint(row.update, row.parameters * np.nan) for row in moments)
    elif fault == "rows":
        moments = moments[1:]
    part = "checkpoints.safetensors"
    parts[part] = checkpoints_bytes(replace(study.record, checkpoints=moments))
    text = parts["study.json"].decode()
    first = text.index('"checkpoints"')
    if fault == "order":
        parts["study.json"] = (text[:first] + text[first:].replace("1,", "2,", 1)).encode()
    elif fault == "late":
        parts["study.json"] = (text[:first] + text[first:].replace("3\n", "4\n", 1)).encode()
    elif fault == "missing":
        del parts[part]
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    with pytest.raises(ValueError, match=r"moment|lacks a part"):
        study_of(file.getvalue())


def checkpoints_bytes(record: Record) -> bytes:
    part = checkpoints.part_of(record)
    assert part is not None
    return write_tensors(Tensors(part, {}, {}))
