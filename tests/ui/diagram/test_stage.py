"""What takes long is drawn elsewhere: the window goes on, the newest wish counts, and nothing is left running."""

from __future__ import annotations

import threading
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication

from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.ui.diagram import drawing, stage, wires
from lstm_studio.ui.diagram.blocks import Sizes
from lstm_studio.ui.diagram.breaks import BrokenOffError
from lstm_studio.ui.diagram.job import Job
from lstm_studio.ui.diagram.stage import Stage
from lstm_studio.ui.theme import DARK, LIGHT
from tests.ui.diagram.cells import ODD, chain, gates, rows
from tests.ui.diagram.test_laws import faults

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from lstm_studio.ui.diagram.scene import DiagramScene

SIZES = Sizes(8, 3)
MOVES = 5  # of the window while a drawing is made


def drawings() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("drawing")]


@pytest.fixture
def place(qtbot: QtBot) -> Stage:
    found = Stage()
    qtbot.addWidget(found)
    found.resize(740, 400)
    with qtbot.waitExposed(found):
        found.show()
    return found


def processor_seconds(cell: Cell) -> float:
    drawing._planned.cache_clear()
    begun = process_time()
    drawing.draw(cell, SIZES, {}, 1.85)
    return process_time() - begun


def scene(place: Stage) -> DiagramScene:
    assert place.diagram is not None
    return place.diagram


@pytest.mark.parametrize("name", cell_names())
def test_every_built_in_cell_is_drawn_at_once(place: Stage, name: str) -> None:
    cell = load_cell(name)
    found = place.show_cell(cell, SIZES, LIGHT)
    assert found is place.diagram
    assert scene(place).cell is cell
    assert not place.behind
    assert not drawings()


def test_a_large_cell_is_drawn_elsewhere_and_the_last_one_stays(place: Stage, qtbot: QtBot) -> None:
    place.show_cell(load_cell("lstm"), SIZES, LIGHT)
    before, large = scene(place), gates(40)
    ticks: list[float] = []
    timer = QTimer(place)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: ticks.append(perf_counter()))
    timer.start(2)
    with qtbot.waitSignal(place.redrawn):
        assert place.show_cell(large, SIZES, LIGHT) is None
        assert place.behind
        assert scene(place) is before
    assert place.show_cell(large, SIZES, LIGHT) is place.diagram
    timer.stop()
    assert scene(place).cell is large
    assert not place.behind
    assert len(ticks) > MOVES  # the window went on


def test_a_person_is_told_of_what_takes_long(
    place: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "LATE", 0.0)
    place.show_cell(load_cell("lstm"), SIZES, LIGHT)
    place.show_cell(gates(40), SIZES, LIGHT)
    assert place.mark.isHidden()
    with qtbot.waitSignal(place.redrawn):
        qtbot.waitUntil(place.mark.isVisible)
        assert place.mark.text() == "drawing…"
        assert place.rect().contains(place.mark.geometry())
    assert place.mark.isHidden()


def test_the_newest_wish_breaks_off_the_older(place: Stage, qtbot: QtBot) -> None:
    first, last = rows(75), gates(30)
    place.show_cell(first, SIZES, LIGHT)
    qtbot.waitUntil(lambda: bool(drawings()))
    (thread,) = drawings()
    begun = perf_counter()
    place.show_cell(last, SIZES, LIGHT)
    with qtbot.waitSignal(place.redrawn):
        pass
    assert place.show_cell(last, SIZES, LIGHT) is place.diagram
    thread.join(5.0)
    assert not thread.is_alive()
    assert perf_counter() - begun < 2.0
    # And a wish for what is quick needs no thread at all.
    place.show_cell(first, SIZES, LIGHT)
    place.show_cell(load_cell("gru"), SIZES, LIGHT)
    assert scene(place).cell is load_cell("gru")
    assert not place.behind
    qtbot.waitUntil(lambda: not drawings())
    assert scene(place).cell is load_cell("gru")


