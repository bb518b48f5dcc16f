"""Tensors as they stand in the file, with what has been learnt since, and as other kinds of file would have them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.model import Model
from lstm_studio.core.opened import Opened
from lstm_studio.core.sizes import Sizes
from lstm_studio.formats.models import format_of
from lstm_studio.ui.tensors.laid import of_file, of_format, place_of

PYTORCH = format_of(Path("a.safetensors")).room


def opened(sizes: Sizes, **more: np.ndarray) -> tuple[Opened, Model]:
    """A file that holds an LSTM, and other tensors that nothing is read from."""
    cell = load_cell("lstm")
    model = Model(cell, sizes.inputs, sizes.units, sizes.outputs, sizes.layers, sizes.directions, seed=3)
    arranged = PYTORCH.places(cell, sizes)
    tensors = more | {name: arranged.tensor(name, model.parameters) for name in arranged.shapes}
    flat = model.flat.astype(np.float64)
    return Opened(cell, sizes, flat, tensors, arranged.blocks, "pytorch", stored={"brain": "BF16"}), model


def test_those_of_the_model_come_first_and_the_rest_is_said_to_be_left() -> None:
    file, _model = opened(Sizes(3, 4, 2), other=np.arange(6.0).reshape(2, 3), flags=np.array([True]))
    laid = of_file(file, file.parameters, {})
    assert [tensor.name for tensor in laid.tensors] == [
        "lstm.weight_ih_l0",
        "lstm.weight_hh_l0",
        "lstm.bias_ih_l0",
        "lstm.bias_hh_l0",
        "readout.weight",
        "readout.bias",
        "other",
        "flags",
    ]
    assert laid.left == 2
    assert (laid.tensors[0].kind, laid.tensors[0].size) == ("float32", 16 * 3 * 4)
    assert (laid.tensors[-1].kind, laid.tensors[-1].size) == ("bool", 1)
    assert laid.values("other") is file.tensors["other"]
    assert laid.size == sum(array.nbytes for array in file.tensors.values())


def test_what_has_been_learnt_since_stands_in_its_block_and_the_rest_as_it_was() -> None:
    file, model = opened(Sizes(3, 4, 2))
    model.parameters["W_f"][1, 2] = 7.0
    laid = of_file(file, model.flat.astype(np.float64), model.parameters)
    now, before = laid.values("lstm.weight_ih_l0"), file.tensors["lstm.weight_ih_l0"]
    assert now[4 + 1, 2] == 7.0  # in PyTorch i comes before f
    assert int((now != before).sum()) == 1
    assert laid.values("lstm.weight_hh_l0") is file.tensors["lstm.weight_hh_l0"]


def test_bfloat16_is_shown_as_the_numbers_that_it_is() -> None:
    raw = (np.array([1.5, -2.0], np.float32).view(np.uint32) >> 16).astype(np.uint16)
    file, _model = opened(Sizes(1, 2), brain=raw)
    laid = of_file(file, file.parameters, {})
    assert laid.values("brain").tolist() == [1.5, -2.0]
    assert (laid.tensors[-1].kind, laid.tensors[-1].size) == ("BF16", 4)


@pytest.mark.parametrize("ending", [".safetensors", ".onnx", ".weights.h5"])
def test_a_format_is_laid_out_with_every_parameter_once(ending: str) -> None:
    sizes = Sizes(3, 4, 2, 2, 2, symbols=6)
    model = Model(load_cell("lstm"), 3, 4, 2, 2, 2, symbols=6)
    laid = of_format(format_of(Path(ending)).room.places(model.cell, sizes), model.parameters)
    assert laid.left == 0
    held = sum(float(np.abs(laid.values(tensor.name)).sum()) for tensor in laid.tensors)
    assert held == pytest.approx(float(np.abs(model.flat).sum()), rel=1e-5)
    for tensor in laid.tensors:
        values = laid.values(tensor.name)
        assert (values.shape, values.nbytes) == (tensor.shape, tensor.size)


def test_a_block_is_found_at_its_cells_and_what_is_in_none_is_idle() -> None:
    sizes = Sizes(3, 4)
    model = Model(load_cell("lstm-cifg"), 3, 4)
    laid = of_format(format_of(Path("a.onnx")).room.places(model.cell, sizes), model.parameters)
    weights = laid.tensors[0]
    assert weights.shape == (1, 16, 3)
    # ONNX has i, o, f, g; with input_forget nothing reads f.
    found = [weights.block_at(row, 0) for row in (0, 5, 9, 13)]
    assert [None if at is None else weights.blocks[at].parameter for at in found] == [
        "W_i",
        "W_o",
        None,
        "W_g",
    ]
    assert weights.idle == ((8, 12, 0, 3),)


def test_a_parameter_is_of_a_cell_or_around_it() -> None:
    deep, single = Sizes(2, 3, 1, 2, 2, symbols=4), Sizes(2, 3, 1)
    assert place_of(deep, "1.reverse.W_f") == (1, 1, "W_f")
    assert place_of(single, "W_f") == (0, 0, "W_f")
    assert [place_of(deep, name)[0] for name in ("E", "V", "k")] == [-1, -1, -1]
    assert place_of(deep, "0.V") == (0, 0, "V")  # a cell may call one of its own so
