"""The parameters: drawn anew, or carried over to another cell or other sizes by name and shape."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lstm_studio.core.check import check_start
from lstm_studio.core.clamps import fitting
from lstm_studio.core.init import draw
from lstm_studio.core.loss import losses_of
from lstm_studio.core.sizes import layout, placed
from lstm_studio.core.study import UNTRAINED, Against, frozen
from lstm_studio.session.original import ORIGINAL, based, first, is_original, settled
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Study
    from lstm_studio.session.state import State

__all__ = ["carried", "initialise", "listed", "set_start", "without_record"]


FEW, MOST_PLACES = 3, 5  # names of one cell, and cells, of a deep model in a message


def carried(study: Study, cell: Cell, sizes: Sizes) -> tuple[Study, tuple[str, ...]]:
    """Give the study with another cell or other sizes, and the names of the parameters that were drawn anew.

    Parameters of the same name, layer and shape keep their values, the others are drawn as the study's start says;
    clamps stay where there still is what they hold. A loss that does not go with the output any more gives way to the
    one that does; nothing is compared any more with another model of other sizes, nor a cell with
    itself.
    """
    flat, drawn = _moved(study, study.parameters, cell, sizes)
    training, against = study.training, study.against
    if training.loss not in (None, *losses_of(sizes.output)):
        training = replace(training, loss=None)
    before = flat if first(study) is study.parameters else _moved(study, first(study), cell, sizes)[0]
    same = against is not None and against.cell == cell and not against.apart
    if against is not None and (is_original(study) or sizes != study.sizes or same):
        against = Against(cell, before, (), ORIGINAL)
    elif against is not None:
        against = replace(against, original=None if before is flat else before)
    edits = fitting(study.edits, study.sizes, sizes, cell)
    new = study.replace(
        cell=cell, sizes=sizes, parameters=flat, training=training, edits=edits, against=against
    )
    return settled(new), drawn


def _moved(
    study: Study, parameters: NDArray[np.float64], cell: Cell, sizes: Sizes
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Give parameters of the study for another cell or other sizes, and the names of those that were drawn anew."""
    flat = draw(cell, sizes, study.start)
    old = {placed(name, study.sizes): span for name, span in layout(study.cell, study.sizes).items()}
    drawn = []
    for name, span in layout(cell, sizes).items():
        before = old.get(placed(name, sizes))
        if before is not None and before.shape == span.shape:
            flat[span.start : span.stop] = parameters[before.start : before.stop]
        else:
            drawn.append(name)
    return frozen(flat), tuple(drawn)


def listed(names: Sequence[str]) -> str:
    """Name parameters in a sentence; those of a deep model by their layer, counted from 1 as the window does."""
    found: dict[str, list[str]] = {}
    for name in names:
        place, _dot, bare = name.rpartition(".")
        found.setdefault(place, []).append(bare)
    if set(found) == {""}:
        return ", ".join(names)
    said = []
    for place, rows in found.items():
        layer, _dot, reverse = place.partition(".")
        some = _("{n} parameters").format(n=len(rows)) if len(rows) > FEW else ", ".join(rows)
        where = _("{names} of layer {layer} backward") if reverse else _("{names} of layer {layer}")
        said.append(where.format(names=some, layer=int(layer) + 1) if place else some)
    return ", ".join(said[:MOST_PLACES]) + " …" * (len(said) > MOST_PLACES)


def without_record(state: State) -> State:
    """Give the state without the losses of the run before: they were another model's or another task's."""
    if state.study.record is UNTRAINED:
        return state
    return state.with_study(record=UNTRAINED).with_run(rate=0.0, left=float("nan"))


def initialise(state: State) -> State:
    """Draw all parameters anew, as the study's start says, and forget the losses."""
    study = state.study
    drawn = frozen(draw(study.cell, study.sizes, study.start))
    return without_record(replace(state, study=based(study, drawn)))


def set_start(state: State, /, **changes: Any) -> State:
    """Change how parameters are drawn (scheme, keep, span, seed) and draw them anew. Raises ValueError."""
    started = replace(state.study.start, **changes)
    check_start(started)
    return initialise(state.with_study(start=started))
