"""Gates held constant do what the preset says, in every cell that has such gates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.insight.presets import PRESETS, constant, keeping, refused, writing
from lstm_studio.core.model import Model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.trace import Trace

    Values = NDArray[Any]

T, D, H = 6, 2, 3


def run(cell: Cell, holds: dict[str, float]) -> tuple[Trace, list[tuple[Values, Values]]]:
    """Run a random model with values held; give its kept memories, (T, H), with their previous values."""
    model = Model(cell, D, H, seed=3, dtype="float64")
    rng = np.random.default_rng(1)
    states = {name: rng.normal(size=H) for name in cell.graph.states}
    trace = model.run(rng.normal(size=(T, D)), clamp=holds, initial=states)
    kept = [name for name in cell.graph.memories if cell.graph.keep(name) is not None]
    return trace, [(trace[name], trace[f"{name}_prev"]) for name in kept]


def able(preset: str) -> list[str]:
    return [name for name in cell_names() if not refused(load_cell(name).graph, PRESETS[preset])]


@pytest.mark.parametrize("name", [name for name in able("remember") if name != "lstm-nig"])
def test_what_is_remembered_for_ever_stays_to_the_last_bit(name: str) -> None:
    cell = load_cell(name)
    _trace, states = run(cell, constant(cell.graph, PRESETS["remember"]))
    for now, before in states:
        np.testing.assert_array_equal(now, before)


def test_only_the_cell_without_an_input_gate_writes_without_one() -> None:
    able_to = [name for name in able("remember") if not writing(load_cell(name).graph, 0.0)]
    assert able_to == ["lstm-nig"]


@pytest.mark.parametrize("preset", ["forget", "overwrite"])
@pytest.mark.parametrize("name", able("forget"))
def test_what_is_forgotten_leaves_no_trace(name: str, preset: str) -> None:
    cell = load_cell(name)
    holds = constant(cell.graph, PRESETS[preset])
    trace, _states = run(cell, holds)
    for state in cell.graph.memories:
        keep = cell.graph.keep(state)
        if keep is not None:
            assert (trace[f"({keep.text}) * {state}_prev"] == 0.0).all()


def test_what_is_overwritten_is_the_candidate() -> None:
    trace, _states = run(load_cell("lstm"), constant(load_cell("lstm").graph, PRESETS["overwrite"]))
    np.testing.assert_array_equal(trace["c"], trace["g"])
    trace, _states = run(load_cell("gru"), constant(load_cell("gru").graph, PRESETS["overwrite"]))
    np.testing.assert_array_equal(trace["h"], trace["n"])


def test_the_gates_are_read_off_the_equations_and_not_off_their_names() -> None:
    strange = Cell.from_text(
        "keep = sigmoid(A @ x + a)\nalso = 1 - keep\nm = also * m_prev + q * tanh(B @ x)\nq = sigmoid(Q @ x)\nh = m"
    )
    assert constant(strange.graph, PRESETS["remember"]) == {"also": 1.0, "q": 0.0}
    inline = Cell.from_text("z = sigmoid(A @ x)\nh = (1 - z) * h_prev + z * tanh(B @ x)")
    assert constant(inline.graph, PRESETS["remember"]) == {"z": 0.0}
    assert constant(inline.graph, PRESETS["forget"]) == {"z": 1.0}
    two = Cell.from_text("a = sigmoid(A @ x)\nb = sigmoid(B @ x)\nh = a * b * h_prev + tanh(C @ x)")
    assert keeping(two.graph, 1.0) == {"a": 1.0, "b": 1.0}
    assert keeping(two.graph, 0.0) == {"a": 0.0}
    apart = Cell.from_text("f = sigmoid(A @ x)\ni = sigmoid(B @ x)\nu = i * tanh(C @ x)\nh = f * h_prev + u")
    assert writing(apart.graph, 0.0) == {"i": 0.0}


@pytest.mark.parametrize(
    ("text", "preset", "why"),
    [
        ("h = tanh(W @ x + R @ h_prev)", "forget", "no gate of this cell"),
        ("h = h_prev + tanh(W @ x)", "forget", "always keeps all of h"),
        ("h = h_prev + tanh(W @ x)", "remember", "does so as it is"),
        ("h = sigmoid(A @ x) * h_prev + tanh(W @ x)", "forget", "has no name"),
    ],
)
def test_a_cell_without_such_gates_says_why(text: str, preset: str, why: str) -> None:
    graph = Cell.from_text(text).graph
    assert why in refused(graph, PRESETS[preset])
    with pytest.raises(ValueError, match=why):
        constant(graph, PRESETS[preset])
