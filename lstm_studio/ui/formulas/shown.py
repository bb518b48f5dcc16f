"""What a line shows at a step: its number, what is lit, dim or marked in it, and numbers in its places for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.ui.diagram.captions import fitted
from lstm_studio.ui.diagram.compared import held_in
from lstm_studio.ui.diagram.pins import holds
from lstm_studio.ui.formulas.lighting import at_work, marked, waiting, working_lines
from lstm_studio.ui.formulas.values import number_of, output_place
from lstm_studio.ui.numbers import NONE, short

if TYPE_CHECKING:
    from lstm_studio.session.derived import Scene
    from lstm_studio.ui.formulas.line import Line

__all__ = ["show_line"]


def show_line(line: Line, scene: Scene, there: frozenset[str] | None) -> None:
    """Bring a line up to the scene; ``there``: what is computed while the step is walked through, None: all of it."""
    view, moment = scene.view, scene.moment
    line.show_number(_number(scene, line.name, there))
    lit = line.name in working_lines(moment)
    line.mark_as("selected" if line.name and line.name == view.node else "lit" if lit else "plain")
    faint = frozenset() if there is None else waiting(line.marks, there, scene.graph)
    if _held(scene, line.name):  # what the equation gives does not count
        faint |= frozenset(range(1, len(line.marks)))
    light = at_work(line.marks, line.name, moment, scene.graph) if lit and moment is not None else ()
    line.equation.show_marks(marked(line.marks, view.hovered, view.node), light, faint)
    if view.numbers:
        line.equation.show_numbers(_numbers(line, scene, there))


def _numbers(line: Line, scene: Scene, there: frozenset[str] | None) -> dict[int, str]:
    hidden = frozenset() if there is None else waiting(line.marks, there, scene.graph)
    return {
        place: NONE if place in hidden else short(number_of(scene, mark.means)).removeprefix("+")
        for place, mark in enumerate(line.marks)
        if mark.kind == "number"
    }


def _number(scene: Scene, name: str, there: frozenset[str] | None) -> str:
    """Print the number of a line: its value, or in backward mode the gradient of the loss by it."""
    shown, step, unit, backward = scene.shown, scene.view.cursor, scene.view.unit, scene.view.backward
    if name == "y":
        return _output(scene) if step and there is None and not backward else NONE
    if not name:
        return ""
    if shown is None or (there is not None and name not in there):
        return NONE
    if step == 0:
        before = shown.before
        return short(before[name][unit]) if name in before else NONE
    signed = backward or not scene.graph.bounded(name)
    number = float(shown[name][step - 1, unit])
    # A gradient reads as it does in the diagram, whatever its size.
    return fitted(number, signed=True, fine=True) if backward else short(number, signed=signed)


def _output(scene: Scene) -> str:
    if scene.readout is None:
        return NONE
    shown = float(scene.readout[output_place(scene)])
    return short(shown, signed=scene.study.sizes.output == "identity")


def _held(scene: Scene, name: str) -> bool:
    """Whether the selected unit of a value is held at this step."""
    study, view = scene.study, scene.view
    clamps = held_in(study, view.layer, view.direction)
    if not clamps:
        return False
    steps, turned = study.sequence.steps, view.direction > 0
    now = holds(
        clamps, name, view.cursor, steps=steps, turned=turned, units=study.sizes.units_of(view.layer)
    )[1]
    return view.unit in now
