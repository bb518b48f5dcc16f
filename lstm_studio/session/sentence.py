"""What one step did to one unit, in a sentence: read off the cell's keep factor, so right for every cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.graph import Graph, Keep
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Sequence
    from lstm_studio.core.trace import LayerTrace, Trace

__all__ = ["kept_state", "named_unit", "said", "signed"]


def signed(value: float) -> str:
    """Print a number with its sign and two digits: −1.42, +0.03."""
    shown = f"{abs(value):.2f}" if abs(value) < 1e6 else f"{abs(value):.1e}".replace("e+", "e")
    return ("−" if value < 0 and float(shown) else "+") + shown


def kept_state(graph: Graph) -> tuple[str, Keep | None]:
    """Give the state that is told about, with its keep factor: the first that has one, else the output."""
    for state in graph.states:
        keep = graph.keep(state)
        if keep is not None:
            return state, keep
    return (graph.states[0] if graph.states else "h"), None


def named_unit(sizes: Sizes, layer: int, direction: int, unit: int) -> str:
    """Name a unit (all from 0), with its layer and direction where there are several."""
    named = _("unit {unit}") if sizes.layers == 1 else _("unit {unit} of layer {layer}")
    named = named.format(unit=unit + 1, layer=layer + 1)
    return _("{unit}, reading back,").format(unit=named) if direction else named


def said(
    graph: Graph, trace: Trace | LayerTrace, sequence: Sequence, cursor: int, unit: int, named: str = ""
) -> str:
    """Say what the step at ``cursor`` (1 … T) did to ``unit`` (from 0); at 0, where everything starts.

    ``named``: how the unit is called, by its number where nothing else is given.
    """
    if cursor == 0:
        return _("before the first input: {steps} steps to come").format(steps=sequence.steps)
    label = sequence.labels[cursor - 1] if sequence.labels else ""
    step = _("step {step} “{label}”") if label else _("step {step}")
    return f"{step.format(step=cursor, label=label)}: {_act(graph, trace, cursor, unit, named)}"


def _act(graph: Graph, trace: Trace | LayerTrace, cursor: int, unit: int, named: str) -> str:
    state, keep = kept_state(graph)
    named = named or _("unit {unit}").format(unit=unit + 1)
    new = float(trace[state][cursor - 1, unit])
    if state not in graph.states:
        return _("{unit} is {new}").format(unit=named, new=signed(new))
    old = float(trace[f"{state}_prev"][cursor - 1, unit])
    if keep is None:
        sentence = _("{unit} went from {old} to {new}")
        return sentence.format(unit=named, old=signed(old), new=signed(new))
    factor = 1.0 if keep.node is None else float(trace[keep.text][cursor - 1, unit])
    sentence = _("{unit} kept {percent} % of {old} and wrote {written}")
    return sentence.format(
        unit=named, percent=_percent(factor), old=signed(old), written=signed(new - factor * old)
    )


def _percent(factor: float) -> str:
    """Print a share in full percent, with up to three digits more where it is not quite all or not quite nothing."""
    percent = 100 * factor
    shown = (f"{percent:.{digits}f}" for digits in range(3))
    whole = (0.0, 100.0)
    text = next((text for text in shown if percent in whole or float(text) not in whole), f"{percent:.3f}")
    return text.replace("-", "−")
