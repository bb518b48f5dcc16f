"""How good the runs are on the sequence in the window, and where they part: derived values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.insight.parting import parted
from lstm_studio.core.score import loss_of, wanted
from lstm_studio.core.study import frozen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.insight.parting import Parting
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Sequence, Training
    from lstm_studio.core.trace import Trace

__all__ = ["against_loss", "against_output_gradient", "loss", "output_gradient", "parting"]


def loss(trace: Trace, sequence: Sequence, sizes: Sizes, training: Training) -> float | None:
    """The loss on the sequence in the window, None where it has no targets of the model's shape."""
    graded = _graded(trace, sequence, sizes, training)
    return None if graded is None else graded[0]


def output_gradient(
    trace: Trace, sequence: Sequence, sizes: Sizes, training: Training
) -> NDArray[np.float64] | None:
    """∂loss/∂(output before its activation), (T, O), None where there is no loss."""
    graded = _graded(trace, sequence, sizes, training)
    return None if graded is None else frozen(graded[1][:, :, 0])


def against_output_gradient(
    against_trace: Trace | None, sequence: Sequence, sizes: Sizes, training: Training
) -> NDArray[np.float64] | None:
    """The same of the run to compare with."""
    return None if against_trace is None else output_gradient(against_trace, sequence, sizes, training)


def _graded(trace: Trace, sequence: Sequence, sizes: Sizes, training: Training) -> tuple[float, Any] | None:
    y, target = trace.y, sequence.target
    if y is None or target is None or y.shape != target.shape:
        return None
    if sequence.weight is not None and not sequence.weight.any():
        return None
    goal = wanted(
        target, sequence.weight, None, (len(y), 1, y.shape[1]), np.float64, batched=False, classes=False
    )
    return loss_of(sizes.output, training.loss, y[:, :, None], goal)


def against_loss(
    against_trace: Trace | None, sequence: Sequence, sizes: Sizes, training: Training
) -> float | None:
    """The loss of the run to compare with."""
    return None if against_trace is None else loss(against_trace, sequence, sizes, training)


def parting(
    trace: Trace, against_trace: Trace | None, loss: float | None, against_loss: float | None
) -> Parting | None:
    """Where the run parts from the one to compare with, and what comes of it; None where there is none."""
    return None if against_trace is None else parted(trace, against_trace, loss, against_loss)
