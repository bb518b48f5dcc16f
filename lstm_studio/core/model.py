"""A model: a cell with sizes and one flat vector of parameters. Run it, differentiate it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.at_work import AtWork
from lstm_studio.core.given import numbers, plain, truncation
from lstm_studio.core.gradients import Gradients
from lstm_studio.core.init import draw
from lstm_studio.core.loss import OUTPUTS, loss_for
from lstm_studio.core.network import Network, compile_layers
from lstm_studio.core.score import score, wanted
from lstm_studio.core.sizes import Sizes, layout
from lstm_studio.core.study import Start
from lstm_studio.core.trace import Trace
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.compiled import Compiled

__all__ = ["Model", "Sizes"]

MOST_VALUES = 250_000_000  # of one run, steps · samples · rows: two gigabytes in float64


class Model:
    """A cell with sizes and parameters: ``layers`` of ``units``, read in one or two ``directions``.

    ``outputs`` 0: no readout; else one from the state ``readout`` of the top layer, through ``output``: "identity",
    "softmax" or "sigmoid". ``symbols`` n: an embedding of n symbols as vectors of ``inputs`` numbers. ``bias`` False
    leaves out every bare vector term. ``init``: "uniform", "glorot" or a Start; drawn from ``seed``. ``dtype``:
    "float32" or "float64".

    ``parameters`` maps names to live views on the vector ``flat``, in the order E, the cell's, V, k. Arrays have time
    first, then batch, then units. Raises ValueError for sizes, a dtype or a start that it does not know.
    """

    def __init__(
        self,
        cell: Cell,
        inputs: int = 1,
        units: int = 4,
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
        inputs, units, outputs = plain(inputs), plain(units), plain(outputs)
        layers, directions, symbols = plain(layers), plain(directions), plain(symbols)
        sizes = Sizes(inputs, units, outputs, layers, directions, symbols, bias, readout, output)
        start = Start(init, seed=seed) if isinstance(init, str) else init
        self.build(cell, sizes, dtype)
        self.flat[:] = draw(cell, sizes, start)

    @classmethod
    def of(cls, cell: Cell, sizes: Sizes, flat: Any, dtype: str = "float64") -> Model:
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
        self._compiled: dict[frozenset[str], list[Compiled]] = {}
        self._networks: list[tuple[tuple[int, frozenset[str], str], Network]] = []

    def adopt(self, other: Mapping[str, Any]) -> tuple[str, ...]:
        """Copy the parameters that have the same name and shape here; give their names."""
        kept = tuple(
            n for n, mine in self.parameters.items() if n in other and np.shape(other[n]) == mine.shape
        )
        for name in kept:
            self.parameters[name][...] = other[name]
        return kept

    def compiled(self, clamped: frozenset[str] = frozenset()) -> list[Compiled]:
        """Give the compiled layers; the top one with clamps on the named values."""
        if clamped not in self._compiled:
            self._compiled[clamped] = compile_layers(self.cell, self.sizes, clamped)
        return self._compiled[clamped]

    def network(
        self, steps: int, batch: int, clamped: frozenset[str] = frozenset(), *, purpose: str
    ) -> Network:
        """Give buffers and tapes for that many steps and samples; the last few are kept."""
        key = (batch, clamped, purpose)
        for place, (known, network) in enumerate(self._networks):
            if known == key and steps <= network.steps <= 2 * steps + 8:
                self._networks.append(self._networks.pop(place))
                return network
        compiled = self.compiled(clamped)
        rows = sum(len(one.lowering.sizes) for one in compiled) * self.sizes.units * self.sizes.directions
        if steps * batch * rows > MOST_VALUES:
            sentence = _(
                "{steps} steps of {batch} samples with {units} units need too much memory; use fewer"
            )
            raise ValueError(sentence.format(steps=steps, batch=batch, units=self.sizes.units))
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

        ``clamp`` holds named values of the top layer at a number or at an array that broadcasts to (T, B, H), for one
        sample also (T, H), NaN meaning free. ``initial`` gives states before the first step, (H,) or (B, H), to every
        layer. Raises ValueError.
        """
        values, batched = self.enter(x)
        sizes = self._lengths(lengths, values)
        held = self._clamps(clamp or {}, values.shape[0], values.shape[-1], batched=batched)
        network = self.network(values.shape[0], values.shape[-1], frozenset(held), purpose="run")
        self._hold(network, held)
        states = self._initial(initial, values.shape[-1])
        with AtWork(network.multiplications):
            answer = network.run(self._padded, values, sizes, states)
        return Trace(network, self.cell, self.parameters, values, answer, batched=batched, lengths=sizes)

    def _initial(self, initial: Mapping[str, Any] | None, batch: int) -> list[list[dict[str, Any]]] | None:
        if not initial:
            return None
        known, units = self.cell.graph.states, self.sizes.units
        states = {}
        for name, start in initial.items():
            value = numbers(_("initial “{name}”").format(name=name), start, self.dtype)
            if name not in known or np.shape(value) not in ((), (units,), (batch, units)):
                sentence = _(
                    "initial “{name}” has shape {given}; expected {known} of shape ({units},) or ({batch}, {units})"
                )
                raise ValueError(
                    sentence.format(
                        name=name, given=np.shape(value), known=", ".join(known), units=units, batch=batch
                    )
                )
            states[name] = np.broadcast_to(value, (batch, units)).T
        return [[states] * self.sizes.directions] * self.sizes.layers

    def _clamps(self, clamp: Mapping[str, Any], steps: int, batch: int, *, batched: bool) -> dict[str, Any]:
        """Give the clamps as arrays (T, H, B), NaN meaning free."""
        held = {}
        for name, value in clamp.items():
            if name not in self.cell.graph.named:
                sentence = _("there is no value “{name}” to clamp; expected one of {known}")
                raise ValueError(sentence.format(name=name, known=", ".join(self.cell.graph.named)))
            array = numbers(_("the clamp of “{name}”").format(name=name), value, self.dtype)
            if not batched and array.ndim == 2:  # (T, H), as the trace of one sample is
                array = array[:, None]
            try:
                full = np.broadcast_to(array, (steps, batch, self.sizes.units))
            except ValueError:
                sentence = _(
                    "the clamp of “{name}” has shape {given}; expected one that broadcasts to {expected}"
                )
                expected = (steps, batch, self.sizes.units)
                raise ValueError(
                    sentence.format(name=name, given=np.shape(value), expected=expected)
                ) from None
            held[name] = full.transpose(0, 2, 1)
        return held

    def _hold(self, network: Network, held: Mapping[str, Any]) -> None:
        for program in network.layers[-1] if held else ():
            for name, array in held.items():
                values, mask, free = program.memory.holds[program.compiled.plan.named[name]]
                steps = len(array)
                mask[:steps] = ~np.isnan(array)
                np.copyto(values[:steps], array, where=mask[:steps])
                free[:steps] = ~mask[:steps]

    def gradients(
        self,
        x: Any,
        y: Any,
        loss: str | None = None,
        weight: Any = None,
        lengths: Any = None,
        truncate: int | None = None,
    ) -> Gradients:
        """Give the exact gradient of the loss with respect to every parameter.

        ``y``: (T[, B], outputs), or integer classes (T[, B]); without its time axis only the last valid step is scored.
        Without a readout the output h itself is scored. Loss = Σ weight·ℓ / Σ weight. With ``truncate`` = k the
        gradient does not flow back from step k to step k − 1, from 2k to 2k − 1 … (steps from 0). Raises ValueError.
        """
        gradient = np.zeros(self.flat.size, self.dtype)
        amount, network, steps, batched, ends = self.differentiate(
            gradient, x, y, loss, weight, lengths, truncate, purpose="gradients"
        )
        return Gradients(self, network, gradient, amount, steps, batched=batched, lengths=ends)

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
    ) -> tuple[float, Network, int, bool, Any]:
        """Put the gradient of the loss into ``gradient``; give the loss and what it was made with."""
        truncate = truncation(truncate)
        values, batched = self.enter(x)
        ends = self._lengths(lengths, values)
        steps, batch = values.shape[0], values.shape[-1]
        network = self.network(steps, batch, purpose=purpose)
        sizes = self.sizes
        output = sizes.output if sizes.outputs else "identity"
        outputs = sizes.outputs or sizes.units * sizes.directions
        row = loss_for(output, loss)
        shape = (steps, batch, outputs)
        goal = wanted(y, weight, ends, shape, self.dtype, batched=batched, classes=output == "softmax")
        with AtWork(network.multiplications):
            answer = network.run(self._padded, values, ends)
            amount, slope = score(row, answer, OUTPUTS[output].apply(answer), goal)
            if not math.isfinite(amount):
                goal.check()
            network.back(self._padded, slope, gradient, truncate)
        return amount, network, steps, batched, ends
