"""The numbers behind the marks of an equation, at the cursor, for the selected unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lstm_studio.core.sizes import prefix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.session.derived import Scene

__all__ = ["READOUT", "array_of", "number_of", "output_place", "vector_of"]

READOUT = ("V", "k")


def array_of(scene: Scene, name: str) -> NDArray[Any] | None:
    """Give a parameter of the cell that is shown, or of the readout; None for any other name."""
    if name in READOUT:
        return scene.model.parameters.get(name)
    if name not in scene.graph.parameters:
        return None
    view = scene.view
    return scene.model.parameters.get(prefix(scene.study.sizes, view.layer, view.direction) + name)


def vector_of(scene: Scene, text: str) -> NDArray[Any] | None:
    """Give the values (H,), (D,) or (O,) of the step; None where there are none: yet, or before the first step."""
    trace, step = scene.cell_trace, scene.view.cursor
    if trace is None:
        return None
    if text == "y":
        return scene.readout
    if step == 0:
        return trace.before.get(text)
    row: NDArray[Any] = trace[text][step - 1]
    return row


def output_place(scene: Scene) -> int:
    """Give the output that is said of several: the likeliest class, else the first."""
    shares = scene.readout
    return int(shares.argmax()) if shares is not None and scene.study.sizes.output == "softmax" else 0


def number_of(scene: Scene, texts: tuple[str, ...]) -> float | None:
    """Give what a place for a number shows: the sum of what it stands for, of the selected unit."""
    if not scene.view.cursor or scene.cell_trace is None:
        found = [_initial(scene, text) for text in texts]
    else:
        found = [_term(scene, text) for text in texts]
    return sum(each for each in found if each is not None) if None not in found else None


def _initial(scene: Scene, text: str) -> float | None:
    array = array_of(scene, text)
    return float(array[_unit(scene, text)]) if array is not None and array.ndim == 1 else None


def _unit(scene: Scene, text: str) -> int:
    return output_place(scene) if text in READOUT else scene.view.unit


def _term(scene: Scene, text: str) -> float | None:
    array = array_of(scene, text)
    if array is not None and array.ndim == 1:
        return float(array[_unit(scene, text)])
    if text == "V":
        return _read(scene)
    node = scene.graph.by_text[text]
    if node.op == "matmul" and node.name is None:
        matrix, vector = (scene.graph.nodes[arg] for arg in node.args)
        weights, values = array_of(scene, matrix.text), vector_of(scene, vector.text)
        # One row alone: the product of all steps is not needed, and takes long in large models.
        return None if weights is None or values is None else float(weights[scene.view.unit] @ values)
    row = vector_of(scene, text)
    return None if row is None else float(row[scene.view.unit])


def _read(scene: Scene) -> float | None:
    """The product of the readout, of both directions where there are two."""
    weights, trace, sizes = array_of(scene, "V"), scene.trace, scene.study.sizes
    if weights is None or trace is None:
        return None
    step, top = scene.view.cursor - 1, sizes.layers - 1
    total, units = 0.0, sizes.units
    for direction in range(sizes.directions):
        values = trace.cell(top, direction)[sizes.readout][step]
        total += float(weights[output_place(scene), direction * units : (direction + 1) * units] @ values)
    return total
