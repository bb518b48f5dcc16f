"""What is said of a cell: tips, the card of the language, the line below the equations."""

from __future__ import annotations

import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.language.ops import FUNCTIONS, OPERATIONS
from lstm_studio.core.study import Study
from lstm_studio.session.session import Session
from lstm_studio.session.verbs import cell, sizes
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.ui.editor.hover import about_function, about_name
from lstm_studio.ui.editor.language import language_html
from lstm_studio.ui.editor.problems import summary
from lstm_studio.ui.theme import LIGHT


@pytest.fixture
def study() -> Study:
    return new_study("spike-latch", load_cell("lstm"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("x", ("the input: 3 values a step", "the input of this step")),
        ("x_t", ("the input: 3 values a step",)),
        ("f", ("gate: 8 values, one a unit", "forget gate: the share")),
        ("c", ("state: 8 values",)),
        ("h", ("output and state: 8 values",)),
        ("g", ("value of this step: 8 values",)),
        ("c_prev", ("c one step ago: 8 values, one a unit",)),
        ("W_f", ("a matrix of H×D = 8×3: 24 values", "weights of the input: x")),
        ("R_f", ("a matrix of H×H = 8×8: 64 values", "h_prev")),
        ("b_f", ("a vector of H = 8: 8 values", "a bias, one a unit", "bias of the forget gate")),
    ],
)
def test_a_name_says_its_kind_and_shape(study: Study, name: str, words: tuple[str, ...]) -> None:
    said = about_name(name, study, None, 0, 0)
    assert all(word in said for word in words), said


def test_a_value_is_that_of_the_trace(session: Session) -> None:
    study, trace = session.state.study, session.scene.trace
    assert trace is not None
    assert f"<b>{trace['f'][11, 2]:.4f}</b>" in about_name("f", study, trace.cell(0), 12, 2)


def test_what_is_no_name_says_nothing_and_a_left_out_bias_says_so(session: Session) -> None:
    assert about_name("nothing", session.state.study, None, 0, 0) == ""
    session.do(sizes.set_bias, False)
    assert "leaves out" in about_name("b_f", session.state.study, None, 0, 0)


@pytest.mark.parametrize("spelling", list(FUNCTIONS))
def test_every_function_says_what_it_is(spelling: str) -> None:
    said = about_function(spelling)
    assert OPERATIONS[FUNCTIONS[spelling]].printed.format("a") in said
    assert ("between 0 and 1" in said) == OPERATIONS[FUNCTIONS[spelling]].unit


def test_what_is_no_function_says_nothing() -> None:
    assert about_function("W_f") == ""


def test_the_card_has_every_operation_and_function() -> None:
    card = language_html(LIGHT)
    for row in OPERATIONS.values():
        if row.binding < 9:
            names = ("W", "x") if row.name == "matmul" else ("a", "b")
            assert row.printed.format(*names) in card
    for spelling in FUNCTIONS:
        assert spelling in card


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("h = tanh(W @ x)", "It remembers nothing: no name ends in _prev."),
        ("h = tanh(R @ h_prev)", "It remembers h. It never reads x."),
        ("z = W @ x\nq = W @ x\nc = z + c_prev\nh = tanh(c)", "It remembers c. Nothing reads q."),
    ],
)
def test_what_is_for_nothing_is_said(text: str, said: str) -> None:
    assert summary(Cell.from_text(text)) == said


def test_a_grid_that_fits_no_longer_is_said() -> None:
    assert summary(load_cell("lstm"), "fault").endswith("it is laid out in layers.")


def test_roles_of_a_cell_of_ones_own(session: Session) -> None:
    session.do(cell.set_cell, Cell.from_text("h = tanh(W @ x + s * (R @ h_prev))"))
    assert "a vector of H = 8" in about_name("s", session.state.study, None, 0, 0)
