"""What gradients are shown in backward mode, of the study's run and of the one to compare with: derived values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lstm_studio.core.edits import begun, entering, held
from lstm_studio.core.insight.influence import LayerGradient
from lstm_studio.session.bench import PATIENCE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lstm_studio.core.gradients import Gradients
    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Against, Clamp, Sequence, Training
    from lstm_studio.core.trace import LayerTrace
    from lstm_studio.session.bench import Bench

__all__ = [
    "against_gradients",
    "cell_gradient",
    "ghost_gradient",
    "gradients",
    "long_against_gradients",
    "long_gradients",
]


def gradients(
    backward: bool,
    bench: Bench,
    present: NDArray[np.float64],
    sequence: Sequence,
    edits: tuple[Clamp, ...],
    sizes: Sizes,
    training: Training,
) -> Gradients | None:
    """The gradient of the loss on the sequence in the window.

    None where nobody looks at it, and where nothing is asked of the model.
    """
    target, weight = sequence.target, sequence.weight
    if (
        not backward
        or target is None
        or target.shape[1] != sizes.outputs
        or (weight is not None and not weight.any())
    ):
        return None
    with bench.model(present) as model:
        return model.gradients(
            entering(sequence, sizes, edits),
            target,
            training.loss,
            weight,
            clamp=held(edits, sequence.steps, sizes),
            initial=begun(edits, sizes),
        )


def long_gradients(backward: bool, bench: Bench, sequence: Sequence, **_others: Any) -> bool:
    """Whether the gradients take longer than the window may wait."""
    return backward and bench.seconds(3 * sequence.steps) > PATIENCE


def against_gradients(
    backward: bool,
    compared: Against | None,
    against_bench: Bench | None,
    sequence: Sequence,
    sizes: Sizes,
    training: Training,
) -> Gradients | None:
    """The gradient of the loss of the run to compare with, None where there is none."""
    if compared is None or against_bench is None:
        return None
    return gradients(backward, against_bench, compared.parameters, sequence, compared.edits, sizes, training)


def long_against_gradients(
    backward: bool, against_bench: Bench | None, sequence: Sequence, **_others: Any
) -> bool:
    """Whether those gradients take longer than the window may wait."""
    return against_bench is not None and long_gradients(backward, against_bench, sequence)


def ghost_gradient(
    against: Against | None,
    against_gradients: Gradients | None,
    ghost: LayerTrace | None,
    layer: int,
    direction: int,
) -> LayerGradient | None:
    """The gradient of every value of the cell that is looked into, in the run to compare with."""
    if against is None or against_gradients is None or ghost is None:
        return None
    return LayerGradient(against.cell.graph, ghost, against_gradients.adjoints(layer, direction))


def cell_gradient(
    graph: Graph, gradients: Gradients | None, cell_trace: LayerTrace, layer: int, direction: int
) -> LayerGradient | None:
    """The gradient of every value of the cell that is looked into."""
    if gradients is None:
        return None
    return LayerGradient(graph, cell_trace, gradients.adjoints(layer, direction))
