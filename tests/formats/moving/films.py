"""Films made by hand, and how Pillow, which did not write them all, reads a film back."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from lstm_studio.formats.moving.reel import Reel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

__all__ = ["few", "many", "played", "reel_of", "windows"]


def reel_of(pictures: Iterable[Pixels], seconds: float = 0.25) -> Reel:
    reel = Reel()
    for picture in pictures:
        reel.add(picture, seconds)
    return reel


def few(count: int = 5) -> list[Pixels]:
    """A square of one of four colours that moves over a ground."""
    found = []
    for place in range(count):
        picture = np.full((40, 60, 4), (250, 251, 252, 255), np.uint8)
        picture[5:9, :, :3] = 30
        picture[10 + place : 20 + place, 4 * place : 4 * place + 9, :3] = (200, 40 * place, 20)
        found.append(picture)
    return found


def many(count: int = 4) -> list[Pixels]:
    """A flat ground with thousands of colours in the middle, others in every picture."""
    rng = np.random.default_rng(3)
    found = []
    for _place in range(count):
        picture = np.full((64, 64, 4), 255, np.uint8)
        picture[10:50, 10:50, :3] = rng.integers(0, 256, (40, 40, 3))
        found.append(picture)
    return found


def windows(count: int = 4) -> list[Pixels]:
    """A clear ground with something half clear on it that comes and goes."""
    found = []
    for place in range(count):
        picture = np.zeros((30, 50, 4), np.uint8)
        picture[5:15, 5 + 8 * place : 20 + 8 * place] = (10, 20, 30, 255 if place % 2 else 128)
        found.append(picture)
    return found


def played(content: bytes) -> tuple[list[Pixels], list[float]]:
    """Every picture of a file, and its milliseconds."""
    with Image.open(BytesIO(content)) as film:
        pictures, times = [], []
        for place in range(getattr(film, "n_frames", 1)):
            film.seek(place)
            film.load()
            pictures.append(np.asarray(film.convert("RGBA")).copy())
            times.append(film.info["duration"])
        return pictures, times
