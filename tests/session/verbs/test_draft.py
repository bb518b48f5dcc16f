from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.catalogue import cell_names, load_cell, save_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.model import Model
from lstm_studio.core.study import Clamp
from lstm_studio.session.draft import PAGE, Draft, Problem, name_for, remarks, text_of
from lstm_studio.session.verbs import draft

if TYPE_CHECKING:
    from lstm_studio.session.state import State

OWN = "z = σ(W x_t + U h_{t-1} + b)   # update gate: how much is new\nh = (1 - z) ⊙ h_{t-1} + z ⊙ tanh(Q x)"


def drafted(state: State) -> Draft:
    assert state.view.draft is not None
    return state.view.draft


@pytest.fixture
def begun(state: State) -> State:
    return draft.begin(state, load_cell("lstm"))


@pytest.mark.parametrize("name", cell_names())
def test_every_cell_can_be_begun_from_and_says_the_same(state: State, name: str) -> None:
    cell = load_cell(name)
    found = drafted(draft.begin(state, cell))
    assert found.problem is None
    assert found.cell is not None
    assert found.cell.graph.by_text.keys() == cell.graph.by_text.keys()
    assert found.cell.meaning == cell.meaning
    assert found.cell.diagram == cell.diagram
    assert not found.cell.options
    assert not found.touched
    assert not found.refusal


def test_an_empty_page_has_an_example_whose_remarks_are_meanings(state: State) -> None:
    found = drafted(draft.begin_page(state))
    assert found.text == PAGE
    assert found.cell is not None
    assert found.cell.graph.states == ("h",)
    assert found.cell.meaning["z"] == "update gate: the share of the old output that is kept"
    assert not found.touched


def test_a_text_that_is_no_cell_keeps_the_last_one_and_says_where_it_is_wrong(begun: State) -> None:
    good = drafted(begun)
    found = drafted(draft.write(begun, good.text + " * "))
    assert found.cell is good.cell
    assert found.touched
    assert found.problem is not None
    line = found.text.splitlines()[5]
    assert (found.problem.line, found.problem.column) == (6, len(line.rstrip()) + 1)
    assert str(found.problem).startswith("line 6, column ")
    assert found.refusal == str(found.problem)
    mended = drafted(draft.write(draft.write(begun, good.text + " * "), good.text))
    assert mended == good


def test_the_study_is_not_touched_by_what_is_written(begun: State, state: State) -> None:
    assert draft.write(begun, OWN).study is state.study
    assert draft.retitle(begun, "Mine").study is state.study


def test_meanings_stay_as_far_as_the_values_are_computed(begun: State) -> None:
    changed = drafted(draft.write(begun, drafted(begun).text.replace("i * g", "i * abs(g)")))
    assert changed.cell is not None
    assert "i * g" not in changed.cell.meaning
    assert changed.cell.meaning["f"] == load_cell("lstm").meaning["f"]
    assert changed.cell.source == ""


def test_a_name_follows_from_the_title_and_a_built_in_one_is_refused(begun: State) -> None:
    assert drafted(begun).title == "My LSTM"
    clash = draft.retitle(begun, "LSTM")
    assert "“lstm” is the name of a built-in cell" in drafted(clash).refusal
    with pytest.raises(ValueError, match="another title"):
        draft.use(clash)
    assert "no title" in drafted(draft.retitle(begun, "  ")).refusal
    mine = draft.retitle(clash, "Doppelte Ümläute & more")
    assert draft.finished(mine).name == "doppelte-ümläute-more"
    assert draft.finished(mine).title == "Doppelte Ümläute & more"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("My LSTM", "my-lstm"),
        ("  a_b / c ", "a-b-c"),
        ("⊙!", "cell"),
        ("x" * 99, "x" * 60),
        ("GRU 2", "gru-2"),
    ],
)
def test_names_are_fit_for_files(title: str, name: str) -> None:
    assert name_for(title) == name


def test_using_it_keeps_equal_parameters_and_is_one_change_of_the_study(begun: State) -> None:
    text = drafted(begun).text.replace("b_f)", "p_f * c_prev + b_f)")
    used = draft.use(draft.write(begun, text))
    study, before = used.study, begun.study
    assert study.cell.name == "my-lstm"
    assert study.cell.heading == "Yours"
    old = Model.of(before.cell, before.sizes, before.parameters).parameters
    new = Model.of(study.cell, study.sizes, study.parameters).parameters
    assert set(new) - set(old) == {"p_f"}
    assert all(np.array_equal(new[name], old[name]) for name in old)
    assert used.run.message == "the study now has the cell “My LSTM”; drawn anew: p_f; all else is kept"
    assert not drafted(used).touched


def test_a_grid_that_does_not_fit_is_left_out(begun: State) -> None:
    assert draft.use(begun).study.cell.diagram == load_cell("lstm").diagram
    assert draft.use(begun, drawn=False).study.cell.diagram == ""


def test_clamps_and_a_readout_that_it_lacks_go_as_with_any_cell(begun: State) -> None:
    held = begun.with_study(edits=(Clamp("f", (), 0, 3, 1.0), Clamp("h", (), 0, 3, 0.0)))
    used = draft.use(draft.write(held, OWN))
    assert [clamp.value for clamp in used.study.edits] == ["h"]


def test_what_is_wrong_cannot_be_used(begun: State) -> None:
    with pytest.raises(ValueError, match="line 1, column"):
        draft.use(draft.write(begun, "h ="))


def test_kept_in_a_file_it_is_not_touched_until_it_is_written_on(begun: State, tmp_path: Path) -> None:
    written = draft.write(begun, OWN)
    assert drafted(written).touched
    kept = draft.keep(written, tmp_path / "own.toml")
    assert not drafted(kept).touched
    assert drafted(kept).path == tmp_path / "own.toml"
    assert drafted(draft.write(kept, OWN + " ")).touched


def test_a_saved_cell_comes_back_with_its_remarks(begun: State, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    cell = draft.finished(draft.retitle(draft.write(begun, OWN), "Own"), drawn=False)
    save_cell(cell, path)
    read = load_cell(path)
    assert replace(read, meaning=dict(read.meaning)) == replace(cell, meaning=dict(cell.meaning))
    found = drafted(draft.begin(begun, read, path))
    assert found.title == "Own"
    assert "   # update gate: how much is new" in found.text
    assert found.cell is not None
    assert found.cell.equations == cell.equations


def test_lines_of_a_built_in_cell_stand_alone() -> None:
    assert "#" not in text_of(load_cell("lstm"))
    assert remarks("h = tanh(W x)  # a # b\n# no line\nc_t = h # c") == {"h": "a # b", "c": "c"}


def test_before_the_editor_is_opened_there_is_nothing_to_use(state: State) -> None:
    assert state.view.draft is None
    with pytest.raises(ValueError, match="no equations yet"):
        draft.use(state)
    assert drafted(draft.write(state, "h = tanh(W x)")).cell == replace(
        Cell.from_text("h = tanh(W x)", "my-cell", "My cell")
    )


def test_a_problem_says_its_place() -> None:
    assert str(Problem("no", 2, 3)) == "line 2, column 3: no"
