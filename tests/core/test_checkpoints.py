"""Checkpoints: which are kept follows from the updates alone, evenly, within the room that is stated."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_studio.core.checkpoints import (
    CAP,
    LEAST,
    MOST,
    Checkpoint,
    due,
    joined,
    nearest,
    room,
    taken,
    thinned,
    until,
)


def trained(updates: int, size: int, portion: int = 1) -> tuple[Checkpoint, ...]:
    """Train nothing for so many updates; what is taken joins the record after every ``portion`` of them."""
    kept: tuple[Checkpoint, ...] = ()
    waiting: tuple[Checkpoint, ...] = ()
    for update in range(updates + 1):
        waiting += taken(update, np.full(size, float(update)))
        if update % portion == 0:
            kept, waiting = joined(kept, waiting), ()
    return joined(kept, waiting)


@pytest.mark.parametrize("updates", [0, 1, 398, 399, 400, 401, 799, 1000, 5000])
def test_they_are_evenly_spread_and_never_more_than_there_is_room_for(updates: int) -> None:
    kept = [row.update for row in trained(updates, 3)]
    assert kept[0] == 0
    assert len(kept) <= MOST
    assert len(kept) >= min(updates + 1, MOST // 2)
    strides = {int(stride) for stride in np.diff(kept)}
    assert len(strides) <= 1, strides
    assert updates - kept[-1] < max([1, *strides])


@given(st.integers(0, 3000), st.integers(1, 700), st.integers(1, 700))
def test_it_does_not_matter_when_they_are_joined(updates: int, one: int, other: int) -> None:
    assert [row.update for row in trained(updates, 1, one)] == [
        row.update for row in trained(updates, 1, other)
    ]


@given(st.integers(1, 40_000_000))
def test_all_of_a_record_stay_within_the_cap(size: int) -> None:
    most = room(size)
    assert most == 0 or LEAST <= most <= MOST
    assert 4 * size * most <= CAP
    assert most == MOST or 4 * size * (most + 1) > CAP or most == 0
    assert any(due(update, size) for update in range(3)) is (most > 0)


def test_a_checkpoint_is_a_copy_that_cannot_be_written() -> None:
    parameters = np.array([1.0, 2.0])
    (row,) = taken(0, parameters)
    parameters[:] = 7
    assert row.parameters.dtype == np.float32
    assert row.parameters.tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        row.parameters[0] = 3


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e300])
def test_what_is_no_number_is_no_checkpoint(bad: float) -> None:
    assert taken(0, np.array([0.0, bad])) == ()


def test_thinning_keeps_the_first_whatever_its_update() -> None:
    rows = tuple(Checkpoint(update, np.zeros(1, np.float32)) for update in range(101, 140))
    kept = thinned(rows, 8)
    assert kept[0] is rows[0]
    assert len(kept) <= 8
    assert all(row.update % 8 == 0 for row in kept[1:])
    assert thinned(rows, LEAST - 1) == ()


def test_a_record_that_goes_on_takes_no_update_twice() -> None:
    old = trained(10, 2)
    assert joined(old, taken(10, np.zeros(2))) == old
    assert [row.update for row in until(old, 3)] == [0, 1, 2, 3]


@given(st.lists(st.integers(0, 100), unique=True).map(sorted), st.floats(-10, 110))
def test_the_nearest_is_none_further_than_another(updates: list[int], wanted: float) -> None:
    rows = tuple(Checkpoint(update, np.zeros(1, np.float32)) for update in updates)
    found = nearest(rows, wanted)
    assert (found is None) is (not updates)
    if found is not None:
        assert abs(updates[found] - wanted) == min(abs(update - wanted) for update in updates)
