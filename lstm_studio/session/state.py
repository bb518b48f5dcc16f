"""The state of the studio: three frozen parts, and what differs between two of them.

``study`` is what undo, the unsaved mark and the file are about; ``view`` and ``run`` are never undone.
Steps: the cursor is 0 before the first input and T after the last; units count from 0 here and from 1 in
the window.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.insight.moments import moments
from lstm_studio.core.sizes import ANSWER
from lstm_studio.core.study import Study

if TYPE_CHECKING:
    from lstm_studio.core.study import Record
    from lstm_studio.parity.report import Answer, Report
    from lstm_studio.session.draft import Draft
    from lstm_studio.session.report import Best
    from lstm_studio.session.series import Series

__all__ = [
    "FIELDS",
    "HABITS",
    "Broken",
    "Check",
    "Parity",
    "Run",
    "Sampling",
    "State",
    "View",
    "differing",
    "fitted",
    "same",
]


@dataclass(frozen=True)
class Sampling:
    """How a model goes on by itself: symbols are drawn at ``temperature`` from ``seed``; for so many ``steps``.

    Numbers are forecast in one ``channel``, from 0; ``season`` in steps, None: as the sequence repeats, 0: none.
    """

    temperature: float = 1.0
    seed: int = 1
    steps: int = 60
    season: int | None = None
    channel: int = 0


@dataclass(frozen=True, eq=False)
class View:
    """What is looked at.

    ``cursor`` step, 0 … T; ``unit`` the selected one; ``curves`` units drawn as curves beside it; ``node``
    the printed form of the selected value, "y" for the output, "" for none; ``speed`` steps a second; ``theme``
    "light", "dark" or "system"; ``span`` the steps in sight in every plot (first, last), None for all;
    ``draft`` the cell that is being written, None before the editor is first opened; ``layer`` and
    ``direction`` the cell that is shown, both from 0, direction 1 being the reverse one.

    ``inside`` what is being computed in the step at the cursor, an index into its moments, None when all of it is;
    ``motion`` "off", "steps" or "operations": what is animated while playing; ``backward``: gradients of the loss
    stand in place of values; ``notation`` of the equations, and whether ``numbers`` stand for their symbols;
    ``shapes``: whether wires say their shapes; ``plotted`` printed forms of values with a plot of their own;
    ``hovered`` printed forms of what the mouse points at, in whichever panel: every panel marks them.
    ``panels`` names those in sight, ``raised`` those of them that stand in front of others; none: nobody has told.
    ``past`` the moment of training that is looked at, an index into the checkpoints of its record, None for now.
    ``sampling``: how the model goes on when it is left alone.
    """

    cursor: int = 0
    unit: int = 0
    curves: tuple[int, ...] = (0,)
    node: str = ""
    speed: float = 4.0
    theme: str = "system"
    span: tuple[float, float] | None = None
    draft: Draft | None = None
    layer: int = 0
    direction: int = 0
    inside: int | None = None
    motion: str = "steps"
    backward: bool = False
    notation: str = "greff"
    numbers: bool = False
    shapes: bool = True
    plotted: tuple[str, ...] = ()
    hovered: tuple[str, ...] = ()
    panels: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()
    past: int | None = None
    sampling: Sampling = Sampling()


HABITS = ("speed", "theme", "draft", "motion", "notation", "numbers", "shapes", "panels", "raised")
"""The fields of a view that outlive the study that is looked at."""


@dataclass(frozen=True, eq=False)
class Check:
    """The check of the model, in a process of its own.

    ``done`` of ``whole`` parts, ``next`` is at work on the study ``of``; ``report`` of the last check that came to its
    end, with its ``study``; ``failure`` says why the last one gave none.
    """

    running: bool = False
    done: int = 0
    whole: int = 0
    next: str = ""
    of: Study | None = None
    report: Report | None = None
    study: Study | None = None
    failure: str = ""


@dataclass(frozen=True, eq=False)
class Parity:
    """What another program computes from the file that was last opened or written.

    ``running``: it is being asked about the file ``of``; ``answer`` is the last one, for the model of ``study``.
    """

    running: bool = False
    of: str = ""
    answer: Answer | None = None
    study: Study | None = None


@dataclass(frozen=True, eq=False)
class Broken:
    """A training that could not go on: ``why``, with the ``record`` that it left.

    ``best``: the parameters that were best when they were examined, with the update and the loss; None for none.
    """

    why: str
    record: Record
    best: Best | None = None


@dataclass(frozen=True, eq=False)
class Run:
    """What is going on.

    ``series``: the runs side by side that are at work, None for none.
    ``playing`` the steps, ``replaying`` the moments of training; ``training`` "idle", "running" or "paused"; ``rate``
    updates a second; ``left`` seconds to the end, NaN when unknown; ``message`` what the last act has to say, "" for
    nothing; ``check`` of the model; ``broken``: the last training, where it could not go on; ``guessed`` draws of
    random weights so far, None where none are drawn.
    """

    playing: bool = False
    training: str = "idle"
    rate: float = 0.0
    left: float = float("nan")
    message: str = ""
    check: Check = Check()
    parity: Parity = Parity()
    broken: Broken | None = None
    series: Series | None = None
    replaying: bool = False
    guessed: int | None = None


@dataclass(frozen=True, eq=False)
class State:
    """The whole of what the window shows."""

    study: Study
    view: View = View()
    run: Run = Run()

    def with_study(self, **changes: Any) -> State:
        """Give the state with some fields of its study changed."""
        return replace(self, study=replace(self.study, **changes))

    def with_record(self, **changes: Any) -> State:
        """Give the state with some fields of what training has left changed."""
        return self.with_study(record=replace(self.study.record, **changes))

    def with_view(self, **changes: Any) -> State:
        """Give the state with some fields of its view changed."""
        return replace(self, view=replace(self.view, **changes))

    def with_run(self, **changes: Any) -> State:
        """Give the state with some fields of its run changed."""
        return replace(self, run=replace(self.run, **changes))


# "training" stands in two parts: as a name it means the study's settings and the run's state alike, as a
# value the study's settings.
FIELDS: dict[str, str] = {
    row.name: part for part, kind in (("run", Run), ("view", View), ("study", Study)) for row in fields(kind)
}
"""The name of every field of a state -> the part that holds it."""


def same(one: object, other: object) -> bool:
    """Tell whether two values are surely the same.

    Arrays only when they are one object, the rest when equal.
    """
    if one is other:
        return True
    return type(one) is type(other) and not isinstance(one, np.ndarray) and bool(one == other)


def differing(old: State, new: State) -> frozenset[str]:
    """Give the names of the fields that differ."""
    return frozenset(
        row.name
        for one, other in ((old.study, new.study), (old.view, new.view), (old.run, new.run))
        if one is not other
        for row in fields(one)
        if not same(getattr(one, row.name), getattr(other, row.name))
    )


def _computes(state: State) -> bool:
    """Whether the step at the cursor has the operation that is being computed."""
    cursor, inside = state.view.cursor, state.view.inside
    if not cursor or inside is None:
        return False
    return 0 <= inside < len(moments(state.study.cell.graph, bias=state.study.sizes.bias))


def fitted(state: State) -> State:
    """Give the state with its view inside the study: cursor, units, the selected value and the shown cell exist."""
    steps, sizes = state.study.sequence.steps, state.study.sizes
    view = state.view
    layer = min(max(view.layer, 0), sizes.layers - 1)
    unit = min(max(view.unit, 0), sizes.units_of(layer) - 1)
    curves = tuple(other for other in view.curves if 0 <= other < sizes.units_of(layer))
    answer = view.node == ANSWER and sizes.outputs > 0
    known = view.node == "" or view.node in state.study.cell.graph.by_text or answer
    fitting = replace(
        view,
        cursor=min(max(view.cursor, 0), steps),
        unit=unit,
        curves=curves or (unit,),
        node=view.node if known else "",
        span=view.span if view.span and view.span[1] <= steps + 0.5 else None,
        layer=layer,
        direction=min(max(view.direction, 0), sizes.directions - 1),
        inside=view.inside if _computes(state) else None,
        plotted=tuple(text for text in view.plotted if text in state.study.cell.graph.by_text),
        past=view.past if view.past in range(len(state.study.record.checkpoints)) else None,
    )
    if all(same(getattr(view, row.name), getattr(fitting, row.name)) for row in fields(view)):
        return state
    return replace(state, view=fitting)
