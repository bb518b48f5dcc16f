"""The built-in cells and the way between them."""

from __future__ import annotations

import itertools
import re
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio import catalogue
from lstm_studio.catalogue import card_of, cell_names, load_cell, resource, save_cell, shelves, variants
from lstm_studio.core.cell import Cell
from lstm_studio.core.insight.parts import Scheme
from lstm_studio.core.model import Model
from lstm_studio.core.sizes import Sizes, layout
from tests.oracles import written_cells
from tests.oracles.counts import COUNTS

if TYPE_CHECKING:
    from pathlib import Path

ABLATIONS = ("lstm-fgr", "lstm-nfg", "lstm-niaf", "lstm-nig", "lstm-noaf", "lstm-nog")
LSTMS = [name for name in COUNTS if name.startswith("lstm") and name not in (*ABLATIONS, "lstm-1997")]
GRUS = [name for name in COUNTS if name.startswith("gru")]


@pytest.mark.parametrize("name", COUNTS)
def test_parameter_counts_are_those_of_the_papers(name: str) -> None:
    assert load_cell(name).count(inputs=3, units=4) == COUNTS[name]


def test_every_file_is_a_cell_of_its_own_name() -> None:
    assert set(COUNTS) == set(cell_names())
    assert [load_cell(name).name for name in cell_names()] == list(cell_names())


def test_the_worked_count_of_the_lecture_notes() -> None:
    """10 inputs, 20 units, 100 classes, no bias: 4·(20·10 + 20·20) + 100·20; the embedding of 100·10 is apart."""
    lstm = load_cell("lstm")
    spans = layout(lstm, Sizes(inputs=10, units=20, outputs=100, symbols=100, bias=False, output="softmax"))
    counts = {name: span.stop - span.start for name, span in spans.items()}
    assert lstm.count(inputs=10, units=20, bias=False) == 2400
    assert counts["V"] == 2000
    assert counts.pop("E") == 1000
    assert sum(counts.values()) == 4400


@pytest.mark.parametrize("name", COUNTS)
def test_the_values_are_those_of_the_equations_written_by_hand(name: str) -> None:
    cell = load_cell(name)
    rng = np.random.default_rng(5)
    model = Model(cell, inputs=3, units=4, dtype="float64")
    model.flat[:] = rng.normal(size=model.flat.shape)
    x = rng.normal(size=(30, 3))
    trace = model.run(x)
    expected = written_cells.run(name, model.parameters, x, units=4)
    assert expected.keys() == cell.graph.named.keys()
    for value, array in expected.items():
        scale = max(1.0, float(np.abs(array).max()))  # without squashing, c grows to hundreds
        np.testing.assert_allclose(trace[value], array, rtol=0, atol=1e-12 * scale)


@pytest.mark.parametrize("name", COUNTS)
def test_all_that_is_drawn_and_every_parameter_has_a_meaning(name: str) -> None:
    cell = load_cell(name)
    shown = {*Scheme(cell.graph).parts, *cell.graph.named, *cell.graph.parameters}
    assert shown <= set(cell.meaning)
    assert len(set(cell.meaning.values())) == len(cell.meaning)
    assert all(cell.source and cell.title and cell.family for cell in [cell])


@pytest.mark.parametrize("name", [name for name in COUNTS if name != "forget-gate"])
def test_a_source_says_where_in_the_paper(name: str) -> None:
    source = load_cell(name).source
    assert re.search(r"(1|2)\d{3}", source)
    assert re.search(r"section|figure|table|equation|“", source)


@pytest.mark.parametrize(
    ("name", "keep"),
    [
        ("lstm", ("f", "b_f", 1)),
        ("lstm-cifg", ("f", "b_i", -1)),
        ("lstm-1997", ("1", None, 1)),
        ("gru", ("z", "b_z", 1)),
        ("gru-write", ("1 - z", "b_z", -1)),
        ("lstm-nig", ("f", "b_f", 1)),
        ("lstm-nfg", ("1", None, 1)),
        ("mgu", ("1 - f", "b_f", -1)),
        ("ugrnn", ("g", "b_g", 1)),
        ("janet", ("f", "b_f", 1)),
    ],
)
def test_keep_factors_are_read_off_the_equations(name: str, keep: tuple[str, str | None, int]) -> None:
    graph = load_cell(name).graph
    found = graph.keep(graph.states[0])
    assert found is not None
    assert (found.text, found.bias, found.sign) == keep


def test_a_coupled_cell_differs_from_its_base_in_one_line() -> None:
    base, coupled = load_cell("lstm-peephole").equations, load_cell("lstm-cifg-peephole").equations
    assert list(base) == list(coupled)
    assert [left for left in base if base[left] != coupled[left]] == ["f"]


@pytest.mark.parametrize(
    ("name", "gates", "memories"),
    [
        ("lstm", "figo", "ch"),
        ("lstm-fgr", "figo", "ch"),  # f, i and o are read again a step later, and are gates all the same
        ("gru", "rzn", "h"),
        ("forget-gate", "f", "h"),
        ("janet", "fg", "ch"),
        ("rnn", "", "h"),
    ],
)
def test_gates_and_memories_are_told_apart(name: str, gates: str, memories: str) -> None:
    graph = load_cell(name).graph
    assert "".join(graph.gates) == gates
    assert "".join(graph.memories) == memories


