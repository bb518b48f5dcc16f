"""What the metadata of a file of our own says of its model is held against what there can be."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import onnx
import pytest

from lstm_studio.core.cell import Cell
from lstm_studio.core.model import Model
from lstm_studio.formats.models import open_file, save

OWN = Cell.from_text("k = sigmoid(W_k @ x)\nh = k * h_prev + (1 - k) * tanh(W @ x)", "own")


def changed(path: Path, **sizes: Any) -> Path:
    """Write a model whose metadata says other sizes."""
    save(Model(OWN, 3, (4, 2)), path)
    made = onnx.load(path)
    said = json.loads(made.metadata_props[0].value)
    said["sizes"].update(sizes)
    made.metadata_props[0].value = json.dumps(said)
    onnx.save(made, path)
    return path


def test_what_is_not_changed_comes_back(tmp_path: Path) -> None:
    assert open_file(changed(tmp_path / "a.onnx")).sizes.every == (4, 2)


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ({"widths": [4, 2, 2]}, "units are given of 3 layers, the model has 2"),
        ({"widths": [2, 4]}, "units is 2, the top layer has 4"),
        ({"widths": [4, "2"]}, "a layer has 2 units; expected a whole number"),
        ({"widths": [-4, 2]}, "a layer has -4 units"),
        ({"widths": [[4], 2]}, "expected a whole number"),
        ({"widths": 7}, "not which model it is"),
        ({"widths": [10**9, 2]}, "number of units is 1000000000"),
        ({"widths": [], "layers": 10**9}, "number of layers is 1000000000"),
        ({"widths": [3] * 1000, "layers": 1000, "units": 3}, "number of layers is 1000"),
        ({"widths": [5, 2]}, "has the shape|gives"),
        ({"units": True}, "units is True"),
    ],
)
def test_sizes_that_cannot_be_are_one_sentence_at_once(
    tmp_path: Path, sizes: dict[str, Any], said: str
) -> None:
    path = changed(tmp_path / "a.onnx", **sizes)
    start = time.perf_counter()
    with pytest.raises(ValueError, match=f"^a.onnx: .*({said})"):
        open_file(path)
    assert time.perf_counter() - start < 5  # most of which a parser takes to begin
