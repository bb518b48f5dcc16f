"""Animated WebP without loss: every pixel as it is."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from lstm_studio.formats.moving.timing import ticks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from lstm_studio.formats.moving.reel import Reel

__all__ = ["webp"]

TICKS = 1000  # a second
RARE = {
    "kmin": 1 << 30,
    "kmax": (1 << 30) + 1,
}  # pictures between two whole ones: a whole one is only the first
EFFORT = {"method": 1, "quality": 20}  # more takes ten times as long, for a file hardly smaller


class _Played(Image.Image):
    """A reel as Pillow sees it: a picture with many frames, of which only one is in memory."""

    def __init__(self, reel: Reel, told: Callable[[int], None]) -> None:
        super().__init__()
        self._mode, self._size = "RGBA", reel.size
        self.n_frames, self._told, self._at = len(reel), told, -1
        self._pictures: Iterator[tuple[NDArray[np.uint8], float]] = reel.pictures()
        self.seek(0)

    def seek(self, frame: int) -> None:
        if frame > self._at:  # back at the end Pillow goes to where it began, for nobody to see
            pixels, _seconds = next(self._pictures)
            self.im, self._at = Image.fromarray(pixels).im, frame
            self._told(frame)

    def tell(self) -> int:
        return self._at


def webp(reel: Reel, told: Callable[[int], None]) -> bytes:
    """Give the content of a file that plays for ever; ``told`` hears how many pictures are done."""
    spans = list(ticks((change.seconds for change in reel.changes()), TICKS))
    file = BytesIO()
    played = _Played(reel, told)
    played.save(file, "WEBP", save_all=True, duration=spans, loop=0, lossless=True, **EFFORT, **RARE)
    told(len(reel))
    return file.getvalue()
