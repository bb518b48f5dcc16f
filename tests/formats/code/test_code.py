"""Written programs are run against the model: NumPy as it is, Keras on a few lines that stand for it."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

import lstm_studio as studio
from lstm_studio.catalogue import load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.language.graph import Graph
from lstm_studio.core.language.ops import FUNCTIONS
from lstm_studio.core.model import Model
from lstm_studio.formats.code import LANGUAGES, code
from lstm_studio.formats.code.keras_code import DIALECT as KERAS
from lstm_studio.formats.code.numpy_code import DIALECT as NUMPY
from lstm_studio.formats.code.pytorch_code import DIALECT as PYTORCH
from lstm_studio.formats.code.step import Dialect
from lstm_studio.formats.identifiers import identifiers
from tests.core.random_cells import graphs
from tests.formats.code.cells import CELLS, SHAPES, answer, model_of, sequence
from tests.formats.code.keras_stand_in import built


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_numpy_computes_what_the_model_does(cell: Cell, shape: dict[str, Any]) -> None:
    model = model_of(cell, shape)
    names: dict[str, Any] = {}
    exec(studio.code(model, "numpy"), names)
    x = sequence(model)
    found = names["run"](x, model.parameters)
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, answer(model, x), rtol=0, atol=1e-13)


@settings(phases=[Phase.generate], max_examples=20)
@given(graphs(), st.sampled_from(SHAPES))
def test_any_cell_can_be_said_in_numpy(graph: Graph, shape: dict[str, Any]) -> None:
    cell = Cell("any", {name: graph.expression(name) for name in graph.named})
    model = model_of(cell, shape)
    names: dict[str, Any] = {}
    exec(code(cell, model.sizes, "numpy"), names)
    x = sequence(model)[:2]
    with np.errstate(all="ignore"):
        ours, theirs = answer(model, x), names["run"](x, model.parameters)
    # Numbers without bound, as exp of exp gives them, differ in their last figures by any amount.
    tame = np.isfinite(ours).all() and np.abs(ours).max() < 1e3
    assume(tame)
    np.testing.assert_allclose(theirs, ours, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_keras_computes_what_the_model_does(cell: Cell, shape: dict[str, Any]) -> None:
    model = model_of(cell, shape)
    x = sequence(model)
    found = built(code(cell, model.sizes, "keras"), model, np.swapaxes(x, 0, 1))
    np.testing.assert_allclose(np.swapaxes(found, 0, 1), answer(model, x), rtol=0, atol=1e-13)


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("lstm", "keras.layers.LSTM(4, return_sequences=True)"),
        ("gru", "keras.layers.GRU(4, return_sequences=True)"),
        ("gru-reset-before", "keras.layers.GRU(4, reset_after=False, return_sequences=True)"),
        ("rnn", "keras.layers.SimpleRNN(4, return_sequences=True)"),
    ],
)
def test_what_keras_has_is_its_layer(name: str, call: str) -> None:
    text = code(load_cell(name), Model(load_cell(name), 3, 4, 2).sizes, "keras")
    assert call in text
    assert "class " not in text


def test_what_pytorch_has_is_its_layer() -> None:
    model = Model(load_cell("gru"), 3, 4, 2, layers=2, directions=2, bias=False)
    text = studio.code(model, "pytorch")
    assert "self.gru = nn.GRU(3, 4, num_layers=2, bidirectional=True, bias=False)" in text
    assert "self.readout = nn.Linear(8, 2, bias=False)" in text


@pytest.mark.parametrize("language", ["pytorch", "keras", "numpy"])
def test_programs_of_layers_are_short_and_say_what_they_are(language: str) -> None:
    text = code(load_cell("lstm"), Model(load_cell("lstm"), 3, 4, 2).sizes, language)
    tree = ast.parse(text)
    assert "LSTM: 3 inputs, 1 layer of 4 units" in str(ast.get_docstring(tree))
    assert len(text.splitlines()) < 50
    assert max(map(len, text.splitlines())) <= 110


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_latex_reads_back_as_the_cell(cell: Cell) -> None:
    text = studio.code(model_of(cell, {"outputs": 2}), "latex")
    assert text.startswith(f"% {cell.title}: 3 inputs")
    body = text.partition("\\begin{align*}\n")[2].partition("\n\\end{align*}")[0]
    *lines, last = body.split(" \\\\\n")
    assert last == r"y_{t} &= V h_{t} + k"
    back = Cell.from_text(" \\\\\n".join(lines))
    assert {name: back.graph.expression(name) for name in back.graph.named} == {
        name: cell.graph.expression(name) for name in cell.graph.named
    }


def test_latex_says_how_both_directions_are_read() -> None:
    model = Model(
        load_cell("lstm"), 3, 4, 2, layers=2, directions=2, output="softmax", readout="c", bias=False
    )
    text = studio.code(model, "latex")
    assert r"softmax}\left(V \left[\overrightarrow{c}_{t}; \overleftarrow{c}_{t}\right]\right)" in text
    assert "the h of the one below" in text


def test_names_mean_nothing_else_in_a_program() -> None:
    graph = Cell.from_text(
        "x_1 = tanh(train @ x + to)\nclass = x_1\nnp = class\nh = np + h_prev + class * np", "own"
    ).graph
    names = identifiers(graph)
    assert names["train"] == "train_"
    assert names["class"] == "class_"
    assert names["np"] == "np_"
    assert len(set(names.values())) == len(names)
    assert all(name.isidentifier() for name in names.values())


@pytest.mark.parametrize("dialect", [PYTORCH, KERAS, NUMPY])
def test_every_function_of_the_language_can_be_said(dialect: Dialect) -> None:
    assert set(dialect.functions) == set(FUNCTIONS.values()) - {"identity"}  # which is its argument
    assert all(dialect.functions[name] == name for name in dialect.defined)


def test_another_language_is_refused() -> None:
    with pytest.raises(
        ValueError, match="no code is written in “rust”; expected one of pytorch, keras, numpy, latex"
    ):
        code(load_cell("lstm"), Model(load_cell("lstm")).sizes, "rust")
    assert list(LANGUAGES) == ["pytorch", "keras", "numpy", "latex"]


@pytest.mark.parametrize("language", ["pytorch", "keras", "numpy", "latex"])
def test_a_title_cannot_write_lines_of_a_program(language: str) -> None:
    title = 'x"""\nraise SystemExit\n"""\\u0022\u2028% y\r'
    cell = replace(load_cell("lstm"), title=title)
    text = studio.code(Model(cell, 3, 4), language)
    plain = studio.code(Model(replace(cell, title="plain"), 3, 4), language)
    assert len(text.splitlines()) == len(plain.splitlines())
    assert text.splitlines()[1:] == plain.splitlines()[1:]
