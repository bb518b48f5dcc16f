"""Verbs: plain functions (State, …) -> State, one file a topic, and what undo calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["NAMES", "name_of"]

NAMES: dict[str, str] = {
    "cell.choose": _("change of cell"),
    "cell.set_cell": _("change of cell"),
    "cell.set_option": _("change of cell"),
    "draft.use": _("change of cell"),
    "parameters.initialise": _("new start"),
    "parameters.set_start": _("change of start"),
    "sequence.load_sequence": _("loading of a sequence"),
    "sequence.sample_task": _("new sample"),
    "sequence.scale": _("scaling of the sequence"),
    "sequence.set_sequence": _("change of sequence"),
    "sequence.set_text": _("typing of a sequence"),
    "sizes.set_bias": _("change of biases"),
    "sizes.set_directions": _("change of directions"),
    "sizes.set_embedding": _("change of embedding"),
    "sizes.set_layers": _("change of layers"),
    "sizes.set_output": _("change of output"),
    "sizes.set_readout": _("change of readout"),
    "sizes.set_units": _("change of units"),
    "studies.set_title": _("change of title"),
    "task.set_option": _("change of task"),
    "task.set_task": _("change of task"),
    "training.absorb_progress": _("training"),
    "training.set_training": _("change of training"),
}
"""Each verb that changes a study -> what Undo and Redo call it."""


def name_of(verb: Callable[..., Any]) -> str:
    """Give what undo calls a verb."""
    return NAMES.get(f"{verb.__module__.rpartition('.')[2]}.{verb.__name__}", _("change"))
