"""Which blocks make a value, in every cell, and what is said of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lstm_studio.catalogue import cell_names, load_cell, load_notation
from lstm_studio.core.counting import feeds
from lstm_studio.core.model import Model
from lstm_studio.core.printing.lettering import Lettering
from lstm_studio.core.sizes import Sizes
from lstm_studio.formats.csv_text import as_csv
from lstm_studio.formats.models import format_of
from lstm_studio.ui.tensors.laid import Laid, of_format
from lstm_studio.ui.tensors.marking import feeding, spots_of, value_of
from lstm_studio.ui.tensors.words import Telling, as_lines, bytes_of, shape_of, summaries, table, told

DEEP = Sizes(3, 4, 2, 2, 2, symbols=6)


def laid_out(ending: str, name: str = "lstm", sizes: Sizes = DEEP) -> tuple[Laid, Telling]:
    cell = load_cell(name)
    model = Model(
        cell, sizes.inputs, sizes.units, sizes.outputs, sizes.layers, sizes.directions, sizes.symbols
    )
    laid = of_format(format_of(Path(ending)).room.places(cell, sizes), model.parameters)
    return laid, Telling(cell, sizes, Lettering.of(cell.graph, load_notation("greff")))


@pytest.mark.parametrize("name", cell_names())
def test_what_makes_a_gate_is_what_feeds_it(name: str) -> None:
    graph = load_cell(name).graph
    for left in graph.named:
        assert feeding(graph, left) == {row for row in graph.parameters if left in feeds(graph, row)}
    for parameter in graph.parameters:
        assert feeding(graph, parameter) == {parameter}
    assert feeding(graph, "x") == frozenset()
    assert feeding(graph, "nothing of the cell") == frozenset()


def test_of_a_product_the_matrix_is_marked_and_nothing_of_other_layers() -> None:
    laid, telling = laid_out(".safetensors")
    sizes, graph = telling.sizes, telling.graph

    def marked(here: tuple[int, int], *texts: str) -> set[tuple[str, str]]:
        blocks = {tensor.name: tensor.blocks for tensor in laid.tensors}
        return {(name, blocks[name][at].parameter) for name, at in spots_of(laid, sizes, graph, here, texts)}

    assert marked((1, 1), "W_f @ x") == {("lstm.weight_ih_l1_reverse", "1.reverse.W_f")}
    assert marked((0, 0), "f") == {
        ("lstm.weight_ih_l0", "0.W_f"),
        ("lstm.weight_hh_l0", "0.R_f"),
        ("lstm.bias_ih_l0", "0.b_f"),
        ("lstm.bias_hh_l0", "0.b_f"),
    }
    assert marked((0, 1), "x") == {("embedding.weight", "E")}
    assert marked((1, 0), "x") == set()  # there x is h of the layer below
    assert marked((1, 0), "y") == {("readout.weight", "V"), ("readout.bias", "k")}
    assert marked((0, 0), "c", "") == set()


def test_a_block_is_pointed_at_by_its_parameter_or_by_what_it_makes_around_the_layers() -> None:
    laid, telling = laid_out(".onnx")
    said = {
        block.parameter: (value_of(telling.sizes, telling.graph, block), telling.node(block))
        for tensor in laid.tensors
        for block in tensor.blocks
    }
    assert said["1.reverse.W_f"] == ("W_f", "f")
    assert (said["E"], said["V"], said["k"]) == (("x", "x"), ("y", "y"), ("y", "y"))


def test_a_block_is_told_by_gate_layer_and_direction() -> None:
    laid, telling = laid_out(".weights.h5")
    kernel = next(tensor for tensor in laid.tensors if tensor.name.endswith("_1/backward_layer/cell/vars/0"))
    assert telling.block(kernel.blocks[1]) == "W_f · forget gate · layer 2, reverse · transposed"
    assert told(kernel, telling) == ["layer 2, reverse", "8×16", "float32", "512 B"]
    single, alone = laid_out(".safetensors", "lstm", Sizes(3, 4))
    assert alone.block(single.tensors[0].blocks[0]) == "W_i · input gate"


def test_a_value_is_told_by_its_number_its_unit_and_its_index_in_the_file() -> None:
    laid, telling = laid_out(".weights.h5")
    kernel = next(
        tensor for tensor in laid.tensors if tensor.name == "layers/bidirectional/forward_layer/cell/vars/1"
    )
    number = laid.values(kernel.name)[2, 5]
    said = telling.value(laid, kernel, 2, 5)
    # Keras is transposed: column 5 is unit 2 of f, which stands behind the four units of i; row 2 reads h of unit 3.
    assert said == (
        f"{number:+.6g} · R_f, unit 2 on h₋ 3 · forget gate · layer 1, forward · {kernel.name}[2, 5]"
    ).replace("-", "−")
    embedding = laid.tensors[0]
    assert " · E, symbol 4, number 2 · embedding · " in telling.value(laid, embedding, 3, 1)
    readout = next(tensor for tensor in laid.tensors if tensor.name == "layers/dense/vars/0")
    assert " · V, output 2 from h 8 · readout · " in telling.value(laid, readout, 7, 1)


def test_a_value_that_nothing_reads_is_told_so() -> None:
    laid, telling = laid_out(".onnx", "lstm-cifg", Sizes(3, 4))
    assert telling.value(laid, laid.tensors[0], 8, 0) == "+0 · 0.W[0, 8, 0] · not computed here"


def test_z_that_writes_is_told_with_its_factor() -> None:
    laid, telling = laid_out(".weights.h5", "gru-write", Sizes(3, 4))
    assert telling.block(laid.tensors[0].blocks[0]) == "W_z · update gate (write) · transposed · times −1"


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (9960, "10 kB"),
        (999_600, "1.0 MB"),
        (512 * 10**6, "512 MB"),
    ],
)
def test_bytes_in_few_figures(size: int, said: str) -> None:
    assert bytes_of(size) == said


def test_the_sum_and_the_table_are_those_of_the_tensors() -> None:
    laid, telling = laid_out(".safetensors", "gru", Sizes(1, 2))
    assert summaries(laid) == ("4 tensors · 120 B", "4 tensors", "120 B")
    assert shape_of(laid.tensors[0]) == "6×1"
    rows = table(laid).rows
    assert len(rows) == 30
    assert rows[0][:2] == ("gru.weight_ih_l0", "0 0")
    assert rows[0][3:] == ("W_r", "r")
    assert sum(float(str(row[2])) for row in rows) == pytest.approx(
        sum(float(laid.values(tensor.name).sum()) for tensor in laid.tensors)
    )
    assert as_csv(table(laid)).splitlines()[0] == "tensor,index,value,parameter,gate"
    assert as_lines(np.array([[1.0, 0.5], [2.0, 3.0]])) == "1.0\t0.5\n2.0\t3.0"
    assert telling.layer(laid.tensors[0].blocks[0]) == ""
