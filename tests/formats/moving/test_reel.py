"""A reel gives back what was put in, and keeps only what changes."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_studio.formats.moving.reel import Reel
from tests.formats.moving.films import few, many, reel_of, windows


@pytest.mark.parametrize("make", [few, many, windows])
def test_every_picture_comes_back(make: object) -> None:
    assert callable(make)
    pictures = make()
    reel = reel_of(pictures, 0.5)
    assert len(reel) == len(pictures)
    assert reel.size == (pictures[0].shape[1], pictures[0].shape[0])
    for (found, seconds), wanted in zip(reel.pictures(), pictures, strict=True):
        assert np.array_equal(found, wanted)
        assert seconds == 0.5


def test_only_the_smallest_rectangle_that_differs_is_kept() -> None:
    first = np.zeros((20, 30, 4), np.uint8)
    second = first.copy()
    second[4, 7, 3] = 1
    second[9, 21, 0] = 1
    _whole, change = reel_of([first, second]).changes()
    assert (change.top, change.left, change.pixels.shape) == (4, 7, (6, 15, 4))


def test_a_picture_that_changes_nothing_only_lasts() -> None:
    picture, other = few(2)
    reel = reel_of([picture, picture.copy(), other, other, other], 0.2)
    assert [round(seconds, 9) for _pixels, seconds in reel.pictures()] == [0.4, 0.6]
    assert reel.seconds == pytest.approx(1.0)


def test_another_size_is_refused() -> None:
    reel = reel_of(few(1))
    with pytest.raises(ValueError, match="61×40 pixels in a film of 60×40"):
        reel.add(np.zeros((40, 61, 4), np.uint8), 1.0)


def test_no_pictures_have_no_size() -> None:
    assert Reel().size == (0, 0)
    assert len(Reel()) == 0
    assert Reel().seconds == 0
