"""One LSTM with a linear readout, mean squared error, clipping and Adam, written out by hand in NumPy.

Nothing here is derived: it is what the program that is read off the equations is measured against, in value and in
time. Its arrays lie in memory as that program's do. T steps, B samples, D inputs, H units, Y outputs.

All parameters are one matrix P (Y + 4H, H + D + 1): rows [y o i f g], columns [h₋ x 1]. Step t writes h where the
operand [h₋; x; 1] of step t + 1 stands. The readout of step t − 1 is the top rows of the product of step t.
Backwards, [dy₋; δ] is one operand likewise: one product gives all of dh, and the products of all steps with theirs
add up to the gradient of P.

The rows [y o i f g c₋] of a step live three times: as values, as what the adjoints [dh dc dc dc dc] are multiplied
with, and as those products, which are the adjoints of the gates and dc of the step before.
"""

from __future__ import annotations

import math
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.engine.aligned import Arrays

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

__all__ = ["FusedLSTM"]

GATES = "oifg"
LARGE = 1_000_000  # rows · inner · columns up to which OpenBLAS multiplies without packing its operands first
CACHED = 250_000  # values that stay in the cache between two calls

BUFFER = 512
"""Values of NumPy's buffer. Where a run of neighbours is shorter than it, NumPy copies operands into it first: with
the 8192 that it has by itself, a pass over a part of the rows of all steps takes three times as long."""


