"""The cards of the preview: a drawing that waits where it is slow, a trace with its reading."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lstm_studio.catalogue import load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.model import Model
from lstm_studio.core.study import Study
from lstm_studio.session.state import State
from lstm_studio.session.verbs import cell, sizes
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.ui.diagram import stage
from lstm_studio.ui.editor.first_trace import MOST_MAPS, TraceCard
from lstm_studio.ui.editor.parameters import ParametersCard
from lstm_studio.ui.editor.preview import Preview, Shown
from lstm_studio.ui.theme import DARK, LIGHT


def study_of(name: str | Cell, layers: int = 1) -> Study:
    made = State(new_study("spike-latch", load_cell("lstm")))
    made = cell.set_cell(made, load_cell(name) if isinstance(name, str) else name)
    return sizes.set_layers(made, layers).study


def shown(study: Study, layer: int = 0, *, old: bool = False) -> Shown:
    trace = Model.of(study.cell, study.sizes, study.parameters).run(study.sequence.values)
    return Shown(study, trace.cell(layer), layer, 7, 0, old)


@pytest.fixture
def drawing(qtbot: QtBot) -> Preview:
    found = Preview()
    qtbot.addWidget(found)
    found.set_theme(LIGHT)
    found.resize(620, 380)
    with qtbot.waitExposed(found):
        found.show()
    return found


def title(drawing: Preview) -> str:
    assert drawing.stage.diagram is not None
    return drawing.stage.diagram.title.strong


def test_shapes_are_shown_as_in_the_window(drawing: Preview) -> None:
    for shapes in (True, False):
        drawing.show_study(shown(study_of("lstm"))._replace(shapes=shapes))
        assert drawing.stage.diagram is not None
        assert drawing.stage.diagram.shapes.isVisible() == shapes


def test_a_quick_drawing_follows_at_once(drawing: Preview) -> None:
    for name in ("lstm", "gru", "rnn"):
        drawing.show_study(shown(study_of(name)))
        assert title(drawing) == load_cell(name).title


def test_a_slow_drawing_comes_when_it_is_made(
    drawing: Preview, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    drawing.show_study(shown(study_of("lstm")))
    monkeypatch.setattr(stage, "PATIENCE", 0.0)
    for name in ("gru", "rnn"):
        with qtbot.waitSignal(drawing.drawn):
            drawing.show_study(shown(study_of(name)))
            assert title(drawing) == "LSTM" or name == "rnn"
        assert title(drawing) == load_cell(name).title


def test_an_old_cell_lies_under_a_veil(drawing: Preview) -> None:
    study = study_of("lstm")
    drawing.show_study(shown(study))
    clear = drawing.stage.grab().toImage()
    drawing.show_study(shown(study, old=True))
    assert drawing.badge.isVisible()
    assert drawing.stage.grab().toImage() != clear
    drawing.show_study(shown(study))
    assert not drawing.badge.isVisible()
    assert drawing.stage.grab().toImage() == clear


def test_the_layer_that_is_looked_into_is_drawn(drawing: Preview) -> None:
    study = study_of("gru", 2)
    drawing.show_study(shown(study, 1))
    assert drawing.stage.diagram is not None
    assert drawing.stage.diagram.sizes.inputs == study.sizes.units
    drawing.set_theme(DARK)
    assert drawing.stage.diagram.look.theme is DARK


@pytest.fixture
def card(qtbot: QtBot) -> TraceCard:
    found = TraceCard()
    qtbot.addWidget(found)
    found.set_theme(LIGHT)
    found.resize(420, 300)
    with qtbot.waitExposed(found):
        found.show()
    return found


def test_the_value_under_the_mouse_is_read(card: TraceCard, qtbot: QtBot) -> None:
    now = shown(study_of("lstm"))
    card.show_trace(now.study, now.trace, 7, 0)
    box = card.stack.box
    top, height = card.stack.items[2].row(3)
    place = card.chart.mapFromScene(box.mapViewToScene(QPointF(20.0, top + height / 2)))
    QTest.mouseMove(card.chart.viewport(), place)
    assert now.trace is not None
    wanted = f"step 20 · unit 4 · f = {now.trace['f'][19, 3]:.2f}"
    qtbot.waitUntil(lambda: card.fact.text() == wanted)
    QTest.mouseMove(card.chart.viewport(), QPoint(2, 2))
    qtbot.waitUntil(lambda: card.fact.text() == "the study’s sequence")


def test_a_press_tells_step_and_unit(card: TraceCard) -> None:
    now = shown(study_of("lstm"))
    card.show_trace(now.study, now.trace, 7, 0)
    steps: list[int] = []
    units: list[int] = []
    card.gone.connect(steps.append)
    card.chosen.connect(units.append)
    top, height = card.stack.items[0].row(5)
    place = card.chart.mapFromScene(card.stack.box.mapViewToScene(QPointF(31.0, top + height / 2)))
    QTest.mouseClick(card.chart.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (steps, units) == ([31], [5])


def test_of_very_many_values_the_first_are_shown(card: TraceCard) -> None:
    lines = [f"g{k} = sigmoid(W{k} @ x)" for k in range(20)]
    many = Cell.from_text("\n".join([*lines, "h = " + " + ".join(f"g{k}" for k in range(20))]))
    now = shown(study_of(many))
    card.show_trace(now.study, now.trace, 7, 0)
    assert len(card.stack.bands) == MOST_MAPS
    assert card.fact.text() == f"{MOST_MAPS} of 21 values"


def test_without_a_trace_the_reason_is_said(card: TraceCard) -> None:
    study = study_of("lstm")
    card.show_trace(study, None, 0, 0)
    assert card.chart.note == "computing…"
    card.show_trace(study, None, 0, 0, "too many values")
    assert card.chart.note == "too many values"


def test_parameters_are_those_of_the_layer(qtbot: QtBot) -> None:
    card = ParametersCard()
    qtbot.addWidget(card)
    card.set_theme(LIGHT)
    study = study_of("lstm", 2)
    card.show_study(study, 1, 0)
    model = card.model
    row = [model.data(model.index(0, column)) for column in range(model.columnCount())]
    assert row == ["W_f", "x", "8×8", "64"]
    assert model.data(model.index(2, 1)) == "bias"
    assert "H×H" in model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert card.fact.text() == "544 values"
    assert card.sum.text() == "4 · (2·8·8 + 8) = 544 · the whole model: 937"
