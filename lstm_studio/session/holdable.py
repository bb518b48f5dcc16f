"""What can be held of a value that a person points at, in which units and steps, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lstm_studio.core.clamps import spelled
from lstm_studio.core.edits import BEFORE, INPUT, addressed
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.session.state import State

__all__ = ["Holdable", "Scope", "holdable", "is_held", "place_of", "scopes"]


@dataclass(frozen=True)
class Holdable:
    """A value by its name, at a step from 0 (BEFORE: before the first), or ``why`` it cannot be held."""

    value: str
    step: int
    why: str = ""


@dataclass(frozen=True)
class Scope:
    """Some units and steps, in words."""

    words: str
    units: tuple[int, ...]
    first: int
    last: int

    @property
    def steps(self) -> tuple[int, int]:
        """The first and the last step, from 0."""
        return self.first, self.last


def holdable(state: State, text: str, step: int) -> Holdable:
    """Give what is to be held for a printed form at a step, 1 … T, 0: before the first.

    "c_prev" is c one step before, so that at the first step it is where everything begins.
    """
    graph = state.study.cell.graph
    before = text.removesuffix("_prev")
    if text not in graph.named and before != text and before in graph.states:
        turned = state.view.direction > 0
        previous = step + 1 if turned else step - 1
        if step == 0 or (turned and previous > state.study.sequence.steps):
            previous = 0
        return Holdable(before, previous - 1)
    if text == INPUT:
        if state.view.layer:
            return Holdable(text, step - 1, _("this is what the layer below gives: hold its h there"))
        return Holdable(text, step - 1)
    if text not in graph.named:
        node = graph.by_text.get(text)
        if node is not None and node.op == "parameter":
            return Holdable(text, step - 1, _("a parameter is changed by its numbers, in the lens"))
        why = _("only what has a name in the equations can be held; give {text} a line of its own")
        return Holdable(text, step - 1, why.format(text=text))
    return Holdable(text, step - 1)


def scopes(state: State, what: Holdable, unit: int | None) -> tuple[Scope, ...]:
    """Give where it can be held: this unit or all, at this step, from here on, or at all steps."""
    last = state.study.sequence.steps - 1
    every = _("all channels") if what.value == INPUT else _("all units")
    some: list[tuple[str, tuple[int, ...]]] = [(every, ())]
    if unit is not None and not (what.value == INPUT and state.study.sizes.symbols):
        some.insert(0, (place_of(state, what.value, unit), (unit,)))
    whens = [(_("at all steps"), 0, last)]
    if what.step == BEFORE:
        if what.value in state.study.cell.graph.states:  # nothing else is there before the first input
            whens.insert(0, (_("before the first input"), BEFORE, BEFORE))
    else:
        whens.append((_("from step {step} on").format(step=what.step + 1), what.step, last))
        whens.append((_("at step {step}").format(step=what.step + 1), what.step, what.step))
    return tuple(
        Scope(f"{who}, {when}", units, first, end) for who, units in some for when, first, end in whens
    )


def place_of(state: State, value: str, place: int) -> str:
    """Name a unit, or a channel of the input, from 0."""
    if value != INPUT:
        return _("unit {n}").format(n=place + 1)
    channels = state.study.sequence.channels
    named = not state.view.layer and place < len(channels)
    return (
        _("channel “{name}”").format(name=channels[place]) if named else _("channel {n}").format(n=place + 1)
    )


def is_held(state: State, what: Holdable, scope: Scope) -> bool:
    """Tell whether something is held in a scope."""
    study, view = state.study, state.view
    name = addressed(study.sizes, view.layer, view.direction, what.value)
    mine = set(scope.units)
    return any(
        row.value == name
        and row.first <= scope.last
        and scope.first <= row.last
        and (not mine or not row.units or not mine.isdisjoint(row.units))
        for row in spelled(study.edits, study.sizes)
    )
