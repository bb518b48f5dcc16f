"""Models and sequences that a study keeps: what comes back is what was kept, and nothing is lost on the way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.check import MOST_KEPT, check_study
from lstm_studio.core.opened import Opened
from lstm_studio.core.sizes import Sizes
from lstm_studio.core.study import MODEL, Clamp, frozen
from lstm_studio.formats.study import bytes_of, study_of
from lstm_studio.session.original import is_original
from lstm_studio.session.rows import ROWS
from lstm_studio.session.session import Session
from lstm_studio.session.shelf import model_shown, said_model, sequence_shown
from lstm_studio.session.state import State
from lstm_studio.session.verbs import cell, comparison, parameters, sequence, shelf, sizes, task, what_if
from lstm_studio.session.verbs.studies import new_study


@pytest.fixture
def state() -> State:
    return State(new_study("spike-latch", load_cell("lstm")))


def same_model(one: object, other: object) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        if name == "parameters"
        else getattr(one, name) == getattr(other, name)
        for name in MODEL
    )


def test_a_model_is_kept_as_it_is_and_brought_back_after_anything(state: State) -> None:
    kept = shelf.keep_model(what_if.hold(state, "f", 1.0, (2,)), "open gate")
    assert model_shown(kept.study) == 0
    later = sizes.set_units(cell.choose(kept, "gru"), 5)
    assert model_shown(later.study) is None
    back = shelf.bring_model(later, 0)
    assert same_model(back.study, kept.study)
    assert model_shown(back.study) == 0
    assert "“open gate” is shown" in back.run.message
    check_study(back.study)


def test_what_was_shown_is_kept_when_another_is_brought_back(state: State) -> None:
    one = shelf.keep_model(state, "one")
    other = parameters.set_start(one, seed=5)
    back = shelf.bring_model(other, 0)
    assert [row.name for row in back.study.models] == ["one", "LSTM"]
    assert same_model(back.study.models[1], other.study)
    forth = shelf.bring_model(back, 1)
    assert len(forth.study.models) == 2, "both are kept already"
    assert same_model(forth.study, other.study)
    assert shelf.bring_model(forth, 1) is forth


def test_a_model_with_edits_comes_back_beside_its_original(state: State) -> None:
    held = shelf.keep_model(what_if.hold(state, "f", 1.0))
    back = shelf.bring_model(what_if.clear_all(held), 0)
    assert back.study.edits == held.study.edits
    assert is_original(back.study)
    assert not what_if.clear_all(back).study.edits


def test_names_are_free_or_refused(state: State) -> None:
    twice = shelf.keep_model(shelf.keep_model(state))
    assert [row.name for row in twice.study.models] == ["LSTM", "LSTM 2"]
    thrice = shelf.duplicate_model(twice, 0)
    assert [row.name for row in thrice.study.models] == ["LSTM", "LSTM copy", "LSTM 2"]
    with pytest.raises(ValueError, match="another one is called “LSTM 2”"):
        shelf.rename_model(thrice, 0, " LSTM  2 ")
    with pytest.raises(ValueError, match="name is empty"):
        shelf.rename_model(thrice, 0, "  ")
    named = shelf.rename_model(thrice, 1, "the best")
    assert [row.name for row in named.study.models] == ["LSTM", "the best", "LSTM 2"]
    assert [row.name for row in shelf.remove_model(named, 0).study.models] == ["the best", "LSTM 2"]
    for verb in (shelf.bring_model, shelf.compare_kept, shelf.duplicate_model, shelf.remove_model):
        with pytest.raises(ValueError, match="no longer kept"):
            verb(named, 3)


def test_a_study_keeps_no_more_than_its_file_may_hold(state: State) -> None:
    kept = shelf.keep_model(state).study.models[0]
    full = state.with_study(models=tuple(replace(kept, name=str(at)) for at in range(MOST_KEPT)))
    with pytest.raises(ValueError, match="at most 200"):
        shelf.keep_model(full)
    with pytest.raises(ValueError, match="models that are kept is 201"):
        check_study(full.study.replace(models=(*full.study.models, kept)))


def test_compared_with_a_kept_model_both_keep_their_weights_while_one_learns(state: State) -> None:
    kept = shelf.keep_model(state, "before")
    compared = shelf.compare_kept(parameters.set_start(kept, seed=3), 0)
    against = compared.study.against
    assert against is not None
    assert (against.name, against.apart, is_original(compared.study)) == ("before", True, False)
    learnt = parameters.initialise(compared)
    assert learnt.study.against is not None
    assert learnt.study.against.parameters is state.study.parameters
    assert comparison.stop_comparing(learnt).study.against is None
    other = comparison.compare(state, "gru")
    shared = parameters.set_start(other, seed=3)
    assert other.study.against is not None
    assert shared.study.against is not None
    assert not np.array_equal(shared.study.against.parameters, other.study.against.parameters)


def test_a_comparison_with_a_kept_model_stands_in_the_file(state: State) -> None:
    compared = shelf.compare_kept(shelf.keep_model(state, "original"), 0).study
    found = study_of(bytes_of(compared))
    assert found.against is not None
    assert (found.against.apart, found.against.name) == (True, "original")
    assert not is_original(found)


def test_a_model_may_be_called_original_and_is_not_taken_for_it(state: State) -> None:
    compared = shelf.compare_kept(shelf.keep_model(state, "original"), 0)
    held = what_if.hold(compared, "f", 0.5)
    assert held.study.against is not None
    assert held.study.against.apart
    assert what_if.release(held, "f").study.against is not None, "nobody has ended the comparison"


def test_a_renamed_model_is_compared_with_under_its_new_name(state: State) -> None:
    compared = shelf.compare_kept(shelf.keep_model(state, "one"), 0)
    renamed = shelf.rename_model(compared, 0, "two")
    assert renamed.study.against is not None
    assert renamed.study.against.name == "two"


def test_a_model_of_other_sizes_cannot_be_compared_with_but_shown(state: State) -> None:
    kept = sizes.set_units(shelf.keep_model(state), 4)
    with pytest.raises(ValueError, match="other sizes than the model that is shown"):
        shelf.compare_kept(kept, 0)
    assert shelf.bring_model(kept, 0).study.sizes.units == state.study.sizes.units


def test_a_model_is_compared_with_by_the_activation_of_the_one_that_is_shown(state: State) -> None:
    study = state.study
    other = "sigmoid" if study.sizes.output == "identity" else "identity"
    opened = shelf.keep_model(state, "opened").study
    kept = replace(opened.models[0], sizes=replace(study.sizes, output=other))
    compared = shelf.compare_kept(state.with_study(models=(kept,)), 0)
    assert (
        compared.run.message
        == f"the output of “opened” is compared as {study.sizes.output}, as that of the model that is shown"
    )
    session = Session(compared.study, ROWS)
    try:
        scene = session.scene
        assert scene.trace is not None
        assert scene.against_trace is not None
        assert scene.against_trace.y is not None
        np.testing.assert_array_equal(scene.against_trace.y, scene.trace.y)
        assert scene.against_loss == scene.loss
    finally:
        session.close()


def test_a_model_of_another_cell_is_compared_with_where_the_sizes_are_the_same(state: State) -> None:
    compared = shelf.compare_kept(cell.choose(shelf.keep_model(state), "gru"), 0)
    session = Session(compared.study, ROWS)
    try:
        parting = session.scene.parting
        assert parting is not None
        assert parting.step is not None
        assert "from LSTM to GRU" in (session.scene.effect or "")
    finally:
        session.close()


def test_a_sequence_is_kept_brought_back_renamed_and_removed(state: State) -> None:
    kept = shelf.keep_sequence(state, "long")
    assert sequence_shown(kept.study) == 0
    other = sequence.sample_task(kept, 7)
    assert sequence_shown(other.study) is None
    back = shelf.bring_sequence(other, 0)
    assert np.array_equal(back.study.sequence.values, state.study.sequence.values)
    assert back.study.sequence.target is not None
    assert [row.title for row in back.study.sequences] == ["long", other.study.sequence.title]
    assert back.study.parameters is state.study.parameters, "a sequence of the same channels leaves the model"
    assert shelf.bring_sequence(back, 0) is back
    named = shelf.rename_sequence(back, 1, "short")
    assert named.study.sequences[1].title == "short"
    with pytest.raises(ValueError, match="another one is called “long”"):
        shelf.rename_sequence(named, 1, "long")
    assert [row.title for row in shelf.remove_sequence(named, 0).study.sequences] == ["short"]


def test_a_model_that_cannot_read_what_is_shown_brings_what_it_can(state: State) -> None:
    kept = shelf.keep_model(state, "latch")
    text = sequence.set_text(task.set_task(kept, "adding"), "auto", "the cat sat")
    assert text.study.sizes.inputs != state.study.sizes.inputs
    back = shelf.bring_model(text, 0)
    check_study(back.study)
    assert back.study.task == "spike-latch"
    assert back.study.sequence.target is not None
    assert [row.text for row in back.study.sequences] == ["the cat sat"]
    forth = shelf.bring_model(back, 1)
    check_study(forth.study)
    assert forth.study.sequence.text == "the cat sat"
    assert forth.study.sizes == text.study.sizes


@pytest.mark.parametrize("symbols", [0, 5])
def test_a_model_for_which_nothing_is_there_gets_numbers_or_symbols(state: State, symbols: int) -> None:
    study = state.study
    strange = Sizes(inputs=7, units=3, symbols=symbols)
    flat = frozen(np.zeros(10_000)[: parameters_of(strange)])
    kept = shelf.keep_model(
        state.with_study(task="own", options={}, sizes=strange, parameters=flat), "strange"
    )
    shown = replace(kept, study=study.replace(models=kept.study.models))
    back = shelf.bring_model(shown, 0)
    check_study(back.study)
    assert back.study.sequence.steps > 1
    again = shelf.bring_model(shown, 0)
    assert np.array_equal(back.study.sequence.values, again.study.sequence.values)


def parameters_of(form: Sizes) -> int:
    return load_cell("lstm").count(form.inputs, form.units) + form.symbols * form.inputs


def test_a_model_of_a_file_is_called_like_it_and_keeps_its_tensors(state: State) -> None:
    study = state.study
    opened = Opened(study.cell, study.sizes, study.parameters, {}, (), "pytorch", name="best.safetensors")
    kept = shelf.keep_model(state.with_study(opened=opened))
    assert kept.study.models[0].name == "best.safetensors"
    other = cell.choose(kept, "gru")
    assert other.study.raw is None
    assert shelf.keep_model(other).study.models[1].name == "GRU"
    assert shelf.bring_model(other, 0).study.raw is opened


def test_what_is_kept_is_said(state: State) -> None:
    row = shelf.keep_model(what_if.hold(sizes.set_directions(sizes.set_layers(state, 2), 2), "f", 1.0))
    (kept,) = row.study.models
    assert said_model(kept) == "LSTM · 8 units · 2 layers · both directions · 1 edit"
    learnt = replace(kept, record=replace(kept.record, update=1), edits=())
    assert said_model(learnt) == "LSTM · 8 units · 2 layers · both directions · 1 update"


def test_every_verb_is_one_step_of_undo_with_a_name_of_its_own(state: State) -> None:
    session = Session(state.study, ROWS)
    try:
        session.do(shelf.keep_model, "one")
        session.do(what_if.hold, "f", 1.0)
        session.do(shelf.bring_model, 0)
        assert session.undo_name == "bringing back of a model"
        session.undo()
        assert session.state.study.edits == (Clamp("f", (), 0, 49, 1.0),)
        assert len(session.state.study.models) == 1
    finally:
        session.close()


def test_a_copy_of_a_run_is_no_run_of_its_series(state: State) -> None:
    first = shelf.keep_model(state, "one")
    in_series = first.with_study(models=(replace(first.study.models[0], series="all", plotted=False),))
    copied = shelf.duplicate_model(in_series, 0).study.models
    assert [(kept.name, kept.series, kept.plotted) for kept in copied] == [
        ("one", "all", False),
        ("one copy", "", False),
    ]
