"""One LSTM with a linear readout, mean squared error, clipping and Adam, written out by hand in NumPy.

Nothing here is derived: it is what the program that is read off the equations is measured against, in value and in
time. T steps, B samples, D inputs, H units, Y outputs.

All parameters are one matrix P (Y + 4H, H + D + 1): rows [y o i f g], columns [h₋ x 1]. Step t writes h where the
operand [h₋; x; 1] of step t + 1 stands. The readout of step t − 1 is the top rows of the product of step t.
Backwards, [dy₋; δ] is one operand likewise: one product gives all of dh, and the products of all steps with theirs
add up to the gradient of P.
"""

from __future__ import annotations

import math
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["FusedLSTM"]

GATES = "oifg"
LARGE = 1_000_000  # rows · inner · columns up to which OpenBLAS multiplies without packing its operands first
CACHED = 250_000  # values that stay in the cache between two calls


def _parts(left: NDArray[Any], right: NDArray[Any]) -> list[slice]:
    """Give slices of the rows of ``left`` whose products with ``right`` are not large."""
    count = math.ceil(left.size * right.shape[1] / LARGE)
    edges = [len(left) * n // count for n in range(count + 1)]
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
        self.flat, self.gradient, self._mean, self._square, self._work = np.zeros(
            (5, math.prod(self._shape)), self.dtype
        )
        self.matrix, self._slope = self.flat.reshape(self._shape), self.gradient.reshape(self._shape)
        self._folded = np.zeros(self._shape, self.dtype)
        self._fold = np.ones(self._shape, self.dtype)
        self._fold[outputs : outputs + 3 * units] = 0.5  # σ(a) = ½ tanh(½ a) + ½
        self._address()
        self.forward, self.backward = self._forward(), self._backward()

    def _address(self) -> None:
        """Lay out the buffers, each of them contiguous over all steps: a pass over a part of the rows costs more."""
        H, D, Y, T, B = self.units, self.inputs, self.outputs, self.steps, self.batch
        top = H + D + 1
        self._operand = np.zeros((T + 1, top, B), self.dtype)  # h₋ x 1
        self._operand[:, -1] = 1
        self._gates = np.zeros((T + 1, Y + 5 * H, B), self.dtype)  # y of the step before, o i f g c₋
        self._products = np.zeros((T, 2 * H, B), self.dtype)  # ig fc
        self._squashed = np.zeros((T, H, B), self.dtype)  # tanh(c)
        self._delta = np.zeros(
            (T + 1, Y + 4 * H, B), self.dtype
        )  # dy of the step before, adjoints of o i f g
        self._of_o, self._of_g, self._of_c = np.zeros((3, T, H, B), self.dtype)
        self._of_if = np.zeros((T, 2 * H, B), self.dtype)
        self._error = np.zeros((T, Y, B), self.dtype)
        self._scratch = np.zeros((4, H, B), self.dtype)
        self._way = np.zeros((H, Y + 4 * H), self.dtype)
        # The gradient of P is a sum of products, one a step where that is small, else one a block that fits the cache.
        self._block = 1 if self.flat.size * B <= LARGE else max(1, CACHED // self._delta[0].size)
        self._each = np.zeros((math.ceil((T + 1) / self._block), *self._shape), self.dtype)
        self._ones = np.ones((1, len(self._each)), self.dtype)
        self._read = np.zeros((T + 1, B, top), self.dtype)
        self._turned = np.zeros(self._delta[0].size * self._block, self.dtype)

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
        dh, dc, part, carry = self._scratch
        rows = _parts(self._way, self._delta[0])
        delta = list(self._delta)
        do, di, df, dg = (list(self._delta[:, Y + k * H : Y + (k + 1) * H]) for k in range(4))
        o, c, g, keep = (list(array) for array in (self._of_o, self._of_c, self._of_g, self._gate(2)))
        i, f = list(self._of_if[:, :H]), list(self._of_if[:, H:])
        return [
            call
            for t in range(T - 1, -1, -1)
            for call in (
                *((np.ndarray.dot, (self._way[row], delta[t + 1], dh[row])) for row in rows),
                (np.multiply, (dh, o[t], do[t])),
                (np.multiply, (dh, c[t], part)),
                (np.add, (part, carry, dc)),
                (np.multiply, (dc, i[t], di[t])),
                (np.multiply, (dc, f[t], df[t])),
                (np.multiply, (dc, g[t], dg[t])),
                (np.multiply, (dc, keep[t], carry)),
            )
        ]

    def run(self, x: NDArray[Any]) -> NDArray[Any]:
        """Run x (T, B, D) forward from states 0; give the readout (T, Y, B)."""
        np.copyto(self._operand[:-1, self.units : -1], x.transpose(0, 2, 1))
        np.multiply(self.matrix, self._fold, self._folded)
        for function, arguments in self.forward:
            function(*arguments)
        return self._gates[1:, : self.outputs]

    def _fill_slopes(self) -> None:
        """Make all coefficients of the way back, from values alone.

        Of o: h(1 − o). Of i, f: ig(1 − i), fc(1 − f). Of g: i − ig·g. Of c in h: o − h·tanh(c).
        """
        T = self.steps
        o, i, g, h = self._gate(0)[:T], self._gate(1)[:T], self._gate(3)[:T], self._operand[1:, : self.units]
        np.subtract(1, self._gate(1, 2)[:T], self._of_if)
        np.multiply(self._products, self._of_if, self._of_if)
        np.subtract(1, o, self._of_o)
        np.multiply(h, self._of_o, self._of_o)
        np.multiply(self._products[:, : self.units], g, self._of_g)
        np.subtract(i, self._of_g, self._of_g)
        np.multiply(h, self._squashed, self._of_c)
        np.subtract(o, self._of_c, self._of_c)

    def gradients(self, x: NDArray[Any], y: NDArray[Any]) -> float:
        """Put the gradient of the mean squared error against y (T, B, Y) into ``gradient``; give the error."""
        H, Y = self.units, self.outputs
        np.subtract(self.run(x), y.transpose(0, 2, 1), self._error)
        error = self._error.reshape(-1)
        loss = float(np.dot(error, error)) / error.size
        np.multiply(self._error, 2 / error.size, self._delta[1:, :Y])
        self._fill_slopes()
        np.copyto(self._way, self.matrix[:, :H].T)
        self._scratch[3] = 0
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
