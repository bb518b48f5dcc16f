"""What a task gives to look at: its value, its unit and its step are selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.check import task_named
from lstm_studio.core.insight.likeness import most_alike
from lstm_studio.core.sizes import ANSWER
from lstm_studio.session.sentence import kept_state, named_unit
from lstm_studio.session.sentence.carried import writes
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.insight.likeness import Likeness
    from lstm_studio.core.language.graph import Graph
    from lstm_studio.core.tasks import Sight
    from lstm_studio.core.trace import Trace
    from lstm_studio.session.state import State

__all__ = ["see", "value_of"]

CLEAR = 0.4  # correlation below which a unit only happens to be the nearest


def value_of(graph: Graph, nodes: tuple[str, ...]) -> str:
    """Give the printed form of the first of the nodes of a sight that a cell has; where it has none, of its state."""
    state, keep = kept_state(graph)
    known = {"state": state, "output": "h"}
    if keep is not None and keep.node is not None:
        known["keep"] = keep.text
    written = writes(graph, state) if state in graph.states else ()
    if written:
        known["write"] = written[0].factors[0]
    named = (known.get(node, node) for node in nodes)
    return next((text for text in named if text in graph.by_text), state)


def see(state: State, place: int, trace: Trace | None) -> State:
    """Select what the sight at a place of the task is about, and bring its panels into sight.

    The message says how well the unit goes with its course.

    ``trace``: the values of the run that is shown, None while they are still computed. Raises ValueError where there is
    no such sight, or it cannot be followed on this sequence.
    """
    study, task = state.study, task_named(state.study.task)
    if not 0 <= place < len(task.sights):
        sentence = _("“{task}” has {found} things to look at; there is no number {wanted}")
        raise ValueError(sentence.format(task=task.title, found=len(task.sights), wanted=place + 1))
    sight, options = task.sights[place], task.settle(study.options)
    graph = study.cell.graph
    answers = sight.nodes[:1] == ("output",) and sight.course is None and study.sizes.outputs > 0
    text = ANSWER if answers else value_of(graph, sight.nodes)
    changes: dict[str, object] = {"node": text, "inside": None, "backward": False, "span": None}
    if state.view.panels:  # else nobody has told what is in sight, and there is no window to be arranged
        changes["panels"] = tuple(dict.fromkeys((*state.view.panels, *sight.panels)))
        before = (name for name in state.view.raised if name not in sight.panels)
        changes["raised"] = (*before, *reversed(sight.panels))  # where two share a place, the first is seen
    if sight.step is not None:
        changes["cursor"] = sight.step(study.sequence, options)
    if sight.course is None:
        return state.with_view(**changes)
    if trace is None:
        raise ValueError(_("the values of this sequence are still computed; look again when they are there"))
    course = np.asarray(sight.course(study.sequence, options), dtype=np.float64)
    within = value_of(graph, sight.within or sight.nodes)
    found = most_alike(trace, study.sizes, within, course)
    if not state.view.cursor and sight.step is None:  # before the first input there is nothing to be seen
        changes["cursor"] = int(np.nanargmax(np.abs(course))) + 1
    changes |= {
        "layer": found.layer,
        "direction": found.direction,
        "unit": found.unit,
        "curves": (found.unit,),
    }
    return state.with_view(**changes).with_run(message=_told(state, sight, within, found))


def _told(state: State, sight: Sight, text: str, found: Likeness) -> str:
    unit = named_unit(state.study.sizes, found.layer, found.direction, found.unit)
    values = {
        "says": sight.says,
        "value": text,
        "unit": unit,
        "r": f"{found.correlation:.2f}".replace("-", "−"),
    }
    if found.correlation == 0:
        return _("{says}: no unit of {value} moves with it").format(**values)
    if abs(found.correlation) < CLEAR:
        return _("{says}: none does so clearly; nearest is {value} of {unit}, r = {r}").format(**values)
    return _("{says}: {value} of {unit} goes with it most closely, r = {r}").format(**values)
