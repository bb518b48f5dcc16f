"""What is checked: the model of a study as it is now, on the beginning of its sequence, in seconds.

Two samples: the study's own steps, and random ones beside them, because a sequence may leave many weights without
any use. Targets are random, for a model that has learnt its task has hardly a slope left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.edits import entering
from lstm_studio.core.loss import loss_for
from lstm_studio.core.model import Model
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Study

__all__ = ["Subject", "subject_of"]

SECONDS = 4.0  # that the differences may take
RUNS = 4  # for one slope
STEPS = (24, 12, 6)  # the first that leaves time for two slopes of each parameter, an entry and a direction


@dataclass(frozen=True, eq=False)
class Subject:
    """A float64 model with x (T, B, D) or (T, B), y and the loss that it is trained with.

    ``most`` entries of a parameter are looked at.
    """

    cell: Cell
    sizes: Sizes
    model: Model
    x: Any
    y: Any
    loss: str
    most: int
    said: str


def subject_of(study: Study, seed: int = 0) -> Subject:
    """Give what is checked of a study. Raises ValueError where its values are no numbers."""
    rng = np.random.default_rng(seed)
    sizes, cell = study.sizes, study.cell
    model = Model.of(cell, sizes, study.parameters)
    once = RUNS * len(model.parameters)  # runs for one slope of each parameter
    fitting = (steps for steps in STEPS if 2 * once * _seconds(model, steps) <= SECONDS)
    steps = min(study.sequence.steps, next(fitting, STEPS[-1]))
    own = entering(study.sequence, sizes)[:steps]
    x = np.stack([own, _random(own, sizes, rng)], axis=1)
    y = _targets(sizes, steps, rng)
    loss = (loss_for(sizes.output, study.training.loss) if sizes.outputs else loss_for("identity", None)).name
    if not np.isfinite(model.gradients(x, y, loss).flat).all():
        sentence = _("with these parameters the values of {title} overflow; nothing can be compared")
        raise ValueError(sentence.format(title=cell.title or cell.name))
    looks = SECONDS / _seconds(model, steps) / max(once, 1)
    text = _("parameters of now · {steps} own + {steps} random steps")
    return Subject(cell, sizes, model, x, y, loss, max(int(looks), 1), text.format(steps=steps))


def _random(own: Any, sizes: Sizes, rng: np.random.Generator) -> Any:
    if sizes.symbols:
        return rng.integers(sizes.symbols, size=own.shape)
    spread = own.std(axis=0)
    return own.mean(axis=0) + np.where(spread > 0, spread, 1.0) * rng.normal(size=own.shape)


def _targets(sizes: Sizes, steps: int, rng: np.random.Generator) -> Any:
    shape = (steps, 2)
    if not sizes.outputs:
        return rng.normal(size=(*shape, sizes.units * sizes.directions))
    if sizes.output == "softmax":
        return rng.integers(sizes.outputs, size=shape)
    if sizes.output == "sigmoid":
        return rng.integers(2, size=(*shape, sizes.outputs)).astype(np.float64)
    return rng.normal(size=(*shape, sizes.outputs))


def _seconds(model: Model, steps: int) -> float:
    """Estimate the time of one gradient. Measured: 0.4 µs a node and 1.5 ns a weight and step."""
    sizes = model.sizes
    nodes = len(model.cell.graph.nodes) * sizes.layers * sizes.directions
    return steps * (4e-7 * nodes + 1.5e-9 * model.flat.size)
