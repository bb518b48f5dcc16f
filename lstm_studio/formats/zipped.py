"""Zip files of which nothing is believed: what they claim is checked before they are unpacked, in memory alone."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["unzipped"]

ENTRIES = 1000


def unzipped(
    content: bytes, most: Callable[[str], int], wrong: str, whole: int = 512 * 2**20
) -> dict[str, bytes]:
    """Give the parts of a zip by name, at most ``whole`` bytes of them.

    ``most`` gives the most bytes that a part may have, and raises ValueError for one that has no place there; 0 leaves
    it out. Raises ValueError with the sentence ``wrong`` for what is no zip, or a damaged one.
    """
    # zipfile reads the whole directory, be it of millions of entries; so what looks like one is counted before.
    if content.count(b"PK\x01\x02") > ENTRIES:
        raise ValueError(wrong)
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            names = [entry.filename for entry in entries]
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice is not None:
                raise ValueError(_("“{part}” is in the file twice").format(part=twice))
            limits = {entry.filename: most(entry.filename) for entry in entries}
            taken = [entry for entry in entries if limits[entry.filename]]
            for entry in taken:
                _check(entry, limits[entry.filename])
            found = sum(entry.file_size for entry in taken)
            if found > whole:
                sentence = _("what is packed in the file would have {found} bytes; expected at most {most}")
                raise ValueError(sentence.format(found=found, most=whole))
            return {entry.filename: archive.read(entry) for entry in taken}
    except (
        BadZipFile,
        EOFError,
        NotImplementedError,
        OSError,
        RuntimeError,
        struct.error,
        zlib.error,
    ) as error:
        raise ValueError(wrong) from error


def _check(entry: ZipInfo, most: int) -> None:
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        sentence = _("“{part}” does not belong here: it is packed in another way than stored or deflated")
        raise ValueError(sentence.format(part=entry.filename))
    if entry.file_size > most:
        sentence = _("“{part}” would have {found} bytes; expected at most {most}")
        raise ValueError(sentence.format(part=entry.filename, found=entry.file_size, most=most))
