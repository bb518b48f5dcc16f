"""What L is wherever ∂L/∂value is shown, in words, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.loss import loss_for
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Sequence, Training

__all__ = ["objective"]

_NAMES = {
    "mse": _("mean squared error"),
    "cross-entropy": _("cross-entropy"),
    "binary cross-entropy": _("binary cross-entropy"),
}


def objective(sequence: Sequence, sizes: Sizes, training: Training) -> str:
    """The loss that is differentiated, or one sentence why there is nothing to be differentiated."""
    target, weight = sequence.target, sequence.weight
    if not sizes.outputs:
        return _("Nothing to differentiate: this model has no output, so there is no loss.")
    if target is None:
        return _(
            "Nothing to differentiate: this sequence has no targets, so no loss; a sample of the task has (Ctrl+R)."
        )
    if target.shape[1] != sizes.outputs:
        sentence = _(
            "Nothing to differentiate: targets have {targets} values a step, the model gives {outputs}."
        )
        return sentence.format(targets=target.shape[1], outputs=sizes.outputs)
    graded = sequence.steps if weight is None else int(np.count_nonzero(weight))
    if not graded:
        return _("Nothing to differentiate: no step of this sequence is graded.")
    name = _NAMES[loss_for(sizes.output, training.loss).name]
    if graded == sequence.steps:
        return _("L: {loss} of all {steps} steps").format(loss=name, steps=sequence.steps)
    sentence = _("L: {loss} of {graded} of the {steps} steps")
    return sentence.format(loss=name, graded=graded, steps=sequence.steps)
