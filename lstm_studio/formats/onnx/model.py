"""Models in ONNX -> Opened. The file is parsed in a child process; its graph is walked here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.catalogue import load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.opened import Block, Opened, gathered
from lstm_studio.core.sizes import Sizes, prefix
from lstm_studio.core.study import frozen
from lstm_studio.formats.child import SECONDS, asked
from lstm_studio.formats.files import content_of
from lstm_studio.formats.onnx.axes import Signal
from lstm_studio.formats.onnx.follow import Strange
from lstm_studio.formats.onnx.known import known_cells, same_cell
from lstm_studio.formats.onnx.own import own_model
from lstm_studio.formats.onnx.places import places
from lstm_studio.formats.onnx.side import Side
from lstm_studio.formats.onnx.walk import Walk
from lstm_studio.formats.onnx.write import OWN, write_model
from lstm_studio.formats.picked import ChoiceError
from lstm_studio.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from lstm_studio.formats.onnx.follow import Readout
    from lstm_studio.formats.picked import Picked

__all__ = ["followed", "places", "read_model", "write_model"]

MOST = 128 * 1024 * 1024  # bytes of a file without those beside it
SAID = 400  # signs of an error
PACE = 150_000_000  # bytes that the parser reads in a second, at least
BRAIN = 16  # bfloat16, which NumPy has no word for


def read_model(path: Path, picked: Picked) -> Opened:
    """Read a model. Raises ValueError with one sentence, ChoiceError where the file leaves its readout open."""
    try:
        return _read(path, picked)
    except ValueError as error:
        # Names of the file stand in what is said, and any sign can stand in names.
        said = "".join(sign if sign.isprintable() else "�" for sign in str(error))
        error.args = (said if len(said) <= SAID else f"{said[:SAID]}…",)
        raise


def _read(path: Path, picked: Picked) -> Opened:
    file = _File(path)
    if OWN in file.plain["meta"]:
        return own_model(file.plain["meta"][OWN], file.tensors, file.plain["opset"])
    walk = file.walk()
    readout = _readout(walk, file.plain["outputs"], picked)
    return _Assembly(walk, readout).opened(file.tensors, file.stored)


def followed(path: Path) -> Walk | None:
    """Give what every name of a file's graph stands for; None of a file that the studio wrote as equations."""
    file = _File(path)
    return None if OWN in file.plain["meta"] else file.walk()


class _File:
    """A file as its parser gives it. Raises ValueError with a sentence for what is none."""

    def __init__(self, path: Path) -> None:
        content = content_of(path, MOST)
        answer = asked("onnx.file:parsed", content, seconds=SECONDS + len(content) / PACE)
        self.plain, self._arrays = answer.plain, answer.arrays
        self.tensors, self.stored = _tensors(self.plain["tensors"], answer.arrays, Side(path.parent))

    def walk(self) -> Walk:
        """Walk through the graph, where it has a recurrent layer."""
        walk = Walk(self.plain, self.tensors, self._arrays)
        if not walk.layers:
            others = sorted({node["op"][:40] for node in self.plain["nodes"]})[:8]
            sentence = _("the file has no LSTM, GRU or RNN; it has {others}")
            raise ValueError(sentence.format(others=", ".join(others)))
        return walk


def _tensors(
    rows: list[dict[str, Any]], arrays: Any, side: Side
) -> tuple[dict[str, NDArray[Any]], dict[str, str]]:
    """Give the tensors of a file by name, and the kinds of number that NumPy has no word for."""
    found: dict[str, NDArray[Any]] = {}
    stored: dict[str, str] = {}
    for row in rows:
        name = row["name"]
        if name in found or not name:
            raise ValueError(_("two tensors of the file are called “{name}”").format(name=name[:80]))
        if "key" not in row and "outside" not in row:
            sentence = _("the tensor “{name}” holds numbers of type {type}; expected floats or whole numbers")
            raise ValueError(sentence.format(name=name[:80], type=row["type"]))
        values = arrays[row["key"]] if "key" in row else side.tensor(row)
        if row["type"] == BRAIN:
            values = (values.astype(np.uint32) << 16).view(np.float32)
            stored[name] = "BF16"
        found[name] = frozen(values, values.dtype) if values.flags.writeable else values
    return found, stored


def _readout(walk: Walk, outputs: list[str], picked: Picked) -> Readout | None:
    """Give the readout that the file's outputs come from. Raises ValueError where they come from something else."""
    if picked.readout == "":
        return None
    given = [walk.values.get(name) for name in outputs]
    reads = [each.name for each in given if isinstance(each, Signal) and each.kind == "read"]
    found = [walk.readouts[name] for name in dict.fromkeys(reads)]
    if picked.readout:
        found = [each for each in found if each.weights == picked.readout]
        if not found:
            sentence = _("no readout of the file has the weights “{name}”")
            raise ValueError(sentence.format(name=picked.readout))
    if len(found) > 1:
        shapes = [(each.weights, tuple(walk.values[each.weights].shape)) for each in found]
        raise ChoiceError("readout", shapes)
    if found:
        return _checked(walk, found[0], reads)
    strange = next((each for each in given if isinstance(each, Strange)), None)
    if strange is not None and not any(isinstance(each, Signal | tuple) for each in given):
        sentence = _(
            "the output of the file comes from “{operator}”, which is no readout; expected MatMul, Gemm, Add, Softmax "
            'or Sigmoid, or pass readout="" to leave it out'
        )
        raise ValueError(sentence.format(operator=strange.operator[:40]))
    return None


