"""For any bytes a model or one sentence: claims are checked before memory is given, and nothing outside is read."""

from __future__ import annotations

import json
import os
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lstm_studio.formats.child import Answer
from lstm_studio.formats.keras.config import chain_of
from lstm_studio.formats.keras.hdf5 import read
from lstm_studio.formats.keras.model import opened_of
from lstm_studio.formats.keras.stack import stack_of
from lstm_studio.formats.keras.stored import Stored
from lstm_studio.formats.models import open_file
from lstm_studio.formats.picked import Picked
from tests.formats.keras.files import FOLDER, opened, packed, unpacked

PARTS = unpacked("stacked-lstm")
KERNEL = "layers/lstm/cell/vars/0"


def zipped_twice() -> bytes:
    content = packed({**PARTS, "config.jsom": PARTS["config.json"]})
    return content.replace(b"config.jsom", b"config.json")


ZIPS = [
    (packed({**PARTS, "../evil": b""}), "“../evil” does not belong"),
    (packed({**PARTS, "/etc/passwd": b""}), "“/etc/passwd” does not belong"),
    (packed({**PARTS, "assets/../../evil": b""}), "“assets/../../evil” does not belong"),
    (packed(PARTS, ZIP_BZIP2), "packed in another way"),
    (zipped_twice(), "“config.json” is in the file twice"),
    (
        packed({**PARTS, "config.json": b" " * 5_000_000}, ZIP_DEFLATED),
        "“config.json” would have 5000000 bytes",
    ),
    (packed({**PARTS, "model.weights.h5": b"\0" * 90_000_000}, ZIP_DEFLATED), "would have 90000000 bytes"),
    (packed({"config.json": b"{}"}), r"config.json or model.weights.h5 is not in it"),
    (packed({**PARTS, "config.json": b"[" * 100_000}), "configuration of the model cannot be read"),
    (packed({**PARTS, "config.json": b"\xff{"}), "configuration of the model cannot be read"),
    (packed({**PARTS, "metadata.json": b'{"keras_version": 3}'}), "metadata.json cannot be read"),
    (packed({**PARTS, "model.weights.h5": b""}), "no HDF5 file, or it is damaged"),
    (packed(PARTS)[:-30], "no model of Keras, or it is damaged"),
    (b"", "no HDF5 file, or it is damaged"),
    (b"\x89HDF\r\n\x1a\n" + b"\0" * 500, "no HDF5 file, or it is damaged"),
]


@pytest.mark.parametrize(("content", "said"), ZIPS, ids=[said[-40:] for _content, said in ZIPS])
def test_a_hostile_archive_is_one_sentence(content: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=said):
        opened(tmp_path / "a.keras", content)


def linked(file: Any) -> None:
    file[KERNEL] = h5py.SoftLink("/layers")


def outside(file: Any) -> None:
    file[KERNEL] = h5py.ExternalLink("/etc/hostname", "x")


def circle(file: Any) -> None:
    file["layers"] = file.create_group("a")
    file["layers/b"] = file["a"]


def virtual(file: Any) -> None:
    layout = h5py.VirtualLayout((2, 2), "f4")
    layout[:] = h5py.VirtualSource("other.h5", "x", (2, 2))
    file.create_virtual_dataset(KERNEL, layout)


def stored_outside(file: Any) -> None:
    file.create_dataset(KERNEL, (2, 2), "f4", external=[("/etc/hostname", 0, 16)])


def huge(file: Any) -> None:
    file.create_dataset(KERNEL, (100_000, 100_000), "f4")  # nothing of it is there


def huge_and_packed(file: Any) -> None:
    file.create_dataset(KERNEL, (10_000, 10_000), "f4", chunks=(1000, 1000), compression="gzip")


def bomb(file: Any) -> None:
    file.create_dataset(KERNEL, data=np.zeros((4000, 4000), "f4"), compression="gzip")


def other_filter(file: Any) -> None:
    file.create_dataset(KERNEL, data=np.zeros((4, 4), "f4"), compression="lzf")


def words(file: Any) -> None:
    file[KERNEL] = np.array([b"a", b"b"])


def nothing(file: Any) -> None:
    file[KERNEL] = h5py.Empty("f4")


def many(file: Any) -> None:
    for number in range(4001):
        file.create_group(f"g{number}")


def deep(file: Any) -> None:
    file.create_group("/".join("a" * 40))


def wordy(file: Any) -> None:
    file.attrs["layer_names"] = ["a" * 1000] * 5000


def numbers_for_names(file: Any) -> None:
    file.attrs["layer_names"] = np.arange(5)


