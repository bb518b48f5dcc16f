"""A file of every version that was ever written is read for ever: each was made by the program of its time.

The files stand in goldens/versions. When the version grows, one of the last version is written and added here; those
that are there are never made again.
"""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.init import draw
from lstm_studio.core.sizes import Sizes
from lstm_studio.core.study import Clamp, Start, Training
from lstm_studio.formats.records import VERSION
from lstm_studio.formats.study import bytes_of, read_study, study_of

FOLDER = Path(__file__).parents[1] / "goldens" / "versions"
STACKED = Sizes(inputs=2, units=3, outputs=1, layers=2, directions=2, output="sigmoid")
SINGLE = Sizes(inputs=2, units=3, outputs=1, output="sigmoid")


def file_of(version: int) -> Path:
    return FOLDER / f"version-{version}.lstm"


def told(path: Path) -> int:
    with ZipFile(path) as archive:
        return int(json.loads(archive.read("study.json"))["version"])


@pytest.mark.parametrize("version", range(1, VERSION + 1))
def test_a_file_of_every_version_is_there_and_is_read(version: int) -> None:
    assert told(file_of(version)) == version
    study = read_study(file_of(version))
    assert study.title == f"Version {version}"
    again = study_of(bytes_of(study))
    assert np.array_equal(again.parameters, study.parameters)
    assert bytes_of(again) == bytes_of(study), "read as it is, and written as the version of today"


@pytest.mark.parametrize("version", [1, 2, 3])
def test_what_was_in_it_is_there(version: int) -> None:
    study = read_study(file_of(version))
    sizes = SINGLE if version == 1 else STACKED
    cell = load_cell("lstm-peephole")
    assert study.sizes == sizes
    assert study.cell.equations == cell.equations
    assert np.array_equal(study.parameters, draw(cell, sizes, Start(seed=4)))
    rng = np.random.default_rng(5)
    assert np.array_equal(study.sequence.values, rng.normal(size=(5, 2)))
    assert study.sequence.target is not None
    assert np.array_equal(study.sequence.target, rng.random((5, 1)))
    assert study.sequence.labels == ("set", "", "", "é", "")
    assert (study.task, study.options) == ("adding", {"length": 30.0})
    assert study.start == Start("glorot", "chrono", 77, 5)
    assert study.against is not None
    assert np.array_equal(study.against.parameters, draw(load_cell("lstm"), sizes, Start(seed=9)))
    assert study.training == (
        Training("sgd", 0.125, None, 7, 99, 3)
        if version == 1
        else Training("sgd", 0.125, None, 7, 99, 3, "mse", "float64", 25)
    )


def test_what_a_version_lacked_is_as_if_nobody_had_set_it() -> None:
    for version in (1, 2, 3):
        study = read_study(file_of(version))
        assert (study.models, study.sequences, study.notes, study.look, study.opened) == (
            (),
            (),
            "",
            None,
            None,
        )
        assert not len(study.record.losses)
        assert study.against is not None
        assert not study.against.apart
        assert (study.against.original is not None) == (version == 3)
    held = (
        Clamp("1.reverse.f", (0, 2), 1, 3, 0.25),
        Clamp("0.c", (), -1, -1, -1.5),
        Clamp("x", (1,), 2, 2, 4.0),
    )
    assert read_study(file_of(3)).edits == held
    for version in (1, 2):
        assert read_study(file_of(version)).edits == (
            Clamp("f", (0, 2), 1, 3, 0.25),
            Clamp("h", (), 0, 0, -1.5),
        )


def test_the_fourth_version_keeps_models_sequences_notes_a_file_and_a_look() -> None:
    study = read_study(file_of(4))
    assert [kept.name for kept in study.models] == ["from a file", "small"]
    opened = study.models[0].opened
    assert opened is not None
    assert (opened.name, opened.kind) == ("w.h5", "keras")
    assert np.array_equal(opened.parameters[:4], opened.tensors["weight_ih\n"].ravel())
    assert [kept.title for kept in study.sequences] == ["", "again"]
    assert study.notes.startswith("What it shows:\n")
    assert study.look is not None
    assert (study.look.cursor, study.look.raised) == (3, ("gates",))
    assert study.against is not None
    assert study.against.apart
    assert study.record.solved == 77
    assert len(study.record.losses) == 2


def test_the_fifth_version_keeps_what_is_noted_of_a_training() -> None:
    study = read_study(file_of(5))
    training, record = study.training, study.record
    assert (training.clip_value, training.decay) == (0.5, 0.01)
    assert (training.schedule, training.factor, training.period) == ("step", 0.25, 300)
    assert (training.warm_up, training.early_stop) == (10, True)
    assert record.curve.tolist() == [[50.0, 1.5, 1.0, 1e-3, 0.01, 0.5], [77.0, 0.25, 0.0, 1e-4, 0.005, 1.0]]
    assert record.exams.tolist() == [[50.0, 0.625, 0.75, 1600.0], [77.0, 0.25, 1.0, 2464.0]]
    assert (record.sequences, record.seconds, record.solved_after) == (2464, 1.5, 2464)
    kept = study.models[1]
    assert len(kept.record.curve) == 1
    older = read_study(file_of(4))
    assert not len(older.record.curve) + len(older.record.exams) + older.record.sequences
    assert older.training.schedule == "constant"


def test_a_newer_version_is_refused_by_name_and_older_ones_than_the_first_are_none() -> None:
    with ZipFile(file_of(VERSION)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for version in (VERSION + 1, 0):
        text = {**json.loads(parts["study.json"]), "version": version, "of later times": 1}
        file = BytesIO()
        with ZipFile(file, "w") as archive:
            for name, content in {**parts, "study.json": json.dumps(text).encode()}.items():
                archive.writestr(name, content)
        expected = f"of version {version}; expected 1 to {VERSION}: install a newer LSTM Studio"
        with pytest.raises(ValueError, match=expected):
            study_of(file.getvalue())
