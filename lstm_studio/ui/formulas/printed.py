"""The lines of the cell that is shown, and of the output where it is read from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.catalogue import load_notation
from lstm_studio.core.printing.output import print_readout
from lstm_studio.core.printing.printer import print_cell
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.printing.marks import PrintedLine
    from lstm_studio.session.derived import Scene

__all__ = ["about_line", "output_elsewhere", "printed"]


def printed(scene: Scene, *, numbers: bool = False) -> list[PrintedLine]:
    """Print all lines. The output is read from the top layer; what letters stand for comes behind it."""
    sizes, view = scene.study.sizes, scene.view
    graph = scene.study.cell.graph_for(bias=sizes.bias)
    lines = print_cell(graph, load_notation(view.notation), turned=view.direction > 0, numbers=numbers)
    found = list(lines)
    if sizes.outputs and view.layer == sizes.layers - 1:
        found.insert(len(graph.named), _output(scene, numbers=numbers))
    return found


def output_elsewhere(scene: Scene, *, numbers: bool = False) -> list[PrintedLine]:
    """Print the line of the output where another layer has it: type is of one size in all layers."""
    sizes = scene.study.sizes
    there = sizes.outputs and scene.view.layer < sizes.layers - 1
    return [_output(scene, numbers=numbers)] if there else []


def _output(scene: Scene, *, numbers: bool) -> PrintedLine:
    sizes = scene.study.sizes
    graph = scene.study.cell.graph_for(bias=sizes.bias)
    return print_readout(graph, load_notation(scene.view.notation), sizes, numbers=numbers)


def about_line(scene: Scene, name: str) -> str:
    """Say what a line computes."""
    sizes = scene.study.sizes
    if name != "y":
        return scene.study.cell.meaning.get(name, "")
    tip = _("the output of the model, read from {state}").format(state=sizes.readout)
    if sizes.output == "softmax":
        tip += _(": the share of the likeliest class")
    elif sizes.outputs > 1:
        tip += _(": the first of {n} outputs").format(n=sizes.outputs)
    return tip
