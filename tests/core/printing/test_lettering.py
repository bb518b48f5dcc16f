"""Whatever is called by a letter has that of the notation, at its time."""

from __future__ import annotations

import pytest

from lstm_studio.catalogue import cell_names, load_cell, load_notation, notation_names
from lstm_studio.core.printing.lettering import Lettering, own_letter
from lstm_studio.core.printing.printer import print_cell


def plain(lettering: Lettering, name: str, *, ahead: bool = False) -> str:
    return " + ".join(letter.plain for letter in lettering(name, ahead=ahead))


@pytest.mark.parametrize(
    ("notation", "printed"),
    [
        ("greff", ["f_t", "c_t", "c_{t−1}", "W_f", "b_f", "x_t", "V"]),
        ("lecture", ["f_t", "s_t", "s_{t−1}", "U_f", "b_f", "x_t", "V"]),
        ("olah", ["f_t", "C_t", "C_{t−1}", "W_{f,x}", "b_f", "x_t", "V"]),
        ("jaeger", ["g^{forget}(n+1)", "c(n+1)", "c(n)", "W_x^{g^{forget}}", "b^{g^{forget}}", "x(n+1)", "W^{out}"]),
        ("pytorch", ["f_t", "c_t", "c_{t−1}", "W_{if}", "b_{if} + b_{hf}", "x_t", "W_{out}"]),
    ],
)  # fmt: skip
def test_values_and_parameters_have_the_letters_of_the_notation(notation: str, printed: list[str]) -> None:
    lettering = Lettering.of(load_cell("lstm").graph, load_notation(notation))
    assert [plain(lettering, name) for name in ("f", "c", "c_prev", "W_f", "b_f", "x", "V")] == printed


def test_time_goes_on_and_back() -> None:
    graph = load_cell("lstm").graph
    onward, back = Lettering.of(graph), Lettering.of(graph).read(turned=True)
    assert [plain(onward, name, ahead=True) for name in ("c", "c_prev", "x")] == ["c_{t+1}", "c_t", "x_{t+1}"]
    assert [plain(back, name) for name in ("c", "c_prev")] == ["c_t", "c_{t+1}"]
    assert [plain(back, name, ahead=True) for name in ("c", "c_prev")] == ["c_{t−1}", "c_t"]
    jaeger = Lettering.of(graph, load_notation("jaeger"))
    assert [plain(jaeger, name, ahead=True) for name in ("c", "c_prev")] == ["c(n+2)", "c(n+1)"]
    assert plain(jaeger.read(turned=True), "c", ahead=True) == "c(n−2)"
    assert back.read(turned=True) is back


def test_a_name_of_the_readout_that_the_cell_has_is_the_cells() -> None:
    assert own_letter("c_prev", frozenset()).plain == "c_{t−1}"
    assert own_letter("W_f", frozenset()).plain == "W_f"
    assert plain(Lettering.of(load_cell("lstm").graph), "none_of_it") == "none_{of,it}"


@pytest.mark.parametrize("name", cell_names())
@pytest.mark.parametrize("notation", notation_names())
def test_the_letters_are_those_of_the_equations(name: str, notation: str) -> None:
    graph = load_cell(name).graph
    lettering = Lettering.of(graph, load_notation(notation))
    for line in print_cell(graph, load_notation(notation)):
        for mark in line.marks:
            if mark.letter is not None and len(mark.means) == 1:
                assert mark.letter in lettering(mark.means[0]), mark


def test_a_word_in_a_sentence_has_no_time_and_no_braces() -> None:
    graph = load_cell("lstm").graph
    pytorch, jaeger = (Lettering.of(graph, load_notation(name)) for name in ("pytorch", "jaeger"))
    assert [pytorch.word(name) for name in ("b_f", "W_f", "c")] == ["b_if + b_hf", "W_if", "c"]
    assert [jaeger.word(name) for name in ("f", "c_prev")] == ["g^forget", "c"]
