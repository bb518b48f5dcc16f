"""Weights of an ONNX model in a side file: from the model's own folder alone, never through a link.

Source: "External Data" in the ONNX specification. Offsets and lengths are checked against the file before it is read.
"""

from __future__ import annotations

import math
import os
import stat
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

import numpy as np

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
        if not _is_plain(location):
            sentence = _(
                "the side file “{name}” is not in the model's own folder; expected the name of a file there"
            )
            raise ValueError(sentence.format(name=location[:200]))
        unread = _("the side file “{name}” cannot be read: {why}")
        # Opening must not wait for the other end of a pipe, nor follow a link.
        flags = (
            os.O_RDONLY
            | getattr(os, "O_NONBLOCK", 0)
            | getattr(os, "O_NOFOLLOW", 0)
            | getattr(os, "O_BINARY", 0)
        )
        try:
            path = self._folder / location
            if path.is_symlink():
                raise ValueError(_("the side file “{name}” is a link; expected a file").format(name=location))
            with os.fdopen(os.open(path, flags), "rb") as file:
                found = os.fstat(file.fileno())
                if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
                    raise ValueError(_("the side file “{name}” is a link or no file").format(name=location))
                if offset + length > found.st_size:
                    sentence = _(
                        "the side file “{name}” has {size} bytes; a tensor of the model ends at {stop}"
                    )
                    raise ValueError(sentence.format(name=location, size=found.st_size, stop=offset + length))
                self._left -= length
                if self._left < 0:
                    sentence = _("the model has more than {most} bytes in side files")
                    raise ValueError(sentence.format(most=MOST))
                file.seek(offset)
                content = file.read(length)
        except OSError as error:
            raise ValueError(unread.format(name=location, why=error.strerror or error)) from error
        if len(content) != length:
            raise ValueError(unread.format(name=location, why=_("it became shorter")))
        return content


def _is_plain(name: str) -> bool:
    """Whether a name is that of a file in a folder, on every system."""
    alone = all(kind(name).name == name for kind in (PurePosixPath, PureWindowsPath))
    return alone and bool(name) and name not in {".", ".."} and "\0" not in name


def _count(row: dict[str, Any], key: str, otherwise: int) -> int:
    written = row["outside"].get(key)
    if written is None:
        return otherwise
    if not (written.isascii() and written.isdigit() and len(written) < 16):
        sentence = _("the tensor “{name}” says {key} “{found}”; expected a number of bytes")
        raise ValueError(sentence.format(name=row["name"], key=key, found=written[:40]))
    return int(written)
