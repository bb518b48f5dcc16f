"""Models opened from ONNX compute what onnxruntime computes from the same file."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import helper, numpy_helper

from lstm_studio.core.model import Model
from lstm_studio.core.opened import Opened, gathered
from lstm_studio.formats.onnx.model import read_model
from lstm_studio.formats.picked import ChoiceError, Picked
from tests.formats.onnx.made import answer, drawn, model_bytes, one

WITHIN = 1e-5
STEPS, BATCH = 6, 3


def opened(tmp_path: Path, content: bytes, **picked: Any) -> Opened:
    path = tmp_path / "model.onnx"
    path.write_bytes(content)
    return read_model(path, Picked(**picked))


def run(found: Opened, x: Any, **given: Any) -> Any:
    return Model.of(found.cell, found.sizes, found.parameters, "float32").run(
        x, initial=found.initial, **given
    )


def entering(inputs: int = 3, steps: int = STEPS) -> Any:
    return np.random.default_rng(5).normal(size=(steps, BATCH, inputs)).astype(np.float32)


def side_by_side(y: Any) -> Any:
    """Y (T, n, B, H) as our (T, B, n·H)."""
    return y.transpose(0, 2, 1, 3).reshape(y.shape[0], y.shape[2], -1)


CASES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("LSTM", "lstm-peephole", {}),
    ("LSTM", "lstm-cifg-peephole", {"input_forget": 1}),
    ("LSTM", "lstm-onnx", {"clip": 0.7}),
    ("LSTM", "lstm-onnx", {"clip": 0.7, "input_forget": 1}),
    ("LSTM", "lstm-peephole", {"clip": 50.0}),
    ("LSTM", "lstm-onnx", {"activations": ["HardSigmoid", "Relu", "Softsign"]}),
    ("LSTM", "lstm-onnx", {"activations": ["HardSigmoid", "ScaledTanh", "Elu"],
                           "activation_alpha": [0.3, 0.9, 0.7], "activation_beta": [0.4, 0.8]}),
    ("GRU", "gru", {"linear_before_reset": 1}),
    ("GRU", "gru-reset-before", {}),
    ("GRU", "gru-onnx", {"clip": 0.5, "linear_before_reset": 1}),
    ("GRU", "gru-onnx", {"clip": 0.5, "activations": ["Sigmoid", "Softsign"]}),
    ("RNN", "rnn", {}),
    ("RNN", "rnn-relu", {"activations": ["Relu"]}),
    ("RNN", "rnn-onnx", {"activations": ["LeakyRelu"], "activation_alpha": [0.2]}),
    ("RNN", "rnn-onnx", {"activations": ["Affine"], "activation_alpha": [-0.7], "activation_beta": [0.1]}),
    ("RNN", "rnn-onnx", {"activations": ["Softplus"]}),
    ("RNN", "rnn-onnx", {"activations": ["Relu"], "clip": 1.5}),
)  # fmt: skip


@pytest.mark.parametrize(("operator", "cell", "attributes"), CASES)
def test_every_form_of_a_node(tmp_path: Path, operator: str, cell: str, attributes: dict[str, Any]) -> None:
    content = one(operator, drawn(operator, 1, 3, 4), **attributes)
    found, x = opened(tmp_path, content), entering()
    assert found.cell.name == cell
    assert found.kind == "onnx"
    np.testing.assert_allclose(run(found, x).h, side_by_side(answer(content, x)), rtol=0, atol=WITHIN)
    told = cell.endswith("-onnx") or "input_forget" in attributes or "clip" in attributes
    assert bool(found.notes) == (told and attributes.get("activations") != ["Softplus"])


@pytest.mark.parametrize("operator", ["LSTM", "GRU", "RNN"])
@pytest.mark.parametrize("direction", ["forward", "reverse", "bidirectional"])
@pytest.mark.parametrize("layout", [0, 1])
def test_directions_layouts_states_and_lengths(
    tmp_path: Path, operator: str, direction: str, layout: int
) -> None:
    ways = 1 + (direction == "bidirectional")
    rng = np.random.default_rng(3)
    tensors = drawn(operator, ways, 3, 4)
    tensors["initial_h"] = rng.normal(size=(ways, BATCH, 4)).astype(np.float32)
    if operator == "LSTM":
        tensors["initial_c"] = np.repeat(rng.normal(size=(ways, 1, 4)), BATCH, axis=1).astype(np.float32)
    lengths = [STEPS, 4, 5]
    tensors["sequence_lens"] = np.array(lengths, np.int32)
    forward = one(operator, tensors, direction=direction)
    # onnxruntime has no layout 1 of its own: it is the same with other axes.
    turned = {
        name: value.swapaxes(0, 1) if layout and name.startswith("initial") else value
        for name, value in tensors.items()
    }
    found, x = opened(tmp_path, one(operator, turned, direction=direction, layout=layout)), entering()
    y = np.nan_to_num(run(found, x, lengths=lengths).h)
    expected = side_by_side(answer(forward, x))
    np.testing.assert_allclose(y[:, :, -expected.shape[2] :], expected, rtol=0, atol=WITHIN)
    assert any("lengths=[6, 4, 5]" in note for note in found.notes)


def stack(layers: int, direction: str, operator: str, inputs: int, units: int, **around: Any) -> bytes:
    """A stack as PyTorch writes it: transposes and reshapes between layers, an embedding, a readout."""
    ways = 1 + (direction == "bidirectional")
    nodes, tensors, entering = [], {}, "X"
    if around.get("symbols"):
        tensors["table"] = (
            np.random.default_rng(9).normal(size=(around["symbols"], inputs)).astype(np.float32)
        )
        nodes.append(helper.make_node("Gather", ["table", "X"], ["embedded"]))
        entering = "embedded"
    for layer in range(layers):
        wide = inputs if layer == 0 else ways * units
        own = drawn(operator, ways, wide, units, layer)
        own.pop("P", None)
        tensors |= {f"{name}{layer}": value for name, value in own.items()} | {"joined": np.array([0, 0, -1])}
        nodes += [
            helper.make_node(
                operator,
                [entering, f"W{layer}", f"R{layer}", f"B{layer}"],
                [f"Y{layer}", f"Yh{layer}"],
                hidden_size=units,
                direction=direction,
            ),
            helper.make_node("Transpose", [f"Y{layer}"], [f"T{layer}"], perm=[0, 2, 1, 3]),
            helper.make_node("Reshape", [f"T{layer}", "joined"], [f"J{layer}"]),
        ]
        entering = f"J{layer}"
    if around.get("outputs"):
        rng = np.random.default_rng(8)
        tensors["V"] = rng.normal(size=(ways * units, around["outputs"])).astype(np.float32)
        tensors["k"] = rng.normal(size=around["outputs"]).astype(np.float32)
        nodes += [
            helper.make_node("MatMul", [entering, "V"], ["product"]),
            helper.make_node("Add", ["k", "product"], ["sum"]),
            helper.make_node(around.get("output", "Identity"), ["sum"], ["y"]),
        ]
        entering = "y"
    symbols = bool(around.get("symbols"))
    return model_bytes(nodes, tensors, ("t", "b") if symbols else ("t", "b", inputs), [entering], symbols)


@pytest.mark.parametrize("operator", ["LSTM", "GRU", "RNN"])
@pytest.mark.parametrize("direction", ["forward", "bidirectional", "reverse"])
@pytest.mark.parametrize("layers", [1, 3])
def test_stacks_with_what_stands_around_them(
    tmp_path: Path, operator: str, direction: str, layers: int
) -> None:
    content = stack(layers, direction, operator, 5, 4, symbols=7, outputs=3, output="Softmax")
    found = opened(tmp_path, content)
    x = np.random.default_rng(1).integers(7, size=(STEPS, BATCH))
    assert (found.sizes.layers, found.sizes.symbols, found.sizes.outputs) == (layers, 7, 3)
    assert found.sizes.output == "softmax"
    np.testing.assert_allclose(run(found, x).y, answer(content, x), rtol=0, atol=WITHIN)


@pytest.mark.usefixtures("in_a_child")
def test_blocks_say_where_each_parameter_comes_from(tmp_path: Path) -> None:
    found = opened(tmp_path, stack(2, "bidirectional", "GRU", 5, 4, outputs=3))
    np.testing.assert_array_equal(
        gathered(found.cell, found.sizes, found.tensors, found.blocks), found.parameters
    )
    names = {block.parameter for block in found.blocks}
    assert names == set(Model.of(found.cell, found.sizes, found.parameters).parameters)
    block = next(block for block in found.blocks if block.parameter == "1.reverse.W_r")
    assert (block.tensor, block.gate, block.part, block.rows) == ("W1", "r", 1, (4, 8))
    assert not next(iter(found.tensors.values())).flags.writeable


def test_the_readout_is_left_out_where_it_is_asked(tmp_path: Path) -> None:
    found = opened(tmp_path, stack(1, "forward", "LSTM", 5, 4, outputs=3), readout="")
    assert found.sizes.outputs == 0


def test_two_readouts_are_a_choice(tmp_path: Path) -> None:
    tensors = drawn("RNN", 1, 3, 4) | {"V": np.ones((4, 2), np.float32), "U": np.ones((4, 5), np.float32)}
    nodes = [
        helper.make_node("RNN", ["X", "W", "R", "B"], ["Y"], hidden_size=4),
        helper.make_node("MatMul", ["Y", "V"], ["y"]),
        helper.make_node("MatMul", ["Y", "U"], ["z"]),
    ]
    content = model_bytes(nodes, tensors, ("t", "b", 3), ["y", "z"])
    with pytest.raises(ChoiceError, match='pass readout="V" or another') as caught:
        opened(tmp_path, content)
    assert caught.value.candidates == (("V", (4, 2)), ("U", (4, 5)))
    assert opened(tmp_path, content, readout="U").sizes.outputs == 5


@pytest.mark.parametrize(
    ("kind", "dtype"), [(10, np.float16), (11, np.float64), (16, None)], ids=["half", "double", "brain"]
)
def test_other_kinds_of_floats(tmp_path: Path, kind: int, dtype: Any) -> None:
    tensors = drawn("LSTM", 1, 3, 4)
    bits = {name: (value.view(np.uint32) >> 16).astype(np.uint16) for name, value in tensors.items()}
    content = one("LSTM", tensors)
    from onnx import ModelProto

    made = ModelProto.FromString(content)
    for tensor in made.graph.initializer:
        value = bits[tensor.name] if dtype is None else tensors[tensor.name].astype(dtype)
        tensor.raw_data, tensor.data_type = value.tobytes(), kind
    found = opened(tmp_path, made.SerializeToString())
    model = Model.of(found.cell, found.sizes, found.parameters)
    if dtype is None:
        expected = (bits["W"].astype(np.uint32) << 16).view(np.float32)
        assert found.stored["W"] == "BF16"
    else:
        expected = tensors["W"].astype(dtype)
    np.testing.assert_array_equal(model.parameters["W_i"], expected[0, :4])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"activations": ["ThresholdedRelu", "Tanh", "Tanh"]},
            "“ThresholdedRelu” has no word in the language",
        ),
        ({"activations": ["Affine", "Tanh", "Tanh"]}, "“Affine” needs activation_alpha and activation_beta"),
        ({"activations": ["Tanh"]}, "LSTM has 1 activations; expected 3"),
        ({"clip": -1.0}, "clip -1.0; expected more than 0"),
        ({"direction": "sideways"}, "direction “sideways”; expected one of forward"),
    ],
)
def test_what_cannot_be_said_is_refused_by_name(
    tmp_path: Path, change: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        opened(tmp_path, one("LSTM", drawn("LSTM", 1, 3, 4), **change))


def test_other_operators_are_refused_by_name(tmp_path: Path) -> None:
    tensors = drawn("RNN", 1, 3, 4)
    row = helper.make_node("RNN", ["Z", "W", "R", "B"], ["Y"], hidden_size=4)
    before = model_bytes([helper.make_node("Sin", ["X"], ["Z"]), row], tensors, ("t", "b", 3), ["Y"])
    with pytest.raises(ValueError, match="RNN reads what “Sin” gives"):
        opened(tmp_path, before)
    row = helper.make_node("RNN", ["X", "W", "R", "B"], ["Y"], hidden_size=4)
    behind = model_bytes([row, helper.make_node("Sin", ["Y"], ["Z"])], tensors, ("t", "b", 3), ["Z"])
    with pytest.raises(ValueError, match=r'comes from “Sin”, which is no readout.*pass readout=""'):
        opened(tmp_path, behind)
    assert opened(tmp_path, behind, readout="").sizes.units == 4
    alone = model_bytes([helper.make_node("Sin", ["X"], ["Z"])], {}, ("t", "b", 3), ["Z"])
    with pytest.raises(ValueError, match="no LSTM, GRU or RNN; it has Sin"):
        opened(tmp_path, alone)


def cases() -> list[Any]:
    """The node cases of the onnx package for LSTM, GRU and RNN: importing their modules collects them."""
    from onnx.backend.test.case import node as room

    for operator in ("lstm", "gru", "rnn"):
        # Small float32 products may raise the flag of the processor over lanes that are not part of the result.
        with np.errstate(invalid="ignore"):
            import_module(f"onnx.backend.test.case.node.{operator}")
    found = {case.name: case for case in room._NodeTestCases}
    return [case for case in found.values() if case.model.graph.node[0].op_type in {"LSTM", "GRU", "RNN"}]


def test_the_node_cases_of_the_onnx_project(tmp_path: Path) -> None:
    found = cases()
    assert len(found) == 18
    for case in found:
        given, wanted = case.data_sets[0]
        made = type(case.model)()
        made.CopyFrom(case.model)
        for value, row in zip(given[1:], case.model.graph.input[1:], strict=True):
            made.graph.initializer.append(numpy_helper.from_array(value, row.name))
        del made.graph.input[1:]
        one_file = opened(tmp_path, made.SerializeToString())
        attributes = {a.name: helper.get_attribute_value(a) for a in made.graph.node[0].attribute}
        batch_first = bool(attributes.get("layout"))
        ways = 1 + (attributes.get("direction") == b"bidirectional")
        backwards = attributes.get("direction") == b"reverse"
        x = given[0].swapaxes(0, 1) if batch_first else given[0]
        units = one_file.sizes.units
        trace = run(one_file, x)
        for row, theirs in zip(case.model.graph.output, wanted, strict=True):
            value = theirs
            if batch_first:  # to (T, n, B, H) or (n, B, H)
                value = value.transpose(1, 2, 0, 3) if value.ndim == 4 else value.swapaxes(0, 1)
            top = trace.layers[-1]
            sides = [top.reverse or top] if backwards else [top, top.reverse][:ways]
            of = [side["c" if row.name == "Y_c" else "h"] for side in sides]
            if value.ndim == 3:
                of = [each[0 if backwards or way else -1] for way, each in enumerate(of)]
                np.testing.assert_allclose(np.stack(of), value, rtol=0, atol=WITHIN, err_msg=case.name)
            else:
                np.testing.assert_allclose(np.stack(of, 1), value, rtol=0, atol=WITHIN, err_msg=case.name)
            assert units == value.shape[-1]
