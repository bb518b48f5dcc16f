"""The plots over time on a real session: what they show, what the mouse does, what they leave alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from lstm_studio.catalogue import load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.study import Sequence, frozen
from lstm_studio.session.open import open_session
from lstm_studio.session.verbs.cell import set_cell
from lstm_studio.session.verbs.notation import choose_notation
from lstm_studio.session.verbs.parameters import set_start
from lstm_studio.session.verbs.selection import look, select_unit, toggle_curve
from lstm_studio.session.verbs.sizes import set_units
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.session.verbs.transport import go
from lstm_studio.ui.frame import Frame
from lstm_studio.ui.panels.gates import GatesPanel
from lstm_studio.ui.panels.states import StatesPanel
from lstm_studio.ui.theme import DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from lstm_studio.session.session import Session
    from lstm_studio.session.state import State
    from lstm_studio.ui.panels.over_time import OverTimePanel
    from lstm_studio.ui.plots.box import Box

STEPS, UNITS = 40, 6


@pytest.fixture
def session() -> Iterator[Session]:
    values = np.random.default_rng(1).normal(size=(STEPS, 3))
    study = new_study("spike-latch", load_cell("lstm"))
    session = open_session(study.replace(sequence=Sequence(frozen(values), ("a", "b", "c"))))
    session.do(set_units, UNITS)
    yield session
    session.close()


class Stage:
    """A panel as the window has it: in sight, and refreshed by a frame."""

    def __init__(
        self, qtbot: QtBot, session: Session, kind: type[OverTimePanel], *, visible: bool = True
    ) -> None:
        self.session, self.panel = session, kind(session)
        qtbot.addWidget(self.panel)
        qtbot.addWidget(self.panel.header)
        self.chart, self.stack, self.curves = self.panel.chart, self.panel.stack, self.panel.curves
        self.panel.resize(420, 180)
        self.panel.set_theme(LIGHT)
        self.frame = Frame(session, self.panel)
        self.frame.add(self.panel)
        if visible:
            self.panel.show()
        self.settle()

    def settle(self) -> None:
        QApplication.processEvents()
        self.frame.flush()
        QApplication.processEvents()

    def point(self, box: Box, x: float, y: float) -> QPoint:
        """Where a place in a box is in the view."""
        place: QPointF = box.childGroup.mapToScene(QPointF(x, y))
        return place.toPoint()

    def row(self, name: str, step: float, unit: int) -> QPoint:
        """Where a unit of a map is at a step."""
        number = [band.name for band in self.stack.bands].index(name)
        top, height = self.stack.items[number].row(unit)
        return self.point(self.stack.box, step, top + height / 2)

    def drag(self, start: QPoint, end: QPoint, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        view = self.chart.viewport()
        QTest.mousePress(view, button, pos=start)
        for part in (0.5, 1.0):
            self.move((QPointF(start) + (QPointF(end) - QPointF(start)) * part).toPoint(), button)
        QTest.mouseRelease(view, button, pos=end)
        self.settle()

    def move(self, to: QPoint, button: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
        view, none = self.chart.viewport(), Qt.KeyboardModifier.NoModifier
        everywhere = QPointF(view.mapToGlobal(to))
        event = QMouseEvent(QEvent.Type.MouseMove, QPointF(to), everywhere, button, button, none)
        QApplication.sendEvent(view, event)

    def choose(self, way: str) -> None:
        assert isinstance(self.panel, GatesPanel)
        self.panel.ways.button(way).click()

    def wheel(self, at: QPoint, notches: int) -> None:
        view = self.chart.viewport()
        turn = QWheelEvent(
            QPointF(at),
            QPointF(view.mapToGlobal(at)),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view, turn)
        self.settle()


BOTH = pytest.mark.parametrize("kind", [StatesPanel, GatesPanel])


def test_states_show_what_was_before_the_first_input_and_every_step(qtbot: QtBot, session: Session) -> None:
    stage = Stage(qtbot, session, StatesPanel)
    trace = session.scene.trace
    assert trace is not None
    assert [band.name for band in stage.stack.bands] == ["c", "h"]
    for band in stage.stack.bands:
        assert band.first == 0
        assert band.values[0] == pytest.approx(trace.initial[band.name])
        assert band.values[1:] == pytest.approx(trace[band.name], abs=1e-6)
        assert band.low == -band.high
        assert band.high >= np.abs(band.values).max()
    assert [line.name for line in stage.curves.lines] == ["c", "h"]
    assert stage.curves.lines[0].values == pytest.approx(stage.stack.bands[0].values[:, 0])


@pytest.mark.parametrize(
    ("name", "gates", "around"),
    [
        ("lstm", "figo", "g"),
        ("lstm-cifg", "figo", "g"),
        ("gru", "rzn", "n"),
        ("forget-gate", "f", ""),
        ("lstm-fgr", "figo", "g"),
    ],
)
def test_all_gates_are_shown_with_their_bounds(
    qtbot: QtBot, session: Session, name: str, gates: str, around: str
) -> None:
    stage = Stage(qtbot, session, GatesPanel)
    session.do(set_cell, load_cell(name))
    stage.settle()
    trace = session.scene.trace
    assert trace is not None
    assert {band.name for band in stage.stack.bands} == set(gates)
    for band in stage.stack.bands:
        assert band.values == pytest.approx(trace[band.name])
        assert (band.low, band.high) == ((-1.0, 1.0) if band.name in around else (0.0, 1.0))


def test_a_cell_without_gates_says_so(qtbot: QtBot, session: Session) -> None:
    stage = Stage(qtbot, session, GatesPanel)
    session.do(set_cell, load_cell("rnn"))
    stage.settle()
    assert not stage.stack.bands
    assert not stage.stack.box.isVisible()
    session.do(set_cell, load_cell("lstm"))
    stage.settle()
    assert stage.stack.box.isVisible()


def test_an_unbounded_gate_has_bounds_around_zero(qtbot: QtBot, session: Session) -> None:
    stage = Stage(qtbot, session, GatesPanel)
    session.do(set_cell, Cell.from_text("s = softplus(W_s x + b_s)\nh = tanh(s * h_prev + 9)"))
    stage.settle()
    band = stage.stack.bands[0]
    assert band.around
    assert band.high >= band.values.max()
    assert band.low == -band.high


@BOTH
def test_the_playhead_stands_at_the_cursor_and_is_dragged(
    qtbot: QtBot, session: Session, kind: type[OverTimePanel]
) -> None:
    stage = Stage(qtbot, session, kind)
    session.do(go, 12)
    stage.settle()
    assert {head.x() for head in stage.panel.playheads} == {12}
    middle = stage.stack.box.y_range[1] / 2
    stage.drag(stage.point(stage.stack.box, 12, middle), stage.point(stage.stack.box, 31, middle))
    assert session.state.view.cursor == 31
    assert {head.x() for head in stage.panel.playheads} == {31}
    stage.drag(stage.point(stage.stack.box, 31, middle), QPoint(-50, 40))
    assert session.state.view.cursor == 0
    stage.drag(stage.point(stage.stack.box, 0, middle), QPoint(900, 40))
    assert session.state.view.cursor == STEPS


def test_the_playhead_is_dragged_in_the_curves_too(qtbot: QtBot, session: Session) -> None:
    stage = Stage(qtbot, session, StatesPanel)
    box = stage.curves.box
    stage.drag(stage.point(box, 5, 0.0), stage.point(box, 9, 0.0))
    assert session.state.view.cursor == 9
    assert session.state.view.unit == 0


@BOTH
def test_a_click_on_a_row_selects_its_unit_and_goes_to_its_step(
    qtbot: QtBot, session: Session, kind: type[OverTimePanel]
) -> None:
    stage = Stage(qtbot, session, kind)
    for unit, step in ((4, 7), (0, 30), (UNITS - 1, 1)):
        name = stage.stack.bands[-1].name
        QTest.mouseClick(stage.chart.viewport(), Qt.MouseButton.LeftButton, pos=stage.row(name, step, unit))
        stage.settle()
        assert (session.state.view.unit, session.state.view.cursor) == (unit, step)
        assert session.state.view.node == name
        assert stage.stack.unit == unit


def test_a_drag_that_leaves_its_row_keeps_the_unit(qtbot: QtBot, session: Session) -> None:
    stage = Stage(qtbot, session, GatesPanel)
    stage.drag(stage.row("f", 5, 2), stage.row("o", 20, 5))
    assert (session.state.view.unit, session.state.view.cursor) == (2, 20)


def test_control_adds_the_curves_of_a_unit(qtbot: QtBot, session: Session) -> None:
    stage = Stage(qtbot, session, StatesPanel)
    view, control = stage.chart.viewport(), Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, control, stage.row("c", 3, 4))
    stage.settle()
    assert session.state.view.curves == (0, 4)
    assert [(line.name, line.unit) for line in stage.curves.lines] == [("c", 0), ("h", 0), ("c", 4), ("h", 4)]
    assert [entry.text for entry in stage.curves.legend.entries] == ["c", "h", "1", "5"]


def test_no_two_curves_differ_by_colour_alone_and_one_is_strong(qtbot: QtBot, session: Session) -> None:
    stage = Stage(qtbot, session, GatesPanel)
    stage.choose("curves")
    pens = [stage.curves.pen(line) for line in stage.curves.lines]
    assert len(pens) == 4
    assert len({pen.color().name() for pen in pens}) == 4
    assert len({tuple(pen.dashPattern()) for pen in pens}) == 4
    session.do(toggle_curve, 3)
    stage.settle()
    pens = [stage.curves.pen(line) for line in stage.curves.lines]
    assert len({(pen.color().name(), tuple(pen.dashPattern())) for pen in pens}) == 8
    assert [pen.width() for pen in pens].count(2) == 1


def test_the_strong_curve_is_thin_where_steps_share_a_pixel(qtbot: QtBot, session: Session) -> None:
    stage = Stage(qtbot, session, StatesPanel)
    item = stage.curves.items[0]
    assert item.opts["pen"].width() == 2
    stage.chart.set_x(-0.5, 5_000.5)
    assert item.opts["pen"].width() == 1
    stage.chart.set_x(-0.5, 200.5)
    assert item.opts["pen"].width() == 2
    stage.panel.resize(200, 180)
    QApplication.processEvents()
    assert item.opts["pen"].width() == 1


def test_hover_reads_the_value_that_is_under_the_mouse(qtbot: QtBot, session: Session) -> None:
    stage = Stage(qtbot, session, GatesPanel)
    trace = session.scene.trace
    assert trace is not None
    stage.move(stage.row("f", 12, 3))
    value = f"{trace['f'][11, 3]:.2f}"
    assert stage.panel.header.fact.text() == f"step 12 · unit 4 · f = {value}"
    stage.settle()
    assert value in stage.panel.header.fact.text()
    QApplication.sendEvent(stage.chart, QEvent(QEvent.Type.Leave))
    assert stage.panel.header.fact.text() == "unit 1 of 6"


def test_a_narrow_card_reads_shorter_and_at_last_beside_the_mouse(qtbot: QtBot, session: Session) -> None:
    stage = Stage(qtbot, session, GatesPanel)
    header, label = stage.panel.header, stage.panel.header.fact
    header.show()
    trace = session.scene.trace
    assert trace is not None
    number = f"{trace['f'][11, 3]:.2f}"
    full, brief = f"step 12 · unit 4 · f = {number}", f"step 12 · f₄ = {number}"
    seen = []
    for width in range(640, 280, -10):
        header.resize(width, 30)
        QApplication.processEvents()
        stage.move(stage.row("f", 12, 3))
        seen.append(label.text())
        assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width()
        assert QToolTip.text() == ("" if label.text() in (full, brief) else full)
    assert list(dict.fromkeys(seen)) == [full, brief, "unit 1 of 6", "unit 1", ""]
    QApplication.sendEvent(stage.chart, QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_hover_reads_the_nearest_curve(qtbot: QtBot, session: Session) -> None:
    stage = Stage(qtbot, session, StatesPanel)
    line = stage.curves.lines[1]
    stage.move(stage.point(stage.curves.box, 20, float(line.values[20])))
    said = stage.panel.header.fact.text()
    assert said.startswith("step 20 · unit 1 · ")
    value = float(said.rpartition(" ")[2].replace("−", "-"))
    curves = [float(line.values[20]) for line in stage.curves.lines]
    assert min(abs(value - known) for known in curves) <= 0.005


def test_a_click_on_a_curve_selects_its_value_and_one_beside_it_does_not(
    qtbot: QtBot, session: Session
) -> None:
    stage = Stage(qtbot, session, StatesPanel)
    places = {
        line.name: stage.point(stage.curves.box, 20, float(line.values[20])) for line in stage.curves.lines
    }
    beside = QPoint(places["h"].x(), min(at.y() for at in places.values()) - 9)
    for at, node in ((beside, ""), (places["h"], "h"), (places["c"], "c")):
        QTest.mouseClick(stage.chart.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert (session.state.view.cursor, session.state.view.node) == (20, node)


@BOTH
def test_every_plot_shows_the_same_steps(qtbot: QtBot, session: Session, kind: type[OverTimePanel]) -> None:
    stage, other = Stage(qtbot, session, kind), Stage(qtbot, session, StatesPanel)
    whole = (-0.5, STEPS + 0.5)
    assert stage.stack.box.x_range == stage.curves.box.x_range == other.curves.box.x_range == whole
    at = stage.point(stage.stack.box, 10, 20)
    stage.wheel(at, 3)
    other.settle()
    first, last = stage.stack.box.x_range
    assert 0 < last - first < 0.7 * (STEPS + 1)
    assert stage.point(stage.stack.box, 10, 20).x() == pytest.approx(at.x(), abs=1)
    assert stage.curves.box.x_range == other.stack.box.x_range == (first, last)
    assert other.chart.axis.low == first
    stage.drag(at, at + QPoint(40, 0), Qt.MouseButton.MiddleButton)
    assert stage.stack.box.x_range[0] < first
    assert stage.stack.box.x_range[1] - stage.stack.box.x_range[0] == pytest.approx(last - first)
    QTest.mouseDClick(stage.chart.viewport(), Qt.MouseButton.LeftButton, pos=at)
    stage.settle()
    assert stage.stack.box.x_range == whole
    assert session.state.view.span is None


@BOTH
def test_a_new_trace_makes_no_new_items(qtbot: QtBot, session: Session, kind: type[OverTimePanel]) -> None:
    stage = Stage(qtbot, session, kind)
    items = set(stage.chart.scene().items())
    before = stage.chart.grab().toImage()
    for seed in range(3):
        session.do(set_start, seed=seed + 7)
        stage.settle()
    assert set(stage.chart.scene().items()) == items
    assert stage.chart.grab().toImage() != before


@BOTH
def test_a_hidden_panel_does_no_work(
    qtbot: QtBot, session: Session, kind: type[OverTimePanel], monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(qtbot, session, kind, visible=False)
    asked: list[str] = []
    show_values = kind.show_values

    def counted(*arguments: Any) -> None:
        asked.append("values")
        show_values(*arguments)

    monkeypatch.setattr(kind, "show_values", counted)
    session.do(set_start, seed=3)
    session.do(go, 5)
    stage.settle()
    assert not asked
    assert not stage.stack.bands
    stage.panel.show()
    stage.settle()
    assert asked == ["values"]
    assert stage.stack.bands
    assert stage.panel.playheads[0].x() == 5


@BOTH
def test_a_step_moves_the_playhead_and_reads_no_trace(
    qtbot: QtBot, session: Session, kind: type[OverTimePanel], monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(qtbot, session, kind)
    items = stage.stack.items[0]
    monkeypatch.setattr(items, "set_values", lambda *_: pytest.fail("the map was filled again"))
    session.do(go, 9)
    stage.settle()
    assert stage.panel.playheads[0].x() == 9


def test_what_is_kept_is_the_running_product_of_the_keep_factor(qtbot: QtBot, session: Session) -> None:
    stage = Stage(qtbot, session, GatesPanel)
    session.do(select_unit, 2)
    session.do(go, 15)
    stage.choose("kept")
    trace = session.scene.trace
    assert trace is not None
    (line,) = stage.curves.lines
    expected = [1.0]
    for factor in trace["f"][15:, 2]:
        expected.append(expected[-1] * factor)
    assert line.first == 15
    assert line.values == pytest.approx(expected)
    assert stage.curves.box.y_range == pytest.approx((-0.04, 1.04))
    after = next(step for step, share in enumerate(expected) if share < 0.5)
    assert stage.panel.header.fact.text() == f"half lost in {after} steps"
    session.do(go, STEPS)
    stage.settle()
    assert stage.curves.lines[0].values.tolist() == [1.0]


@pytest.mark.parametrize("name", ["gru", "gru-write", "lstm-cifg", "forget-gate"])
def test_every_cell_is_asked_for_its_own_keep_factor(qtbot: QtBot, session: Session, name: str) -> None:
    factor = {"gru": "z", "gru-write": "1 - z", "lstm-cifg": "f", "forget-gate": "f"}[name]
    session.do(set_cell, load_cell(name))
    stage = Stage(qtbot, session, GatesPanel)
    stage.choose("kept")
    trace = session.scene.trace
    assert trace is not None
    assert stage.curves.lines[0].values[1:] == pytest.approx(np.cumprod(trace[factor][:, 0]))


@pytest.mark.parametrize(
    ("name", "said"), [("lstm-1997", "No gate lets go of what is kept."), ("rnn", "No gate keeps anything.")]
)
def test_a_cell_without_a_keep_factor_says_why(qtbot: QtBot, session: Session, name: str, said: str) -> None:
    session.do(set_cell, load_cell(name))
    stage = Stage(qtbot, session, GatesPanel)
    stage.choose("kept")
    assert stage.chart.note == said
    stage.choose("curves")
    assert (stage.chart.note == "") == (name != "rnn")


def test_other_sizes_and_lengths_fit(qtbot: QtBot, session: Session) -> None:
    stage = Stage(qtbot, session, StatesPanel)
    session.do(look, 3.5, 30.5)
    for units in (1, 512):
        session.do(set_units, units)
        stage.settle()
        assert stage.stack.bands[0].values.shape == (STEPS + 1, units)
    assert stage.stack.box.x_range == (3.5, 30.5)


def test_a_trace_on_its_way_is_said_and_then_shown(qtbot: QtBot, session: Session) -> None:
    stage = Stage(qtbot, session, GatesPanel)
    values = np.random.default_rng(2).normal(size=(12_000, 3))

    def longer(state: State) -> State:
        return state.with_study(sequence=Sequence(frozen(values), ("a", "b", "c")))

    session.do(longer)
    stage.frame.flush()
    assert stage.panel.header.fact.text() == "computing…"
    qtbot.waitUntil(lambda: not session.scene.pending)
    stage.settle()
    assert stage.panel.header.fact.text() == "unit 1 of 6"
    assert stage.stack.bands[0].values.shape == (12_000, UNITS)
    assert stage.stack.box.x_range == (-0.5, 12_000.5)


def test_the_theme_recolours_what_is_there(qtbot: QtBot, session: Session) -> None:
    stage = Stage(qtbot, session, StatesPanel)
    items = set(stage.chart.scene().items())
    stage.panel.set_theme(DARK)
    image = stage.chart.grab().toImage()
    assert image.pixelColor(1, 1) == DARK.card
    assert stage.curves.legend.entries[0].pen.color() == DARK.wire_c
    assert set(stage.chart.scene().items()) == items


def test_maps_and_curves_are_named_as_the_notation_does(qtbot: QtBot, session: Session) -> None:
    stage = Stage(qtbot, session, StatesPanel)
    session.do(choose_notation, "lecture")
    stage.settle()
    assert {line.name for line in stage.curves.lines} == {"s", "h"}
    assert "s, h of unit 1" in stage.panel.summary(session.scene)
