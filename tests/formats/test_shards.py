"""Models in several files: opened by their index, which is not believed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from lstm_studio.core.model import Model
from lstm_studio.formats.models import open_file, save
from tests.formats.torch_files import OUT, H, linear, named, tensors

INDEX = "model.safetensors.index.json"


def sharded(folder: Path) -> dict[str, str]:
    """Write a model in two files; give the index."""
    content = tensors() | named("fc", linear(OUT, H))
    names = sorted(content)
    index: dict[str, str] = {}
    for number, part in enumerate((names[:2], names[2:]), 1):
        file = f"model-0000{number}-of-00002.safetensors"
        save_file({name: content[name] for name in part}, folder / file, {"format": "pt"})
        index |= dict.fromkeys(part, file)
    wrote(folder, index)
    return index


def wrote(folder: Path, index: Any) -> None:
    (folder / INDEX).write_text(json.dumps({"metadata": {}, "weight_map": index}), encoding="utf-8")


def test_all_files_are_one_model(tmp_path: Path) -> None:
    sharded(tmp_path)
    found = open_file(tmp_path / INDEX)
    assert (found.kind, found.sizes.outputs, found.notes) == ("pytorch", OUT, ())
    model = Model.of(found.cell, found.sizes, found.parameters)
    save(model, tmp_path / "one.safetensors", found)
    np.testing.assert_array_equal(open_file(tmp_path / "one.safetensors").parameters, found.parameters)
    with pytest.raises(ValueError, match="are only read"):
        save(model, tmp_path / INDEX, found)


def test_one_of_the_files_says_that_there_are_more(tmp_path: Path) -> None:
    index = sharded(tmp_path)
    found = open_file(tmp_path / index["lstm.weight_hh_l0"], readout="")
    assert f"this file is piece 2 of 2; the file “{INDEX}” beside it opens all" in found.notes


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("../model-00001-of-00002.safetensors", "not in the model's own folder"),
        ("/etc/hostname", "not in the model's own folder"),
        ("a\\b.safetensors", "not in the model's own folder"),
        ("missing.safetensors", "cannot be read"),
        ("link.safetensors", "is a link"),
        ("pipe.safetensors", "is a link or no file"),
        ("model-00002-of-00002.safetensors", "where the index has it"),
        (INDEX, "no safetensors file"),
    ],
)
def test_what_an_index_must_not_name(tmp_path: Path, file: str, said: str) -> None:
    index = sharded(tmp_path)
    (tmp_path / "link.safetensors").symlink_to(tmp_path / index["fc.weight"])
    os.mkfifo(tmp_path / "pipe.safetensors")
    wrote(tmp_path, index | {"fc.weight": file})
    with pytest.raises(ValueError, match=said) as error:
        open_file(tmp_path / INDEX)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("index", "said"),
    [
        ({}, "names 0 files"),
        ([], "cannot be read"),
        ({f"a{n}": f"{n}" for n in range(101)}, "names 101 files"),
    ],
)
def test_what_is_no_index(tmp_path: Path, index: Any, said: str) -> None:
    wrote(tmp_path, index)
    with pytest.raises(ValueError, match=said):
        open_file(tmp_path / INDEX)
