"""Under every strip stands what the original had there, and only what it had."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.study import Clamp
from lstm_studio.ui.diagram.captions import fitted
from lstm_studio.ui.diagram.ghosts import Original
from lstm_studio.ui.diagram.notes import Sign
from lstm_studio.ui.diagram.readings import GRADIENT
from tests.ui.diagram.conftest import picture, pixels

if TYPE_CHECKING:
    from tests.ui.diagram.conftest import Graded, Scenes, Traced

FORGETS = (Clamp("f", (2, 5), 3, 15, 0.0),)


def test_the_thin_row_and_number_are_those_of_the_original(scenes: Scenes, traced: Traced) -> None:
    cell = load_cell("lstm")
    scene, original = scenes(cell, clamps=FORGETS), traced(cell, 8, 3)
    for key in ("f", "c", "f * c_prev", "tanh(c)", ">h'"):
        figure = scene.figures[key]
        row = original[figure.figure.value][11]
        assert figure.ghost.strip is not None
        assert figure.ghost.strip.shades == scene.readings.shades(figure.figure.value, row).tolist()
        assert figure.ghost.text == fitted(row[2], signed=figure.figure.value != "f")
        assert figure.strip is not None
        assert figure.strip.shades != figure.ghost.strip.shades
    assert scene.figures["f"].value == 0.0
    assert [note.sign for note in scene.legend.notes] == [Sign.HELD, Sign.GHOST]


def test_a_number_that_is_the_same_is_not_said_twice(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm"), clamps=FORGETS, cursor=3)  # before anything is held
    for figure in scene.figures.values():
        assert figure.ghost.text == ""
        assert figure.ghost.there == (figure.strip is not None)


def test_what_the_other_cell_has_not_has_no_row(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm"), other=load_cell("gru"))
    assert {key for key, figure in scene.figures.items() if figure.ghost.there} == {"x", "h", "h_prev", ">h'"}
    missing = scene.figures["f"]
    before = pixels(picture(scene))
    missing.ghost.strip = None
    assert (pixels(picture(scene)) == before).all()


@pytest.mark.parametrize("name", cell_names())
def test_the_same_run_beside_itself_shows_the_same_twice(scenes: Scenes, name: str) -> None:
    cell = load_cell(name)
    scene = scenes(cell, other=cell)
    for figure in scene.figures.values():
        assert figure.strip is None or (
            figure.ghost.strip is not None and figure.ghost.strip.shades == figure.strip.shades
        )
        assert figure.ghost.text == ""
        assert not figure.changed


def test_the_scale_of_a_state_holds_both_runs(scenes: Scenes, traced: Traced) -> None:
    cell = load_cell("lstm")
    scene = scenes(cell)
    alone = scene.readings.high("c")
    far = traced(cell, 8, 3).cell(0)
    scene.compare(Original(cell, "far", far))
    scene.show_step(traced(cell, 8, 3, (Clamp("c", (), 0, 19, 1e-3),)), 12, 2, steps=20)
    assert scene.readings.high("c") == alone
    held = scene.readings.at("c", 12)
    assert held is not None
    assert np.allclose(held, 1e-3)


def test_before_the_first_step_states_alone_are_compared(scenes: Scenes) -> None:
    scene = scenes(load_cell("lstm"), clamps=FORGETS, cursor=0)
    assert {key for key, figure in scene.figures.items() if figure.ghost.there} == {">c", ">h'"}


def test_without_an_original_all_is_as_before(scenes: Scenes, traced: Traced) -> None:
    cell = load_cell("lstm")
    scene = scenes(cell, clamps=FORGETS)
    scene.hold(())
    scene.compare(None)
    scene.show_step(traced(cell, 8, 3), 12, 2, steps=20)
    assert not any(figure.ghost.there for figure in scene.figures.values())
    assert scene.legend.notes == ()
    scene.compare(Original(cell, "not there yet"))
    scene.show_step(traced(cell, 8, 3), 12, 2, steps=20)
    assert not any(figure.ghost.there for figure in scene.figures.values())


def test_a_tip_says_both_numbers(scenes: Scenes, traced: Traced) -> None:
    cell = load_cell("lstm")
    scene, original = scenes(cell, clamps=FORGETS), traced(cell, 8, 3)
    said = scene.about(scene.figures["f"].core.center())
    assert f"original: {original['f'][11, 2]:.4f}" in said
    assert "<b>0.0000</b>" in said


def test_in_backward_mode_the_thin_row_has_the_gradients_of_the_original(
    scenes: Scenes, graded: Graded
) -> None:
    cell = load_cell("lstm")
    scene, original = scenes(cell, clamps=FORGETS, backward=True), graded(cell, 8, 3)
    for key in ("f", "c", "f * c_prev", "tanh(c)", ">h'"):
        figure = scene.figures[key]
        row = original[figure.figure.value][11]
        assert figure.ghost.strip is not None
        assert figure.ghost.strip.shades == scene.readings.shades(figure.figure.value, row).tolist()
        assert figure.ghost.text == fitted(row[2], signed=True, fine=True)
    largest = max(abs(original[figure.figure.value]).max() for figure in scene.figures.values())
    assert scene.readings.limits[GRADIENT].high >= largest
    assert [note.sign for note in scene.legend.notes] == [Sign.HELD, Sign.GHOST]
