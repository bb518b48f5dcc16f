"""What a format is said to lay a model out as is what stands in the file that it writes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.model import Model
from lstm_studio.core.opened import gathered
from lstm_studio.core.sizes import Sizes, layout
from lstm_studio.formats.models import format_of, open_file, save

ENDINGS = (".safetensors", ".onnx", ".weights.h5")
MINE = Cell.from_text(
    "a = sigmoid(W @ x + R @ h_prev)\nh = a * h_prev + (1 - a) * tanh(U @ x + p * a)", "mine"
)
MODELS: dict[str, tuple[str | Cell, Sizes]] = {
    "lstm": ("lstm", Sizes(3, 4, 2)),
    "deep": ("lstm", Sizes(3, 4, 2, 3, 2, symbols=7, output="softmax")),
    "gru": ("gru", Sizes(2, 5, 0, 2)),
    "gru-before": ("gru-reset-before", Sizes(2, 3, 1)),
    "no bias": ("gru", Sizes(2, 3, 1, bias=False)),
    "rnn": ("rnn", Sizes(1, 2, 1, 1, 2)),
    "peephole": ("lstm-peephole", Sizes(3, 4, 2, 1, 2)),
    "coupled": ("lstm-cifg", Sizes(3, 4, 2)),
    "from c": ("lstm", Sizes(3, 4, 2, readout="c")),
    "widths": ("lstm", Sizes(3, 4, 2, 3, 2, widths=(6, 2, 4))),
    "mine, widths": (MINE, Sizes(3, 4, 2, 2, 1, widths=(6, 4))),
    "mine": (MINE, Sizes(3, 4, 2, 2, 2)),
}
LACKED = {".weights.h5": ("peephole", "coupled", "from c", "mine", "mine, widths")}


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("key", MODELS)
def test_a_layout_is_that_of_the_file(key: str, ending: str, tmp_path: Path) -> None:
    given, sizes = MODELS[key]
    cell = given if isinstance(given, Cell) else load_cell(given)
    room = format_of(Path(ending)).room
    if key in LACKED.get(ending, ()):
        with pytest.raises(ValueError, match="Keras"):
            room.places(cell, sizes)
        return
    values = max(span.stop for span in layout(cell, sizes).values())
    model = Model.of(cell, sizes, np.random.default_rng(3).normal(size=values), "float32")
    arranged = room.places(cell, sizes)
    assert arranged.said
    save(model, tmp_path / f"model{ending}")
    opened = open_file(tmp_path / f"model{ending}")
    for name, shape in arranged.shapes.items():
        ours = arranged.tensor(name, model.parameters)
        assert ours.shape == shape
        np.testing.assert_array_equal(ours, opened.tensors[name], err_msg=name)
    # The blocks, too, are those by which the file is read.
    assert {block for block in arranged.blocks if block.parameter} <= set(opened.blocks)
    tensors = {name: arranged.tensor(name, model.parameters) for name in arranged.shapes}
    flat = gathered(cell, sizes, tensors, arranged.blocks)
    np.testing.assert_array_equal(flat, model.flat)


def test_what_a_model_is_there_is_said_in_the_order_of_the_gates() -> None:
    lstm, sizes = load_cell("lstm"), Sizes(3, 4)
    said = [format_of(Path(ending)).room.places(lstm, sizes).said for ending in ENDINGS]
    assert said == [
        "torch.nn.LSTM · gates i, f, g, o",
        "operator LSTM · gates i, o, f, g",
        "keras.layers.LSTM · gates i, f, g, o · transposed",
    ]
