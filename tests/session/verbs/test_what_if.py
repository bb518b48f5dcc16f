"""Edits hold what they name, keep the original beside them, and are undone one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.insight.presets import PRESETS, refused
from lstm_studio.core.model import Model
from lstm_studio.core.study import Clamp, frozen
from lstm_studio.session.original import ORIGINAL, based, drawn_for, is_original
from lstm_studio.session.verbs import (
    cell,
    comparison,
    constant_gates,
    parameters,
    selection,
    sequence,
    sizes,
    task,
    what_if,
)

if TYPE_CHECKING:
    from lstm_studio.session.state import State


def rows(state: State) -> list[tuple[object, ...]]:
    return [(row.value, row.units, row.first, row.last, row.number) for row in state.study.edits]


def last(state: State) -> int:
    return state.study.sequence.steps - 1


def test_the_first_edit_records_the_original_and_the_way_back_forgets_it(state: State) -> None:
    held = what_if.hold(state, "f", 1.0, (2,))
    assert rows(held) == [("f", (2,), 0, last(state), 1.0)]
    against = held.study.against
    assert against is not None
    assert (against.name, against.edits, against.cell) == (ORIGINAL, (), state.study.cell)
    assert against.parameters is state.study.parameters
    more = what_if.hold(held, "o", 0.0)
    assert more.study.against is against
    back = what_if.remove_rows(more, [0, 1])
    assert back.study.against is None
    assert back.study.edits == ()


def test_what_a_new_clamp_covers_gives_way(state: State) -> None:
    held = what_if.hold(state, "f", 0.5, (2,), (3, 5))
    wider = what_if.hold(held, "f", 1.0, (1, 2), (3, 6))
    assert rows(wider) == [("f", (1, 2), 3, 6, 1.0)]
    over = what_if.hold(wider, "f", 0.0, (2,), (4, 4))
    assert rows(over) == [("f", (1, 2), 3, 6, 1.0), ("f", (2,), 4, 4, 0.0)]
    assert rows(what_if.hold(over, "f", 0.25)) == [("f", (), 0, last(state), 0.25)]
    assert what_if.hold(over, "f", 0.0, (2,), (4, 4)) is over


def test_release_frees_its_units_and_steps_and_no_others(state: State) -> None:
    held = what_if.hold(what_if.hold(state, "f", 1.0), "i", 0.0)
    free = what_if.release(held, "f", (2,), (3, 5))
    arrays = np.full((last(state) + 1, 8), np.nan)
    for row in free.study.edits:
        if row.value == "f":
            arrays[row.first : row.last + 1, list(row.units) or slice(None)] = row.number
    expected = np.ones_like(arrays)
    expected[3:6, 2] = np.nan
    np.testing.assert_array_equal(arrays, expected)
    assert "i" in {row.value for row in free.study.edits}
    assert what_if.release(free, "f").study.edits == (Clamp("i", (), 0, last(state), 0.0),)


def test_an_edit_belongs_to_the_cell_that_is_looked_into(state: State) -> None:
    deep = sizes.set_directions(sizes.set_layers(state, 2), 2)
    held = what_if.hold(selection.enter(deep, 0, 1), "f", 1.0)
    assert [row[0] for row in rows(held)] == ["0.reverse.f"]
    assert rows(what_if.hold(selection.enter(deep, 1, 0), "x", 2.0, (1,)))[0][0] == "x"


def test_states_and_inputs(state: State) -> None:
    begun = what_if.set_state(state, "c", 3, 0, 0.5)
    assert rows(begun) == [("c", (3,), -1, -1, 0.5)]
    assert rows(what_if.set_state(begun, "c", 3, 4, 0.25))[-1] == ("c", (3,), 3, 3, 0.25)
    assert rows(what_if.set_input(state, 2, 1, 0.75)) == [("x", (1,), 1, 1, 0.75)]
    with pytest.raises(ValueError, match="only states"):
        what_if.set_state(state, "f", 3, 0, 0.5)
    with pytest.raises(ValueError, match="a channel of x"):
        what_if.set_input(state, 2, 9, 0.75)


def test_a_weight_is_one_number_of_the_parameters(state: State) -> None:
    changed = what_if.set_weight(state, "R_f", (2, 5), 0.75)
    before = Model.of(state.study.cell, state.study.sizes, state.study.parameters).parameters
    after = Model.of(changed.study.cell, changed.study.sizes, changed.study.parameters).parameters
    assert after["R_f"][2, 5] == 0.75
    assert np.flatnonzero(changed.study.parameters != state.study.parameters).size == 1
    again = what_if.set_weight(changed, "R_f", (2, 5), float(before["R_f"][2, 5]))
    assert again.study.against is None
    assert again.study.parameters is state.study.parameters
    assert not changed.study.parameters.flags.writeable


@pytest.mark.parametrize(
    ("address", "place", "number", "why"),
    [
        ("R_z", (0, 0), 1.0, "there is no parameter “R_z”; expected one of W_f"),
        ("R_f", (8, 0), 1.0, "shape 8 × 8; there is no place 9 × 1"),
        ("R_f", (1,), 1.0, "there is no place 2"),
        ("b_f", (-1,), 1.0, "there is no place 0"),
        ("b_f", (1,), float("inf"), "expected a finite number"),
    ],
)
def test_a_weight_that_is_not_there(
    state: State, address: str, place: tuple[int, ...], number: float, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        what_if.set_weight(state, address, place, number)


def test_clear_all_puts_the_original_back(state: State) -> None:
    changed = what_if.set_weight(what_if.hold(state, "f", 1.0), "b_f", (0,), 3.0)
    back = what_if.clear_all(changed)
    assert back.study.parameters is state.study.parameters
    assert back.study.edits == ()
    assert back.study.against is None
    assert what_if.clear_title(changed) == ""
    assert "nothing is held" in what_if.clear_title(back)


def test_a_row_keeps_its_place_when_it_is_changed(state: State) -> None:
    held = what_if.hold(what_if.hold(state, "f", 1.0), "i", 0.0)
    changed = what_if.change_row(held, 0, number=0.5, units=(1,))
    assert rows(changed)[0] == ("f", (1,), 0, last(state), 0.5)
    with pytest.raises(ValueError, match="there is no edit 3; the study has 2"):
        what_if.change_row(held, 2, number=0.5)
    with pytest.raises(ValueError, match="“z”"):
        what_if.change_row(held, 0, value="z")


def test_what_is_learnt_is_the_originals_too(state: State) -> None:
    held = what_if.set_weight(what_if.hold(state, "f", 1.0), "b_f", (0,), 3.0)
    drawn = parameters.initialise(held)
    assert is_original(drawn.study)
    assert drawn.study.against is not None
    assert drawn.study.against.parameters is drawn.study.parameters
    only_weight = parameters.initialise(what_if.set_weight(state, "b_f", (0,), 3.0))
    assert only_weight.study.against is None


def test_the_original_follows_into_another_cell(state: State) -> None:
    held = what_if.hold(what_if.hold(state, "f", 1.0), "h", 0.0, (1,))
    other = cell.set_cell(held, load_cell("lstm-peephole"))
    assert other.study.edits == held.study.edits
    against = other.study.against
    assert against is not None
    assert against.cell == other.study.cell
    np.testing.assert_array_equal(against.parameters, other.study.parameters)
    gone = cell.set_cell(what_if.hold(state, "f", 1.0), load_cell("gru"))
    assert gone.study.edits == ()
    assert gone.study.against is None


@pytest.mark.parametrize("preset", ["remember", "forget", "overwrite"])
@pytest.mark.parametrize("name", cell_names())
def test_presets_hold_or_say_why_not(state: State, name: str, preset: str) -> None:
    chosen = cell.choose(state, name)
    why = refused(chosen.study.cell.graph, PRESETS[preset])
    if why:
        with pytest.raises(ValueError, match=why[:20]):
            constant_gates.hold_gates(chosen, preset, (1, 2), (3, 4))
        return
    held = constant_gates.hold_gates(chosen, preset, (1, 2), (3, 4))
    assert held.study.edits
    assert {(row.units, row.first, row.last) for row in held.study.edits} == {((1, 2), 3, 4)}


@pytest.mark.parametrize("name", ["lstm", "gru", "gru-write", "mgu", "janet", "lstm-cifg-peephole"])
def test_the_forget_vector_copies_here_and_resets_there(state: State, name: str) -> None:
    chosen = cell.choose(state, name)
    bits = (1, 0, 1, 1, 0, 0, 1, 0)
    held = constant_gates.set_forget_vector(chosen, bits, (5, 5))
    assert constant_gates.forget_vector(held, 5) == bits
    assert constant_gates.forget_vector(held, 4) == (None,) * 8
    again = constant_gates.set_forget_vector(held, bits[::-1], (5, 5))
    assert constant_gates.forget_vector(again, 5) == bits[::-1]
    assert len(again.study.edits) == 2
    study = held.study
    model = Model.of(study.cell, study.sizes, study.parameters)
    clamp = np.full((last(held) + 1, 1, 8), np.nan)
    clamps = {row.value: clamp.copy() for row in study.edits}
    for row in study.edits:
        clamps[row.value][5, 0, list(row.units)] = row.number
    trace = model.run(study.sequence.values, clamp=clamps)
    graph = study.cell.graph
    state_name = next(one for one in graph.memories if graph.keep(one) is not None)
    keep = graph.keep(state_name)
    assert keep is not None
    kept = trace[f"({keep.text}) * {state_name}_prev"][5]
    np.testing.assert_array_equal(kept, np.array(bits) * trace[f"{state_name}_prev"][5])


def test_a_cell_without_a_keep_factor_has_no_forget_vector(state: State) -> None:
    plain = cell.choose(state, "rnn")
    assert "no gate" in constant_gates.refused_vector(plain.study.cell.graph)
    with pytest.raises(ValueError, match="no gate"):
        constant_gates.set_forget_vector(plain, (1,) * 8)
    assert constant_gates.forget_vector(plain, 0) == (None,) * 8
    with pytest.raises(ValueError, match="expected 8 zeros and ones"):
        constant_gates.set_forget_vector(state, (1, 2))


def test_the_same_weights_under_other_equations(state: State) -> None:
    held = what_if.hold(what_if.hold(state, "f", 1.0, (1,)), "h", 0.0, (1,))
    compared = comparison.compare(held, "gru")
    against = compared.study.against
    assert against is not None
    assert against.cell == load_cell("gru")
    assert against.name == "GRU"
    assert [row.value for row in against.edits] == ["h"]
    assert compared.study.edits == held.study.edits
    mine = Model.of(state.study.cell, state.study.sizes, state.study.parameters).parameters
    other = Model.of(against.cell, state.study.sizes, against.parameters).parameters
    np.testing.assert_array_equal(mine["V"], other["V"])
    assert "drawn" in compared.run.message
    exact = comparison.compare(held, "lstm-cifg")
    assert exact.run.message == ""
    assert exact.study.against is not None
    common = Model.of(exact.study.against.cell, state.study.sizes, exact.study.against.parameters).parameters
    for name, values in common.items():
        np.testing.assert_array_equal(values, mine[name])
    alone = comparison.stop_comparing(exact)
    assert is_original(alone.study)
    assert comparison.stop_comparing(comparison.compare(state, "gru")).study.against is None
    assert is_original(comparison.compare_with(exact, exact.study.cell).study)


def test_a_cell_that_lacks_the_state_of_the_readout_is_compared_by_its_output(state: State) -> None:
    from_c = sizes.set_readout(state, "c")
    own = Cell.from_text("h = tanh(W @ x + R @ h_prev)")
    assert comparison.compare_with(from_c, own).study.against is not None


def test_a_weight_that_was_changed_beside_another_cell_comes_back(state: State) -> None:
    for order in (0, 1):
        both = state
        for place in (order, 1 - order):
            both = comparison.compare(both, "gru") if place else what_if.set_weight(both, "b_f", (0,), 3.0)
        assert both.study.against is not None
        assert both.study.against.name == "GRU"
        assert what_if.clear_all(both).study.parameters is state.study.parameters
        alone = comparison.stop_comparing(both)
        assert is_original(alone.study)
        assert what_if.clear_all(alone).study.parameters is state.study.parameters
        other = cell.choose(both, "lstm-peephole")
        back = what_if.clear_all(other).study
        values = Model.of(back.cell, back.sizes, back.parameters).parameters
        mine = Model.of(state.study.cell, state.study.sizes, state.study.parameters).parameters
        np.testing.assert_array_equal(values["b_f"], mine["b_f"])
        assert parameters.initialise(both).study.against is not None
        assert what_if.clear_all(parameters.initialise(both)).study.parameters is not state.study.parameters


def test_another_sample_is_held_as_the_one_before_and_another_sequence_is_not(state: State) -> None:
    held = what_if.hold(what_if.hold(state, "f", 1.0), "i", 0.0, (1,), (40, 45))
    shorter = task.set_option(held, "length", 20)
    assert [(row.value, row.last) for row in shorter.study.edits] == [("f", last(shorter))]
    assert last(shorter) < 40
    assert is_original(shorter.study)
    typed = sequence.set_sequence(comparison.compare(held, "gru"), state.study.sequence)
    assert not typed.study.edits
    assert typed.study.against is not None
    assert not typed.study.against.edits
    assert sequence.set_sequence(held, state.study.sequence).study.against is None


def test_nothing_is_compared_with_another_model_of_other_sizes(state: State) -> None:
    compared = comparison.compare(what_if.hold(state, "f", 1.0), "gru")
    assert is_original(sizes.set_units(compared, 5).study)
    assert sizes.set_units(comparison.compare(state, "gru"), 5).study.against is None
    held = sizes.set_units(what_if.hold(state, "f", 1.0, (1, 7)), 5)
    assert held.study.edits == (replace(held.study.edits[0], units=(1,)),)
    assert is_original(held.study)


def test_a_cell_that_is_called_original_is_another_cell_all_the_same(state: State) -> None:
    other = replace(load_cell("gru"), title=ORIGINAL)
    compared = comparison.compare_with(state, other)
    assert not is_original(compared.study)
    changed = what_if.set_weight(what_if.hold(compared, "f", 0.0), "W_f", (0, 0), 3.0)
    assert changed.study.against is not None
    assert changed.study.against.cell == other
    assert what_if.clear_all(changed).study.parameters is state.study.parameters


def test_the_cell_that_is_compared_with_is_not_compared_with_itself(state: State) -> None:
    compared = comparison.compare(state, "gru")
    assert cell.choose(compared, "gru").study.against is None
    held = cell.choose(what_if.hold(compared, "h", 0.0, (1,)), "gru")
    assert is_original(held.study)
    assert rows(held) == [("h", (1,), 0, last(state), 0.0)]


def test_what_is_learnt_is_learnt_by_the_cell_beside_it(state: State) -> None:
    compared = comparison.compare(state, "lstm-peephole").study
    drawn = drawn_for(compared)
    assert drawn == dict.fromkeys(("p_f", "p_i", "p_o"), "peephole")
    assert compared.against is not None
    learnt = based(compared, frozen(state.study.parameters + 1.0))
    assert learnt.against is not None
    fresh, old = (
        Model.of(run.cell, state.study.sizes, run.parameters) for run in (learnt.against, compared.against)
    )
    own = Model.of(learnt.cell, state.study.sizes, learnt.parameters)
    for name, values in fresh.parameters.items():
        np.testing.assert_array_equal(values, (old if name in drawn else own).parameters[name])
