"""How good the models that a study keeps are on the sequence that is shown: a derived value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.session.bench import PATIENCE, Bench
from lstm_studio.session.grading import loss
from lstm_studio.session.opening import reads

if TYPE_CHECKING:
    from lstm_studio.core.study import Kept, Sequence

__all__ = ["kept_losses", "long_losses"]


def kept_losses(models: tuple[Kept, ...], sequence: Sequence) -> tuple[float | None, ...]:
    """The loss of each kept model on the sequence in the window, None where it has no targets for it."""
    return tuple(_loss(kept, sequence) for kept in models)


def long_losses(models: tuple[Kept, ...], sequence: Sequence) -> bool:
    """Whether to run them all takes longer than the window may wait."""
    return sum(Bench(kept.cell, kept.sizes).seconds(sequence.steps) for kept in models) > PATIENCE


def _loss(kept: Kept, sequence: Sequence) -> float | None:
    target = sequence.target
    if target is None or target.shape[1] != kept.sizes.outputs or not reads(kept.sizes, sequence):
        return None
    trace = Bench(kept.cell, kept.sizes).run(kept.parameters, sequence, kept.edits)
    return loss(trace, sequence, kept.sizes, kept.training)
