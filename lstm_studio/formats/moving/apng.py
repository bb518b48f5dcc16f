"""Animated PNG: every pixel as it is. A picture holds only what has changed, all else is clear.

Format: Portable Network Graphics (PNG) Specification (Third Edition), W3C 2025, chunks acTL, fcTL, fdAT.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.formats.moving.timing import ticks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from lstm_studio.formats.moving.reel import Change, Reel

    Pixels = NDArray[np.uint8]

__all__ = ["apng"]

SIGNATURE = b"\x89PNG\r\n\x1a\n"
TICKS = 1000  # a second
COLOURS = 6  # the kind of a picture: red, green, blue and opacity
SOURCE, OVER = 0, 1  # how a picture is laid on the ones before: in their place, or over them


def apng(reel: Reel, told: Callable[[int], None]) -> bytes:
    """Give the content of a file that plays for ever; ``told`` hears how many pictures are done."""
    return b"".join(_chunks(reel, told))


def _chunks(reel: Reel, told: Callable[[int], None]) -> Iterator[bytes]:
    yield SIGNATURE
    yield _chunk(b"IHDR", struct.pack(">IIBBBBB", *reel.size, 8, COLOURS, 0, 0, 0))
    yield _chunk(b"acTL", struct.pack(">II", len(reel), 0))
    number, spans = 0, ticks((change.seconds for change in reel.changes()), TICKS)
    whole: Pixels | None = None
    for done, (change, span) in enumerate(zip(reel.changes(), spans, strict=True), start=1):
        drawn, blend = _over(whole, change)
        height, width = drawn.shape[:2]
        place = (width, height, change.left, change.top)
        yield _chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, *place, span, TICKS, 0, blend))
        packed = zlib.compress(_rows(drawn), 9)
        if whole is None:
            whole = change.pixels.copy()
            number += 1
            yield _chunk(b"IDAT", packed)
        else:
            whole[change.top : change.top + height, change.left : change.left + width] = change.pixels
            yield _chunk(b"fdAT", struct.pack(">I", number + 1) + packed)
            number += 2
        told(done)
    yield _chunk(b"IEND", b"")


def _over(whole: Pixels | None, change: Change) -> tuple[Pixels, int]:
    """Clear what is there already, unless something else has to become clear."""
    new = change.pixels
    if whole is None:
        return new, SOURCE
    rows, columns = new.shape[:2]
    old = whole[change.top : change.top + rows, change.left : change.left + columns]
    differs = (old != new).any(axis=2)
    if new[differs, 3].min() < 255:
        return new, SOURCE
    return np.where(differs[..., np.newaxis], new, np.uint8(0)), OVER


def _rows(pixels: Pixels) -> bytes:
    """The rows of a picture, each after the number of its filter: none, which suits flat colours."""
    flat = pixels.reshape(pixels.shape[0], -1)
    return np.pad(flat, ((0, 0), (1, 0))).tobytes()


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(content, zlib.crc32(kind))
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
