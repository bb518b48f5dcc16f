"""What a person points at in a panel: one value of one unit at one step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lstm_studio.core.edits import INPUT

if TYPE_CHECKING:
    from lstm_studio.session.derived import Scene

__all__ = ["Target", "gradient_at", "number_at"]


@dataclass(frozen=True)
class Target:
    """``value`` by its printed form, "x" for the input; ``unit``, of x the channel, from 0, None: none of them.

    ``step`` 1 … T; 0: before the first input.
    """

    value: str
    unit: int | None
    step: int


def number_at(scene: Scene, target: Target) -> float | None:
    """Give the number that stands there, None where there is none (yet)."""
    trace, step = scene.cell_trace, target.step
    if trace is None or target.unit is None or target.value not in scene.graph.by_text:
        return None
    if target.value == INPUT and scene.view.layer == 0 and not scene.study.sizes.symbols and scene.trace:
        row = scene.trace.x[step - 1] if step else None
    elif step:
        row = trace[target.value][step - 1]
    else:
        row = trace.before.get(target.value)
    return float(row[target.unit]) if row is not None and target.unit < len(row) else None


def gradient_at(scene: Scene, target: Target) -> float | None:
    """Give what the loss changes by with the number there, in backward mode; None where nothing is known."""
    gradient = scene.cell_gradient if scene.view.backward else None
    if gradient is None or target.unit is None or not target.step:
        return None
    node = scene.graph.by_text.get(target.value)
    if node is None or node.op in ("parameter", "constant"):
        return None
    row = gradient[target.value][target.step - 1]
    return float(row[target.unit]) if target.unit < len(row) else None
