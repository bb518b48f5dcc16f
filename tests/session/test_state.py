from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from lstm_studio.core.study import Study, frozen
from lstm_studio.session.state import FIELDS, Run, State, View, differing, fitted, same


def test_every_field_of_the_three_parts_has_a_name() -> None:
    names = {row.name for kind in (Study, View, Run) for row in fields(kind)}
    assert set(FIELDS) == names


def test_only_what_differs_is_named(state: State) -> None:
    assert differing(state, state) == frozenset()
    assert differing(state, state.with_view(cursor=state.view.cursor)) == frozenset()
    moved = state.with_view(cursor=3, unit=2).with_study(title="other").with_run(playing=True)
    assert differing(state, moved) == {"cursor", "unit", "title", "playing"}


def test_equal_arrays_are_only_the_same_when_they_are_one() -> None:
    one, other = frozen([1.0, 2.0]), frozen([1.0, 2.0])
    assert same(one, one)
    assert not same(one, other)
    assert same((1, 2), (1, 2))
    assert not same(1, 1.0)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"cursor": 1000}, {"cursor": 50}),
        ({"cursor": -1}, {"cursor": 0}),
        ({"unit": 9, "curves": (0, 7, 8)}, {"unit": 7, "curves": (0, 7)}),
        ({"node": "f * c_prev"}, {"node": "f * c_prev"}),
        ({"node": "z * h_prev"}, {"node": ""}),
        ({"span": (3.0, 90.0)}, {"span": None}),
    ],
)
def test_the_view_is_brought_inside_the_study(
    state: State, given: dict[str, object], expected: dict[str, object]
) -> None:
    view = fitted(state.with_view(**given)).view
    assert {name: getattr(view, name) for name in expected} == expected


def test_a_view_that_fits_is_left_alone(state: State) -> None:
    assert fitted(state) is state


def test_arrays_of_a_state_are_read_only(state: State) -> None:
    for array in (state.study.parameters, state.study.sequence.values, state.study.record.losses):
        assert not array.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        state.study.parameters[0] = 1.0


def test_parts_are_replaced_apart(state: State) -> None:
    moved = state.with_view(cursor=5)
    assert moved.study is state.study
    assert moved.run is state.run
    assert replace(moved, view=state.view).view.cursor == 0
    assert np.shares_memory(moved.study.parameters, state.study.parameters)
