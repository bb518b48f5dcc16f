from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.model import Model
from lstm_studio.core.study import Clamp
from lstm_studio.session.verbs import cell, sizes

if TYPE_CHECKING:
    from lstm_studio.session.state import State


def values(state: State) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    study = state.study
    return Model.of(study.cell, study.sizes, study.parameters).parameters


def toggled(state: State) -> dict[str, dict[str, str | None]]:
    return {
        toggle.key: {choice.value: choice.cell for choice in toggle.choices}
        for toggle in cell.options_of(state)
    }


@pytest.mark.parametrize("name", cell_names())
def test_what_has_the_same_name_and_shape_keeps_its_values(state: State, name: str) -> None:
    before = values(state)
    changed = cell.set_cell(state, load_cell(name))
    after = values(changed)
    assert after
    common = [key for key in after if key in before and before[key].shape == after[key].shape]
    assert {"V", "k"} <= set(common)
    for key in common:
        assert np.array_equal(after[key], before[key])
    drawn = set(after) - set(common)
    assert all(key in changed.run.message for key in drawn)
    assert bool(drawn) == ("drawn anew" in changed.run.message)


def test_there_and_back_gives_the_same_trace(state: State) -> None:
    there = cell.set_option(state, "peephole", "diagonal")
    back = cell.set_option(there, "peephole", "off")
    assert there.study.cell.name == "lstm-peephole"
    assert back.study.cell is state.study.cell
    assert np.array_equal(back.study.parameters, state.study.parameters)


def test_a_toggle_goes_to_the_cell_that_differs_in_it_alone(state: State) -> None:
    assert toggled(state)["peephole"] == {
        "off": "lstm",
        "diagonal": "lstm-peephole",
        "full": "lstm-peephole-full",
    }
    coupled = cell.set_option(cell.set_option(state, "coupled", "yes"), "peephole", "full")
    assert coupled.study.cell.name == "lstm-cifg-peephole-full"
    gru = cell.set_cell(state, load_cell("gru"))
    assert toggled(gru)["reset"] == {"after": "gru", "before": "gru-reset-before"}
    assert toggled(gru)["z"] == {"keep": "gru", "write": "gru-write"}


def test_a_toggle_of_another_family_is_disabled_and_says_why(state: State) -> None:
    toggles = {toggle.key: toggle for toggle in cell.options_of(state)}
    assert toggles["peephole"].enabled
    assert not toggles["reset"].enabled
    assert "GRU" in toggles["reset"].why
    with pytest.raises(ValueError, match="GRU"):
        cell.set_option(state, "reset", "before")
    with pytest.raises(ValueError, match="peephole: full"):
        cell.set_option(state, "peephole", "round")


def test_the_chosen_value_is_marked(state: State) -> None:
    full = cell.set_option(state, "peephole", "full")
    (toggle,) = [toggle for toggle in cell.options_of(full) if toggle.key == "peephole"]
    assert [choice.chosen for choice in toggle.choices] == [False, False, True]


def test_a_cell_of_ones_own_has_no_toggles(state: State) -> None:
    own = cell.set_cell(state, Cell.from_text("h = tanh(W @ x + R @ h_prev + b)", title="Mine"))
    assert not any(toggle.enabled for toggle in cell.options_of(own))
    assert "Mine" in cell.options_of(own)[0].why


def test_a_readout_that_the_cell_has_not_falls_back_to_h(state: State) -> None:
    read = sizes.set_readout(state, "c")
    changed = cell.set_cell(read, load_cell("gru"))
    assert changed.study.sizes.readout == "h"
    assert "read from h" in changed.run.message


def test_clamps_of_values_that_are_gone_go_too(state: State) -> None:
    held = state.with_study(edits=(Clamp("f", (), 0, 3, 1.0), Clamp("h", (), 0, 3, 0.0)))
    changed = cell.set_cell(held, load_cell("gru"))
    assert [clamp.value for clamp in changed.study.edits] == ["h"]
    assert "f" in changed.run.message


def test_another_cell_forgets_the_losses_of_the_first(state: State) -> None:
    trained = state.with_record(update=7, losses=np.ones((7, 2)), solved=3)
    record = cell.set_option(trained, "coupled", "yes").study.record
    assert (record.update, len(record.losses), record.solved) == (0, 0, None)


def test_the_choice_that_is_made_already_changes_nothing(state: State) -> None:
    assert cell.set_option(state, "peephole", "off") is state
