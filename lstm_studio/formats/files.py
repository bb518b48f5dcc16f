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
from contextlib import suppress
from typing import TYPE_CHECKING

from lstm_studio.words import _

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["beginning_of", "check_place", "content_of", "mark_of", "text_of", "write_file"]

UNFINISHED = ".lstm-studio-"  # begins the name of a file that is being written
LONGEST_WRITE = 600.0  # seconds

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


def mark_of(path: Path) -> tuple[int, int, int] | None:
    """Give what tells a file from what anybody else has put in its place since; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _is_special(path: Path) -> bool:
    return path.exists() and not (path.is_file() or path.is_dir())


def _places(path: Path) -> list[Path]:
    """Give what must be writable for a file to be written."""
    if _is_special(path):
        return [path]
    path = _target(path)
    return [path.parent, path] if path.exists() else [path.parent]


def _target(path: Path) -> Path:
    """Follow links to what is to be written. Raises OSError for one that leads to itself."""
    try:
        return path.resolve()
    except RuntimeError as error:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from error


def check_place(path: Path) -> None:
    """Say before long work what would keep a file from being written after it."""
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not path.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        _check_rights(_places(path))
    except OSError as error:
        raise ValueError(_UNWRITTEN.format(path=path, why=error.strerror or error)) from error


def _check_rights(places: list[Path]) -> None:
    if not all(os.access(place, os.W_OK) for place in places):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def write_file(path: Path, content: bytes) -> None:
    """Write a file as a whole: the old one stays until the new one is safely on the disk.

    A link stays one: what it leads to is written. What is there and no file, such as a device or a pipe, is written to:
    a file in its place would take it away. What a write that was killed has left in the folder goes.
    """
    try:
        if _is_special(path):
            path.write_bytes(content)
            return
        _replace(_target(path), content)
    except OSError as error:
        raise ValueError(_UNWRITTEN.format(path=path, why=error.strerror or error)) from error


def _replace(path: Path, content: bytes) -> None:
    _check_rights(_places(path)[1:])  # the folder says it itself
    # Not by tempfile, whose files only their owner may read; and not named after the file: a name has an end.
    beside = path.with_name(UNFINISHED + secrets.token_hex(4))
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            now = os.fstat(file.fileno()).st_mtime
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    except BaseException:  # a key press that ends the program, too
        beside.unlink(missing_ok=True)
        raise
    with suppress(PermissionError):  # a folder may be written by those who may not look into it
        _settle(path.parent)
        _sweep(path.parent, now - LONGEST_WRITE)


def _settle(folder: Path) -> None:
    """Have the new name on the disk, too, where a folder can be asked for that."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # network folders settle names by themselves
            raise
    finally:
        os.close(opened)


def _sweep(folder: Path, before: float) -> None:
    """Remove what killed writes have left; what is younger may be written at this moment by another program.

    ``before`` is a time of the folder's own disk, whose clock may be another one.
    """
    with os.scandir(folder) as entries:
        left = [entry for entry in entries if entry.name.startswith(UNFINISHED)]
    for entry in left:
        with suppress(OSError):  # somebody else's, or gone by now
            if entry.stat(follow_symlinks=False).st_mtime < before:
                (folder / entry.name).unlink()
