"""The cell and the toggles of its family. Parameters of the same name and shape keep their values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from lstm_studio.catalogue import load_cell, variants
from lstm_studio.core.sizes import sized
from lstm_studio.session.past import back
from lstm_studio.session.verbs.parameters import carried, listed, without_record
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.cell import Cell
    from lstm_studio.core.study import Study
    from lstm_studio.session.state import State

__all__ = ["Choice", "Fitted", "Toggle", "choose", "fitted_to", "options_of", "set_cell", "set_option"]

LABELS = {
    "peephole": _("Peephole"),
    "coupled": _("Coupled gates"),
    "reset": _("Reset"),
    "z": _("z says"),
    "off": _("off"),
    "diagonal": _("diagonal"),
    "full": _("full"),
    "no": _("no"),
    "yes": _("yes"),
    "after": _("after"),
    "before": _("before"),
    "keep": _("keep"),
    "write": _("write"),
}
"""Keys and values of options -> what a person reads; others are shown as they stand in the file."""


@dataclass(frozen=True)
class Choice:
    """One value of a toggle.

    ``cell`` it leads to, or None and ``why`` not; ``chosen``: it is the current one.
    """

    value: str
    label: str
    cell: str | None
    why: str
    chosen: bool


@dataclass(frozen=True)
class Toggle:
    """One option with its values; ``why`` says why the whole toggle is disabled, "" when it is not."""

    key: str
    label: str
    choices: tuple[Choice, ...]
    why: str

    @property
    def enabled(self) -> bool:
        """Whether there is something to choose."""
        return not self.why


class Fitted(NamedTuple):
    """A study with another cell, and the names of the parameters that were drawn anew for it."""

    study: Study
    drawn: tuple[str, ...]


def options_of(state: State) -> tuple[Toggle, ...]:
    """Give every toggle of every family: what is possible for the current cell, and why the rest is not."""
    cell = state.study.cell
    toggles = []
    for key, rows in variants(cell).items():
        chosen = cell.options.get(key)
        choices = tuple(
            Choice(value, LABELS.get(value, value), found.name, found.reason, chosen == value)
            for value, found in rows.items()
        )
        nowhere = [choice.why for choice in choices if choice.cell is None]
        why = nowhere[0] if len(nowhere) == len(choices) else ""
        toggles.append(Toggle(key, LABELS.get(key, key), choices, why))
    return tuple(toggles)


def set_cell(state: State, cell: Cell) -> State:
    """Put another cell in place of the study's. Raises EquationError, a ValueError, when it is none."""
    if cell == state.study.cell:
        return state
    state = back(state)
    study = state.study
    fitted = fitted_to(study, cell)
    said = []
    if fitted.study.sizes.readout != study.sizes.readout:
        said.append(
            _("{title} has no state {state}: the output is read from h").format(
                title=cell.title or cell.name, state=study.sizes.readout
            )
        )
    gone = {clamp.value for clamp in study.edits} - {clamp.value for clamp in fitted.study.edits}
    if gone:
        said.append(_("no longer held, as it is not computed: {names}").format(names=", ".join(gone)))
    if fitted.drawn:
        said.append(_("drawn anew: {names}; all else is kept").format(names=listed(fitted.drawn)))
    return without_record(replace(state, study=fitted.study)).with_run(message="; ".join(said))


def choose(state: State, name: str) -> State:
    """Put a built-in cell, by its name, or one of a file in place of the study's. Raises ValueError."""
    return set_cell(state, load_cell(name))


def fitted_to(study: Study, cell: Cell) -> Fitted:
    """Give the study with another cell: a readout and clamps that it lacks go. Raises ValueError."""
    return Fitted(*carried(study, cell, sized(cell, study.sizes)))


def set_option(state: State, key: str, value: str) -> State:
    """Go to the cell that differs in this option alone.

    Raises ValueError where there is none, with the reason.
    """
    rows = variants(state.study.cell)
    if value not in rows.get(key, {}):
        known = ", ".join(f"{option}: {setting}" for option, values in rows.items() for setting in values)
        sentence = _("there is no option {key}: {value}; expected one of {known}")
        raise ValueError(sentence.format(key=key, value=value, known=known))
    found = rows[key][value]
    if found.name is None:
        raise ValueError(found.reason)
    return set_cell(state, load_cell(found.name))