@pytest.mark.parametrize("name", ABLATIONS)
def test_an_ablation_takes_one_thing_from_the_lstm_with_peepholes(name: str) -> None:
    base, cell = load_cell("lstm-peephole").equations, load_cell(name).equations
    changed = {left for left in base if cell.get(left) != base[left]}
    assert (
        changed
        == {
            "lstm-nig": {"i", "c"},
            "lstm-nfg": {"f", "c"},
            "lstm-nog": {"o", "h"},
            "lstm-niaf": {"g"},
            "lstm-noaf": {"h"},
            "lstm-fgr": {"f", "i", "o"},
        }[name]
    )
    assert cell.keys() <= base.keys()


def test_the_first_lstm_has_no_forget_gate() -> None:
    cell = load_cell("lstm-1997")
    assert "f" not in cell.equations
    assert not cell.options
    assert "f * c_prev" not in cell.meaning


@pytest.mark.parametrize("family", [LSTMS, GRUS])
def test_toggles_reach_every_cell_of_the_family_and_change_one_option_alone(family: list[str]) -> None:
    for name in family:
        cell = load_cell(name)
        ways = variants(cell)
        for key, setting in cell.options.items():
            assert ways[key][setting].name == name
            for value, way in ways[key].items():
                assert way.name is not None
                other = load_cell(way.name)
                assert other.family == cell.family
                assert other.options == {**cell.options, key: value}
    reached = {
        way.name
        for key in load_cell(family[0]).options
        for way in variants(load_cell(family[0]))[key].values()
    }
    assert reached <= set(family)


def test_option_values_stand_in_the_order_of_the_switches() -> None:
    ways = variants(load_cell("lstm"))
    assert {key: list(rows) for key, rows in ways.items()} == {
        "peephole": ["off", "diagonal", "full"],
        "coupled": ["no", "yes"],
        "reset": ["after", "before"],
        "z": ["keep", "write"],
    }


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        (load_cell("rnn"), "Plain recurrent network"),
        (load_cell("gru"), "LSTM"),
        (Cell.from_text("h = tanh(W @ x)", title="Mine"), "Mine"),
    ],
)
def test_a_toggle_that_leads_nowhere_says_why(cell: Cell, word: str) -> None:
    ways = variants(cell)["peephole"]
    assert all(way.name is None and word in way.reason for way in ways.values())


def test_a_combination_without_a_file_is_disabled_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cells").mkdir()
    for name in ("lstm", "lstm-peephole", "lstm-cifg"):
        shutil.copy(resource("cells", f"{name}.toml"), tmp_path / "cells")
    remembered = (catalogue.cell_names, catalogue._built_in, catalogue._choices)
    monkeypatch.setattr(catalogue, "_RESOURCES", tmp_path)
    try:
        for function in remembered:
            function.cache_clear()
        ways = variants(load_cell("lstm-peephole"))
        assert ways["coupled"]["yes"].name is None
        assert "there is no LSTM with peephole: diagonal, coupled: yes" in ways["coupled"]["yes"].reason
        assert ways["peephole"]["off"].name == "lstm"
    finally:
        for function in remembered:
            function.cache_clear()


def test_a_saved_cell_is_loaded_from_its_file(tmp_path: Path) -> None:
    save_cell(load_cell("gru"), tmp_path / "mine.toml")
    assert load_cell(tmp_path / "mine.toml").equations == load_cell("gru").equations


def test_a_changed_copy_of_a_built_in_cell_has_no_toggles() -> None:
    lstm = load_cell("lstm")
    changed = Cell("lstm", {**lstm.equations, "h": "o * c"}, "Mine", "LSTM", lstm.options)
    assert all(way.name is None for row in variants(changed).values() for way in row.values())


def test_the_list_holds_every_cell_once_with_its_family() -> None:
    rows = list(itertools.chain.from_iterable(shelves().values()))
    assert rows[:2] == ["lstm", "gru"]
    assert len(rows) == len(set(rows))
    assert {name for name in cell_names() if not load_cell(name).options} <= set(rows)
    assert shelves() == {
        "": ("lstm", "gru"),
        "Ablations": ABLATIONS,
        "Minimal": ("forget-gate", "janet", "mgu", "rnn", "ugrnn"),
        "Historical": ("lstm-1997",),
    }


def test_an_unknown_cell_is_refused_with_the_known_names() -> None:
    with pytest.raises(ValueError, match=r"no cell “ltsm”.*lstm-cifg"):
        load_cell("ltsm")


def test_a_cell_is_read_from_a_file(tmp_path: Path) -> None:
    plain = tmp_path / "mine.txt"
    plain.write_text("h = tanh(W @ x + R @ h_prev)\n", encoding="utf-8")
    assert load_cell(plain).count(3, 4) == 28


def test_a_missing_resource_is_said() -> None:
    with pytest.raises(ValueError, match=r"nothing\.txt” is missing from this installation"):
        resource("nothing.txt")


def test_a_card_says_what_the_whole_cell_says() -> None:
    for name in cell_names():
        cell, card = load_cell(name), card_of(name)
        assert {key: getattr(cell, key) for key in card._fields} == card._asdict()