def _checked(walk: Walk, readout: Readout, reads: list[str]) -> Readout:
    """Refuse a readout that is not of the top layer or reads two steps at once; note what it leaves out."""
    signal = readout.signal
    if signal.layer != len(walk.layers) - 1:
        sentence = _("the readout reads layer {number} of {layers}; expected the top layer")
        raise ValueError(sentence.format(number=signal.layer + 1, layers=len(walk.layers)))
    if signal.at == "ends":
        raise ValueError(
            _("the readout reads the last step of both directions, which are two steps; expected one")
        )
    at = {signal.at, *(walk.values[name].at for name in reads if name in walk.values)} - {"all"}
    if at:
        which = _("last") if "last" in at else _("first")
        walk.notes.append(
            _("the file gives the output of the {which} step; here every step has one").format(which=which)
        )
    if readout.logarithm:
        walk.notes.append(_("LogSoftmax: here the output is its softmax, not the logarithm of it"))
    return readout


class _Assembly:
    """Puts the layers of a walk together as one model."""

    def __init__(self, walk: Walk, readout: Readout | None) -> None:
        self._walk, self._readout = walk, readout
        self._both = any(row.ways != (0,) for row in walk.layers)
        self._made: dict[str, NDArray[Any]] = {}

    def opened(self, tensors: dict[str, NDArray[Any]], stored: dict[str, str]) -> Opened:
        """Give what was opened. Raises ValueError for layers that are no stack of one cell."""
        walk, readout = self._walk, self._readout
        first, top = walk.layers[0], walk.layers[-1]
        for number, row in enumerate(walk.layers[1:], 2):
            if row.equations != first.equations:
                sentence = _("layer {number} has another cell than the first; expected one cell")
                raise ValueError(sentence.format(number=number))
        cell = _cell(first.operator, first.equations)
        inputs = walk.values[first.weights["W"]].shape[2]
        symbols = walk.values[walk.embedding].shape[0] if walk.embedding else 0
        bias = any("B" in row.weights for row in walk.layers) or bool(readout and readout.bias)
        sizes = Sizes(
            int(inputs), top.units, readout.outputs if readout else 0, len(walk.layers), 1 + self._both,
            int(symbols), bias, readout.signal.state if readout else "h", readout.output if readout else "identity",
            tuple(row.units for row in walk.layers),
        )  # fmt: skip
        sizes.check(cell)
        blocks = [Block(walk.embedding, "E", "x")] if walk.embedding else []
        initial: dict[str, NDArray[np.float64]] = {}
        for number, row in enumerate(walk.layers):
            befores = (prefix(sizes, number, 0), prefix(sizes, number, 1) if self._both else "")
            reads = row.weights["W"]
            if number:
                below = walk.layers[number - 1]
                reads = self._widened(reads, below.ways, below.units, axis=2)
            blocks += row.blocks(befores, reads)
            for state, values in row.initial.items():
                for part, way in enumerate(row.ways):
                    initial[befores[way] + state] = _rows(values[part])
        if readout:
            blocks += self._around(readout, top.ways, top.units)
        if any(row.ways == (1,) for row in walk.layers):
            walk.notes.append(
                _("direction=reverse: the forward direction beside it has weights 0, and nothing reads it")
            )
        blocks = [raw for raw in map(walk.rolled.raw, blocks) if raw is not None]
        named = {
            block.tensor: walk.values[block.tensor] for block in blocks if block.tensor not in self._made
        }
        held = {
            name: frozen(values, values.dtype)
            for name, values in (named | self._made).items()
            if name not in tensors
        }
        every = tensors | held
        flat = gathered(cell, sizes, every, blocks)
        return Opened(
            cell,
            sizes,
            flat,
            every,
            tuple(blocks),
            "onnx",
            tuple(walk.notes),
            initial,
            stored,
            {"opset": str(walk.opset)},
        )

    def _around(self, readout: Readout, ways: tuple[int, ...], units: int) -> list[Block]:
        """Give the blocks of the readout."""
        weights = self._widened(readout.weights, ways, units, axis=0 if readout.turned else 1)
        found = [Block(weights, "V", "y", turned=readout.turned, factor=readout.alpha)]
        if readout.bias:
            part = 0 if self._walk.values[readout.bias].ndim == 2 else None
            found.append(Block(readout.bias, "k", "y", part=part, factor=readout.beta))
        return found

    def _widened(self, name: str, ways: tuple[int, ...], units: int, axis: int) -> str:
        """Give the tensor that reads both directions where the file's reads one: 0 for the other."""
        if not self._both or ways == (0, 1):
            return name
        values = self._walk.values[name]
        pad = [(0, 0)] * values.ndim
        pad[axis] = (units, 0) if ways == (1,) else (0, units)
        wide = _("{name} and 0 for the other direction").format(name=name)
        self._made[wide] = np.pad(values, pad)
        return wide


def _rows(values: NDArray[Any]) -> NDArray[np.float64]:
    """Give states (B, H), or (H) where all samples have the same."""
    wide = values.astype(np.float64)
    return frozen(wide[0] if (wide == wide[0]).all() else wide)


def _cell(operator: str, equations: dict[str, str]) -> Cell:
    """Give the built-in cell of these equations, else one of their own with what its family says of its parts."""
    text = Cell.from_text("\n".join(f"{left} = {right}" for left, right in equations.items()))
    for known in known_cells().values():
        if same_cell(known, text):
            return known
    base = load_cell(
        operator.lower() if operator != "LSTM" or "p_i" not in text.graph.parameters else "lstm-peephole"
    )
    there = {
        *text.graph.named,
        *text.graph.parameters,
        "x",
        *(f"{state}_prev" for state in text.graph.states),
    }
    meaning = {name: said for name, said in base.meaning.items() if name in there}
    title = _("{operator} as in its ONNX file").format(operator=operator)
    return replace(text, name=f"{operator.lower()}-onnx", title=title, meaning=meaning)
