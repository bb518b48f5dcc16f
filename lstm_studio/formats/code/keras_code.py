"""A model in Keras 3: a layer of Keras where it has the cell, else a cell for keras.layers.RNN.

Keras has batch first, and matrices that stand behind what they read: each is the transposed one of ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.catalogue import load_cell
from lstm_studio.formats.code.step import Dialect, Step, indented, joined, read_of, title_of
from lstm_studio.formats.torch_names import LAYERS, spelled

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes

__all__ = ["keras_code"]

DIALECT = Dialect(
    {
        "sigmoid": "ops.sigmoid",
        "tanh": "ops.tanh",
        "relu": "ops.relu",
        "softplus": "ops.softplus",
        "hard_sigmoid": "hard_sigmoid",
        "exp": "ops.exp",
        "abs": "ops.abs",
    },
    lambda _name, attribute: f"self.{attribute}",
    "ops.matmul({vector}, {matrix})",
    atomic=True,
    defined={
        "hard_sigmoid": "def hard_sigmoid(a):  # as in Keras 2\n    return ops.clip(0.2 * a + 0.5, 0, 1)"
    },
)


def keras_code(cell: Cell, sizes: Sizes) -> str:
    """Give a function ``network`` that makes a model, which reads x (B, T, D)."""
    layer = _layer_of(cell, sizes)
    step = None if layer else Step(cell, sizes, DIALECT)
    return f'''"""{title_of(cell, sizes)}

{WEIGHTS if layer else OWN_WEIGHTS}
"""

import keras
{"from keras import ops" + chr(10) if step else ""}

{_cell(step, sizes) if step else ""}def network():
    """Give the model; it reads {"symbols (B, T)" if sizes.symbols else f"x (B, T, {sizes.inputs})"}."""
{indented(_lines(sizes, layer), 1)}'''


WEIGHTS = """Weights: save the model from LSTM Studio as model.weights.h5, then
network().load_weights("model.weights.h5")."""
OWN_WEIGHTS = (
    'Weights from LSTM Studio: cell.W.assign(model.parameters["W"].T) for each; vectors as they are.'
)


def _layer_of(cell: Cell, sizes: Sizes) -> str:
    """Give the layer of Keras with the same equations, as a call, "" where there is none."""
    if read_of(sizes) != "h":
        return ""
    calls = {
        "lstm": "LSTM({units}{more})",
        "gru": "GRU({units}{more})",
        "rnn": "SimpleRNN({units}{more})",
        "rnn-relu": 'SimpleRNN({units}, activation="relu"{more})',
    }
    known = {row.cell: row.load() for row in LAYERS} | {"gru-reset-before": load_cell("gru-reset-before")}
    calls["gru-reset-before"] = "GRU({units}, reset_after=False{more})"
    ours = spelled(cell)
    return next((calls[name] for name, each in known.items() if spelled(each) == ours), "")


def _lines(sizes: Sizes, layer: str) -> list[str]:
    """Give the lines that build the model."""
    shape = '(None,), dtype="int32"' if sizes.symbols else f"(None, {sizes.inputs})"
    bias = "" if sizes.bias else ", use_bias=False"
    lines = [f"x = entering = keras.Input({shape})"]
    if sizes.symbols:
        lines.append(f"x = keras.layers.Embedding({sizes.symbols}, {sizes.inputs})(x)")
    for number in range(sizes.layers):
        top = number == sizes.layers - 1 and read_of(sizes) != "h"
        shown = f', shown="{sizes.readout}"' if top else ""
        more = f"{bias}, return_sequences=True"
        if layer:
            made = f"keras.layers.{layer.format(units=sizes.units_of(number), more=more)}"
            lines.append(f"x = {made if sizes.directions == 1 else f'keras.layers.Bidirectional({made})'}(x)")
            continue
        made = f"keras.layers.RNN(Cell({sizes.units_of(number)}{shown}), return_sequences=True"
        if sizes.directions == 1:
            lines.append(f"x = {made})(x)")
        else:
            lines += [
                f"ahead = {made})(x)",
                f"back = {made}, go_backwards=True)(x)",
                "x = ops.concatenate([ahead, ops.flip(back, axis=1)], axis=2)",
            ]
    if sizes.outputs:
        activation = "" if sizes.output == "identity" else f', activation="{sizes.output}"'
        lines.append(f"x = keras.layers.Dense({sizes.outputs}{activation}{bias})(x)")
    return [*lines, "return keras.Model(entering, x)"]


def _cell(step: Step, sizes: Sizes) -> str:
    """Give the class of a cell."""
    shapes = {"D": "(input_shape[-1], self.units)", "H": "(self.units, self.units)", "": "(self.units,)"}
    weights = []
    for _name, attribute, columns, bias in step.parameters():
        start = ', initializer="zeros"' if bias else ""
        weights.append(
            f'self.{attribute} = self.add_weight(name="{attribute}", shape={shapes[columns]}{start})'
        )
    h, read = step.names["h"], step.names[read_of(sizes)]
    # A cell of Keras has a state, also where the equations have none.
    states, before = step.states or [h], step.before or ["_"]
    unpack = f"{joined(before)}{',' * (len(before) == 1)} = states"
    both = read != h
    zeros = ["zeros = ops.zeros((ops.shape(x)[0], self.units))"] * step.needs_zeros
    answer = f'{read} if self.shown == "{read}" else {h}' if both else h
    return f'''{"".join(step.helpers())}class Cell(keras.layers.Layer):
    def __init__(self, units{', shown="h"' * both}, **kwargs):
        super().__init__(**kwargs)
        self.units = self.output_size = units
        self.state_size = [{joined(["units"] * len(states))}]
{"        self.shown = shown" + chr(10) if both else ""}
    def build(self, input_shape):
{indented(weights or ["pass"])}
    def call(self, x, states):
        """Read x (B, inputs) and the states before, (B, units); give what is shown and the states after."""
{indented([unpack, *zeros, *step.lines, f"return {answer}, [{joined(states)}]"])}

'''
