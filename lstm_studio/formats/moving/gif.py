"""GIF: one palette for the whole film, so that nothing flickers; a picture holds only what has changed.

Format: Graphics Interchange Format, Version 89a, CompuServe 1990, and the loop of Netscape 2.0.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from PIL.GifImagePlugin import getdata

from lstm_studio.formats.moving.palette import Palette
from lstm_studio.formats.moving.timing import ticks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from lstm_studio.formats.moving.reel import Reel

__all__ = ["gif"]

TICKS = 100  # a second
LEAST = 2  # ticks: what is quicker, programs show slowly
CLEAR = 255  # the number that stands for what has not changed
STAYS = 1  # what becomes of a picture when the next one comes: the next one is laid over it
TABLE = 0xF7  # a palette of 256 colours, eight bits each
LOOP = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"  # for ever


def gif(reel: Reel, told: Callable[[int], None]) -> bytes:
    """Give the content of a file that plays for ever; ``told`` hears how many pictures are done."""
    palette = Palette(reel, CLEAR)
    table = np.zeros((256, 3), np.uint8)
    table[: len(palette.colours)] = palette.colours
    head = b"GIF89a" + struct.pack("<HHBBB", *reel.size, TABLE, 0, 0)
    return b"".join((head, table.tobytes(), LOOP, *_pictures(reel, palette, told), b";"))


def _pictures(reel: Reel, palette: Palette, told: Callable[[int], None]) -> Iterator[bytes]:
    spans = ticks((change.seconds for change in reel.changes()), TICKS, LEAST)
    whole: NDArray[np.uint8] = np.full(reel.size[::-1], CLEAR, np.uint8)
    for done, (change, span) in enumerate(zip(reel.changes(), spans, strict=True), start=1):
        new = palette.numbered(change.pixels)
        rows, columns = new.shape
        old = whole[change.top : change.top + rows, change.left : change.left + columns]
        drawn = np.where(new == old, np.uint8(CLEAR), new)
        old[...] = new
        yield from getdata(
            Image.fromarray(drawn, "L"),
            (change.left, change.top),
            duration=10 * span,
            transparency=CLEAR,
            disposal=STAYS,
        )
        told(done)
