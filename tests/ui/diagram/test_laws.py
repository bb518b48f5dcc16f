"""The laws of every drawing: no wire runs through a part, no two wires share a line, nothing overlaps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_studio.catalogue import load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.insight.parts import Scheme
from lstm_studio.ui.diagram import wires
from lstm_studio.ui.diagram.blocks import Sizes
from lstm_studio.ui.diagram.captions import roles
from lstm_studio.ui.diagram.drawing import Drawing, draw
from lstm_studio.ui.diagram.layers import layered
from tests.ui.diagram import geometry
from tests.ui.diagram.cells import ODD, any_cell, every_cell, gates, rows

# Units and channels; width : height of the place, 0 for the natural one.
PLACES = [((8, 3), 0.0), ((1, 1), 1.85), ((4, 2), 1.2), ((16, 16), 2.6), ((64, 40), 1.85)]


def faults(drawing: Drawing) -> dict[str, list[object]]:
    """What breaks a law, by the law's name."""
    laws = (
        geometry.slanted,
        geometry.through_parts,
        geometry.shared,
        geometry.overlapping,
        geometry.struck_out,
        geometry.outside,
    )
    return {law.__name__: list(found) for law in laws if (found := law(drawing))}


@pytest.mark.parametrize("cell", every_cell(), ids=lambda cell: cell.name)
def test_the_laws_hold_for_every_cell_in_every_place(cell: Cell) -> None:
    for place, ((units, inputs), aspect) in enumerate((*PLACES, PLACES[0], PLACES[1], PLACES[4])):
        sizes = Sizes(units, inputs, ghosts=place % 2 == 1)
        assert faults(draw(cell, sizes, roles(cell), aspect)) == {}


@pytest.mark.parametrize("cell", [gates(12), rows(25)], ids=lambda cell: cell.name)
def test_the_laws_hold_for_a_large_cell(cell: Cell) -> None:
    assert faults(draw(cell, Sizes(8, 3), {}, 1.85)) == {}


@settings(max_examples=60)
@given(any_cell(), st.sampled_from(PLACES), st.booleans())
def test_the_laws_hold_for_any_cell(cell: Cell, place: tuple[tuple[int, int], float], ghosts: bool) -> None:
    sizes, aspect = place
    assert faults(draw(cell, Sizes(*sizes, ghosts), {}, aspect)) == {}


@pytest.mark.parametrize("cell", every_cell(), ids=lambda cell: cell.name)
def test_every_value_that_is_read_arrives(cell: Cell) -> None:
    drawing = draw(cell, Sizes(4, 2), {})
    arrived = {
        (wire.value, sink) for wire in drawing.wires for branch in wire.branches for sink in branch.sinks
    }
    scheme = drawing.scheme
    wanted = {(source, part.key) for part in scheme.parts.values() for source in part.sources}
    wanted |= {
        (scheme.outputs[figure.value], figure.key)
        for figure in drawing.figures
        if figure.port and not figure.port.entering
    }
    assert arrived == wanted


def test_the_laws_see_a_drawing_that_breaks_them() -> None:
    cell = load_cell("lstm")
    drawing = draw(cell, Sizes(8, 3), roles(cell))
    figures = {figure.key: figure for figure in drawing.figures}
    # The box of g where the box of i is: wires run through it, and the two overlap.
    moved = replace(figures["g"], body=figures["i"].body, strip=figures["i"].strip)
    broken = replace(drawing, figures=tuple(moved if f.key == "g" else f for f in drawing.figures))
    assert {"overlapping", "struck_out"} <= faults(broken).keys()
    high = replace(figures["g"], body=figures["i * g"].body)
    broken = replace(drawing, figures=tuple(high if f.key == "g" else f for f in drawing.figures))
    assert "overlapping" in faults(broken)
    # A part on the line of c, a wire laid over another, and a wire that ends on another.
    blocking = replace(
        figures["tanh(c)"], body=figures["c"].body.moved(120.0, 0.0) if figures["c"].body else None
    )
    broken = replace(drawing, figures=tuple(blocking if f.key == "tanh(c)" else f for f in drawing.figures))
    assert "through_parts" in faults(broken)
    found = {wire.value: wire for wire in drawing.wires}
    copied = replace(found["x"], branches=[*found["x"].branches, found["i"].branches[0]])
    broken = replace(drawing, wires=tuple(copied if w.value == "x" else w for w in drawing.wires))
    assert "shared" in faults(broken)
    assert "outside" in faults(replace(drawing, bounds=drawing.bounds.grown(-60.0)))


@pytest.mark.parametrize("cell", every_cell(), ids=lambda cell: cell.name)
def test_a_drawing_grows_towards_its_place_in_one_direction(cell: Cell) -> None:
    natural = draw(cell, Sizes(8, 3), roles(cell)).bounds
    for aspect in (1.4, 1.85, 2.4):
        bounds = draw(cell, Sizes(8, 3), roles(cell), aspect).bounds
        wider = natural.width / natural.height < aspect
        grown, kept = (bounds.width, bounds.height) if wider else (bounds.height, bounds.width)
        was, other = (natural.width, natural.height) if wider else (natural.height, natural.width)
        assert was - 1 <= grown <= 1.7 * was
        assert kept <= 1.12 * other


def test_a_wire_without_a_way_is_laid_before_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    cell = Cell.from_text(ODD["between a gate and h"])
    scheme = Scheme(cell.graph)
    assert wires.route(scheme, layered(scheme)).keys() >= {"v", "w_prev"}
    monkeypatch.setattr(wires, "MOST_TRIES", 1)
    with pytest.raises(ValueError, match=r"leaves no way for a wire from “.*give the cell another grid"):
        wires.route(scheme, layered(scheme))
