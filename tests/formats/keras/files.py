"""Files of Keras to test with: those that Keras wrote, changed ones, and those of Keras 2, laid out by hand."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_STORED, ZipFile

import h5py
import numpy as np

from lstm_studio.core.model import Model
from lstm_studio.formats.models import open_file
from tests.goldens.keras_files import FOLDER, MODELS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lstm_studio.core.opened import Opened

__all__ = ["FOLDER", "MODELS", "answer", "changed", "keras2", "opened", "packed", "unpacked", "weights"]


def answer(opened: Opened, x: Any) -> Any:
    """What the opened model gives, as Keras does: the readout, or h where there is none."""
    trace = Model.of(opened.cell, opened.sizes, opened.parameters, "float32").run(x)
    return trace.h if trace.y is None else trace.y


def unpacked(name: str) -> dict[str, bytes]:
    with ZipFile(FOLDER / f"{name}.keras") as archive:
        return {part: archive.read(part) for part in archive.namelist()}


def packed(parts: dict[str, bytes], compression: int = ZIP_STORED) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", compression) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def changed(path: Path, name: str, change: Callable[[list[dict[str, Any]]], object]) -> Path:
    """Write a model of Keras whose list of layers is changed."""
    parts = unpacked(name)
    text = json.loads(parts["config.json"])
    change(text["config"]["layers"])
    path.write_bytes(packed({**parts, "config.json": json.dumps(text).encode()}))
    return path


def weights(tensors: dict[str, Any]) -> bytes:
    """Weights in the layout of Keras 3, of any names."""
    file = BytesIO()
    with h5py.File(file, "w") as written:
        for name, values in tensors.items():
            written[name] = values
    return file.getvalue()


def keras2(
    layers: dict[str, dict[str, Any]], config: Any = None, version: str = "2.15.0", chunks: int = 1
) -> bytes:
    """A file of Keras 2: layer -> name of a weight -> its values; without a configuration, weights alone.

    Long lists of names stand in ``chunks``, attributes weight_names0, weight_names1 …
    """
    file = BytesIO()
    with h5py.File(file, "w") as written:
        written.attrs["keras_version"] = version
        root = written
        if config is not None:
            written.attrs["model_config"] = json.dumps(config)
            root = written.create_group("model_weights")
        root.attrs["layer_names"] = [name.encode() for name in layers]
        for layer, tensors in layers.items():
            group = root.create_group(layer)
            names = [name.encode() for name in tensors]
            if chunks == 1:
                group.attrs["weight_names"] = names
            for number, chunk in enumerate(np.array_split(names, chunks) if chunks > 1 else []):
                group.attrs[f"weight_names{number}"] = chunk
            for name, values in tensors.items():
                group.create_dataset(name, data=values)
    return file.getvalue()


def opened(path: Path, content: bytes, **picked: str) -> Opened:
    """Write a file and open it."""
    path.write_bytes(content)
    return open_file(path, **picked)
