"""The pictures of a film one after the other, kept as what each one changes, so that a long film fits into memory."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

__all__ = ["Change", "Reel"]

QUICK = 1  # zlib's level: this is only for the memory


@dataclass(frozen=True, eq=False)
class Change:
    """The part of a picture that differs from the one before: ``pixels`` (height, width, 4) at a place in it.

    ``seconds`` is how long the picture is to be seen.
    """

    left: int
    top: int
    pixels: Pixels
    seconds: float


@dataclass(eq=False)
class _Kept:
    left: int
    top: int
    shape: tuple[int, ...]
    packed: bytes
    seconds: float


class Reel:
    """A film that is being made. A picture that equals the one before only prolongs it."""

    def __init__(self) -> None:
        self._kept: list[_Kept] = []
        self._last: Pixels | None = None

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels; 0 and 0 before the first picture."""
        return (0, 0) if self._last is None else (self._last.shape[1], self._last.shape[0])

    @property
    def seconds(self) -> float:
        """How long the whole is."""
        return sum(kept.seconds for kept in self._kept)

    def add(self, picture: Pixels, seconds: float) -> None:
        """Add a picture (height, width, 4) of red, green, blue and opacity. Raises ValueError for another size."""
        if self._last is not None and self._last.shape != picture.shape:
            sentence = _("a picture of {given} pixels in a film of {expected}; expected one size")
            raise ValueError(sentence.format(given=_sides(picture), expected=_sides(self._last)))
        place = _changed(self._last, picture)
        if place is None:
            self._kept[-1].seconds += seconds
            return
        part = np.ascontiguousarray(picture[place])
        rows, columns = place
        self._kept.append(
            _Kept(columns.start, rows.start, part.shape, zlib.compress(part.tobytes(), QUICK), seconds)
        )
        self._last = picture

    def changes(self) -> Iterator[Change]:
        """Give what each picture changes; the first one changes everything."""
        for kept in self._kept:
            pixels = np.frombuffer(zlib.decompress(kept.packed), np.uint8).reshape(kept.shape)
            yield Change(kept.left, kept.top, pixels, kept.seconds)

    def pictures(self) -> Iterator[tuple[Pixels, float]]:
        """Give each whole picture, which holds until the next one is taken, with its seconds."""
        width, height = self.size
        whole = np.zeros((height, width, 4), np.uint8)
        for change in self.changes():
            rows, columns = change.pixels.shape[:2]
            whole[change.top : change.top + rows, change.left : change.left + columns] = change.pixels
            yield whole, change.seconds


def _changed(old: Pixels | None, new: Pixels) -> tuple[slice, slice] | None:
    """Where two pictures differ, as a rectangle of rows and columns; None where they do not."""
    if old is None:
        return slice(0, new.shape[0]), slice(0, new.shape[1])
    # Four bytes at once: a pixel is one number.
    other = np.ascontiguousarray(old).view(np.uint32) != np.ascontiguousarray(new).view(np.uint32)
    rows = np.flatnonzero(other.any(axis=(1, 2)))
    if not rows.size:
        return None
    first, last = int(rows[0]), int(rows[-1]) + 1
    columns = np.flatnonzero(other[first:last].any(axis=(0, 2)))
    return slice(first, last), slice(int(columns[0]), int(columns[-1]) + 1)


def _sides(picture: Pixels) -> str:
    return f"{picture.shape[1]}×{picture.shape[0]}"
