"""What each act of the history did, in a few words: “8 → 5 units”. Acts of many parts name the first."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lstm_studio.core.tasks import TASKS
from lstm_studio.session.effect import changed_weights, said_edit, said_number, said_pair
from lstm_studio.session.original import is_original
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lstm_studio.core.study import Study
    from lstm_studio.session.session import Session
    from lstm_studio.session.state import State

__all__ = ["Act", "Recounted", "said_change", "saved_place"]

FEW = 4  # weights that a hand may have changed
WORDS: dict[str, str] = {
    "inputs": _("inputs"),
    "units": _("units"),
    "outputs": _("outputs"),
    "layers": _("layers"),
    "directions": _("directions"),
    "symbols": _("symbols"),
    "bias": _("biases"),
    "readout": _("output read from"),
    "output": _("output"),
    "optimiser": _("optimiser"),
    "rate": _("rate"),
    "clip": _("clip"),
    "batch": _("batch"),
    "updates": _("updates"),
    "loss": _("loss"),
    "dtype": _("arithmetic"),
    "truncate": _("truncated at"),
    "scheme": _("start"),
    "keep": _("keep bias"),
    "seed": _("seed"),
}
"""The field of a study's sizes, training or start -> what a person calls it."""


class Act(NamedTuple):
    """An act of the history: its name, and in a few words what it did, "" for what has no short words."""

    name: str
    detail: str


class Recounted:
    """The acts of a session. What an act did is said once: the history of a long training is asked for often."""

    def __init__(self) -> None:
        self._states: tuple[State, ...] = ()
        self._acts: tuple[Act, ...] = ()

    def acts(self, session: Session) -> tuple[Act, ...]:
        """Give all acts, the oldest first; as many of them are done as the history's ``place`` says."""
        history = session.history
        states = history.states(session.state)
        known = {
            (id(one), id(other)): act
            for one, other, act in zip(self._states, self._states[1:], self._acts, strict=False)
        }
        self._acts = tuple(
            known.get((id(before), id(after))) or Act(name, said_change(before, after))
            for name, before, after in zip(history.names, states, states[1:], strict=False)
        )
        self._states = states  # held: an id is one object's as long as that is there
        return self._acts


def saved_place(session: Session) -> int | None:
    """Give how many acts were done when the study was written to its file or read; None where no state was."""
    if session.path is None:
        return None
    states = session.history.states(session.state)
    return next((place for place, state in enumerate(states) if state.study is session.saved), None)


def said_change(before: State, after: State) -> str:
    """Say in a few words what differs between two states."""
    return next(_changes(before, after), "")


def _changes(before: State, after: State) -> Iterator[str]:
    old, new = before.study, after.study
    if old.title != new.title:
        yield f"“{new.title}”"
    if old.task != new.task:
        yield _("{before} → {after}").format(before=TASKS[old.task].title, after=TASKS[new.task].title)
    if old.cell.equations != new.cell.equations:
        yield _("{before} → {after}").format(before=old.cell.title, after=new.cell.title)
    if old.sequence is not new.sequence and old.sequence.steps != new.sequence.steps:
        yield _("{before} → {after} steps").format(before=old.sequence.steps, after=new.sequence.steps)
    yield from _held(old, new)
    yield from _kept(old, new)
    if old.record.update != new.record.update:
        yield _("update {before} → {after}").format(before=old.record.update, after=new.record.update)
    for one, other in ((old.sizes, new.sizes), (old.training, new.training), (old.start, new.start)):
        yield from _fields(one, other)
    for key in new.options:
        if old.options.get(key, new.options[key]) != new.options[key]:
            yield _pair(_option(new, key), old.options[key], new.options[key])
    yield from _weights(old, new)


def _held(old: Study, new: Study) -> Iterator[str]:
    for edit in new.edits:
        if edit not in old.edits:
            yield said_edit(edit, new.sequence, new.sizes)
    for edit in old.edits:
        if edit not in new.edits:
            yield _("no more {edit}").format(edit=said_edit(edit, old.sequence, old.sizes))


def _kept(old: Study, new: Study) -> Iterator[str]:
    """Name what is kept beside or compared with now, or no more."""
    for before, after in (
        ([kept.name for kept in old.models], [kept.name for kept in new.models]),
        ([kept.title for kept in old.sequences], [kept.title for kept in new.sequences]),
        (_compared(old), _compared(new)),
    ):
        for name in (*(name for name in after if name not in before), *(n for n in before if n not in after)):
            yield f"“{name}”"


def _compared(study: Study) -> list[str]:
    return [] if study.against is None or is_original(study) else [study.against.name]


def _weights(old: Study, new: Study) -> Iterator[str]:
    if old.cell is not new.cell or old.sizes != new.sizes or old.parameters is new.parameters:
        return
    if np.count_nonzero(old.parameters != new.parameters) <= FEW:
        for weight in changed_weights(new.cell, new.sizes, new.parameters, old.parameters):
            yield f"{weight.called} {said_pair(weight.before, weight.number)}"


def _option(study: Study, key: str) -> str:
    return next((row.label for row in TASKS[study.task].options if row.key == key), key)


def _fields(one: object, other: object) -> Iterator[str]:
    if not (is_dataclass(one) and is_dataclass(other)):
        return
    for row in fields(one):
        before, after = getattr(one, row.name), getattr(other, row.name)
        if before != after and row.name in WORDS:
            yield _pair(WORDS[row.name], before, after)


def _pair(name: str, before: object, after: object) -> str:
    return _("{name} {before} → {after}").format(name=name, before=_value(before), after=_value(after))


def _value(value: object) -> str:
    if value is None:
        return _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return said_number(value) if isinstance(value, (int, float)) else str(value)
