"""What is explained: which value, by what arithmetic, how it is called, and what can be set in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.insight.answer import answered
from lstm_studio.core.insight.lens import GATHERED, arithmetic, gathered
from lstm_studio.core.insight.returning import returning
from lstm_studio.core.sizes import ANSWER, prefix
from lstm_studio.session.sentence import kept_state
from lstm_studio.session.verbs import what_if
from lstm_studio.ui.formulas.values import output_place
from lstm_studio.ui.lens.names import Names
from lstm_studio.ui.lens.rows import plain
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from lstm_studio.core.insight.lens import Arithmetic
    from lstm_studio.session.derived import Scene
    from lstm_studio.session.state import State
    from lstm_studio.ui.lens.rows import Row

__all__ = ["called", "chosen", "explained", "missing", "settable", "setting"]

LONGEST = 24  # letters of what a value is called
TIMES = (("_t−1", "ₜ₋₁"), ("_t+1", "ₜ₊₁"), ("_t", "ₜ"))  # there are no letters for most other subscripts


def chosen(scene: Scene, changed: frozenset[str], before: str) -> str:
    """Give what was last pointed out: the selected value, or the operation at work inside the step.

    ``before``: what was explained until now. Where nothing is selected it is what the cell keeps by.
    """
    view, graph = scene.view, scene.graph
    made = scene.moment if "inside" in changed else None
    if made is not None:
        if not made.value:
            return GATHERED
        # A sum that is only half made may be no value of the cell's own.
        return next((text for text in (made.value, made.part) if text in graph.by_text), before)
    known = before in graph.by_text or before == ANSWER or (before == GATHERED and scene.moment is not None)
    if changed & {"node", "cell", "inside"} or not known:
        state, keep = kept_state(graph)
        return view.node or (keep.text if keep is not None and keep.text in graph.named else state)
    return before


def explained(scene: Scene, text: str) -> Arithmetic | None:
    """Give the arithmetic of a value, or in backward mode of its gradient; None where there is none."""
    view, graph, trace, gradient = scene.view, scene.graph, scene.cell_trace, scene.cell_gradient
    if trace is None or view.cursor > trace.steps:
        return None
    if text == GATHERED and scene.moment is not None:
        return gathered(trace, scene.moment.terms, view.cursor)
    if text not in graph.by_text:
        whole = scene.trace if gradient is None else None
        if whole is None:
            return None
        return answered(scene.study.sizes, scene.model.parameters, whole, output_place(scene), view.cursor)
    if gradient is not None:
        return returning(graph, gradient, text, view.unit, view.cursor)
    return arithmetic(graph, trace, text, view.unit, view.cursor)


def missing(scene: Scene, text: str) -> str:
    """Say why there is nothing to explain."""
    if scene.cell_trace is None:
        return _("computing…")
    if text not in scene.graph.by_text and scene.view.cursor:
        return _("The loss is measured at the output itself; choose a value of the cell to see its gradient.")
    if scene.view.cursor == 0:
        return _("Before the first input there is nothing but the states. Press → for the first step.")
    return _("A weight has one gradient for all steps; choose a value that the cell computes or reads.")


def called(scene: Scene, text: str, found: Arithmetic | None) -> str:
    """Give what a value is called, and of which unit or channel it is."""
    names = Names.of(scene)
    if text == GATHERED and found is not None:
        return _("{n} values, one below the other").format(n=len(found.terms))
    symbol = plain(names.symbol(text))
    for written, low in TIMES:
        symbol = symbol.replace(written, low)
    if text not in scene.graph.by_text:
        several = scene.study.sizes.outputs > 1 and found is not None
        return _("output {number}").format(number=found.place + 1) if several and found else _("output y")
    head, colon, _rest = scene.study.cell.meaning.get(text, "").partition(":")
    said = head if colon and len(head) <= LONGEST else symbol
    backward = scene.cell_gradient is not None
    said = f"∂L/∂{symbol}" if backward else said
    if scene.graph.by_text[text].size == "D":
        return f"{said} {names.where(text, found.place)[0]}" if backward and found is not None else said
    return said if found is None else _("{value} · unit {unit}").format(value=said, unit=found.place + 1)


def settable(scene: Scene, found: Arithmetic) -> frozenset[str]:
    """Give the kinds of factors that can be set in place: weights, and what is given itself, an input or a state."""
    if scene.cell_gradient is not None:
        return frozenset()
    if found.text == GATHERED:
        return frozenset()
    given = found.kind == "given" and not (scene.view.layer or scene.study.sizes.symbols)
    carried = found.kind == "carried" and not scene.view.direction
    return frozenset({"weight", "value"} if given or carried else {"weight"})


def setting(state: State, row: Row, number: float) -> tuple[Callable[..., State], tuple[object, ...]] | None:
    """Give the verb that sets the number of a row, and what it is called with."""
    factor, view, sizes = row.editable, state.view, state.study.sizes
    if factor is None:
        return None
    if factor.kind == "weight":
        where = "" if row.found.text == ANSWER else prefix(sizes, view.layer, view.direction)
        return what_if.set_weight, (where + factor.text, factor.place, number)
    if row.found.kind == "given":
        return what_if.set_input, (view.cursor, factor.at, number)
    return what_if.set_state, (row.term.source, row.term.place, view.cursor - 1, number)
