"""What a mark of an equation says of itself: what it is, its shape now, its value now."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.counting import feeds, use
from lstm_studio.ui.diagram.compared import held_in
from lstm_studio.ui.diagram.tips import about_holds
from lstm_studio.ui.fonts import SYMBOLS
from lstm_studio.ui.formulas.values import READOUT, array_of, number_of, output_place, vector_of
from lstm_studio.ui.mathematics import letter_html
from lstm_studio.ui.numbers import NONE, short
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.printing.marks import Mark
    from lstm_studio.session.derived import Scene

__all__ = ["about"]

MOST = 4  # values that are said of a row or a vector
FORMULA = "<p style='white-space:pre; margin:1px 0; font-family:\"" + SYMBOLS + "\"; font-size:18px'>{}</p>"
LINE = "<p style='margin:1px 0'>{}</p>"
SIGNS = {
    "=": _("is computed as"),
    "+": _("added, unit by unit"),
    "−": _("taken away, unit by unit"),
    "⊙": _("multiplied unit by unit: each value of one vector by the value of the same unit in the other"),
    "∗": _("multiplied unit by unit: each value of one vector by the value of the same unit in the other"),
    "/": _("divided, unit by unit"),
    "·": _("a matrix multiplies a vector: each unit has a row of weights, one for every value that it reads"),
    "σ": _("sigmoid: brings every number between 0 and 1, so that it can be a share"),
    "tanh": _("hyperbolic tangent: brings every number between −1 and 1"),
    "softmax": _("softmax: makes shares of all outputs that add up to 1"),
    "relu": _("rectifier: leaves positive numbers and makes 0 of negative ones"),
    "softplus": _("softplus: a smooth rectifier, log(1 + e to the power of a)"),
    "hσ": _("hard sigmoid: 0.2 a + 0.5, cut off at 0 and 1"),
    "exp": _("e to the power of every number"),
    "|·|": _("every number without its sign"),
    "identity": _("the same number"),
    "[": _("one vector above the other: together they are one longer vector"),
    "]": _("one vector above the other: together they are one longer vector"),
    ",": _("one vector above the other: together they are one longer vector"),
    ";": _("one vector above the other: together they are one longer vector"),
}


def about(scene: Scene, mark: Mark, *, split: bool = False) -> str:
    """What is said of a mark, as rich text. ``split``: it is one of two biases that are kept as their sum."""
    if mark.kind == "constant" and mark.means:
        return LINE.format(_("reads the bias: a column of the matrix that is always multiplied by 1"))
    if mark.letter is None and mark.kind != "number":
        said = SIGNS.get(mark.text, "")
        if mark.kind == "function" and mark.part in scene.graph.by_text:
            said += _value(scene, mark.part)
        return LINE.format(said) if said else ""
    head = letter_html(mark.letter) if mark.letter is not None else escape(mark.label)
    whats = [what for what in dict.fromkeys(_what(scene, text) for text in mark.means) if what]
    if split:
        whats.append(_("one of two biases that PyTorch adds; the studio keeps their sum"))
    lines = [FORMULA.format(f"{head}<span style='font-size:13px'>&nbsp;&nbsp;{_shape(scene, mark)}</span>")]
    lines += [LINE.format(escape(what)) for what in whats]
    clamps = held_in(scene.study, scene.view.layer, scene.view.direction)
    held = "".join(about_holds(clamps, text) for text in mark.means if text in scene.graph.named)
    return "".join(lines) + _values(scene, mark) + held


def _values(scene: Scene, mark: Mark) -> str:
    """Say the value now; of what stands for several, one behind the other."""
    if mark.kind == "number":
        return _number(scene, mark)
    if len(mark.means) == 1:
        return _value(scene, mark.means[0])
    rows = [_row(scene, text) for text in mark.means]
    whole = [row for row in rows if row is not None]
    if len(whole) < len(rows) or not whole:
        return LINE.format(_("no value at this step"))
    said = _("now: {values}")
    if array_of(scene, mark.means[0]) is not None and mark.means[0] not in READOUT:
        said = _("row of unit {unit}: {values}")
    return LINE.format(said.format(unit=scene.view.unit + 1, values=_list(np.concatenate(whole))))


def _row(scene: Scene, text: str) -> NDArray[Any] | None:
    """The row of the selected unit in a parameter, or the values of all units."""
    array = array_of(scene, text)
    if array is None:
        return vector_of(scene, text)
    return np.atleast_1d(array[output_place(scene) if text in READOUT else scene.view.unit])


def _number(scene: Scene, mark: Mark) -> str:
    said = _("unit {unit}: {value}").format(
        unit=scene.view.unit + 1, value=f"<b>{short(number_of(scene, mark.means), digits=4)}</b>"
    )
    return LINE.format(said)


def _what(scene: Scene, text: str) -> str:
    """Say what a value or parameter is: what the cell says of it, else what can be read off the graph."""
    cell, graph = scene.study.cell, scene.graph
    if text in cell.meaning:
        return cell.meaning[text]
    if text == "x":
        return _("the input of this step")
    if text == "y":
        return _("the output of the model")
    if text == "V":
        return _("weights of the output: what it reads of {state}").format(state=scene.study.sizes.readout)
    if text == "k":
        return _("bias of the output")
    if text.endswith("_prev") and text.removesuffix("_prev") in graph.named:
        return _("{name} of the step before").format(name=text.removesuffix("_prev"))
    if text in graph.parameters:
        return _parameter(scene, text)
    return _("computed in this step") if text in graph.by_text else ""


def _parameter(scene: Scene, name: str) -> str:
    row, (_role, reads) = scene.graph.parameters[name], use(scene.graph, name)
    line = ", ".join(feeds(scene.graph, name))
    if row.bias:
        return _("bias of {line}").format(line=line)
    if row.matrix:
        return _("weights from {reads} to {line}").format(reads=reads, line=line)
    return _("one weight a unit on {reads}, for {line}").format(reads=reads or _("a value"), line=line)


def _shape(scene: Scene, mark: Mark) -> str:
    """The shape now: several vectors stand one above the other, several matrices side by side."""
    if mark.kind == "number":
        return ""
    shapes = [shape for text in mark.means if (shape := _of(scene, text))]
    if not shapes:
        return ""
    if len(shapes) > 1:
        wide = all(text in scene.graph.parameters or text in ("V", "k") for text in mark.means)
        rows = shapes[0][0] if wide else sum(shape[0] for shape in shapes)
        return f"{rows}×{sum(shape[1] for shape in shapes) if wide else 1}"
    return "×".join(map(str, shapes[0]))


def _of(scene: Scene, text: str) -> tuple[int, int] | None:
    sizes = scene.study.sizes
    if text == "y":
        return sizes.outputs, 1
    if text == "x":
        return sizes.inputs_of(scene.view.layer), 1
    found = array_of(scene, text)
    if found is not None:
        return (found.shape[0], found.shape[1] if found.ndim > 1 else 1)
    return (sizes.units_of(scene.view.layer), 1) if text in scene.graph.by_text else None


def _value(scene: Scene, text: str) -> str:
    """Say the value now: of the selected unit, of a matrix the row of that unit."""
    unit = scene.view.unit
    where = _("unit {unit}: {value}")
    array = array_of(scene, text)
    if array is not None:
        if text in ("V", "k"):
            return LINE.format(_("first output: {values}").format(values=_list(array[0])))
        if array.ndim > 1:
            return LINE.format(
                _("row of unit {unit}: {values}").format(unit=unit + 1, values=_list(array[unit]))
            )
        return LINE.format(where.format(unit=unit + 1, value=f"<b>{short(float(array[unit]), digits=4)}</b>"))
    row = vector_of(scene, text)
    if row is None:
        return LINE.format(_("no value at this step"))
    if text in ("x", "y"):
        return LINE.format(_("now: {values}").format(values=_list(row)))
    said = where.format(unit=unit + 1, value=f"<b>{short(float(row[unit]), digits=4)}</b>")
    gradient = scene.cell_gradient
    if gradient is not None and scene.view.cursor and text in scene.graph.by_text:
        slope = short(float(gradient[text][scene.view.cursor - 1, unit]), digits=4)
        said += f" · ∂<i>L</i>/∂: <b>{slope}</b>"
    return LINE.format(said)


def _list(values: NDArray[Any]) -> str:
    said = [short(float(value)) for value in values.reshape(-1)[:MOST]]
    return ", ".join(said) + (" …" if values.size > MOST else "") or NONE
