"""The parameters: drawn anew, or carried over to another cell or other sizes by name and shape."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lstm_studio.core.check import check_start
from lstm_studio.core.init import draw
from lstm_studio.core.loss import losses_of
from lstm_studio.core.sizes import layout, placed
from lstm_studio.core.study import frozen
from lstm_studio.session.state import NO_LOSSES

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Study
    from lstm_studio.session.state import State

__all__ = ["carried", "initialise", "set_start", "without_record"]


def carried(study: Study, cell: Cell, sizes: Sizes) -> tuple[Study, tuple[str, ...]]:
    """Give the study with another cell or other sizes, and the names of the parameters that were drawn anew.

    Parameters of the same name, layer and shape keep their values, the others are drawn as the study's start says. A
    loss that does not go with the output any more gives way to the one that does; nothing is compared any more with a
    model of other sizes.
    """
    flat = draw(cell, sizes, study.start)
    old = {placed(name, study.sizes): span for name, span in layout(study.cell, study.sizes).items()}
    drawn = []
    for name, span in layout(cell, sizes).items():
        before = old.get(placed(name, sizes))
        if before is not None and before.shape == span.shape:
            flat[span.start : span.stop] = study.parameters[before.start : before.stop]
        else:
            drawn.append(name)
    training, against = study.training, study.against
    if training.loss not in (None, *losses_of(sizes.output)):
        training = replace(training, loss=None)
    new = study.replace(
        cell=cell,
        sizes=sizes,
        parameters=frozen(flat),
        training=training,
        against=against if sizes == study.sizes else None,
    )
    return new, tuple(drawn)


def without_record(state: State) -> State:
    """Give the state without the losses of the run before: they were another model's or another task's."""
    return state.with_run(
        update=0,
        updates=0,
        losses=NO_LOSSES,
        solved=None,
        score=None,
        rate=0.0,
        norm=float("nan"),
        left=float("nan"),
    )


def initialise(state: State) -> State:
    """Draw all parameters anew, as the study's start says, and forget the losses."""
    study = state.study
    drawn = frozen(draw(study.cell, study.sizes, study.start))
    return without_record(state.with_study(parameters=drawn))


def set_start(state: State, /, **changes: Any) -> State:
    """Change how parameters are drawn (scheme, keep, span, seed) and draw them anew. Raises ValueError."""
    started = replace(state.study.start, **changes)
    check_start(started)
    return initialise(state.with_study(start=started))
