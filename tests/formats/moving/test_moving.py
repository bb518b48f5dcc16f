"""Films are read back by Pillow: every picture, its time, and that they play for ever."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from lstm_studio.formats.moving import MOVING, filmed
from lstm_studio.formats.moving.palette import Palette
from lstm_studio.formats.moving.reel import Reel
from tests.formats.moving.films import few, many, played, reel_of, windows

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

EXACT = [".webp", ".apng"]
LOOPED = [".gif", *EXACT]


@pytest.mark.parametrize("suffix", EXACT)
@pytest.mark.parametrize("make", [few, many, windows])
@pytest.mark.parametrize("count", [1, 4])
def test_every_pixel_is_as_it_was(
    suffix: str, make: Callable[[int], list[NDArray[np.uint8]]], count: int
) -> None:
    pictures = make(count)
    found, times = played(filmed(suffix, reel_of(pictures, 0.3))) if count > 1 else (None, None)
    if found is None or times is None:
        with Image.open(BytesIO(filmed(suffix, reel_of(pictures)))) as single:
            found = [np.asarray(single.convert("RGBA"))]
    for wanted, given in zip(pictures, found, strict=True):
        seen = wanted[..., 3:] > 0  # what is clear has no colour
        assert np.array_equal(np.where(seen, wanted, 0), np.where(given[..., 3:] > 0, given, 0))
    assert times in (None, [300] * count)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_few_colours_are_exact_in_a_gif(count: int) -> None:
    pictures = few(count)
    content = filmed(".gif", reel_of(pictures))
    if count > 1:
        found, times = played(content)
        assert times == [250] * count
    else:
        with Image.open(BytesIO(content)) as single:
            found = [np.asarray(single.convert("RGBA"))]
    for wanted, given in zip(pictures, found, strict=True):
        assert np.array_equal(wanted, given)


def test_many_colours_are_near_in_a_gif_and_the_ground_is_exact() -> None:
    pictures = many()
    found, _times = played(filmed(".gif", reel_of(pictures)))
    for wanted, given in zip(pictures, found, strict=True):
        off = np.abs(wanted[..., :3].astype(int) - given[..., :3])
        assert off[:10].max() == 0
        # 255 colours in the cube of all of them: about forty apart.
        assert off.mean() < 12


@pytest.mark.parametrize("suffix", LOOPED)
def test_a_film_plays_for_ever(suffix: str) -> None:
    with Image.open(BytesIO(filmed(suffix, reel_of(few())))) as film:
        assert film.info["loop"] == 0


@pytest.mark.parametrize("suffix", LOOPED)
def test_what_stands_still_costs_nothing(suffix: str) -> None:
    """A noisy picture with a dot that moves: after the first picture next to nothing is written."""
    rng = np.random.default_rng(0)
    ground = np.full((100, 100, 4), 255, np.uint8)
    ground[..., :3] = rng.integers(0, 4, (100, 100, 1)) * 60
    pictures = []
    for place in range(10):
        pictures.append(ground.copy())
        pictures[-1][50:54, 10 * place : 10 * place + 4, :3] = (200, 0, 0)
    sizes = [len(filmed(suffix, reel_of(pictures[:count]))) for count in (1, 10)]
    assert sizes[1] - sizes[0] < 0.5 * sizes[0] if suffix != ".webp" else sizes[1] < 4 * sizes[0]


@pytest.mark.parametrize("suffix", LOOPED)
def test_it_tells_how_far_it_is(suffix: str) -> None:
    told: list[int] = []
    filmed(suffix, reel_of(few()), told.append)
    assert told[-1] == 5
    assert told == sorted(told)


def test_gifs_keep_the_time_of_thirty_a_second() -> None:
    _pictures, times = played(filmed(".gif", reel_of(few(5) * 6, 1 / 30)))
    assert sum(times) == 1000
    assert set(times) == {30, 40}


def test_what_is_too_quick_for_a_gif_is_slowed_down() -> None:
    _pictures, times = played(filmed(".gif", reel_of(few(5), 0.001)))
    assert times == [20] * 5


def test_another_suffix_and_an_empty_film_are_sentences() -> None:
    with pytest.raises(
        ValueError, match=r"no film has the suffix “.avi”; expected one of .gif, .webp, .apng, .mp4"
    ):
        filmed(".avi", reel_of(few()))
    for suffix in MOVING:
        with pytest.raises(ValueError, match="without pictures"):
            filmed(suffix, Reel())


def test_a_palette_keeps_what_there_is_much_of() -> None:
    palette = Palette(reel_of(many()), 255)
    assert len(palette.colours) <= 255
    assert [255, 255, 255] in palette.colours.tolist()
    exact = Palette(reel_of(few()), 255)
    assert len(exact.colours) == len({tuple(c) for p in few() for row in p for c in row[:, :3].tolist()})
