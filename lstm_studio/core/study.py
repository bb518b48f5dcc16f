"""What a study is: plain frozen data, shared by files, session and command line.

Shapes: T steps, D channels of the input, O outputs. Every array is read-only.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes

__all__ = ["Against", "Clamp", "Sequence", "Start", "Study", "Training", "frozen"]


def frozen(values: Any, dtype: Any = np.float64) -> NDArray[Any]:
    """Give a read-only copy of ``values``."""
    array = np.array(values, dtype=dtype)
    array.setflags(write=False)
    return array


@dataclass(frozen=True, eq=False)
class Sequence:
    """One input sequence with what is known of each step.

    ``values`` (T, D); ``channels`` D names; ``labels`` one text a step or empty; ``target`` (T, O) or None;
    ``weight`` (T,) share of each step in the loss, or None for all alike; ``text`` as it was typed.
    """

    values: NDArray[np.float64]
    channels: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    target: NDArray[np.float64] | None = None
    weight: NDArray[np.float64] | None = None
    title: str = ""
    text: str = ""

    @property
    def steps(self) -> int:
        """The number of steps T."""
        return int(self.values.shape[0])


@dataclass(frozen=True)
class Training:
    """How a training run goes.

    Optimiser row, learning rate, clip of the global gradient norm, batch, budget, seed; ``loss`` None: the one that
    goes with the output; ``dtype`` of all arithmetic; ``truncate``: the gradient stops at every so many steps, None
    for nowhere.
    """

    optimiser: str = "adam"
    rate: float = 0.01
    clip: float | None = 1.0
    batch: int = 32
    updates: int = 1000
    seed: int = 1
    loss: str | None = None
    dtype: str = "float32"
    truncate: int | None = None


@dataclass(frozen=True)
class Start:
    """How parameters are drawn.

    Scheme, keep bias (None, a number or "chrono" with its longest span), seed.
    """

    scheme: str = "uniform"
    keep: float | str | None = None
    span: int = 50
    seed: int = 0


@dataclass(frozen=True)
class Clamp:
    """Hold a named value at ``number`` in some units and steps.

    ``units`` count from 0, none given means all; ``first`` and ``last`` step count from 0.
    """

    value: str
    units: tuple[int, ...]
    first: int
    last: int
    number: float


@dataclass(frozen=True, eq=False)
class Against:
    """A second run on the same sequence, to be compared with the study's own.

    ``original``: the study's own parameters before single weights were changed, None where they are what they were,
    or where they are ``parameters``.
    """

    cell: Cell
    parameters: NDArray[np.float64]
    edits: tuple[Clamp, ...] = ()
    name: str = ""
    original: NDArray[np.float64] | None = None


@dataclass(frozen=True, eq=False)
class Study:
    """All that a file holds and undo brings back. ``parameters`` is the flat float64 vector of the model."""

    title: str
    cell: Cell
    sizes: Sizes
    parameters: NDArray[np.float64]
    sequence: Sequence
    task: str
    options: Mapping[str, float] = field(default_factory=dict)
    training: Training = Training()
    start: Start = Start()
    edits: tuple[Clamp, ...] = ()
    against: Against | None = None

    def replace(self, **changes: Any) -> Study:
        """Give the same study with some fields changed."""
        return replace(self, **changes)
