"""The panels, a row each. A panel's module is imported when the panel is first seen."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.ui.panels.panel import Panel

__all__ = ["PANELS", "Row", "row_of"]

SIZES = {
    "centre": (960, 540),
    "strip": (960, 120),
    "left": (320, 320),
    "right": (360, 420),
    "bottom": (640, 320),
}
"""Area -> the size in pixels that suits a picture of a panel from there."""


@dataclass(frozen=True)
class Row:
    """One panel: ``place`` is "module:Class" below this package; ``area`` is where the window first puts it.

    Areas: "left", "right" and "bottom" are docks, stacked or side by side in this order; "centre" and "strip"
    stay in the middle, one above the other. ``about`` answers What's this? ``share`` is its part of the area's
    length, beside the parts of the others there; with 0 it takes what they leave, or the height that it needs.
    ``behind`` names a panel that it shares a place with, as a tab; not ``shown``, the View menu brings it.
    """

    name: str
    place: str
    title: str
    area: str
    about: str
    share: int = 0
    shown: bool = True
    behind: str = ""

    @property
    def size(self) -> tuple[int, int]:
        """The pixels that suit a picture of the panel."""
        return SIZES[self.area]

    def load(self) -> type[Panel]:
        """Import the class. Raises ImportError or AttributeError where the row is wrong."""
        module, _colon, name = self.place.partition(":")
        panel: type[Panel] = getattr(import_module(f"{__name__}.{module}"), name)
        return panel


PANELS: tuple[Row, ...] = (
    Row("diagram", "diagram:DiagramPanel", _("Diagram"), "centre",
        _("The cell as it computes: on every wire a strip with one small cell a unit, coloured by its value.")),
    Row("strip", "strip:StripPanel", _("Steps"), "strip",
        _("One frame a step of the input: click or drag to go there; below, the buttons that play and step.")),
    Row("sequence", "sequence:SequencePanel", _("Sequence"), "left",
        _("What the model reads: type numbers or characters and press Enter, or load a file."), share=0),
    Row("model", "model:ModelPanel", _("Model"), "left",
        _("Units, layers, directions, symbols, output, biases; and how the parameters are drawn."), share=0),
    Row("training", "training:TrainingPanel", _("Training"), "left",
        _("What is learnt and how; Train starts and pauses, and the whole window follows."), share=0),
    Row("equations", "equations:EquationsPanel", _("Equations"), "right",
        _("The lines that the cell is made of, with the value of the selected unit at this step."), share=97),
    Row("lens", "lens:LensPanel", _("Arithmetic"), "right",
        _("What the selected value is made of: every term, the largest first, and the sum; click one to go there."),
        share=130),
    Row("values", "values:ValuesPanel", _("Values"), "right",
        _("Every named value of every unit at this step; select cells and copy them into a spreadsheet."),
        behind="lens"),
    Row("what_if", "what_if:WhatIfPanel", _("What if"), "right",
        _("Hold gates and states, compare with another cell, and see what it changes; right-click any value, too."),
        behind="lens"),
    Row("history", "history:HistoryPanel", _("History"), "right",
        _("What was done, an act a line; a click goes back to any of them, or forth again."),
        shown=False, behind="lens"),
    Row("study", "study:StudyPanel", _("Study"), "right",
        _("Title, notes, and what is kept: models and sequences to bring back, to compare with and to name."),
        behind="lens"),
    Row("task", "task:TaskPanel", _("Task"), "right",
        _("What is learnt: its options, when it is solved, what a guess reaches, and links to what there is to see."),
        behind="lens"),
    Row("count", "count:CountPanel", _("Parameters"), "right",
        _("Every matrix with its shape and count, summed by gate, layer and part; a click selects the gate it feeds."),
        shown=False, behind="lens"),
    Row("trust", "trust:TrustPanel", _("Trust"), "right",
        _("The gradient against differences of the loss, and the values against PyTorch and onnxruntime."),
        shown=False, behind="lens"),
    Row("gates", "gates:GatesPanel", _("Gates over time"), "bottom",
        _("Every gate of every unit at every step; drag the playhead, click a unit to select it."), share=100),
    Row("states", "states:StatesPanel", _("States over time"), "bottom",
        _("What the cell holds, at every step; drag the playhead, click a unit to select it."), share=100),
    Row("steps_table", "steps_table:StepsTablePanel", _("Sequence table"), "bottom",
        _("The sequence as a table: type or paste cells, add steps and targets; its scale, and what is learnt."),
        shown=False, behind="states"),
    Row("loss", "loss:LossPanel", _("Loss"), "bottom",
        _("How wrong the model is after each update, beside what a guess without memory reaches."), share=100),
    Row("output", "output:OutputPanel", _("Output over time"), "bottom",
        _("What the model answers at every step, dots where something is asked of it, dashed what it was before."),
        behind="loss"),
    Row("forecast", "forecast:ForecastPanel", _("Forecast"), "bottom",
        _("What comes next in numbers: one step ahead, and freely from the playhead on, beside simple guesses."),
        shown=False, behind="loss"),
    Row("runs", "runs:RunsPanel", _("Runs"), "bottom",
        _("Runs over seeds, cells and starts side by side: what each comes to, and which are drawn beside the loss."),
        shown=False, behind="loss"),
    Row("text", "text:TextPanel", _("Text"), "bottom",
        _("The sequence as text, coloured by the selected unit; the chances of each next symbol; what is written on."),
        shown=False, behind="loss"),
    Row("tensors", "tensors:TensorsPanel", _("Tensors"), "bottom",
        _("The weights as they lie in the file, or would in one of PyTorch, ONNX or Keras: which block is which gate."),
        shown=False, behind="loss"),
)  # fmt: skip


def row_of(name: str) -> Row:
    """The row of a panel by its name."""
    return next(row for row in PANELS if row.name == name)
