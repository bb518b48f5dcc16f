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
    "comparison.compare": _("comparison"),
    "comparison.compare_with": _("comparison"),
    "comparison.stop_comparing": _("end of the comparison"),
    "constant_gates.hold_gates": _("constant gates"),
    "constant_gates.set_forget_vector": _("forget vector"),
    "draft.use": _("change of cell"),
    "edit_table.add_row": _("holding of a value"),
    "edit_table.move": _("change of an edit"),
    "edit_table.remove": _("removal of edits"),
    "edit_table.write": _("change of an edit"),
    "luck.take_draw": _("guess of random weights"),
    "looking.set_notes": _("typing of notes"),
    "parameters.initialise": _("new start"),
    "parameters.set_start": _("change of start"),
    "parameters.without_record": _("training"),
    "past.take_up": _("return to a moment of training"),
    "sampling.write_on": _("writing on"),
    "sequence.load_sequence": _("loading of a sequence"),
    "sequence.sample_task": _("new sample"),
    "sequence.scale": _("scaling of the sequence"),
    "sequence.set_sequence": _("change of sequence"),
    "sequence.set_text": _("typing of a sequence"),
    "sequence.show_window": _("change of the part of a text"),
    "sequence.take_sequences": _("loading of a sequence"),
    "series.plot": _("change of what is drawn"),
    "series.remove": _("removal of runs"),
    "series.told": _("runs side by side"),
    "shelf.bring_model": _("bringing back of a model"),
    "shelf.bring_sequence": _("bringing back of a sequence"),
    "shelf.compare_kept": _("comparison"),
    "shelf.duplicate_model": _("duplication of a model"),
    "shelf.keep_model": _("keeping of a model"),
    "shelf.keep_sequence": _("keeping of a sequence"),
    "shelf.remove_model": _("removal of a model"),
    "shelf.remove_sequence": _("removal of a sequence"),
    "shelf.rename_model": _("change of a name"),
    "shelf.rename_sequence": _("change of a name"),
    "sizes.set_bias": _("change of biases"),
    "sizes.set_directions": _("change of directions"),
    "sizes.set_embedding": _("change of embedding"),
    "sizes.set_layers": _("change of layers"),
    "sizes.set_output": _("change of output"),
    "sizes.set_readout": _("change of readout"),
    "sizes.set_units": _("change of units"),
    "steps_table.add_column": _("new column"),
    "steps_table.add_steps": _("new steps"),
    "steps_table.begin_sequence": _("new sequence"),
    "steps_table.remove_column": _("removal of a column"),
    "steps_table.remove_steps": _("removal of steps"),
    "steps_table.rename_column": _("change of a name"),
    "steps_table.turn_column": _("change of a column"),
    "steps_table.write_cells": _("writing of cells"),
    "studies.set_title": _("change of title"),
    "task.fit_model": _("fitting of the model to the task"),
    "task.learn": _("change of task"),
    "task.set_option": _("change of task"),
    "task.set_options": _("change of task"),
    "task.set_task": _("change of task"),
    "training.absorb_progress": _("training"),
    "training.back_to_best": _("return to the best"),
    "training.begun": _("training"),
    "training.set_training": _("change of training"),
    "what_if.change_row": _("change of an edit"),
    "what_if.clear_all": _("clearing of all edits"),
    "what_if.hold": _("holding of a value"),
    "what_if.release": _("release of a value"),
    "what_if.remove_rows": _("removal of edits"),
    "what_if.set_input": _("change of an input"),
    "what_if.set_state": _("change of a state"),
    "what_if.set_symbol": _("change of an input"),
    "what_if.set_weight": _("change of a weight"),
}
"""Each verb that changes a study -> what Undo and Redo call it."""


def name_of(verb: Callable[..., Any]) -> str:
    """Give what undo calls a verb."""
    return NAMES.get(f"{verb.__module__.rpartition('.')[2]}.{verb.__name__}", _("change"))