def test_a_view_that_goes_takes_its_drawing_with_it(qtbot: QtBot) -> None:
    found = Stage()
    found.resize(740, 400)
    found.show_cell(rows(75), SIZES, LIGHT)
    qtbot.waitUntil(lambda: bool(drawings()))
    (thread,) = drawings()
    found.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    thread.join(0.5)
    assert not thread.is_alive()


def test_a_large_drawing_takes_a_theme_at_once_and_a_place_later(place: Stage, qtbot: QtBot) -> None:
    large = gates(40)
    place.show_cell(large, SIZES, LIGHT)
    place.finish()
    place.show_cell(large, SIZES, LIGHT)
    made = scene(place).drawing
    assert place.show_cell(large, SIZES, DARK) is place.diagram
    assert scene(place).drawing is made
    assert scene(place).look.theme is DARK
    assert not place.behind
    place.resize(400, 700)
    assert place.outgrown
    with qtbot.waitSignal(place.redrawn):
        assert place.show_cell(large, SIZES, DARK) is place.diagram  # the values still fit
    place.show_cell(large, SIZES, DARK)
    assert scene(place).drawing is not made
    assert not place.outgrown


def test_what_is_wrong_with_a_grid_is_known_before_the_drawing(place: Stage) -> None:
    plain = gates(40)
    wrong = Cell(plain.name, plain.equations, diagram="| nothing |")
    place.show_cell(wrong, SIZES, LIGHT)
    assert place.behind
    assert "there is no part “nothing”" in place.fault
    place.finish()
    assert "there is no part “nothing”" in place.fault
    assert place.show_cell(wrong, SIZES, LIGHT) is place.diagram


@pytest.mark.parametrize("cell", [chain(100), rows(100)], ids=lambda cell: cell.name)
def test_a_cell_of_very_many_parts_is_drawn_as_its_lines_at_once(place: Stage, cell: Cell) -> None:
    assert place.show_cell(cell, SIZES, LIGHT) is place.diagram
    assert not scene(place).wires
    assert list(scene(place).figures) == list(cell.graph.named)
    made = scene(place).drawing
    assert made.frame.x <= made.legend.x
    assert made.legend.right <= made.frame.right
    assert faults(scene(place).drawing) == faults(drawing.draw(cell, Sizes(8, 3, ghosts=True), {})) == {}
    parts = len(scene(place).drawing.scheme.parts)
    assert place.note.text() == (
        f"{parts} parts are too many to be drawn with their wires; every line of the cell is one box"
    )
    assert place.note.isVisible()
    assert place.rect().contains(place.note.geometry())
    assert not place.viewport().geometry().intersects(place.note.geometry())
    place.show_cell(load_cell("lstm"), SIZES, LIGHT)
    assert place.note.isHidden()


@pytest.mark.parametrize("cell", [gates(20), gates(40), rows(60)], ids=["20 gates", "40 gates", "60 lines"])
def test_the_estimate_is_of_the_right_size(cell: Cell) -> None:
    taken = min(processor_seconds(cell) for _again in range(3))
    assert drawing.seconds(cell) / 5 < taken < drawing.seconds(cell) * 5


def test_a_cell_whose_wires_find_no_way_is_drawn_as_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing._planned.cache_clear()
    monkeypatch.setattr(wires, "MOST_TRIES", 1)
    found = drawing.draw(Cell.from_text(ODD["between a gate and h"]), SIZES, {}, 1.85)
    drawing._planned.cache_clear()
    assert not found.wires
    assert found.note == "some wires find no way; every line of the cell is one box"
    assert [figure.key for figure in found.figures] == ["v", "w", "h"]


def test_a_job_that_is_stopped_ends_and_one_that_fails_says_why() -> None:
    drawing._planned.cache_clear()
    job = Job(lambda: drawing.draw(rows(75), SIZES, {}, 1.85))
    job.stop()
    with pytest.raises(BrokenOffError):
        job.result()

    def fail() -> None:
        raise ValueError("no such drawing")

    with pytest.raises(ValueError, match="no such drawing"):
        Job(fail).result()
