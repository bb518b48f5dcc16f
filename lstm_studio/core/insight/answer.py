"""The arithmetic behind the model's output: V · state + k, read from the top layer, and what is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lstm_studio.core.insight.lens import Arithmetic, added
from lstm_studio.core.insight.spread import Factor, Term
from lstm_studio.core.loss import OUTPUTS
from lstm_studio.core.sizes import ANSWER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.trace import Trace

__all__ = ["answered"]


def answered(
    sizes: Sizes, parameters: Mapping[str, NDArray[Any]], trace: Trace, output: int, step: int
) -> Arithmetic | None:
    """Give the arithmetic of one output, from 0, at a step, from 1; None at 0 and where there is no readout.

    Units of the reverse direction, which is read too, count on behind those of the other.
    """
    if trace.y is None or not 0 < step <= trace.steps:
        return None
    state, weights, terms = sizes.readout, parameters["V"][output].tolist(), []
    for direction in range(sizes.directions):
        row = trace.cell(sizes.layers - 1, direction)[state][step - 1].tolist()
        for unit, value in enumerate(row):
            at = direction * sizes.units + unit
            factors = (
                Factor("weight", "V", (output, at), weights[at]),
                Factor("value", state, (at,), value),
            )
            terms.append(Term(1.0, factors, state, at, weights[at] * value))
    if sizes.bias:
        bias = float(parameters["k"][output])
        terms.append(Term(1.0, (Factor("weight", "k", (output,), bias),), "", -1, bias))
    total, value = added(terms), float(trace.y[step - 1, output])
    op = "" if sizes.output == "identity" else sizes.output
    # A share depends on all outputs; any other output on its own sum.
    computed = value if op == "softmax" else float(OUTPUTS[sizes.output].apply(total))
    return Arithmetic(
        ANSWER, output, "", "sum", tuple(terms), total, "a" if op else ANSWER, op, computed, value
    )
