"""Plain recurrent layers that are written out step by step, as PyTorch's exporter of today does it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import helper, load_from_string

from lstm_studio.core.model import Model
from lstm_studio.core.opened import Opened
from lstm_studio.formats.models import open_file
from tests.formats.onnx.made import answer, model_bytes

STEPS, BATCH, D, H = 5, 2, 3, 4
ENDS = {"far": np.array([-(2**63)]), "back": np.array([-1]), "0": np.array([0])}


class Written:
    """Writes layers as nodes; ``copies``: every step has a matrix of its own, as large ones have."""

    def __init__(self, function: str = "Tanh", *, bias: bool = True, copies: bool = False) -> None:
        self.function, self.bias, self.copies = function, bias, copies
        self.rng = np.random.default_rng(4)
        self.nodes: list[Any] = []
        self.tensors: dict[str, Any] = dict(ENDS) | {str(n): np.array([n]) for n in range(1, STEPS + 1)}

    def node(self, operator: str, inputs: list[str], **attributes: Any) -> str:
        name = f"{operator.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [name], **attributes))
        return name

    def tensor(self, *shape: int) -> str:
        name = f"t{len(self.tensors)}"
        self.tensors[name] = self.rng.uniform(-0.6, 0.6, shape).astype(np.float32)
        return name

    def linear(self, source: str, weights: str, bias: str) -> str:
        product = self.node("MatMul", [source, weights])
        return self.node("Add", [product, bias]) if bias else product

    def way(self, source: str, read: int, *, turned: bool = False, first: str = "") -> str:
        """Write one direction; ``first`` is the state before it, a name, or "" where the sum is computed."""
        weights, again = self.tensor(read, H), self.tensor(H, H)
        biases = [self.tensor(H) if self.bias else "" for _place in range(2)]
        whole = self.linear(source, weights, biases[0])
        if turned:
            whole = self.node("Slice", [whole, "back", "far", "0", "back"])
        outputs: list[str] = []
        for step in range(STEPS):
            taken = self.node("Slice", [whole, str(step), str(step + 1), "0"])
            taken = self.node("Squeeze", [taken, "0"])
            if step or first:
                matrix = again
                if self.copies:
                    matrix = f"{again} of {step}"
                    self.tensors[matrix] = self.tensors[again].copy()
                total = self.linear((*outputs, first)[step - 1] if step else first, matrix, biases[1])
            else:
                total = f"{again} before"
                start = self.tensors[biases[1]] if self.bias else np.zeros(H, np.float32)
                self.tensors[total] = np.broadcast_to(start, (1, BATCH, H))
            outputs.append(self.node(self.function, [self.node("Add", [total, taken])]))
        return self.node("Concat", outputs[::-1] if turned else outputs, axis=0)

    def content(self, output: str) -> bytes:
        self.nodes.append(helper.make_node("Identity", [output], ["y"]))
        return model_bytes(self.nodes, self.tensors, (STEPS, BATCH, D), ["y"])


def compared(tmp_path: Path, content: bytes) -> Opened:
    """Open a file and hold it against onnxruntime."""
    path = tmp_path / "model.onnx"
    path.write_bytes(content)
    x = np.random.default_rng(0).normal(size=(STEPS, BATCH, D)).astype(np.float32)
    found = open_file(path)
    ours = Model.of(found.cell, found.sizes, found.parameters, "float32").run(x, initial=found.initial).h
    theirs = answer(content, x)
    np.testing.assert_allclose(ours[..., -theirs.shape[-1] :], theirs, rtol=0, atol=1e-6)
    assert any("written out, 5 of them" in note for note in found.notes)
    # What is shown of the file are its own tensors, none that was put together on the way.
    assert {block.tensor for block in found.blocks} <= {
        row.name for row in load_from_string(content).graph.initializer
    }
    return found


@pytest.mark.parametrize("copies", [False, True])
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize(("function", "cell"), [("Tanh", "rnn"), ("Relu", "rnn-relu")])
def test_one_direction(tmp_path: Path, function: str, cell: str, bias: bool, copies: bool) -> None:
    written = Written(function, bias=bias, copies=copies)
    found = compared(tmp_path, written.content(written.way("X", D)))
    assert (found.cell.name, found.sizes.units, found.sizes.bias) == (cell, H, bias)


def test_the_reverse_direction_alone(tmp_path: Path) -> None:
    written = Written()
    compared(tmp_path, written.content(written.way("X", D, turned=True)))


@pytest.mark.parametrize("layers", [1, 2])
def test_both_directions(tmp_path: Path, layers: int) -> None:
    written, entering, read = Written(), "X", D
    for _layer in range(layers):
        ways = [written.way(entering, read, turned=turned) for turned in (False, True)]
        entering, read = written.node("Concat", ways, axis=2), 2 * H
    found = compared(tmp_path, written.content(entering))
    assert (found.sizes.layers, found.sizes.directions) == (layers, 2)


def test_matrices_that_the_file_turns_itself(tmp_path: Path) -> None:
    """Large ones are not computed when the file is written: a Transpose stands before the product."""
    written = Written()
    output = written.way("X", D)
    for node in list(written.nodes):
        if node.op_type == "MatMul" and f"{node.input[1]} as it is" not in written.tensors:
            name = node.input[1]
            written.tensors[f"{name} as it is"] = written.tensors.pop(name).T.copy()
            written.nodes.insert(0, helper.make_node("Transpose", [f"{name} as it is"], [name], perm=[1, 0]))
    found = compared(tmp_path, written.content(output))
    assert {block.turned for block in found.blocks} == {False}


def test_a_state_before_the_first_step(tmp_path: Path) -> None:
    written = Written()
    written.tensors["start"] = written.rng.normal(size=(1, BATCH, H)).astype(np.float32)
    # What the file computes of it stays a name: a product that nothing has folded.
    first = written.node("Identity", ["start"])
    found = compared(tmp_path, written.content(written.way("X", D, first=first)))
    np.testing.assert_allclose(found.initial["h"], written.tensors["start"][0], rtol=0, atol=1e-7)


@pytest.mark.parametrize("layers", [1, 2])
def test_only_the_last_state_is_read(tmp_path: Path, layers: int) -> None:
    """The exporter leaves out what nothing reads: then no Concat joins the steps of the top layer."""
    written, entering = Written(), "X"
    for layer in range(layers):
        entering = written.way(entering, (D, H)[layer > 0])
    last = written.nodes.pop().input[-1]
    path = tmp_path / "model.onnx"
    product = written.node("MatMul", [last, written.tensor(H, 2)])
    path.write_bytes(written.content(product))
    x = np.random.default_rng(0).normal(size=(STEPS, BATCH, D)).astype(np.float32)
    found = open_file(path)
    ours = Model.of(found.cell, found.sizes, found.parameters, "float32").run(x).y
    assert ours is not None
    np.testing.assert_allclose(ours[-1:], answer(path, x), rtol=0, atol=1e-6)
    assert found.sizes.layers == layers
    assert any("output of the last step" in note for note in found.notes)


def test_a_matrix_that_grows_from_step_to_step_is_no_layer(tmp_path: Path) -> None:
    written = Written(copies=True)
    output = written.way("X", D)
    written.tensors[next(name for name in written.tensors if name.endswith("of 3"))][0, 0] += 1
    (tmp_path / "model.onnx").write_bytes(written.content(output))
    with pytest.raises(ValueError, match="has no LSTM, GRU or RNN"):
        open_file(tmp_path / "model.onnx")


def test_layers_that_share_their_weights_do_not_grow(tmp_path: Path) -> None:
    written = Written()
    output = written.way("X", D)
    for _copy in range(20):
        joined = next(node for node in written.nodes if node.op_type == "Concat")
        output = written.node("Concat", list(joined.input), axis=0)
    (tmp_path / "model.onnx").write_bytes(written.content(output))
    with pytest.raises(ValueError, match="share their weights"):
        open_file(tmp_path / "model.onnx")
