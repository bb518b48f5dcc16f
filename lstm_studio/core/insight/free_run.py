"""What comes next: whether a model says it, how likely each symbol is, and where it goes when it reads its own answers.

Shapes: T steps of a sequence, D channels, O outputs, H units; S steps that are run freely. Steps count from 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.edits import held
from lstm_studio.core.sequence import frozen
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.engine.network import States
    from lstm_studio.core.model import Model
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Clamp, Sequence
    from lstm_studio.core.trace import Trace

__all__ = ["FreeRun", "drawn", "lots", "of_symbols", "run_freely", "shares", "unfit"]

TINY = 1e-300  # a chance of 0 has no logarithm
CLOSE = 1e-9  # what scaling may leave between a value and itself


@lru_cache(maxsize=4)  # asked for at every step of the playhead, and a text may have millions of values
def of_symbols(sequence: Sequence, sizes: Sizes) -> bool:
    """Tell whether a model reads symbols: through an embedding, or each as a channel that is 1."""
    values = sequence.values
    if sizes.symbols:
        return True
    if values.shape[1] < 2 or not ((values == 0) | (values == 1)).all():
        return False
    return bool((values.sum(axis=1) <= 1).all())


@lru_cache(maxsize=4)
def unfit(sequence: Sequence, sizes: Sizes) -> str:
    """Say why a model does not tell what comes next in a sequence; "" where it does.

    It does where it has an output for every channel or symbol, reads forward only, and is asked for nothing else.
    """
    if not sizes.outputs:
        return _("this model has no output; choose one under Model")
    if sizes.directions > 1:
        return _("this model reads the sequence from its end, too; what comes next would be known to it")
    wanted = sizes.symbols or sizes.inputs
    if sizes.outputs != wanted:
        sentence = _("the model has {outputs} outputs and reads {inputs}; it says no next step")
        return sentence.format(outputs=sizes.outputs, inputs=wanted)
    return "" if _follows(sequence, sizes) else _("what is asked of the model is not the next step")


def _follows(sequence: Sequence, sizes: Sizes) -> bool:
    """Tell whether the targets, where there are some, are the steps that follow."""
    target, weight = sequence.target, sequence.weight
    if target is None or target.shape[1] != sizes.outputs or sequence.steps < 2:
        return True
    asked = np.ones(sequence.steps - 1, bool) if weight is None else weight[:-1] > 0
    if not asked.any():
        return False
    wanted, following = target[:-1][asked], sequence.values[1:][asked]
    if following.shape != wanted.shape:
        return bool(sizes.symbols)  # symbols that are given by their numbers
    if of_symbols(sequence, sizes):  # one that may follow is among those that are asked for
        return bool((wanted >= following).all())
    return bool(np.allclose(wanted, following, CLOSE, CLOSE))


def shares(y: NDArray[np.float64], output: str, temperature: float = 1.0) -> NDArray[np.float64]:
    """Give the chances of symbols, that sum to 1, from outputs (…, O) after their activation.

    They are raised to 1 / temperature: below 1 the likely ones are still likelier, above it all become alike; at 0 the
    likeliest alone is left. Of a sigmoid each output counts by its share, of "identity" it is a logarithm.
    """
    logits = np.asarray(y, np.float64) if output == "identity" else np.log(np.maximum(y, TINY))
    logits = logits - logits.max(axis=-1, keepdims=True)
    if temperature <= 0:
        best = logits == 0
        best &= np.cumsum(best, axis=-1) == 1
        return np.asarray(best, dtype=np.float64)
    chances = np.exp(logits / temperature)
    return np.asarray(chances / chances.sum(axis=-1, keepdims=True))


def lots(seed: int, start: int, steps: int) -> NDArray[np.float64]:
    """Give numbers (S,) from 0 to 1 for steps from ``start`` on: a step has the same one wherever a run begins."""
    return np.random.default_rng(seed).random(start + steps)[start:]


def drawn(chances: NDArray[np.float64], lot: float) -> int:
    """Draw a symbol by its chance (O,) with a number from 0 to 1."""
    summed = chances.cumsum()
    return min(int(summed.searchsorted(lot * summed[-1], "right")), len(chances) - 1)


@dataclass(frozen=True, eq=False)
class FreeRun:
    """Steps that a model has read from itself: the first of them is step ``start``, and what came before was given.

    ``values`` (S, D) are what it read; ``codes`` (S,) its symbols, None for numbers; ``said`` (S, O) are the outputs
    that they came from.
    """

    start: int
    values: NDArray[np.float64]
    said: NDArray[np.float64]
    codes: NDArray[np.int64] | None = None


def run_freely(
    model: Model,
    sequence: Sequence,
    edits: tuple[Clamp, ...],
    trace: Trace,
    start: int,
    steps: int,
    temperature: float = 1.0,
    seed: int = 0,
) -> FreeRun:
    """Let a model go on by itself from step ``start``, 1 … T, for so many steps; ``trace`` is its run on the sequence.

    Symbols are drawn by their chances; numbers are read as they are said. Clamps hold as in the sequence; what is held
    at its last step stays held behind it. Raises ValueError where the model says no next step, or ``start`` is none.
    """
    sizes = model.sizes
    why = unfit(sequence, sizes)
    if why or trace.y is None:
        raise ValueError(why)
    if not 1 <= start <= sequence.steps:
        sentence = _("the free run begins behind step {start}; expected one from 1 to {steps}")
        raise ValueError(sentence.format(start=start, steps=sequence.steps))
    symbols, channels = of_symbols(sequence, sizes), sequence.values.shape[1]
    states, holds = _states(model, trace, start), held(edits, sequence.steps, sizes)
    y, clamp = trace.y[start - 1], None
    said, values = np.empty((steps, sizes.outputs)), np.empty((steps, channels))
    codes, numbers, single = np.empty(steps, np.int64), lots(seed, start, steps), np.eye(channels)
    for number in range(steps):
        said[number] = y
        if symbols:
            codes[number] = drawn(shares(y, sizes.output, temperature), numbers[number])
            values[number] = codes[number] if channels == 1 else single[codes[number]]
        else:
            values[number] = y
        if number + 1 < steps:
            x = codes[number : number + 1] if sizes.symbols else values[number : number + 1]
            clamp, before = _held_at(holds, start + number), clamp
            y, states = model.step(
                x, states, clamp, again=before is not None and before.keys() == clamp.keys()
            )
    return FreeRun(start, frozen(values), frozen(said), frozen(codes, np.int64) if symbols else None)


def _held_at(holds: dict[str, NDArray[np.float64]], step: int) -> dict[str, NDArray[np.float64]]:
    at = ((name, values[min(step, len(values) - 1)]) for name, values in holds.items())
    return {name: row[None] for name, row in at if not np.isnan(row).all()}


def _states(model: Model, trace: Trace, start: int) -> States:
    """Give the states behind step ``start`` − 1 of a run."""
    sizes, names = model.sizes, model.cell.graph.states
    return [
        [{name: np.asarray(trace.cell(layer, 0)[name][start - 1], model.dtype)[:, None] for name in names}]
        for layer in range(sizes.layers)
    ]
