"""Files that a file of a model names: read from its own folder alone, never through a link."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from pathlib import PurePosixPath, PureWindowsPath
from typing import IO, TYPE_CHECKING

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["beside"]

# Opening must not wait for the other end of a pipe, nor follow a link.
FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@contextmanager
def beside(folder: Path, name: str) -> Iterator[tuple[IO[bytes], int]]:
    """Open the file ``name`` of a folder, and give it with its size in bytes.

    Raises ValueError with one sentence for a name that leads out of the folder, for a link, and for what is no file.
    """
    if not _is_plain(name):
        sentence = _(
            "the side file “{name}” is not in the model's own folder; expected the name of a file there"
        )
        raise ValueError(sentence.format(name=name[:200]))
    try:
        path = folder / name
        if path.is_symlink():
            raise ValueError(_("the side file “{name}” is a link; expected a file").format(name=name))
        with os.fdopen(os.open(path, FLAGS), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
                raise ValueError(_("the side file “{name}” is a link or no file").format(name=name))
            yield file, found.st_size
    except OSError as error:
        sentence = _("the side file “{name}” cannot be read: {why}")
        raise ValueError(sentence.format(name=name, why=error.strerror or error)) from error


def _is_plain(name: str) -> bool:
    """Whether a name is that of a file in a folder, on every system."""
    alone = all(kind(name).name == name for kind in (PurePosixPath, PureWindowsPath))
    return alone and bool(name) and name not in {".", ".."} and "\0" not in name
