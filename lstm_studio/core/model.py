"""A model: a cell with sizes and one flat vector of parameters. Run it, differentiate it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from lstm_studio.core.engine.at_work import AtWork
from lstm_studio.core.engine.network import Network, compile_layers
from lstm_studio.core.given import each_layer, numbers, plain, truncation
from lstm_studio.core.gradients import Gradients, WayBack
from lstm_studio.core.held import Held, initial_states
from lstm_studio.core.init import draw
from lstm_studio.core.loss import OUTPUTS, loss_for
from lstm_studio.core.score import score, wanted
from lstm_studio.core.sizes import Sizes, layout
from lstm_studio.core.study import Start
from lstm_studio.core.trace import Trace
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.engine.compiled import Compiled
    from lstm_studio.core.engine.network import States
    from lstm_studio.core.held import Places

__all__ = ["Model", "Sizes"]

MOST_VALUES = 250_000_000  # of one run, steps · samples · rows: two gigabytes in float64


class Model:
    """A cell with sizes and parameters: ``layers`` of ``units``, read in one or two ``directions``.

    ``units`` may be one number a layer, from the lowest: (64, 32) are two layers. ``outputs`` 0: no readout; else one
    from the state ``readout`` of the top layer, through ``output``: "identity", "softmax" or "sigmoid". ``symbols`` n:
    an embedding of n symbols as vectors of ``inputs`` numbers. ``bias`` False leaves out every bare vector term.
    ``init``: "uniform", "glorot" or a Start; drawn from ``seed``. ``dtype``: "float32" or "float64".

    ``parameters`` maps names to live views on the vector ``flat``, in the order E, the cell's, V, k. Arrays have time
    first, then batch, then units. ``initial`` are the states before the first step of runs that are given none; None
    is 0. Raises ValueError for sizes, a dtype or a start that it does not know.
    """

    initial: Mapping[str, Any] | None = None

    def __init__(
        self,
        cell: Cell,
        inputs: int = 1,
        units: int | Sequence[int] = 4,
        outputs: int = 0,
        layers: int = 1,
        directions: int = 1,
        symbols: int = 0,
        *,
        bias: bool = True,
        readout: str = "h",
        output: str = "identity",
        init: str | Start = "uniform",
        seed: int = 0,
        dtype: str = "float32",
    ) -> None:
        inputs, outputs, symbols = plain(inputs), plain(outputs), plain(symbols)
        layers, directions = plain(layers), plain(directions)
        top, widths, layers = each_layer(units, layers)
        sizes = Sizes(inputs, top, outputs, layers, directions, symbols, bias, readout, output, widths)
        start = Start(init, seed=seed) if isinstance(init, str) else init
        self.build(cell, sizes, dtype)
        self.flat[:] = draw(cell, sizes, start)

    @classmethod
    def of(cls, cell: Cell, sizes: Sizes, flat: Any, dtype: str = "float64") -> Self:
        """Give a model with given parameters, which are copied. Raises ValueError for another number of them."""
        model = cls.__new__(cls)
        model.build(cell, sizes, dtype)
        if np.shape(flat) != model.flat.shape:
            sentence = _("{given} parameters given; this model has {expected}")
            raise ValueError(sentence.format(given=np.size(flat), expected=model.flat.size))
        model.flat[:] = flat
        return model

    def build(self, cell: Cell, sizes: Sizes, dtype: str) -> None:
        """Lay out the parameters, all 0."""
        if isinstance(cell, str) or not hasattr(cell, "graph"):
            raise ValueError(_("cell is {given!r}; expected a Cell, as load_cell gives").format(given=cell))
        if str(dtype) not in ("float32", "float64"):
            raise ValueError(_("dtype is “{given}”; expected float32 or float64").format(given=dtype))
        spans = layout(cell, sizes)
        self.cell, self.sizes, self.dtype = cell, sizes, np.dtype(dtype)
        self._padded = np.zeros(max((s.stop for s in spans.values()), default=0) + 1, self.dtype)
        self.flat: NDArray[Any] = self._padded[:-1]
        self.parameters: dict[str, NDArray[Any]] = {
            name: self.flat[span.start : span.stop].reshape(span.shape) for name, span in spans.items()
        }
        self._compiled: dict[Places, list[Compiled]] = {}
        self._networks: list[tuple[tuple[int, Places, str], Network]] = []

    def adopt(self, other: Mapping[str, Any]) -> tuple[str, ...]:
        """Copy the parameters that have the same name and shape here; give their names."""
        kept = tuple(
            n for n, mine in self.parameters.items() if n in other and np.shape(other[n]) == mine.shape
        )
        for name in kept:
            self.parameters[name][...] = other[name]
        return kept

    def compiled(self, clamped: Places = frozenset()) -> list[Compiled]:
        """Give the compiled layers, with clamps on the values that are held."""
        if clamped not in self._compiled:
            self._compiled[clamped] = compile_layers(self.cell, self.sizes, clamped)
        return self._compiled[clamped]

    def network(self, steps: int, batch: int, clamped: Places = frozenset(), *, purpose: str) -> Network:
        """Give buffers and tapes for that many steps and samples; the last few are kept."""
        key = (batch, clamped, purpose)
        for place, (known, network) in enumerate(self._networks):
            if known == key and steps <= network.steps <= 2 * steps + 8:
                self._networks.append(self._networks.pop(place))
                return network
        compiled = self.compiled(clamped)
        wide = zip(compiled, self.sizes.every, strict=True)
        rows = sum(len(one.lowering.sizes) * units for one, units in wide) * self.sizes.directions
        if steps * batch * rows > MOST_VALUES:
            sentence = _(
                "{steps} steps of {batch} samples with {units} units need too much memory; use fewer"
            )
            raise ValueError(sentence.format(steps=steps, batch=batch, units=max(self.sizes.every)))
        network = Network(self.cell, self.sizes, compiled, steps, batch, self.dtype, purpose=purpose)
        self._networks = [*self._networks[-3:], (key, network)]
        return network

    def enter(self, x: Any) -> tuple[NDArray[Any], bool]:
        """Bring x into the shape of the engine: ((T, D, B) or symbols (T, B), whether there was a batch axis)."""
        array = numbers("x", x)
        symbols, inputs = self.sizes.symbols, self.sizes.inputs
        axes = array.ndim if symbols else array.ndim - 1
        if axes not in (1, 2) or array.size == 0 or (not symbols and array.shape[-1] != inputs):
            expected = _("integers (T) or (T, B)") if symbols else f"(T, {inputs}) / (T, B, {inputs})"
            raise ValueError(
                _("x has shape {given}; expected {expected}").format(given=array.shape, expected=expected)
            )
        if symbols:
            if not np.issubdtype(array.dtype, np.integer) or array.min() < 0 or array.max() >= symbols:
                raise ValueError(
                    _("x must hold whole numbers from 0 to {most}, one a symbol").format(most=symbols - 1)
                )
            return (array if axes == 2 else array[:, None]), axes == 2
        array = numbers("x", array, self.dtype)
        if not np.isfinite(array).all():
            raise ValueError(_("x has a value that is no number; expected finite numbers"))
        return (array.transpose(0, 2, 1) if axes == 2 else array[:, :, None]), axes == 2

    def _lengths(self, lengths: Any, x: Any) -> Any:
        if lengths is None:
            return None
        array = np.asarray(lengths)
        steps, batch = x.shape[0], x.shape[-1]
        if (
            array.shape != (batch,)
            or not np.issubdtype(array.dtype, np.integer)
            or array.min() < 1
            or array.max() > steps
        ):
            sentence = _("lengths must be {batch} whole numbers from 1 to {steps}")
            raise ValueError(sentence.format(batch=batch, steps=steps))
        return array

    def run(
        self,
        x: Any,
        clamp: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
        lengths: Any = None,
    ) -> Trace:
        """Run a sequence x (T, D) or (T, B, D) and give the trace of every value.

        ``clamp`` holds named values at a number or at an array that broadcasts to (T, B, H), for one sample also
        (T, H), NaN meaning free: "f" those of the top layer, "0.f" and "0.reverse.f" those of another. ``initial``
        gives states before the first step, (H,) or (B, H), "c" to every layer, "0.c" to one. Raises ValueError.
        """
        values, batched = self.enter(x)
        sizes = self._lengths(lengths, values)
        held = self._held(clamp, values, batched=batched)
        network = self.network(values.shape[0], values.shape[-1], held.places, purpose="run")
        states = initial_states(
            self.cell, self.sizes, self.initial if initial is None else initial, values.shape[-1], self.dtype
        )
        with AtWork(network.multiplications):
            answer = network.run(self._padded, values, sizes, states, held)
        return Trace(network, self.cell, self.parameters, values, answer, batched=batched, lengths=sizes)

    def step(
        self, x: Any, states: States, clamp: Mapping[str, Any] | None = None, *, again: bool = False
    ) -> tuple[NDArray[Any], States]:
        """Run one step from given states, many times as quick as ``run``: give the output (O,), or h, and the states.

        ``x`` (1, D), or a symbol (1,); ``states`` of each layer and direction map a name to (H, 1). ``again``: the last
        call was such a step with the same parameters and the same values clamped. Raises ValueError.
        """
        values, batched = self.enter(x)
        held = self._held(clamp, values, batched=batched) if clamp else None
        network = self.network(1, 1, held.places if held else frozenset(), purpose="run")
        with AtWork(network.multiplications):
            answer = network.activate(network.run(self._padded, values, None, states, held, prepared=again))
        return np.array(answer[0, :, 0]), network.states(self.cell.graph.states)

    def _held(self, clamp: Mapping[str, Any] | None, x: Any, *, batched: bool) -> Held:
        shape = (x.shape[0], x.shape[-1])
        return Held(self.cell, self.sizes, clamp or {}, shape, self.dtype, batched=batched)

    def gradients(
        self,
        x: Any,
        y: Any,
        loss: str | None = None,
        weight: Any = None,
        lengths: Any = None,
        truncate: int | None = None,
        clamp: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> Gradients:
        """Give the exact gradient of the loss with respect to every parameter.

        ``y``: (T[, B], outputs), or integer classes (T[, B]); without its time axis only the last valid step is scored.
        Without a readout the output h itself is scored. Loss = Σ weight·ℓ / Σ weight. With ``truncate`` = k the
        gradient does not flow back from step k to step k − 1, from 2k to 2k − 1 … (steps from 0). ``clamp`` and
        ``initial`` as in ``run``; nothing flows back through what is held. Raises ValueError.
        """
        gradient = np.zeros(self.flat.size, self.dtype)
        way = self.differentiate(
            gradient, x, y, loss, weight, lengths, truncate, purpose="gradients", clamp=clamp, initial=initial
        )
        return Gradients(self, gradient, way)

    def differentiate(
        self,
        gradient: NDArray[Any],
        x: Any,
        y: Any,
        loss: str | None,
        weight: Any,
        lengths: Any,
        truncate: int | None,
        *,
        purpose: str = "update",
        clamp: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> WayBack:
        """Put the gradient of the loss into ``gradient``; give the loss and what it was made with."""
        truncate = truncation(truncate)
        values, batched = self.enter(x)
        ends = self._lengths(lengths, values)
        steps, batch = values.shape[0], values.shape[-1]
        held = self._held(clamp, values, batched=batched) if clamp else None
        network = self.network(steps, batch, held.places if held else frozenset(), purpose=purpose)
        states = initial_states(
            self.cell, self.sizes, self.initial if initial is None else initial, batch, self.dtype
        )
        sizes = self.sizes
        output = sizes.output if sizes.outputs else "identity"
        outputs = sizes.outputs or sizes.units * sizes.directions
        row = loss_for(output, loss)
        shape = (steps, batch, outputs)
        goal = wanted(y, weight, ends, shape, self.dtype, batched=batched, classes=output == "softmax")
        with AtWork(network.multiplications):
            answer = network.run(self._padded, values, ends, states, held)
            y = OUTPUTS[output].apply(answer)
            amount, slope = score(row, answer, y, goal)
            if not math.isfinite(amount):
                goal.check()
            network.back(self._padded, slope, gradient, truncate)
        return WayBack(amount, network, slope, steps, batched, ends, y, goal)
