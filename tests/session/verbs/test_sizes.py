from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.core.model import Model
from lstm_studio.core.study import Clamp
from lstm_studio.session.verbs import sizes

if TYPE_CHECKING:
    from lstm_studio.session.state import State


def test_units_bias_and_readout_change_the_model(state: State) -> None:
    wide = sizes.set_units(state, 20)
    assert wide.study.parameters.shape == (4 * (20 * 3 + 20 * 20 + 20) + 21,)
    assert sizes.set_bias(wide, False).study.parameters.shape == (4 * (20 * 3 + 20 * 20) + 20,)
    assert sizes.set_readout(state, "c").study.sizes.readout == "c"


def test_what_keeps_its_shape_keeps_its_values(state: State) -> None:
    bare = sizes.set_bias(state, False).study
    old = Model.of(state.study.cell, state.study.sizes, state.study.parameters).parameters
    new = Model.of(bare.cell, bare.sizes, bare.parameters).parameters
    assert set(old) - set(new) == {"b_f", "b_i", "b_g", "b_o", "k"}
    assert all(np.array_equal(old[name], new[name]) for name in new)


def test_the_same_again_changes_nothing(state: State) -> None:
    assert sizes.set_units(state, 8) is state
    assert sizes.set_bias(state, True) is state


@pytest.mark.parametrize("units", [0, -1, 100_000])
def test_impossible_numbers_of_units_are_refused(state: State, units: int) -> None:
    with pytest.raises(ValueError, match="units"):
        sizes.set_units(state, units)


def test_a_readout_must_be_a_state(state: State) -> None:
    with pytest.raises(ValueError, match="c, h"):
        sizes.set_readout(state, "f")


def test_clamps_stay_inside_the_units(state: State) -> None:
    held = state.with_study(
        edits=(Clamp("f", (1, 6), 0, 3, 1.0), Clamp("i", (7,), 0, 3, 1.0), Clamp("o", (), 0, 3, 1.0))
    )
    assert [(clamp.value, clamp.units) for clamp in sizes.set_units(held, 4).study.edits] == [
        ("f", (1,)),
        ("o", ()),
    ]
