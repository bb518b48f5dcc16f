"""The programs of a whole model for one number of steps and samples: embedding, layers, directions, readout.

Inside, arrays are feature-major: (T, rows, B). The reverse direction turns every sample round within its length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.engine.compiled import Compiled
from lstm_studio.core.engine.plan import READOUT
from lstm_studio.core.engine.program import Program
from lstm_studio.core.loss import OUTPUTS
from lstm_studio.core.sizes import layout, prefix

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.held import Held, Places
    from lstm_studio.core.sizes import Sizes

__all__ = ["Network", "States", "compile_layers"]

States = list[list[dict[str, Any]]]
"""Of every layer and direction: the name of a state -> its values (H, B)."""


def compile_layers(cell: Cell, sizes: Sizes, held: Places = frozenset()) -> list[Compiled]:
    """Compile the cell for each layer, with clamps on the (layer, value) of ``held``."""
    graph = cell.graph_for(bias=sizes.bias)
    below: dict[frozenset[str], Compiled] = {}
    layers = []
    for layer in range(sizes.layers - 1):
        clamped = frozenset(value for number, value in held if number == layer)
        if clamped not in below:
            below[clamped] = Compiled(graph, clamped)
        layers.append(below[clamped])
    outside = sizes.readout if sizes.outputs else "h"
    # More outputs than units are better read from all steps at once, and two directions are read together.
    rides = 0 < sizes.outputs <= sizes.units and sizes.directions == 1
    clamped = frozenset(value for number, value in held if number == sizes.layers - 1)
    readout = sizes.readout if rides else ""
    return [*layers, Compiled(graph, clamped, readout, bias=sizes.bias, outside=outside)]


class Network:
    """Buffers for at most ``steps`` steps of exactly ``batch`` samples."""

    def __init__(
        self,
        cell: Cell,
        sizes: Sizes,
        compiled: list[Compiled],
        steps: int,
        batch: int,
        dtype: Any,
        *,
        purpose: str,
    ) -> None:
        self.sizes, self.steps, self.batch, self.dtype = sizes, steps, batch, np.dtype(dtype)
        # Of the largest product, the gradient of the weights over all steps.
        wide = max(units * (units + sizes.inputs_of(layer)) for layer, units in enumerate(sizes.every))
        self.multiplications = 4 * wide * batch * steps
        spans = layout(cell, sizes)
        self._spans = spans
        self.total = max((span.stop for span in spans.values()), default=0)
        self.layers: list[list[Program]] = []
        for layer, one in enumerate(compiled):
            row = []
            for direction in range(sizes.directions):
                before = prefix(sizes, layer, direction)
                offsets = {name: spans[before + name].start for name in one.graph.parameters}
                if one.rides:
                    offsets |= {
                        inside: spans[name].start
                        for inside, name in zip(READOUT, "Vk", strict=True)
                        if name in spans
                    }
                shape = (steps, batch, sizes.inputs_of(layer), sizes.units_of(layer), sizes.outputs)
                row.append(Program(one, offsets, shape, dtype, self.total, purpose=purpose))
            self.layers.append(row)
        self.rides = compiled[-1].rides
        self._answers: Any = self.layers[-1][0].memory.answer() if self.rides else None
        self._turn: Any = None
        self._symbols: Any = None
        wide = sizes.units * sizes.directions
        self._joined = np.zeros((steps, wide if sizes.directions > 1 else 0, batch), self.dtype)
        self.answer = np.zeros((0 if self.rides else steps, max(sizes.outputs, 1), batch), self.dtype)

    def _part(self, flat: Any, name: str) -> Any:
        span = self._spans[name]
        return flat[span.start : span.stop].reshape(span.shape)

    def turned(self, array: Any) -> Any:
        """Give an array (steps, rows, B) turned round in time, each sample within its length."""
        if self._turn is None:
            return array[::-1]
        return np.take_along_axis(array, self._turn[:, None, :], axis=0)

    def _enter(self, flat: Any, x: Any) -> Any:
        """Give the first layer's input (steps, D, B)."""
        self._symbols = x if self.sizes.symbols else None
        return self._part(flat, "E")[x].transpose(0, 2, 1) if self.sizes.symbols else x

    def _set_lengths(self, steps: int, lengths: Any) -> None:
        self._turn = None
        if lengths is not None:
            at = np.arange(steps)[:, None]
            self._turn = np.where(at < lengths, lengths - 1 - at, at)

    def run(
        self,
        flat: Any,
        x: Any,
        lengths: Any = None,
        initial: Sequence[Sequence[Mapping[str, Any]]] | None = None,
        held: Held | None = None,
        *,
        prepared: bool = False,
    ) -> Any:
        """Run forward; give the readout before its activation, (steps, O, B), or the output h where there is none.

        ``prepared``: the parameters are those of the run before.
        """
        steps = x.shape[0]
        self._set_lengths(steps, lengths)
        if held is not None:
            held.put(self)
        values = self._enter(flat, x)
        for number, layer in enumerate(self.layers):
            for direction, program in enumerate(layer):
                program.memory.fill(
                    self.turned(values) if direction else values,
                    initial[number][direction] if initial else None,
                )
                program.run(flat, steps, prepared=prepared)
            if layer is not self.layers[-1] or not self.sizes.outputs:
                values = self.side_by_side(layer, "h", steps)
        if not self.sizes.outputs:
            return values
        if self.rides:
            return self._answers[:steps]
        read = self.side_by_side(self.layers[-1], self.sizes.readout, steps)
        self._read = read
        answer = self.answer[:steps]
        np.matmul(self._part(flat, "V"), read, answer)
        if self.sizes.bias:
            np.add(answer, self._part(flat, "k")[:, None], answer)
        return answer

    def side_by_side(self, layer: list[Program], name: str, steps: int) -> Any:
        """Give a value of all directions of a layer, (steps, H · directions, B), in the order of time."""
        if len(layer) == 1:
            return layer[0].memory.values(name, steps)
        units = layer[0].memory.units
        top = layer is self.layers[-1]
        joined = self._joined[:steps] if top else np.empty((steps, 2 * units, self.batch), self.dtype)
        joined[:, :units] = layer[0].memory.values(name, steps)
        joined[:, units:] = self.turned(layer[1].memory.values(name, steps))
        return joined

    def states(self, names: Sequence[str]) -> States:
        """Give copies of the states (H, B) behind the first step, of every layer and direction."""
        return [
            [{name: np.array(program.memory.values(name, 1)[0]) for name in names} for program in layer]
            for layer in self.layers
        ]

    def activate(self, answer: Any) -> Any:
        """Give the output after its activation."""
        return OUTPUTS[self.sizes.output].apply(answer)

    def back(self, flat: Any, slope: Any, gradient: Any, truncate: int | None = None) -> None:
        """Run back from ∂loss/∂answer (steps, O, B); put the gradient of all parameters into ``gradient``.

        With ``truncate`` the gradient of states ends at every step, from 0, that is a multiple of it.
        """
        steps = slope.shape[0]
        gradient[:] = 0
        entering = self._through_readout(flat, slope, gradient)
        for number in range(len(self.layers) - 1, -1, -1):
            layer, units = self.layers[number], self.sizes.units_of(number)
            below = number > 0 or self.sizes.symbols > 0
            incoming = None
            for direction, program in enumerate(layer):
                for external in program.way_back.external.values():
                    part = entering[:, direction * units : (direction + 1) * units]
                    if part.base is not external:  # one direction: it is there already
                        external[:steps] = self.turned(part) if direction else part
                program.way_back.back(steps, truncate)
                program.collector.collect(gradient, steps)
                if below:
                    mine = program.collector.input(steps)
                    mine = self.turned(mine) if direction else mine
                    incoming = mine if incoming is None else incoming + mine
            entering = incoming
        if self.sizes.symbols:
            np.add.at(self._part(gradient, "E"), self._symbols, entering.transpose(0, 2, 1))

    def _through_readout(self, flat: Any, slope: Any, gradient: Any) -> Any:
        if not self.sizes.outputs:
            return slope
        if self.rides:
            self.layers[-1][0].way_back.answer[: len(slope)] = slope
            return None
        weights = self._part(flat, "V")
        if self.batch == 1:
            part, read = slope[:, :, 0], self._read[:, :, 0]
            np.dot(part.T, read, self._part(gradient, "V"))
        else:
            # many small products and one sum: for few outputs three times as fast as turning h round for one product
            np.matmul(slope, self._read.transpose(0, 2, 1)).sum(axis=0, out=self._part(gradient, "V"))
        if self.sizes.bias:
            self._part(gradient, "k")[...] = slope.sum(axis=(0, 2))
        (external,) = self.layers[-1][0].way_back.external.values()
        alone = len(self.layers[-1]) == 1
        # of one output, a product of neighbours: a third of the time of many matrix products with an inner size of 1
        product = np.multiply if self.sizes.outputs == 1 else np.matmul
        return product(weights.T, slope, out=external[: len(slope)] if alone else None)
