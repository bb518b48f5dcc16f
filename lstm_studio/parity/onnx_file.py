"""onnxruntime's word on a file of ONNX: the whole of its graph, from the bytes as they are.

Where steps and samples stand in the input and in each output is followed through the graph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from onnxruntime import InferenceSession, SessionOptions
from onnxruntime import __version__ as version

from lstm_studio.core.sizes import prefix
from lstm_studio.formats.onnx.axes import Signal
from lstm_studio.formats.onnx.model import followed
from lstm_studio.parity.batch import SAMPLES, STEPS, drawn, given, joined, rounding
from lstm_studio.parity.report import Answer
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lstm_studio.core.trace import Trace
    from lstm_studio.formats.onnx.walk import Walk
    from lstm_studio.parity.exchange import Subject

__all__ = ["answered"]

QUIET = 3  # errors only: what it warns of is no answer


def answered(subject: Subject) -> Answer:
    """Give onnxruntime's answer on a random batch."""
    options = SessionOptions()
    options.log_severity_level = QUIET
    # By its path: weights may stand in a file beside it.
    session = InferenceSession(str(subject.path), options, providers=["CPUExecutionProvider"])
    walk = followed(subject.path)
    graph = Graph(session, walk)
    x = drawn(subject.opened.sizes, graph.steps, graph.samples, subject.seed)
    theirs = graph.run(x)
    trace = subject.model.run(x)
    pairs = _own(subject, trace, theirs) if walk is None else _followed(subject, walk, trace, theirs)
    rounded = rounding(subject.model, x)
    found = joined("file", "onnxruntime", str(version), pairs, subject.path.name, rounded)
    if found.figures:
        return found
    note = _("no output of the file is one of the model as it was opened")
    return Answer("file", "onnxruntime", str(version), note=note, of=subject.path.name)


class Graph:
    """A session, and which of its inputs is the sequence: its steps and samples where the file fixes them."""

    def __init__(self, session: InferenceSession, walk: Walk | None) -> None:
        self._session, self._walk = session, walk
        self._inputs: dict[str, Any] = {str(row.name): row for row in session.get_inputs()}
        self._x = self._sequence()
        self.steps, self.samples = STEPS, SAMPLES
        for letter, size in zip(self._letters, self._inputs[self._x].shape, strict=False):
            if isinstance(size, int) and letter == "T":
                self.steps = size
            elif isinstance(size, int) and letter == "B":
                self.samples = size

    def _sequence(self) -> str:
        """Name the input that the layers read."""
        if self._walk is not None:
            for name in self._inputs:
                signal = self._walk.values.get(name)
                if isinstance(signal, Signal) and (not self._walk.steps or self._walk.steps in signal.axes):
                    return name
        return next(iter(self._inputs))

    @property
    def _letters(self) -> str:
        """What stands along the axes of the sequence: steps T, samples B, values D."""
        signal = None if self._walk is None else self._walk.values.get(self._x)
        if self._walk is None or not isinstance(signal, Signal):
            return "TBD"
        first = signal.axes[:1] != () and signal.axes[0] == self._walk.steps
        return "TBD" if first else "BTD"

    def run(self, x: Any) -> dict[str, Any]:
        """Give every output of the graph for x (T, B, D) or (T, B); what else it reads begins at 0."""
        shape = self._inputs[self._x].shape
        fed = x if self._letters == "TBD" else x.swapaxes(0, 1)
        feeds = {self._x: np.ascontiguousarray(fed, _kind(self._inputs[self._x]))}
        sizes = dict(zip((str(each) for each in shape), fed.shape, strict=False))
        for name, row in self._inputs.items():
            if name != self._x:
                feeds[name] = self._beside(row, sizes)
        names = [row.name for row in self._session.get_outputs()]
        return dict(zip(names, self._session.run(names, feeds), strict=True))

    def _beside(self, row: Any, sizes: dict[str, int]) -> Any:
        """Give a state of 0 or the whole lengths, which a file may ask for beside the sequence."""
        kind = _kind(row)
        if np.issubdtype(kind, np.integer):
            return np.full(self.samples, self.steps, kind)
        shape = [size if isinstance(size, int) else sizes.get(str(size), self.samples) for size in row.shape]
        return np.zeros(shape, kind)


def _kind(row: Any) -> Any:
    """Give the kind of number of an input, "tensor(float)"."""
    name = row.type.removeprefix("tensor(").removesuffix(")")
    return np.dtype({"float": "float32", "double": "float64"}.get(name, name))


def _own(subject: Subject, trace: Trace, theirs: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Pair the answer of a graph that the studio wrote."""
    sizes = subject.opened.sizes
    if trace.y is not None:
        yield "y", trace.y, theirs["y"]
    elif "h" in theirs:
        yield "h", trace.h, theirs["h"]
    else:
        names = [prefix(sizes, sizes.layers - 1, direction) + "h" for direction in range(sizes.directions)]
        yield "h", given(trace), np.concatenate([theirs[name] for name in names], axis=2)


def _followed(
    subject: Subject, walk: Walk, trace: Trace, theirs: dict[str, Any]
) -> Iterator[tuple[str, Any, Any]]:
    """Pair every output that is a state or the readout of the model."""
    for name, values in theirs.items():
        signal = walk.values.get(name)
        parts = signal if isinstance(signal, tuple) else (signal,)
        known = [each for each in parts if isinstance(each, Signal) and each.kind in ("layer", "read")]
        unread = any(each.kind == "read" for each in known) and trace.y is None
        if len(known) < len(parts) or unread:
            continue
        ours = [_expected(subject, walk, trace, each) for each in known]
        yield name, np.concatenate(ours) if isinstance(signal, tuple) else ours[0], values


def _expected(subject: Subject, walk: Walk, trace: Trace, signal: Signal) -> Any:
    """Give what an output should be, in the order of its axes."""
    steps = (*walk.steps, "steps")[0]
    if signal.kind == "read":
        values = np.asarray(trace.y)[None]
        if walk.readouts[signal.name].logarithm:
            values = np.log(values)
        last = f"{signal.name} outputs"
    else:
        ways = walk.layers[signal.layer].ways
        ways = ways if subject.opened.sizes.directions == 2 else (0,)
        values = np.stack([trace.cell(signal.layer, way)[signal.state] for way in ways])
        last = f"unit{signal.layer}"
    names = [f"way{signal.layer}", steps, "samples", last]
    if signal.at == "ends":  # each direction ends where the other begins
        values = np.stack([values[0, -1], values[-1, 0]])
    elif signal.at != "all":
        values = values[:, -1 if signal.at == "last" else 0]
    if signal.at != "all":
        names.remove(steps)
    return _ordered(signal, values, names)


def _ordered(signal: Signal, values: Any, names: list[str]) -> Any:
    """Bring axes into the order of a signal; what is no other axis of it are samples."""
    atoms = [[atom if atom in names else "samples" for atom in axis] for axis in signal.axes]
    every = [atom for axis in atoms for atom in axis]
    sizes = dict(zip(names, values.shape, strict=True))
    gone = tuple(place for place, name in enumerate(names) if name not in every)
    kept = [name for name in names if name in every]
    turned = values.squeeze(gone).transpose([kept.index(name) for name in every])
    return turned.reshape([int(np.prod([sizes[atom] for atom in axis], dtype=int)) for axis in atoms])
