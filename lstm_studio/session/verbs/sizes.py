"""The sizes of the model: units, layers, directions, embedding, biases, and what the readout reads and gives."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lstm_studio.core.check import check_sizes, task_named
from lstm_studio.core.loss import OUTPUTS
from lstm_studio.core.sizes import deepened, widened
from lstm_studio.core.tasks.own import OWN, one_hot
from lstm_studio.session.past import back
from lstm_studio.session.verbs.parameters import carried, listed, without_record
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.session.state import State

__all__ = [
    "refused_embedding",
    "refused_output",
    "set_bias",
    "set_directions",
    "set_embedding",
    "set_layers",
    "set_output",
    "set_readout",
    "set_units",
]


def set_units(state: State, units: int | tuple[int, ...]) -> State:
    """Set H: one number for all layers, or one a layer, of which there are then as many.

    The parameters that have another shape then are drawn anew. Raises ValueError out of range.
    """
    return _resized(state, widened(state.study.sizes, units))


def set_layers(state: State, layers: int) -> State:
    """Set the number of layers; those that were there keep their parameters, a new one has the units of the top one.

    Raises ValueError out of range.
    """
    return _resized(state, deepened(state.study.sizes, layers))


def set_directions(state: State, directions: int) -> State:
    """Read forwards (1) or both ways (2). Raises ValueError for another number."""
    return _resized(state, replace(state.study.sizes, directions=directions))


def set_embedding(state: State, dimensions: int) -> State:
    """Read symbols as vectors of so many values, that are learnt; 0: each symbol as a channel of its own.

    Raises ValueError where the sequence has no symbols.
    """
    sizes, channels = state.study.sizes, state.study.sequence.values.shape[1]
    if not dimensions:
        return _resized(state, replace(sizes, symbols=0, inputs=channels)) if sizes.symbols else state
    refused = refused_embedding(state)
    if refused:
        raise ValueError(refused)
    return _resized(state, replace(sizes, symbols=sizes.symbols or channels, inputs=dimensions))


def refused_embedding(state: State) -> str:
    """Say why there can be no embedding, "" where there can be one."""
    study = state.study
    if study.sizes.symbols or (study.task == OWN.name and one_hot(study.sequence.values)):
        return ""
    return _("An embedding reads symbols, one at a step: type characters as the sequence")


def set_output(state: State, output: str) -> State:
    """Set the activation of the output: "identity", "softmax" or "sigmoid"; the loss follows.

    Raises ValueError where the task asks for another one.
    """
    refused = refused_output(state, output)
    if refused:
        raise ValueError(refused)
    return _resized(state, replace(state.study.sizes, output=output))


def refused_output(state: State, output: str) -> str:
    """Say why the output cannot be activated so, "" where it can."""
    study = state.study
    task = task_named(study.task)
    possible = task.form_for(study.sequence).possible
    if output in possible or output not in OUTPUTS:
        return ""  # a name that is none at all is refused with the sizes
    sentence = _("The targets of “{task}” ask for {known}")
    return sentence.format(task=task.title, known=_(" or ").join(possible))


def set_bias(state: State, bias: bool) -> State:
    """Give the model bare vector terms, or take them out."""
    return _resized(state, replace(state.study.sizes, bias=bias))


def set_readout(state: State, readout: str) -> State:
    """Read the output from another state of the cell. Raises ValueError for a name that is no state."""
    return _resized(state, replace(state.study.sizes, readout=readout))


def _resized(state: State, sizes: Sizes) -> State:
    study = state.study
    if sizes == study.sizes:
        return state
    check_sizes(sizes, study.cell)
    state = back(state)
    new, drawn = carried(state.study, study.cell, sizes)
    changed = without_record(replace(state, study=new))
    if not drawn:
        return changed
    return changed.with_run(message=_("drawn anew: {names}; all else is kept").format(names=listed(drawn)))
