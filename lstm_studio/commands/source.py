"""What a command works on: a study, a trained model, a new study for a task, or the first with a cell or sequence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from lstm_studio.catalogue import cell_names, first_study, load_cell
from lstm_studio.commands.trained import trained
from lstm_studio.core.check import check_input
from lstm_studio.core.tasks import TASKS
from lstm_studio.formats import load_sequence
from lstm_studio.formats.models import is_model
from lstm_studio.formats.study import read_study
from lstm_studio.session.state import State
from lstm_studio.session.verbs import cell as cells
from lstm_studio.session.verbs import sequence as sequences
from lstm_studio.session.verbs import sizes
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.words import _

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from lstm_studio.core.study import Study

__all__ = ["state_of"]


def state_of(arguments: Namespace) -> State:
    """Give the state that the arguments name. Raises ValueError with a sentence."""
    what, cell, sequence = arguments.what, arguments.cell, getattr(arguments, "sequence", None)
    model = "" if what in TASKS or what in cell_names() or not is_model(Path(what)) else _existing(what)
    if model:
        what = ""
    elif what.endswith(".toml") or (what in cell_names() and what not in TASKS):
        what, cell = "", cell or what
    elif what and what not in TASKS and Path(what).suffix != ".lstm":
        what, sequence = "", sequence or _existing(what)
    if what in TASKS:
        own = load_sequence(sequence) if sequence else None
        fresh = State(new_study(what, load_cell(cell or TASKS[what].advice.cell), own))
        return _sized(fresh, arguments).with_run(message="")  # all is drawn anew: not worth a word
    state = State(trained(Path(model), arguments.pick) if model else _opened(what))
    if cell:
        state = cells.set_cell(state, load_cell(cell))
    if sequence:
        read = load_sequence(sequence)
        if model:  # which is to be looked at as it is, not made to fit
            check_input(read.values, state.study.sizes)
        state = sequences.set_sequence(state, read)
    return _sized(state, arguments)


def _opened(what: str) -> Study:
    return read_study(Path(what) if what else first_study())


def _existing(what: str) -> str:
    if not Path(what).is_file():
        sentence = _("there is no study, task or file “{name}”; the tasks are {known}")
        raise ValueError(sentence.format(name=what, known=", ".join(TASKS)))
    return what


# The name of an argument -> the verb that it is for, in the order in which they act.
SIZES: dict[str, Callable[[State, Any], State]] = {
    "units": sizes.set_units,
    "layers": sizes.set_layers,
    "directions": sizes.set_directions,
    "embedding": sizes.set_embedding,
    "readout": sizes.set_readout,
    "activation": sizes.set_output,
}


def _sized(state: State, arguments: Namespace) -> State:
    units, layers = getattr(arguments, "units", None), getattr(arguments, "layers", None)
    if isinstance(units, tuple) and layers not in (None, len(units)):
        sentence = _(
            "--units gives {given} layers, --layers {layers}; expected the same number, or one of both"
        )
        raise ValueError(sentence.format(given=len(units), layers=layers))
    for name, verb in SIZES.items():
        given = getattr(arguments, name, None)
        if given is not None:
            state = verb(state, given)
    return sizes.set_bias(state, False) if getattr(arguments, "no_bias", False) else state
