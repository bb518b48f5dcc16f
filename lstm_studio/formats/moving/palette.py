"""The colours of a film, at most 255 of them: what there is much of as it is, all else as near as it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.formats.moving.reel import Reel

__all__ = ["Palette"]

EXACT = 96  # colours that are kept as they are: grounds, letters and the middle of every wire
BLOCK = 4096  # colours that are looked for at once
RED, GREEN, BLUE = np.uint32(16), np.uint32(8), np.uint32(0)  # where they stand in a colour as one number


class Palette:
    """The colours of a reel: ``colours`` (n, 3) of red, green and blue, with n at most ``most``."""

    def __init__(self, reel: Reel, most: int) -> None:
        self._known, counts = _counted(reel)
        order = np.argsort(counts, kind="stable")[::-1]
        if self._known.size <= most:
            chosen = _parted(self._known)
        else:
            kept, rest = order[:EXACT], order[EXACT:]
            near = _near(_parted(self._known[rest]), np.sqrt(counts[rest]), most - kept.size)
            chosen = np.concatenate([_parted(self._known[kept]), near])
        self.colours: NDArray[np.uint8] = chosen
        self._numbers = _nearest(_parted(self._known), chosen)

    def numbered(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Give each of some pixels (height, width, 4) of the reel as the number of its colour."""
        found: NDArray[np.uint8] = self._numbers[np.searchsorted(self._known, _joined(pixels))]
        return found


def _joined(pixels: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Each colour as one number."""
    red, green, blue = (pixels[..., place].astype(np.uint32) for place in range(3))
    found: NDArray[np.uint32] = (red << RED) | (green << GREEN) | (blue << BLUE)
    return found


def _parted(colours: NDArray[np.uint32]) -> NDArray[np.uint8]:
    return np.stack([(colours >> place) & 255 for place in (RED, GREEN, BLUE)], axis=-1).astype(np.uint8)


def _counted(reel: Reel) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
    """All colours in their order, and how many pixels have each, so exactly as weights need it."""
    counts = np.zeros(1 << 24, np.float32)
    for change in reel.changes():
        found, number = np.unique(_joined(change.pixels), return_counts=True)
        counts[found] += number
    known = np.flatnonzero(counts)
    return known.astype(np.uint32), counts[known]


def _near(colours: NDArray[np.uint8], weights: NDArray[np.float32], most: int) -> NDArray[np.uint8]:
    """Give ``most`` colours that stand for some, by their weights; median cut, then the means of what is nearest."""
    times = np.maximum(np.rint(weights * (BLOCK * 16 / weights.sum())), 1).astype(np.intp)
    crowd = np.repeat(colours, times, axis=0)
    image = Image.fromarray(crowd[np.newaxis])
    found = image.quantize(most, Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE)
    table = np.array(found.getpalette(), np.uint8).reshape(-1, 3)
    return np.unique(table[:most], axis=0)


def _nearest(colours: NDArray[np.uint8], table: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Give for each colour the number of the nearest one of the table."""
    chosen, wide = np.empty(len(colours), np.uint8), table.astype(np.float32)
    squares = (wide**2).sum(axis=1)
    for start in range(0, len(colours), BLOCK):
        part = colours[start : start + BLOCK].astype(np.float32)
        # The part's own square is the same for all of them.
        chosen[start : start + BLOCK] = np.argmin(squares - 2 * (part @ wide.T), axis=1)
    return chosen
