"""Reading and writing whole files: capped, decoded, and never left half written.

Every failure is a ValueError with one sentence.
"""

from __future__ import annotations

import codecs
import errno
import os
import secrets
import shutil
import stat
from typing import TYPE_CHECKING

from lstm_studio.words import _

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["beginning_of", "check_place", "content_of", "text_of", "write_file"]

_UNWRITTEN = _("“{path}” cannot be written: {why}")


def content_of(path: Path, most: int) -> bytes:
    """Read a file of at most ``most`` bytes."""
    content = beginning_of(path, most + 1)
    if len(content) > most:
        raise ValueError(_("“{file}” is larger than {most} bytes").format(file=path.name, most=most))
    return content


def beginning_of(path: Path, most: int) -> bytes:
    """Read the first bytes of a file."""
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            # To read is to take memory for as much as is asked for; what is no file does not say how much it has.
            return file.read(min(most, found.st_size + 1) if stat.S_ISREG(found.st_mode) else most)
    except OSError as error:
        sentence = _("“{path}” cannot be read: {why}")
        raise ValueError(sentence.format(path=path, why=error.strerror or error)) from error
    except ValueError as error:  # a path with a NUL
        raise ValueError(_("“{path}” cannot be the name of a file").format(path=path)) from error


def text_of(content: bytes) -> str:
    """Decode UTF-8, with or without a byte order mark, or UTF-16 with one, as spreadsheets write it."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        sentence = _("byte {place} is not UTF-8 text; expected text, saved as UTF-8")
        raise ValueError(sentence.format(place=error.start + 1)) from error


def _is_special(path: Path) -> bool:
    return path.exists() and not (path.is_file() or path.is_dir())


def check_place(path: Path) -> None:
    """Say before long work what would keep a file from being written after it."""
    why = 0
    if path.is_dir():
        why = errno.EISDIR
    elif not path.parent.is_dir():
        why = errno.ENOENT
    elif not os.access(path if _is_special(path) else path.parent, os.W_OK):
        why = errno.EACCES
    if why:
        raise ValueError(_UNWRITTEN.format(path=path, why=os.strerror(why)))


def write_file(path: Path, content: bytes) -> None:
    """Write a file as a whole: the old one stays until the new one is safely on the disk.

    What is there and no file, such as a device or a pipe, is written to: a file in its place would take it away.
    """
    try:
        if _is_special(path):
            path.write_bytes(content)
            return
        # Not by tempfile, whose files only their owner may read.
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            with beside.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                shutil.copymode(path, beside)
            beside.replace(path)
        except OSError:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ValueError(_UNWRITTEN.format(path=path, why=error.strerror or error)) from error
