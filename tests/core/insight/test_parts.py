"""Which operations become boxes, which become round parts, and what they read."""

from __future__ import annotations

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.insight.parts import Read, Scheme


def scheme(text: str) -> Scheme:
    return Scheme(Cell.from_text(text).graph)


def kinds(found: Scheme) -> dict[str, str]:
    return {part.key: part.kind for part in found.parts.values() if part.kind != "input"}


def test_the_lstm_has_four_boxes_and_five_round_parts() -> None:
    found = Scheme(load_cell("lstm").graph)
    assert kinds(found) == {
        "f": "layer", "i": "layer", "g": "layer", "o": "layer",
        "f * c_prev": "op", "i * g": "op", "c": "op", "tanh(c)": "op", "h": "op",
    }  # fmt: skip
    assert found.parts["f"].reads == (Read("x", "matrix", "W_f"), Read("h_prev", "matrix", "R_f"))
    assert [found.parts[key].glyph for key in ("f", "g", "i * g", "c", "tanh(c)")] == [
        "σ",
        "tanh",
        "⊙",
        "+",
        "tanh",
    ]
    assert found.outputs == {"c": "c", "h": "h"}


def test_peepholes_are_wires_into_the_boxes_and_say_which_they_are() -> None:
    for name, weights, letter in (("lstm-peephole", "diagonal", "p"), ("lstm-peephole-full", "matrix", "P")):
        found = Scheme(load_cell(name).graph)
        assert Read("c_prev", weights, f"{letter}_i") in found.parts["i"].reads
        assert Read("c", weights, f"{letter}_o") in found.parts["o"].reads
        assert not any(source == "c_prev" for source in found.parts["g"].sources)


def test_the_inner_sum_of_a_reset_after_gru_is_a_box_of_its_own() -> None:
    found = Scheme(load_cell("gru").graph)
    inner = "R_n @ h_prev + d_n"
    assert found.parts[inner].kind == "linear"
    assert found.parts[f"r * ({inner})"].sources == ("r", inner)
    assert found.parts["n"].reads == (Read("x", "matrix", "W_n"), Read(f"r * ({inner})"))
    before = Scheme(load_cell("gru-reset-before").graph)
    assert Read("r * h_prev", "matrix", "R_n") in before.parts["n"].reads


def test_a_number_stands_in_the_part_that_takes_it() -> None:
    assert Scheme(load_cell("gru").graph).parts["1 - z"].glyph == "1−"
    assert Scheme(load_cell("lstm-cifg").graph).parts["f"].glyph == "1−"
    assert Scheme(load_cell("lstm-cifg").graph).parts["f"].sources == ("i",)


def test_a_value_that_repeats_another_is_no_part() -> None:
    found = Scheme(load_cell("forget-gate").graph)
    assert kinds(found) == {"f": "layer"}
    assert found.outputs == {"h": "f"}


def test_a_named_sum_is_a_box_and_its_activation_a_round_part() -> None:
    found = scheme("a = W x + R h_prev + b\nh = tanh(a)")
    assert kinds(found) == {"a": "linear", "h": "op"}


def test_a_bare_value_in_a_sum_is_a_wire_too() -> None:
    found = scheme("u = σ(U x)\nh = tanh(W x + u + b)")
    assert found.parts["h"].reads == (Read("x", "matrix", "W"), Read("u"))


def test_the_line_of_a_state_runs_through_pointwise_parts_alone() -> None:
    on = {part.key: part.state for part in Scheme(load_cell("lstm").graph).parts.values()}
    assert {key for key, state in on.items() if state == "c"} == {"c_prev", "f * c_prev", "c"}
    assert {key for key, state in on.items() if state == "h"} == {"h_prev", "h"}
    on = {part.key: part.state for part in Scheme(load_cell("gru-write").graph).parts.values()}
    assert {key for key, state in on.items() if state == "h"} == {"h_prev", "(1 - z) * h_prev", "h"}


def test_every_matrix_of_every_cell_is_a_wire_and_every_bias_none() -> None:
    for name in cell_names():
        cell = load_cell(name)
        reads = [read for part in Scheme(cell.graph).parts.values() for read in part.reads if read.weights]
        weights = {parameter for parameter, row in cell.graph.parameters.items() if not row.bias}
        assert {read.parameter for read in reads} == weights
        assert len(reads) == len(weights)
        for read in reads:
            assert (read.weights == "matrix") == cell.graph.parameters[read.parameter].matrix
