"""Counts are those of hand arithmetic, of the published cells and of PyTorch's own modules."""

from __future__ import annotations

import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.counting import Count, counted
from lstm_studio.core.model import Model
from lstm_studio.core.sizes import Sizes
from tests.oracles.counts import COUNTS


def parts(count: Count) -> dict[str, int]:
    return {part.kind: part.count for part in count.parts}


def roles(text: str) -> dict[str, tuple[str, str]]:
    rows = counted(Cell.from_text(text), Sizes(3, 4)).rows
    return {row.name: (row.role, row.reads) for _part, _gate, row in rows}


@pytest.mark.parametrize(("name", "expected"), COUNTS.items())
def test_published_cells(name: str, expected: int) -> None:
    assert counted(load_cell(name), Sizes(3, 4)).sum() == expected


def test_the_worked_example() -> None:
    sizes = Sizes(inputs=10, units=20, outputs=100, symbols=100, bias=False, output="softmax")
    count = counted(load_cell("lstm"), sizes)
    embedding, layer, readout = count.parts
    assert parts(count) == {"embedding": 1000, "layer": 2400, "readout": 2000}
    assert count.sum("layer", "readout") == 4400
    assert count.sum() == 5400
    assert layer.formula() == "4 · (20·10 + 20·20)"
    assert layer.formula(letters=True) == "4 · (H·D + H·H)"
    assert readout.formula() == "100·20"
    assert embedding.formula(letters=True) == "N·D"


def test_layers_of_different_widths_have_letters_of_their_own() -> None:
    sizes = Sizes(3, 4, outputs=2, layers=3, directions=2, widths=(8, 5, 4))
    below, _back, middle, *_others, readout = counted(load_cell("lstm"), sizes).parts
    assert below.formula(letters=True) == "4 · (H₁·D + H₁·H₁ + H₁)"
    assert middle.formula(letters=True) == "4 · (H₂·2H₁ + H₂·H₂ + H₂)"
    assert middle.formula() == "4 · (5·16 + 5·5 + 5)"
    assert readout.formula(letters=True) == "Y·2H₃ + Y"
    total = counted(load_cell("lstm"), sizes).sum()
    assert total == 2 * 4 * (8 * 3 + 64 + 8 + 5 * 16 + 25 + 5 + 4 * 10 + 16 + 4) + 2 * 8 + 2


def test_gates_that_differ_are_added_up() -> None:
    (gru,) = counted(load_cell("gru"), Sizes(3, 4)).parts
    assert gru.formula(letters=True) == "2 · (H·D + H·H + H) + (H·D + H·H + 2·H)"
    assert [(gate.feeds, gate.count) for gate in gru.gates] == [(("r",), 32), (("z",), 32), (("n",), 36)]
    (square,) = counted(load_cell("lstm"), Sizes(4, 4)).parts
    assert square.formula() == "4 · (4·4 + 4·4 + 4)"  # inputs and units stay apart where they are equal


@pytest.mark.parametrize("name", cell_names())
@pytest.mark.parametrize("bias", [True, False])
def test_layers_and_directions_hold_every_parameter_once(name: str, bias: bool) -> None:
    cell = load_cell(name)
    sizes = Sizes(3, 5, 2, layers=3, directions=2, symbols=7, bias=bias)
    count = counted(cell, sizes)
    model = Model(cell, 3, 5, 2, 3, 2, 7, bias=bias)
    assert {row.name: row.shape for _part, _gate, row in count.rows} == {
        key: values.shape for key, values in model.parameters.items()
    }
    assert count.sum() == model.flat.size
    layers = [part for part in count.parts if part.kind == "layer"]
    assert [(part.layer, part.direction) for part in layers] == [
        (0, 0),
        (0, 1),
        (1, 0),
        (1, 1),
        (2, 0),
        (2, 1),
    ]
    widths = {part.layer: row.letters for part in layers for row in part.rows if row.role == "input"}
    assert widths == {0: ("H", "D"), 1: ("H", "2H"), 2: ("H", "2H")}
    for part in count.parts:
        assert part.count == eval(part.formula().replace("·", "*"))


def test_roles_are_read_off_the_equations() -> None:
    found = {
        row.name: (row.role, row.reads) for _p, _g, row in counted(load_cell("lstm-peephole"), Sizes()).rows
    }
    assert found["W_f"] == ("input", "x")
    assert found["R_f"] == ("recurrent", "h_prev")
    assert found["p_f"] == ("peephole", "c_prev")
    assert found["p_o"] == ("peephole", "c")
    assert found["b_f"] == ("bias", "")
    assert roles(
        "n = tanh(W @ x + r * (R @ h_prev + d))\nr = sigmoid(Q @ n0)\nn0 = tanh(U @ x)\nh = n * s"
    ) == {
        "W": ("input", "x"),
        "R": ("recurrent", "h_prev"),
        "d": ("bias", ""),
        "Q": ("inner", "n0"),
        "U": ("input", "x"),
        "s": ("factor", "n"),
    }


def test_what_feeds_two_gates_is_counted_once() -> None:
    count = counted(Cell.from_text("f = sigmoid(W @ x + b)\ng = tanh(W @ x)\nh = f * g"), Sizes(3, 4))
    assert count.sum() == 16
    assert [(gate.feeds, gate.count) for gate in count.parts[0].gates] == [(("f",), 4), (("f", "g"), 12)]


@pytest.mark.oracle
@pytest.mark.parametrize(("name", "kind"), [("lstm", "LSTM"), ("gru", "GRU"), ("rnn", "RNN")])
@pytest.mark.parametrize("bias", [True, False])
def test_pytorch_has_as_many(name: str, kind: str, bias: bool) -> None:
    import torch

    layer = getattr(torch.nn, kind)(10, 20, num_layers=3, bidirectional=True, bias=bias)
    theirs = sum(values.numel() for values in layer.parameters())
    # PyTorch has two biases where one would do; the GRU's candidate alone has a use for both.
    spare = 0 if not bias else 6 * 20 * {"lstm": 4, "gru": 2, "rnn": 1}[name]
    assert counted(load_cell(name), Sizes(10, 20, layers=3, directions=2, bias=bias)).sum() == theirs - spare
