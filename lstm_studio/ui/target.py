"""What a person points at in a panel: one value of one unit at one step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lstm_studio.core.edits import INPUT

if TYPE_CHECKING:
    from lstm_studio.session.derived import Scene

__all__ = ["Target", "number_at"]


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
