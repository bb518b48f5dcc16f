"""What is printed in a notation still means the cell: it is read back, and both compute the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings

from lstm_studio.catalogue import cell_names, load_cell, load_notation, notation_names
from lstm_studio.core.cell import Cell
from lstm_studio.core.language.spelling import spelling
from lstm_studio.core.model import Model
from lstm_studio.core.printing.marks import plain, tex
from lstm_studio.core.printing.notation import Names
from lstm_studio.core.printing.output import print_readout
from lstm_studio.core.printing.printer import print_cell
from lstm_studio.core.sizes import Sizes
from tests.core.random_cells import graphs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.printing.marks import PrintedLine

FORMS = {"tex": tex, "plain": plain}


def lines_of(printed: Sequence[PrintedLine], form: str) -> str:
    """The lines as text, what stands for several vectors written out."""
    write = FORMS[form]
    said = "\n".join(write(line.marks) for line in printed if line.name)
    for line in printed:
        if not line.name:
            opened = next(place for place, mark in enumerate(line.marks) if mark.text == "[")
            vectors = write(line.marks[opened + 1 : -1])
            for mark in line.marks[:opened]:
                signal = write([mark])
                said = said.replace(f"; {signal}]", f"; {vectors}]").replace(f" {signal}", f" [{vectors}]")
    return said


def name_of(printed: str) -> str:
    """The name that the language reads: what stands above is a label."""
    text = re.sub(r"\\tilde\{(\w)\}", "\\1\u0303", printed)
    text = re.sub(r"\\mathit\{(\w+)\}", r"\1", text)
    return re.sub(r"[{}]", "", text).replace("^", "_") if "^" in text else spelling(text).name


def carried(graph: Graph, printed: Sequence[PrintedLine], other: Cell) -> dict[str, tuple[str, float]]:
    """Parameter of the cell that was read -> what it is of ours: name and factor."""
    found: dict[str, tuple[str, float]] = {}
    matrices = [
        mark for line in printed for mark in line.marks if mark.letter is not None and not mark.letter.time
    ]
    split = {m.means for m in matrices if sum(n.means == m.means and n.letter != m.letter for n in matrices)}
    first: set[tuple[str, ...]] = set()
    for mark in matrices:
        if not set(mark.means) <= graph.parameters.keys():
            continue
        name = name_of(mark.tex)
        if name in other.graph.parameters:
            share = 1.0 if mark.means not in split else 0.25 if mark.means not in first else 0.75
            first.add(mark.means)
            found[name] = (mark.means[0], share)
            assert len(mark.means) == 1
        else:
            parts = [part for part in other.graph.parameters if part.startswith(f"{name}_")]
            parts = [part for part in parts if part not in found]
            for part, means in zip(parts, mark.means, strict=True):
                found[part] = (means, 1.0)
    assert found.keys() == other.graph.parameters.keys()
    return found


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("notation", notation_names())
@pytest.mark.parametrize("name", cell_names())
def test_what_is_printed_computes_what_the_cell_does(name: str, notation: str, bias: bool, form: str) -> None:
    cell = load_cell(name)
    graph = cell.graph_for(bias=bias)
    printed = print_cell(graph, load_notation(notation))
    text = lines_of(printed, form)
    other = Cell.from_text(text)
    one = Model(cell, inputs=3, units=4, bias=bias, seed=5, dtype="float64")
    two = Model(other, inputs=3, units=4, bias=True, seed=6, dtype="float64")
    one.flat[:] = np.random.default_rng(7).normal(size=one.flat.shape)
    total: dict[str, float] = {}
    for into, (source, share) in carried(graph, printed, other).items():
        two.parameters[into][...] = share * one.parameters[source]
        total[source] = total.get(source, 0.0) + share
    assert total == dict.fromkeys(graph.parameters, 1.0)
    x = np.random.default_rng(8).normal(size=(6, 3))
    here, there = one.run(x), two.run(x)
    for ours, theirs in zip(graph.named, other.graph.named, strict=True):
        np.testing.assert_allclose(there[theirs], here[ours], atol=1e-12)


@pytest.mark.parametrize("name", cell_names())
def test_the_notation_of_the_cell_files_is_the_cell_itself(name: str) -> None:
    cell = load_cell(name)
    text = lines_of(print_cell(cell.graph, load_notation("greff")), "plain")
    assert Cell.from_text(text).text == cell.text


@pytest.mark.parametrize(
    ("notation", "name", "line"),
    [
        ("greff", "lstm", "f_t = σ(W_f x_t + R_f h_{t−1} + b_f)"),
        ("lecture", "lstm", "f_t = σ(W_f h_{t−1} + U_f x_t + b_f)"),
        ("lecture", "lstm", "s_t = f_t ⊙ s_{t−1} + i_t ⊙ g_t"),
        ("lecture", "gru-reset-before-write", "h_t = (1 − u_t) ⊙ h_{t−1} + u_t ⊙ g_t"),
        ("olah", "lstm", "f_t = σ(W_f · [h_{t−1}, x_t] + b_f)"),
        ("olah", "lstm", "C̃_t = tanh(W_C · [h_{t−1}, x_t] + b_C)"),
        ("olah", "lstm", "C_t = f_t ∗ C_{t−1} + i_t ∗ C̃_t"),
        ("olah", "lstm-peephole-full", "o_t = σ(W_o · [C_t, h_{t−1}, x_t] + b_o)"),
        ("olah", "gru-reset-before-write", "h̃_t = tanh(W · [r_t ∗ h_{t−1}, x_t] + b)"),
        ("jaeger", "lstm", "g^{forget}(n+1) = σ(W^{g^{forget}} [1; x^{g^{forget}}])"),
        ("jaeger", "lstm", "x^{g^{forget}} = x^{g^{input}} = x^u = x^{g^{output}} = [x(n+1); h(n)]"),
        ("pytorch", "lstm", "f_t = σ(W_{if} x_t + b_{if} + W_{hf} h_{t−1} + b_{hf})"),
        ("pytorch", "gru", "n_t = tanh(W_{in} x_t + b_{in} + r_t ⊙ (W_{hn} h_{t−1} + b_{hn}))"),
    ],
)
def test_lines_are_those_of_the_books(notation: str, name: str, line: str) -> None:
    printed = print_cell(load_cell(name).graph, load_notation(notation))
    assert line in [plain(row.marks) for row in printed]


@pytest.mark.parametrize(
    ("notation", "line"),
    [
        ("greff", "y_t = σ(V h_t + k)"),
        ("lecture", "y_t = σ(V h_t + c)"),
        ("olah", "y_t = σ(V · h_t + k)"),
        ("jaeger", "y(n+1) = σ(W^{out} [1; h(n+1)])"),
        ("pytorch", "y_t = σ(W_{out} h_t + b_{out})"),
    ],
)
def test_the_output_is_printed_in_the_same_letters(notation: str, line: str) -> None:
    sizes = Sizes(inputs=2, units=3, outputs=1, output="sigmoid")
    assert plain(print_readout(load_cell("lstm").graph, load_notation(notation), sizes).marks) == line


def test_an_output_from_the_cell_state_in_two_directions_reads_both() -> None:
    sizes = Sizes(inputs=2, units=3, outputs=1, directions=2, bias=False, readout="c")
    printed = print_readout(load_cell("lstm").graph, load_notation("lecture"), sizes)
    assert plain(printed.marks) == "y_t = V [s_t^→; s_t^←]"


def test_a_cell_that_reads_back_has_its_step_before_ahead() -> None:
    graph = load_cell("lstm").graph
    said = {
        name: plain(print_cell(graph, load_notation(name), turned=True)[4].marks) for name in notation_names()
    }
    assert said["greff"] == "c_t = f_t ⊙ c_{t+1} + i_t ⊙ g_t"
    assert said["jaeger"].startswith("c(n−1) = g^{forget}(n−1) ⊙ c(n)")


def test_two_things_never_share_a_letter() -> None:
    cell = Cell.from_text("s = tanh(W @ x + U @ h_prev)\nc = s * c_prev + W_2 @ x\nh = c + A @ x + B @ x")
    for name in notation_names():
        graph = cell.graph
        names = Names(graph, load_notation(name))
        letters = [names.value(value) for value in graph.named]
        letters += [letter for parameter in graph.parameters for letter in names.parameter(parameter)]
        assert len({letter._replace(time="") for letter in letters}) == len(letters), name


@given(graphs())
@settings(deadline=None, max_examples=60)
def test_any_cell_is_printed_with_every_value_and_parameter_on_it(graph: Graph) -> None:
    for name in notation_names():
        for numbers in (False, True):
            printed = print_cell(graph, load_notation(name), numbers=numbers)
            assert [line.name for line in printed if line.name] == list(graph.named)
            if not numbers:
                means = {text for line in printed for mark in line.marks for text in mark.means}
                assert means >= set(graph.parameters)


@pytest.mark.parametrize("notation", notation_names())
@pytest.mark.parametrize("name", cell_names())
def test_a_place_for_a_number_stands_for_every_value_of_a_line(name: str, notation: str) -> None:
    cell = load_cell(name)
    model = Model(cell, inputs=3, units=4, seed=5, dtype="float64")
    trace = model.run(np.random.default_rng(8).normal(size=(6, 3)))
    for line in print_cell(cell.graph, load_notation(notation), numbers=True):
        if line.name:
            said = "".join(
                f"({'+'.join(map(str, (trace[text][3, 2] for text in mark.means)))})"
                if mark.kind == "number"
                else {"⊙": "*", "∗": "*", "−": "-", "σ": "sigmoid"}.get(mark.text, mark.text)
                for mark in line.marks[2:]
            )
            found = trace[said][3]
            assert found[0] == pytest.approx(trace[line.name][3, 2], abs=1e-12), said
