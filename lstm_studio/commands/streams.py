"""The standard output and the error output: there in any case, and quiet when nobody reads them any more."""

from __future__ import annotations

import errno
import io
import os
import sys

__all__ = ["UNWRITTEN", "open_streams", "write_no_more"]

UNWRITTEN = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""What a disk says that takes no more."""


def open_streams() -> None:
    """Open both to nothing where a program without a console has none, and let them take any letter."""
    if sys.stdout is None:
        sys.stdout = _nowhere()
    if sys.stderr is None:
        sys.stderr = _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console without a × still gets its line


def _nowhere() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.FileIO(os.devnull, "w"), encoding="utf-8")


def write_no_more() -> None:
    """Let nothing more be written, not even what Python still holds at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