CASES = {
    linked: "is a link", outside: "is a link", circle: "stands in the file twice", deep: "too deep",
    virtual: "lies in another file", stored_outside: "lies in another file",
    huge: "claims 40000000000 bytes", huge_and_packed: "claims 400000000 bytes", bomb: "claims 64000000 bytes",
    other_filter: "packed in a way", words: "no plain numbers", nothing: "no plain numbers", many: "more than 4000",
    wordy: "", numbers_for_names: "is no text",
}  # fmt: skip


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)
def test_a_hostile_hdf5_file_is_one_sentence(make: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.weights.h5"
    with h5py.File(path, "w", libver="latest" if make is wordy else None) as file:
        make(file)
    with pytest.raises(ValueError, match=f"^a.weights.h5: .*{CASES[make]}"):
        open_file(path)


def test_the_side_file_of_a_virtual_array_is_not_read(tmp_path: Path) -> None:
    """It would fit: what is refused is that it stands elsewhere."""
    with h5py.File(FOLDER / "lstm.weights.h5") as source, h5py.File(tmp_path / "a.weights.h5", "w") as file:
        for number in "12":
            file[f"layers/lstm/cell/vars/{number}"] = source[f"layers/lstm/cell/vars/{number}"][()]
        file[KERNEL] = h5py.ExternalLink(os.fspath(FOLDER / "lstm.weights.h5"), KERNEL)
    with pytest.raises(ValueError, match="is a link"):
        open_file(tmp_path / "a.weights.h5")


def test_numbers_that_are_none_are_refused(tmp_path: Path) -> None:
    with h5py.File(FOLDER / "lstm.weights.h5") as source, h5py.File(tmp_path / "a.weights.h5", "w") as file:
        for name in ("layers", "vars"):
            source.copy(name, file)
        file[KERNEL][1, 1] = np.nan
    with pytest.raises(ValueError, match=f"“{KERNEL}” has a value that is no finite number"):
        open_file(tmp_path / "a.weights.h5")


def model_or_sentence(act: Any) -> None:
    """Whatever it is: a model, or one line that a person can read."""
    said = "a model"
    try:
        act()
    except ValueError as error:
        said = str(error)
    assert said
    assert "\n" not in said


@pytest.mark.parametrize("suffix", [".keras", ".h5", ".weights.h5"])
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 255)), max_size=30), st.integers(1, 60_000))
def test_a_damaged_file_is_a_model_or_one_sentence(
    suffix: str, tmp_path: Path, spots: list[tuple[int, int]], length: int
) -> None:
    content = bytearray((FOLDER / f"gru{suffix}").read_bytes())
    for place, value in spots:
        content[place % len(content)] = value
    cut = bytes(content[: length if length < 8_000 else None])
    model_or_sentence(lambda: opened(tmp_path / f"a{suffix}", cut))


TEXTS = {name: json.loads(unpacked(name)["config.json"]) for name in ("stacked-lstm", "gru", "cells")}
WEIGHTS = {name: unpacked(name)["model.weights.h5"] for name in TEXTS}
PLAIN = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 10**30), st.floats(), st.text(max_size=5), st.just([]), st.just({}),
    st.sampled_from(["LSTM", "Dense", "Bidirectional", "Sequential", "Functional", "tanh", "relu", "RNN"]),
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to each part of a configuration."""
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, part in rows for found in places(part, (*path, key)))]


PLACES = {name: [path for path in places(text) if path] for name, text in TEXTS.items()}


@settings(max_examples=300)
@given(st.sampled_from(list(TEXTS)), st.data())
def test_any_configuration_is_a_model_or_one_sentence(name: str, data: st.DataObject) -> None:
    text = json.loads(json.dumps(TEXTS[name]))
    for path in data.draw(st.lists(st.sampled_from(PLACES[name]), min_size=1, max_size=4)):
        part = text
        for key in path[:-1]:
            part = part[key] if isinstance(part, dict | list) and _has(part, key) else None
        if isinstance(part, dict | list) and _has(part, path[-1]):
            part[path[-1]] = data.draw(PLAIN)
    stored = Stored.of(Answer(*read(WEIGHTS[name])))

    def act() -> None:
        chain = chain_of(json.dumps(text))
        if chain is not None:
            opened_of(stack_of(chain, stored, Picked()), stored, "3.0.0")

    model_or_sentence(act)


def _has(part: Any, key: Any) -> bool:
    return key in part if isinstance(part, dict) else isinstance(key, int) and key < len(part)


@settings(max_examples=100)
@given(st.binary(max_size=200))
def test_any_bytes_are_one_sentence(content: bytes) -> None:
    with pytest.raises(ValueError, match="damaged"):
        read(content)
    with pytest.raises(ValueError, match="damaged"):
        read(BytesIO(b"\x89HDF\r\n\x1a\n" + content).getvalue())
