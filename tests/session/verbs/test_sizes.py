from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lstm_studio.core.check import check_study
from lstm_studio.core.fit import Job, fit
from lstm_studio.core.model import Model
from lstm_studio.core.study import Clamp
from lstm_studio.session.state import fitted
from lstm_studio.session.verbs import selection, sequence, sizes, task, training

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


def values_of(state: State) -> dict[str, Any]:
    study = state.study
    return dict(Model.of(study.cell, study.sizes, study.parameters).parameters)


def spelt(state: State, text: str = "hello hello") -> State:
    return sequence.set_text(state, "characters", text)


def test_more_layers_keep_the_first_and_fewer_bring_it_back(state: State) -> None:
    deep = sizes.set_layers(state, 3)
    old, new = values_of(state), values_of(deep)
    assert {name for name in new if name.startswith("0.")} == {
        f"0.{name}" for name in old if name not in "Vk"
    }
    for name, values in old.items():
        assert np.array_equal(new[name if name in "Vk" else f"0.{name}"], values)
    back = values_of(sizes.set_layers(deep, 1))
    assert all(np.array_equal(back[name], old[name]) for name in old)
    assert "12 parameters of layer 2" in deep.run.message


def test_each_layer_has_units_of_its_own(state: State) -> None:
    deep = sizes.set_units(state, (8, 5))
    assert deep.study.sizes.every == (8, 5)
    old, new = values_of(state), values_of(deep)
    assert np.array_equal(new["0.R_f"], old["R_f"])  # as wide as before: it stays
    assert new["1.W_f"].shape == (5, 8)
    assert new["V"].shape == (1, 5)
    check_study(deep.study)
    assert sizes.set_units(deep, (8, 5)) is deep
    assert sizes.set_layers(deep, 3).study.sizes.every == (8, 5, 5)
    assert sizes.set_layers(deep, 1).study.sizes == state.study.sizes
    assert sizes.set_units(deep, 6).study.sizes.every == (6, 6)
    assert sizes.set_directions(deep, 2).study.sizes.inputs_of(1) == 16
    with pytest.raises(ValueError, match="number of units is 9000"):
        sizes.set_units(state, (9000, 2))


def test_what_is_looked_at_stays_within_the_units_of_the_shown_layer(state: State) -> None:
    deep = fitted(selection.enter(sizes.set_units(state, (8, 3)), 0, 0))
    there = fitted(selection.toggle_curve(selection.select_unit(deep, 6), 2))
    assert there.view.curves == (6, 2)
    above = fitted(selection.enter(there, 1, 0)).view
    assert (above.unit, above.curves) == (2, (2,))
    wide = fitted(selection.enter(selection.select_unit(deep, 6), 1, 0))
    assert (wide.view.unit, wide.view.curves) == (2, (2,))
    assert selection.select_unit(wide, 9).view.unit == 2
    assert selection.toggle_curve(wide, 3) is wide


def test_clamps_stay_inside_the_units_of_their_layer(state: State) -> None:
    deep = sizes.set_units(state, (8, 3)).with_study(
        edits=(Clamp("0.f", (1, 6), 0, 3, 1.0), Clamp("1.f", (2,), 0, 3, 1.0), Clamp("1.c", (), -1, -1, 1.0))
    )
    check_study(deep.study)
    swapped = sizes.set_units(deep, (4, 2)).study.edits
    assert [(clamp.value, clamp.units) for clamp in swapped] == [("0.f", (1,)), ("1.c", ())]
    out = deep.with_study(edits=(Clamp("1.f", (6,), 0, 3, 1.0),))
    with pytest.raises(ValueError, match="between 1 and 3"):
        check_study(out.study)


def test_both_directions_keep_the_forward_one(state: State) -> None:
    both = sizes.set_directions(state, 2)
    old, new = values_of(state), values_of(both)
    assert np.array_equal(new["0.R_f"], old["R_f"])
    assert new["V"].shape == (1, 16)
    assert new["0.reverse.W_f"].shape == (8, 3)


@pytest.mark.parametrize("layers", [0, 17])
def test_there_are_one_to_sixteen_layers(state: State, layers: int) -> None:
    with pytest.raises(ValueError, match=f"layers is {layers}; expected a number between 1 and 16"):
        sizes.set_layers(state, layers)
    with pytest.raises(ValueError, match="directions is 3"):
        sizes.set_directions(state, 3)


def test_an_embedding_reads_typed_characters(state: State) -> None:
    embedded = sizes.set_embedding(spelt(state), 3)
    study = embedded.study
    assert (study.sizes.symbols, study.sizes.inputs, study.sizes.outputs) == (5, 3, 5)
    assert values_of(embedded)["E"].shape == (5, 3)
    check_study(study)
    progress = next(fit(Job.of(study)))
    assert np.isfinite(progress.loss)
    off = sizes.set_embedding(embedded, 0).study
    assert (off.sizes.symbols, off.sizes.inputs) == (0, 5)


def test_an_embedding_stays_with_other_characters_and_goes_with_numbers(state: State) -> None:
    embedded = sizes.set_embedding(spelt(state), 3)
    other = spelt(embedded, "abc abd").study.sizes
    assert (other.symbols, other.inputs) == (5, 3)
    numbers = sequence.set_text(embedded, "numbers", "1 2 3 4").study
    assert (numbers.sizes.symbols, numbers.sizes.inputs) == (0, 1)
    check_study(numbers)
    task_again = task.set_task(embedded, "adding").study
    assert (task_again.sizes.symbols, task_again.sizes.inputs) == (0, 2)


def test_numbers_have_no_embedding(state: State) -> None:
    with pytest.raises(ValueError, match="symbols, one at a step"):
        sizes.set_embedding(state, 3)
    assert sizes.set_embedding(state, 0) is state


def test_the_output_is_what_the_targets_allow_and_the_loss_goes_with_it(state: State) -> None:
    squared = training.set_training(state, loss="mse")
    assert squared.study.sizes.output == "sigmoid"
    plain = sizes.set_output(training.set_training(state, loss="binary cross-entropy"), "identity")
    assert plain.study.training.loss is None
    assert sizes.set_output(squared, "identity").study.training.loss == "mse"
    with pytest.raises(ValueError, match="“Spike latch” ask for sigmoid or identity"):
        sizes.set_output(state, "softmax")
    with pytest.raises(ValueError, match="output is “step”; expected one of"):
        sizes.set_output(state, "step")
    with pytest.raises(ValueError, match="does not go with the output sigmoid"):
        training.set_training(state, loss="cross-entropy")


def test_what_is_shown_stays_within_the_model(state: State) -> None:
    looking = selection.enter(sizes.set_directions(sizes.set_layers(state, 3), 2), 2, 1)
    assert (looking.view.layer, looking.view.direction) == (2, 1)
    beyond = selection.enter(looking, 9, 9).view
    assert (beyond.layer, beyond.direction) == (2, 1)
    fewer = fitted(sizes.set_directions(sizes.set_layers(looking, 2), 1)).view
    assert (fewer.layer, fewer.direction) == (1, 0)


def test_what_is_drawn_anew_is_named_as_the_window_counts_layers(state: State) -> None:
    deep = sizes.set_layers(state, 2)
    assert "12 parameters of layer 2" in deep.run.message
    assert "1." not in deep.run.message
    both = sizes.set_directions(deep, 2)
    assert "12 parameters of layer 1 backward" in both.run.message
    assert "V; all else is kept" in both.run.message
    assert "W_f, R_f, b_f" in sizes.set_units(state, 4).run.message