def _parts(left: NDArray[Any], right: NDArray[Any]) -> list[slice]:
    """Give slices of the rows of ``left`` whose products with ``right`` are not large."""
    many = math.ceil(left.size * right.shape[1] / LARGE)
    edges = [len(left) * n // many for n in range(many + 1)]
    return [slice(low, high) for low, high in pairwise(edges)]


class FusedLSTM:
    """Buffers and tapes for one (D, H, B, T). ``update(x, y)`` makes one training update, and gives the loss."""

    def __init__(
        self,
        inputs: int,
        units: int,
        batch: int,
        steps: int,
        outputs: int = 1,
        dtype: str = "float32",
        rate: float = 1e-3,
        clip: float = 1.0,
    ) -> None:
        self.inputs, self.units, self.batch, self.steps, self.outputs = inputs, units, batch, steps, outputs
        self.rate, self.clip, self.updates = rate, clip, 0
        self.dtype = np.dtype(dtype)
        self._shape = (outputs + 4 * units, units + inputs + 1)
        self._new: Callable[..., NDArray[Any]] = Arrays(self.dtype).zeros
        self.flat, self.gradient, self._mean, self._square, self._work = (
            self._new(math.prod(self._shape)) for _vector in range(5)
        )
        self.matrix, self._slope = self.flat.reshape(self._shape), self.gradient.reshape(self._shape)
        self._folded = self._new(*self._shape)
        self._fold = np.ones(self._shape, self.dtype)
        self._fold[outputs : outputs + 3 * units] = 0.5  # σ(a) = ½ tanh(½ a) + ½
        self._address()
        self.forward, self.backward = self._forward(), self._backward()

    def _address(self) -> None:
        """Lay out the buffers, all of them feature-major: a value of a step is a contiguous block of rows."""
        H, D, Y, T, B = self.units, self.inputs, self.outputs, self.steps, self.batch
        top, new = H + D + 1, self._new
        self._operand = new(T + 1, top, B)  # h₋ x 1
        self._operand[:, -1] = 1
        self._gates = new(
            T + 1, Y + 5 * H, B
        )  # y of the step before, o i f g c₋; then the adjoints dy δ, dc₋
        self._delta = self._gates[:, : Y + 4 * H]
        self._products = new(T, 2 * H, B)  # ig fc
        self._squashed = new(T, H, B)  # tanh(c), then ∂h/∂c
        self._error = new(T, Y, B)
        self._adjoints = new(5 * H, B)  # dh dc dc dc dc
        self._cell = new(H, B)
        self._way = new(H, Y + 4 * H)
        # The gradient of P is a sum of products, one a step where that is small, else one a block that fits the cache.
        self._block = 1 if self.flat.size * B <= LARGE else max(1, CACHED // self._delta[0].size)
        self._each = new(math.ceil((T + 1) / self._block), *self._shape)
        self._ones = np.ones((1, len(self._each)), self.dtype)
        self._read = new(T + 1, B, top)
        self._turned = new(self._delta[0].size * self._block)

    def _gate(self, place: int, count: int = 1) -> NDArray[Any]:
        """Give the view (T + 1, count · H, B) of neighbouring o, i, f, g, c₋ from place 0."""
        low = self.outputs + place * self.units
        return self._gates[:, low : low + count * self.units]

    def _forward(self) -> list[Any]:
        half = np.array(0.5, self.dtype)
        w, H, T = self._folded, self.units, self.steps
        product = self._gates[:, : self.outputs + 4 * H]
        ig, fc = self._products[:, :H], self._products[:, H:]
        calls: list[list[Any]] = [
            *(
                [(np.ndarray.dot, (w[part], a, b[part])) for a, b in zip(self._operand, product, strict=True)]
                for part in _parts(w, self._operand[0])
            ),
            [(np.tanh, (a, a)) for a in self._gate(0, 4)],
            [(np.multiply, (a, half, a)) for a in self._gate(0, 3)],
            [(np.add, (a, half, a)) for a in self._gate(0, 3)],
            [
                (np.multiply, each)
                for each in zip(self._gate(1, 2), self._gate(3, 2), self._products, strict=False)
            ],
            [(np.add, each) for each in zip(ig, fc, self._gate(4)[1:], strict=True)],
            [(np.tanh, each) for each in zip(self._gate(4)[1:], self._squashed, strict=True)],
            [
                (np.multiply, each)
                for each in zip(self._gate(0), self._squashed, self._operand[1:, :H], strict=False)
            ],
        ]
        last = (np.ndarray.dot, (w[: self.outputs], self._operand[T], self._gates[T, : self.outputs]))
        return [*chain.from_iterable(zip(*(column[:T] for column in calls), strict=True)), last]

    def _backward(self) -> list[Any]:
        H, Y, T = self.units, self.outputs, self.steps
        dh, dc = self._adjoints[:H], self._cell
        # An assignment is what repeats dc with the least ado; one long product is quicker than four.
        repeat = self._adjoints[H:].reshape(4, H, self.batch).__setitem__
        rows = _parts(self._way, self._delta[0])
        gates = list(self._gates[:, Y:])
        return [
            call
            for t in range(T - 1, -1, -1)
            for call in (
                *((np.ndarray.dot, (self._way[row], self._delta[t + 1], dh[row])) for row in rows),
                (np.multiply, (dh, self._squashed[t], dc)),
                (np.add, (dc, self._gates[t + 1, -H:], dc)),
                (repeat, (..., dc)),
                (np.multiply, (self._adjoints, gates[t], gates[t])),
            )
        ]

    def run(self, x: NDArray[Any]) -> NDArray[Any]:
        """Run x (T, B, D) forward from states 0; give the readout (T, Y, B)."""
        np.copyto(self._operand[:-1, self.units : -1], x.transpose(0, 2, 1))
        np.multiply(self.matrix, self._fold, self._folded)
        self._gates[0, -self.units :] = 0
        for function, arguments in self.forward:
            function(*arguments)
        return self._gates[1:, : self.outputs]

    def _fill_slopes(self) -> None:
        """Put in place of the gates what the adjoints are multiplied with, from values alone.

        In place of o: h(1 − o). Of i, f: ig(1 − i), fc(1 − f). Of g: i − ig·g. Of c₋: f. Of tanh(c): o − h·tanh(c).
        """
        T = self.steps
        o, i, f, g, c = (self._gate(place)[:T] for place in range(5))
        sigmoids, writes = self._gate(0, 3)[:T], self._gate(1, 2)[:T]
        h, one = self._operand[1:, : self.units], np.array(1, self.dtype)
        np.multiply(f, one, c)
        np.multiply(g, self._products[:, : self.units], g)
        np.subtract(i, g, g)
        np.multiply(h, self._squashed, self._squashed)
        np.subtract(o, self._squashed, self._squashed)
        np.subtract(one, sigmoids, sigmoids)
        np.multiply(o, h, o)
        np.multiply(writes, self._products, writes)

    def gradients(self, x: NDArray[Any], y: NDArray[Any]) -> float:
        """Put the gradient of the mean squared error against y (T, B, Y) into ``gradient``; give the error."""
        before = np.setbufsize(BUFFER)
        try:
            return self._gradients(x, y)
        finally:
            np.setbufsize(before)

    def _gradients(self, x: NDArray[Any], y: NDArray[Any]) -> float:
        H, Y = self.units, self.outputs
        np.subtract(self.run(x), y.transpose(0, 2, 1), self._error)
        error = self._error.reshape(-1)
        loss = float(np.dot(error, error)) / error.size
        self._fill_slopes()
        np.multiply(self._error, self.dtype.type(2 / error.size), self._delta[1:, :Y])
        self._gates[0, :Y] = 0
        self._gates[-1, Y:] = 0
        np.copyto(self._way, self.matrix[:, :H].T)
        for function, arguments in self.backward:
            function(*arguments)
        self._sum_products()
        self._slope[:Y, H:-1] = 0  # the readout does not read x
        return loss

    def _sum_products(self) -> None:
        """Sum the products of adjoints with operands over steps and samples: the gradient of P."""
        if self.batch == 1:
            np.dot(self._delta[:, :, 0].T, self._operand[:, :, 0], self._slope)
            return
        np.copyto(self._read, self._operand.transpose(0, 2, 1))
        if self._block == 1:
            np.matmul(self._delta, self._read, self._each)
        else:
            for each, low in zip(self._each, range(0, self.steps + 1, self._block), strict=True):
                delta, read = (array[low : low + self._block] for array in (self._delta, self._read))
                turned = self._turned[: delta.size].reshape(delta.shape[1], len(delta), -1)
                np.copyto(turned, delta.transpose(1, 0, 2))
                np.dot(turned.reshape(len(turned), -1), read.reshape(-1, read.shape[2]), each)
        np.dot(self._ones, self._each.reshape(len(self._each), -1), self.gradient[None])

    def update(self, x: NDArray[Any], y: NDArray[Any]) -> float:
        """Make one update of Adam, the gradient clipped to the global norm; give the loss before it."""
        loss = self.gradients(x, y)
        flat, slope, mean, square, work = self.flat, self.gradient, self._mean, self._square, self._work
        norm = math.sqrt(float(np.dot(slope, slope)))
        if norm > self.clip:
            np.multiply(slope, self.dtype.type(self.clip / (norm + 1e-6)), slope)
        self.updates += 1
        correction = math.sqrt(1 - 0.999**self.updates)
        one, two = self.dtype.type(0.1), self.dtype.type(0.001)
        np.subtract(slope, mean, work)
        np.multiply(work, one, work)
        np.add(mean, work, mean)
        np.multiply(slope, slope, work)
        np.subtract(work, square, work)
        np.multiply(work, two, work)
        np.add(square, work, square)
        np.sqrt(square, work)
        np.add(work, self.dtype.type(1e-8 * correction), work)
        np.divide(mean, work, work)
        np.multiply(work, self.dtype.type(self.rate * correction / (1 - 0.9**self.updates)), work)
        np.subtract(flat, work, flat)
        return loss

    def _named(self, matrix: NDArray[Any]) -> dict[str, NDArray[Any]]:
        H, Y = self.units, self.outputs
        parts = {"V": matrix[:Y, :H], "k": matrix[:Y, -1]}
        for place, gate in enumerate(GATES):
            rows = matrix[Y + place * H : Y + (place + 1) * H]
            parts |= {f"R_{gate}": rows[:, :H], f"W_{gate}": rows[:, H:-1], f"b_{gate}": rows[:, -1]}
        return parts

    @property
    def parameters(self) -> dict[str, NDArray[Any]]:
        """Live views on the parameters, by the names of the cell."""
        return self._named(self.matrix)

    @property
    def slopes(self) -> dict[str, NDArray[Any]]:
        """Live views on the gradient, by the names of the cell."""
        return self._named(self._slope)

    def adopt(self, parameters: Mapping[str, NDArray[Any]]) -> None:
        """Copy parameters given by name."""
        for name, values in self.parameters.items():
            values[...] = parameters[name]
