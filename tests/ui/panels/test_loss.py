"""The loss panel on a real session: curve, baselines, badge."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from lstm_studio.catalogue import load_cell
from lstm_studio.core.study import frozen
from lstm_studio.session.open import open_session
from lstm_studio.session.verbs import sequence, training
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.session.verbs.task import set_task
from lstm_studio.ui.panels.loss import LossPanel
from lstm_studio.ui.plots.chart import At
from lstm_studio.ui.plots.samples import LONG
from lstm_studio.ui.theme import DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from lstm_studio.session.session import Session
    from lstm_studio.session.state import State


@pytest.fixture
def session() -> Iterator[Session]:
    session = open_session(new_study("spike-latch", load_cell("lstm")))
    yield session
    session.close()


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> LossPanel:
    panel = LossPanel(session)
    qtbot.addWidget(panel)
    qtbot.addWidget(panel.header)
    panel.resize(420, 180)
    panel.header.resize(420, 28)
    panel.set_theme(LIGHT)
    panel.show()
    QApplication.processEvents()
    return panel


def noted(updates: int) -> dict[str, Any]:
    """What is noted of so many updates: every fourth is clipped, every tenth looked at."""
    update = np.arange(1.0, updates + 1)
    right = np.where(update % 10 == 1, 0.75, np.nan)
    columns = [update, 2.0 / update, update % 4 == 0, 0.002 + 0 * update, 0.01 + 0 * update, right]
    exams = [[at, 0.3 / at, 0.9, 32 * at] for at in range(50, updates + 1, 50)]
    return {"curve": frozen(np.stack(columns, axis=1)), "exams": frozen(exams).reshape(-1, 4)}


def record(panel: LossPanel, losses: list[float], *, updates: int = 100, **run: Any) -> None:
    """Show what a run has written so far."""
    rows = frozen(np.stack([np.arange(1.0, len(losses) + 1), losses], axis=1) if losses else np.zeros((0, 2)))

    def trained(state: State) -> State:
        return state.with_record(losses=rows, update=len(losses), updates=updates, **run)

    panel.session.do(trained)
    panel.show_scene(panel.session.scene, panel.needs)


def test_the_curve_grows_in_place(panel: LossPanel) -> None:
    record(panel, [0.5, 0.25])
    box, items = panel.curves.box, set(panel.chart.scene().items())
    bounds = box.x_range, box.y_range
    assert box.x_range == (0.0, 100.0)
    losses = [0.5 * 0.99**k for k in range(80)]
    record(panel, losses)
    assert (box.x_range, box.y_range) == bounds
    assert set(panel.chart.scene().items()) == items
    x, y = panel.curves.items[0].getData()
    assert x.tolist() == list(range(1, 81))
    assert 10**y == pytest.approx(losses)


def test_the_axis_holds_the_losses_and_the_baselines(panel: LossPanel) -> None:
    record(panel, [4.0, 0.0021])
    low, high = panel.curves.box.y_range
    values = [4.0, 0.0021, *panel.session.scene.baselines.values()]
    assert all(low < math.log10(value) < high for value in values)


def test_a_long_run_shifts_the_axis_to_its_end_and_is_thinned(panel: LossPanel) -> None:
    record(panel, [0.1 + 0.01 * (k % 7) for k in range(3 * LONG)], updates=3 * LONG)
    assert panel.curves.box.x_range == (0.0, 3.0 * LONG)
    x, y = panel.curves.items[0].getData()
    assert len(x) < LONG
    assert 10 ** y.min() == pytest.approx(0.1)
    assert 10 ** y.max() == pytest.approx(0.16)


def test_the_axis_is_that_of_the_planned_run_and_grows_by_leaps_beyond(panel: LossPanel) -> None:
    record(panel, [], updates=0)
    assert panel.curves.box.x_range == (0.0, panel.session.scene.study.training.updates)
    record(panel, [0.5] * 101, updates=100)
    ends = {panel.curves.box.x_range[1]}
    for count in range(102, 150, 5):
        record(panel, [0.5] * count, updates=100)
        ends.add(panel.curves.box.x_range[1])
    assert ends == {150.0}


def test_baselines_are_said_with_their_values(panel: LossPanel) -> None:
    record(panel, [])
    rules = panel.curves.rules
    assert rules
    for (label, value), rule in zip(panel.session.scene.baselines.items(), rules, strict=True):
        assert 10**rule.value == pytest.approx(value)
        assert rule.text.startswith(label)


def test_a_guess_that_reaches_0_lies_on_the_lower_edge(session: Session, panel: LossPanel) -> None:
    session.do(sequence.set_text, "words", "the dog sat")
    assert min(session.scene.baselines.values()) == 0
    record(panel, [0.9, 0.3])
    low, high = panel.curves.box.y_range
    assert -2 <= low < math.log10(0.3) < high <= 1
    assert low <= panel.curves.rules[-1].value < low + 0.1
    session.do(sequence.set_text, "words", "dog sat", anew=True)
    assert list(session.scene.baselines.values()) == [0, 0]
    record(panel, [0.9, 0.3])
    assert len(panel.curves.rules) == 1  # one line: the words of two would lie on each other
    assert panel.curves.rules[0].text.startswith(list(session.scene.baselines)[-1])


def test_the_badge_says_when_it_was_solved(panel: LossPanel) -> None:
    record(panel, [0.5])
    assert not panel.badge.isVisibleTo(panel.header)
    record(panel, [0.5, 0.001], solved=2)
    assert panel.badge.text == "Solved · update 2"
    assert panel.badge.isVisibleTo(panel.header)
    record(panel, [])
    record(panel, [0.5], solved=None)
    assert not panel.badge.isVisibleTo(panel.header)


@pytest.mark.usefixtures("dressed")
def test_nothing_moves_when_the_badge_comes(panel: LossPanel) -> None:
    panel.header.show()
    record(panel, [0.5])
    QApplication.processEvents()
    before = panel.header.sizeHint().height(), panel.header.title.y() + panel.header.title.height() / 2
    record(panel, [0.5, 0.1], solved=2)
    QApplication.processEvents()
    assert panel.badge.isVisible()
    after = panel.header.sizeHint().height(), panel.header.title.y() + panel.header.title.height() / 2
    assert after == before


def test_the_mouse_reads_the_loss(panel: LossPanel) -> None:
    record(panel, [0.5, 0.25, 0.0031])
    assert panel.header.fact.text() == "update 3 · 0.0031"
    panel.chart.hovered.emit(At(panel.curves.box, 1.9, -1.0))
    assert panel.header.fact.text() == "update 2 · loss = 0.25"
    panel.chart.hovered.emit(None)
    assert panel.header.fact.text() == "update 3 · 0.0031"


@pytest.mark.parametrize("losses", [[0.5, 0.0, math.nan, 0.25], [math.inf, 0.5], [math.nan], [math.inf]])
def test_a_loss_of_nothing_and_one_that_is_no_number_are_borne(panel: LossPanel, losses: list[float]) -> None:
    record(panel, losses)
    low, high = panel.curves.box.y_range
    assert -12 < low < high < 12
    assert panel.chart.grab().width() == panel.chart.width()


def test_the_axis_names_the_loss_and_its_unit(panel: LossPanel) -> None:
    record(panel, [0.5])
    assert panel.curves.axis.title == "loss (nats)"
    assert panel.chart.axis.title == "update"
    assert [entry.text for entry in panel.curves.legend.entries] == ["loss"]


def test_zoom_is_the_panels_own_and_ends_with_the_run(panel: LossPanel) -> None:
    record(panel, [0.5, 0.25])
    panel.chart.zoomed.emit(10.0, 30.0)
    assert panel.curves.box.x_range == (10.0, 30.0)
    record(panel, [0.5, 0.25, 0.2])
    assert panel.curves.box.x_range == (10.0, 30.0)
    record(panel, [0.5], updates=50)
    assert panel.curves.box.x_range == (0.0, 50.0)


def test_the_badge_and_the_ground_follow_the_theme(panel: LossPanel) -> None:
    record(panel, [0.5], solved=1)
    panel.set_theme(DARK)
    image = panel.chart.grab().toImage()
    place = panel.curves.box.mapToScene(QPointF(2, 2)).toPoint()
    assert image.pixelColor(place) == DARK.card
    badge = panel.badge.grab().toImage()
    colours = {badge.pixelColor(12, y).name() for y in range(badge.height())}
    assert DARK.good_fill.name() in colours


def test_the_axis_is_in_the_unit_of_the_loss_that_is_chosen(session: Session, panel: LossPanel) -> None:
    session.do(training.set_training, loss="mse")
    record(panel, [0.5])
    assert panel.curves.axis.title == "loss (mse)"


def test_the_held_out_loss_stands_beside_that_of_the_batches(panel: LossPanel) -> None:
    record(panel, [0.5] * 100, **noted(100))
    loss, held = panel.curves.lines
    assert (loss.name, held.name) == ("loss", "held out")
    assert held.places is not None
    assert held.places.tolist() == [50, 100]
    assert 10**held.values == pytest.approx([0.006, 0.003])
    assert [entry.text for entry in panel.curves.legend.entries] == ["loss", "held out", "clipped"]
    assert "update 100: held out 0.003; 25 of 100 updates clipped; always the mean" in panel.told()


def test_the_axis_may_be_linear_and_each_way_keeps_its_own(panel: LossPanel) -> None:
    record(panel, [0.5, 0.25])
    assert panel.log.isChecked()
    QTest.mouseClick(panel.log, Qt.MouseButton.LeftButton)
    assert panel.curves.lines[0].values.tolist() == [0.5, 0.25]
    low, high = panel.curves.box.y_range
    assert low < 0
    assert high > 0.5
    for value, rule in zip(panel.session.scene.baselines.values(), panel.curves.rules, strict=True):
        assert rule.value == value
    panel.chart.hovered.emit(At(panel.curves.box, 1.9, 0.3))
    assert panel.header.fact.text() in ("update 2 · loss = 0.25", "2: 0.25")
    panel.show_way("gradient")
    assert panel.log.isChecked()
    panel.show_way("loss")
    assert not panel.log.isChecked()
    QTest.mouseClick(panel.log, Qt.MouseButton.LeftButton)
    assert 10 ** panel.curves.lines[0].values == pytest.approx([0.5, 0.25])


def test_gradients_stand_above_the_change_of_the_weights(panel: LossPanel) -> None:
    record(panel, [0.5] * 60, **noted(60))
    assert not panel.chart.shows(panel.second.box)
    panel.show_way("gradient")
    assert panel.chart.shows(panel.second.box)
    (norm,) = panel.curves.lines
    assert 10**norm.values == pytest.approx(2.0 / np.arange(1, 61))
    (clip,) = panel.curves.rules
    assert 10**clip.value == pytest.approx(1.0)
    assert clip.text == "clip: 1"
    assert [line.name for line in panel.second.lines] == ["change", "rate"]
    assert 10 ** panel.second.lines[0].values == pytest.approx(0.002)
    panel.chart.hovered.emit(At(panel.second.box, 3.1, -2.1))
    assert panel.reading.words[0] == "update 3 · rate = 0.01"


def test_clipped_updates_are_marked_where_they_are(panel: LossPanel) -> None:
    record(panel, [0.5] * 100, **noted(100))
    shares, wide = panel.clips.shares()
    assert wide == 1.0
    assert np.flatnonzero(shares).tolist() == [update - 1 for update in range(4, 101, 4)]
    record(panel, [0.5] * 3000, updates=3000, **noted(3000))
    shares, wide = panel.clips.shares()
    assert wide > 5
    assert shares.mean() == pytest.approx(0.25, abs=0.02)
    picture = panel.chart.grab().toImage()
    foot = panel.curves.box.sceneBoundingRect().bottomLeft().toPoint()
    seen = {picture.pixelColor(foot.x() + 30, foot.y() - up).name() for up in range(1, 8)}
    assert seen != {panel.theme.card.name()}
    panel.show_way("score")
    assert not panel.clips.isVisible()


def test_scores_stand_beside_the_criterion(panel: LossPanel) -> None:
    record(panel, [0.5] * 60, **noted(60))
    panel.show_way("score")
    right, score = panel.curves.lines
    assert right.values.tolist() == [0.75] * 6
    assert score.values.tolist() == [0.9]
    (bar,) = panel.curves.rules
    assert bar.value == 0.99
    assert bar.text == "solved: 0.99"
    assert panel.log.isHidden()
    assert panel.curves.axis.title == "share right"
    panel.session.do(set_task, "adding")
    record(panel, [0.5] * 60, **noted(60))
    assert panel.curves.axis.title == "mean squared error", "what a score is, not that it is one"
    (score,) = panel.curves.lines
    assert score.name == "score"
    assert not panel.log.isHidden()
    assert 10 ** panel.curves.rules[0].value == pytest.approx(0.01)


def test_the_badge_says_as_much_as_there_is_room_for(panel: LossPanel) -> None:
    record(panel, [0.5] * 100, **noted(100), solved=100)
    assert panel.badge.accessibleName() == "Solved · update 100 · 3\u202f200 sequences"
    texts = []
    for room in (1000, 150, 70, 10):
        panel.badge.set_wordings(panel.badge.wordings, room)
        texts.append(panel.badge.text)
    assert texts[1:] == ["Solved · update 100", "Solved", "✓"]
    assert panel.badge.toolTip() == texts[0]


def test_the_numbers_are_all_that_was_noted_in_sight(panel: LossPanel) -> None:
    record(panel, [0.5] * 60, **noted(60))
    table = panel.numbers(panel.session.scene)
    assert table is not None
    assert table.heads[:3] == ("update", "loss", "gradient norm")
    assert len(table.rows) == 60
    panel.chart.zoomed.emit(10.0, 30.0)
    table = panel.numbers(panel.session.scene)
    assert table is not None
    assert [row[0] for row in table.rows] == list(range(10, 31))


def test_what_is_cut_off_is_out_of_the_bounds(panel: LossPanel) -> None:
    record(panel, [0.5, 0.25, 1e37])
    assert panel.curves.box.y_range[1] > 37
    assert panel.curves.axis.marks(100.0)[-1][1].startswith("10")
    record(panel, [0.5, 0.25])
    assert panel.curves.box.y_range[1] < 1


@pytest.mark.parametrize("way", ["score", "gradient"])
def test_what_nobody_has_noted_is_said_to_come(panel: LossPanel, way: str) -> None:
    record(panel, [0.5] * 60)
    panel.show_way(way)
    assert "Nothing of this is noted yet" in panel.chart.note
    record(panel, [0.5] * 60, **noted(60))
    assert not panel.chart.note
    record(panel, [])
    panel.show_way("loss")
    assert not panel.chart.note
    assert panel.curves.rules
