"""What is looked at.

The selected unit, the curves beside it, the selected value, what is plotted, values or their gradients, the cell of
several, the theme. Units and layers count from 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.core.sizes import ANSWER
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.session.state import State

__all__ = [
    "enter",
    "look",
    "plot",
    "select_node",
    "select_unit",
    "set_theme",
    "show_shapes",
    "toggle_backward",
    "toggle_curve",
    "toggle_plot",
    "toggle_shapes",
    "unplot",
]

THEMES = ("system", "light", "dark")


def select_unit(state: State, unit: int) -> State:
    """Select one unit, or the nearest that exists; its curves alone are drawn."""
    unit = min(max(int(unit), 0), state.study.sizes.units_of(state.view.layer) - 1)
    return state.with_view(unit=unit, curves=(unit,))


def toggle_curve(state: State, unit: int) -> State:
    """Draw the curves of one unit more, or no longer; the last one added is the selected unit."""
    if not 0 <= unit < state.study.sizes.units_of(state.view.layer):
        return state
    if unit not in state.view.curves:
        return state.with_view(unit=unit, curves=(*state.view.curves, unit))
    rest = tuple(other for other in state.view.curves if other != unit)
    return state.with_view(unit=rest[-1], curves=rest) if rest else state


def select_node(state: State, text: str) -> State:
    """Select a value of the cell by its printed form, "y" for the output of the model, "" for none.

    Raises ValueError when there is no such value.
    """
    study = state.study
    if text == ANSWER and study.sizes.outputs and text not in study.cell.graph.by_text:
        return state.with_view(node=text)
    return state.with_view(node=state.study.cell.graph.find(text).text if text else "")


def plot(state: State, text: str) -> State:
    """Plot a value over time beside the states, by its printed form.

    Raises ValueError when the cell has no such value, or when it is the same at all steps.
    """
    node = state.study.cell.graph.find(text)
    if node.op in ("parameter", "constant"):
        sentence = _("“{text}” is the same at all steps; choose a value that the cell computes or reads")
        raise ValueError(sentence.format(text=text))
    return state.with_view(plotted=tuple(dict.fromkeys((*state.view.plotted, node.text))))


def unplot(state: State, text: str) -> State:
    """Take the plot of a value away; "" takes all of them."""
    return state.with_view(plotted=tuple(other for other in state.view.plotted if text not in ("", other)))


def toggle_plot(state: State) -> State:
    """Plot the selected value, or no longer. Raises ValueError where none is selected."""
    node = state.view.node
    if not node:
        raise ValueError(
            _("no value is selected; click a part of the diagram or a line of the equations first")
        )
    return unplot(state, node) if node in state.view.plotted else plot(state, node)


def toggle_backward(state: State) -> State:
    """Show ∂loss/∂value in place of every value, or the values again; both are of whole steps."""
    return state.with_view(backward=not state.view.backward, inside=None)


def enter(state: State, layer: int, direction: int) -> State:
    """Show the cell of a layer in a direction, 1 being the reverse one, or the nearest that exists."""
    sizes = state.study.sizes
    return state.with_view(
        layer=min(max(layer, 0), sizes.layers - 1), direction=min(max(direction, 0), sizes.directions - 1)
    )


def look(state: State, first: float, last: float) -> State:
    """Show the steps ``first`` to ``last`` in every plot; a step reaches half a step to either side."""
    steps = state.study.sequence.steps
    whole = first <= -0.5 and last >= steps + 0.5
    return state.with_view(span=None if whole else (max(first, -0.5), min(last, steps + 0.5)))


def show_shapes(state: State, shapes: bool) -> State:
    """Write at every wire how many values it carries, or not."""
    return state.with_view(shapes=shapes)


def toggle_shapes(state: State) -> State:
    """Write how many values wires carry, or no longer."""
    return show_shapes(state, not state.view.shapes)


def set_theme(state: State, theme: str) -> State:
    """Choose "system", "light" or "dark"."""
    if theme not in THEMES:
        sentence = _("there is no theme “{theme}”; expected one of {known}")
        raise ValueError(sentence.format(theme=theme, known=", ".join(THEMES)))
    return state.with_view(theme=theme)
