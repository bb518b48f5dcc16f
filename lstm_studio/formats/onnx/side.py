"""Weights of an ONNX model in a side file: from the model's own folder alone, never through a link.

Source: "External Data" in the ONNX specification. Offsets and lengths are checked against the file before it is read.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.formats.beside import beside
from lstm_studio.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["Side"]

MOST = 256 * 1024 * 1024  # bytes of all side files of a model


class Side:
    """Reads tensors from files beside a model; a piece that several of them share is read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[tuple[str, int, int], bytes] = {}
        self._left = MOST

    def tensor(self, row: dict[str, Any]) -> NDArray[Any]:
        """Give the values of a tensor that says where it stands. Raises ValueError with one sentence."""
        dtype = np.dtype(row["dtype"])
        wanted = math.prod(row["shape"]) * dtype.itemsize
        location = row["outside"].get("location", "")
        offset = _count(row, "offset", 0)
        length = _count(row, "length", wanted)
        if length != wanted:
            sentence = _("the tensor “{name}” has {length} bytes in its side file; its shape needs {wanted}")
            raise ValueError(sentence.format(name=row["name"], length=length, wanted=wanted))
        place = (location, offset, length)
        if place not in self._read:
            self._read[place] = self._bytes(*place)
        return np.frombuffer(self._read[place], dtype).reshape(row["shape"])

    def _bytes(self, location: str, offset: int, length: int) -> bytes:
        with beside(self._folder, location) as (file, size):
            if offset + length > size:
                sentence = _("the side file “{name}” has {size} bytes; a tensor of the model ends at {stop}")
                raise ValueError(sentence.format(name=location, size=size, stop=offset + length))
            self._left -= length
            if self._left < 0:
                raise ValueError(_("the model has more than {most} bytes in side files").format(most=MOST))
            file.seek(offset)
            content = file.read(length)
        if len(content) != length:
            sentence = _("the side file “{name}” cannot be read: {why}")
            raise ValueError(sentence.format(name=location, why=_("it became shorter")))
        return content


def _count(row: dict[str, Any], key: str, otherwise: int) -> int:
    written = row["outside"].get(key)
    if written is None:
        return otherwise
    if not (written.isascii() and written.isdigit() and len(written) < 16):
        sentence = _("the tensor “{name}” says {key} “{found}”; expected a number of bytes")
        raise ValueError(sentence.format(name=row["name"], key=key, found=written[:40]))
    return int(written)
