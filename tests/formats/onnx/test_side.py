"""Weights in a side file are read from the model's own folder alone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest

from lstm_studio.formats.models import open_file
from tests.formats.onnx.made import drawn, one


def apart(folder: Path, name: str = "model.onnx.data") -> Path:
    """Write a model whose weights stand beside it."""
    model = onnx.load_from_string(one("LSTM", drawn("LSTM", 1, 3, 4)))
    path = folder / "model.onnx"
    onnx.save(model, path, save_as_external_data=True, location=name, size_threshold=0)
    return path


def changed(path: Path, **entries: str) -> None:
    """Say other things of where the tensor W stands."""
    model = onnx.load(path, load_external_data=False)
    tensor = next(each for each in model.graph.initializer if each.name == "W")
    for entry in tensor.external_data:
        entry.value = entries.get(entry.key, entry.value)
    path.write_bytes(model.SerializeToString())


def test_weights_beside_the_model(tmp_path: Path) -> None:
    found = open_file(apart(tmp_path))
    for name, value in drawn("LSTM", 1, 3, 4).items():
        np.testing.assert_array_equal(found.tensors[name], value)


@pytest.mark.parametrize(
    "place",
    [
        "../secret",
        "/etc/hostname",
        "sub/secret",
        "..",
        ".",
        "",
        "C:secret",
        "\\\\host\\secret",
        "..\\secret",
        "a\0b",
    ],
)
def test_no_other_folder(tmp_path: Path, place: str) -> None:
    path = apart(tmp_path)
    (tmp_path.parent / "secret").write_bytes(bytes(10_000))
    changed(path, location=place)
    with pytest.raises(ValueError, match="not in the model's own folder"):
        open_file(path)


@pytest.mark.parametrize("hard", [False, True])
def test_no_links(tmp_path: Path, hard: bool) -> None:
    path = apart(tmp_path)
    secret = tmp_path / "secret"
    (tmp_path / "model.onnx.data").rename(secret)
    if hard:
        os.link(secret, tmp_path / "model.onnx.data")
    else:
        (tmp_path / "model.onnx.data").symlink_to(secret)
    with pytest.raises(ValueError, match="is a link"):
        open_file(path)


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"length": "4"}, "has 4 bytes in its side file; its shape needs 192"),
        ({"offset": "100000000"}, "a tensor of the model ends at 100000192"),
        ({"offset": "-1"}, "says offset “-1”; expected a number"),
        ({"offset": "9" * 4000}, "says offset"),
        ({"location": "missing"}, "“missing” cannot be read"),
    ],
)
def test_what_it_says_is_checked(tmp_path: Path, entries: dict[str, Any], sentence: str) -> None:
    path = apart(tmp_path)
    changed(path, **entries)
    with pytest.raises(ValueError, match=sentence):
        open_file(path)


def test_a_side_file_that_was_cut_off_and_one_that_is_none(tmp_path: Path) -> None:
    path = apart(tmp_path)
    data = tmp_path / "model.onnx.data"
    data.write_bytes(data.read_bytes()[:100])
    with pytest.raises(ValueError, match="has 100 bytes; a tensor of the model ends at"):
        open_file(path)
    data.unlink()
    os.mkfifo(data)
    with pytest.raises(ValueError, match="is a link or no file"):
        open_file(path)
