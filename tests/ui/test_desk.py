"""The docks: built when they are seen, remembered, and put back."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QByteArray, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from lstm_studio.session.session import Session
from lstm_studio.session.settings import Settings
from lstm_studio.session.verbs import cell, notation, selection, sizes, transport, what_if
from lstm_studio.session.verbs.looking import lay
from lstm_studio.ui.desk import AREAS
from lstm_studio.ui.panels import PANELS, row_of
from lstm_studio.ui.panels.panel import HEADER, Panel
from lstm_studio.ui.panels.values import ValuesPanel
from lstm_studio.ui.window import Window


def test_rows_and_classes_agree() -> None:
    assert len({row.name for row in PANELS}) == len(PANELS)
    for row in PANELS:
        kind = row.load()
        assert issubclass(kind, Panel)
        assert (kind.name, kind.area) == (row.name, row.area)
        assert row_of(row.name) is row
        assert row.about.endswith(".")


def test_every_panel_is_there_says_what_it_is_and_is_not_cut_off(window: Window) -> None:
    for row in PANELS:
        if not row.shown or row.behind:  # built when it comes to the front
            assert row.name not in window.desk.panels
            continue
        panel = window.desk.panels[row.name]
        assert panel.isVisible()
        assert panel.accessibleName()
        assert panel.whatsThis() == row.about
        assert panel.width() >= panel.minimumSizeHint().width()
        assert panel.height() >= panel.minimumSizeHint().height()
    seen = [dock for dock in window.desk.docks.values() if dock.row.shown and not dock.row.behind]
    for dock in seen:
        assert window.desk.rect().contains(dock.geometry())
        others = [other for other in seen if other is not dock]
        assert not any(other.geometry().intersects(dock.geometry()) for other in others)
    assert (window.width(), window.height()) == (1280, 800)
    window.desk.reveal("values")
    QApplication.processEvents()
    values = window.desk.panels["values"]
    assert isinstance(values, ValuesPanel)
    for peephole in ("off", "diagonal", "full"):
        window.session.do(cell.set_option, "peephole", peephole)
        window.frame.flush()
        QApplication.processEvents()
        assert not values.view.verticalScrollBar().isVisible()
        assert not values.view.horizontalScrollBar().isVisible()
    widths = [window.desk.docks[name].width() for name in ("gates", "states", "loss")]
    assert max(widths) - min(widths) <= 1


@pytest.mark.parametrize("size", [(1400, 860), (1920, 1080), (1280, 801)])
def test_no_card_is_cut_off_when_the_window_changes_its_size(
    window: Window, qtbot: QtBot, size: tuple[int, int]
) -> None:
    window.resize(*size)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == size)
    for panel in window.desk.panels.values():
        assert panel.height() >= panel.minimumSizeHint().height(), panel.name
        assert panel.width() >= panel.minimumSizeHint().width(), panel.name


def test_no_card_moves_when_what_is_shown_changes(window: Window, qtbot: QtBot) -> None:
    def places() -> dict[str, QRect]:
        qtbot.wait(20)  # until room has been shared out
        return {name: dock.geometry() for name, dock in window.desk.docks.items() if dock.isVisible()}

    session = window.session
    session.do(transport.go, 9)
    headers = [panel.header.height() for panel in window.desk.panels.values() if panel.headed]
    assert set(headers) == {HEADER}
    before = places()
    for verb in (
        partial(session.do, what_if.hold, "f", 0.0, (0, 2), (3, 8)),
        partial(session.do, selection.toggle_backward),
        partial(session.do, notation.toggle_numbers),
        partial(session.do, transport.step_inside),
        partial(session.do, notation.choose_notation, "lecture"),
    ):
        verb()
        window.frame.flush()
        assert places() == before, verb


def test_a_card_that_a_large_cell_has_widened_gives_the_room_back(window: Window, qtbot: QtBot) -> None:
    before = window.desk.docks["equations"].height()
    window.session.do(cell.choose, "lstm-fgr")
    qtbot.waitUntil(lambda: window.desk.docks["equations"].height() > before)
    window.session.do(cell.choose, "lstm")
    qtbot.waitUntil(lambda: window.desk.docks["equations"].height() == before)


def test_a_dock_can_be_hidden_and_is_not_refreshed_until_it_is_seen_again(window: Window) -> None:
    window.desk.reveal("values")
    window.frame.flush()
    dock, panel = window.desk.docks["values"], window.desk.panels["values"]
    dock.toggleViewAction().trigger()
    assert not dock.isVisible()
    window.session.do(transport.go, 30)
    window.frame.flush()
    assert panel.header.fact.text() == "step 0"
    dock.toggleViewAction().trigger()
    window.frame.flush()
    assert panel.header.fact.text() == "step 30"


def test_a_panel_that_was_left_hidden_is_not_built_until_it_is_shown(
    window: Window, session: Session, settings: Settings
) -> None:
    window.desk.docks["states"].hide()
    settings.set("layout", window.desk.remember())
    again = Window(session, settings)
    try:
        again.show()
        assert "states" not in again.desk.panels
        assert "gates" in again.desk.panels
        again.desk.docks["states"].show()
        assert "states" in again.desk.panels
    finally:
        again.player.close()
        again.trainer.close()
        again.hide()
        again.deleteLater()


def test_a_tab_that_a_study_has_in_front_is_built_after_the_first_paint(
    window: Window, session: Session, settings: Settings, qtbot: QtBot
) -> None:
    shown = (*(row.name for row in PANELS if row.shown), "forecast")
    window.session.do(lay, shown, ("forecast",))
    again = Window(session, settings, staged=True)
    try:
        again.show()
        qtbot.waitUntil(lambda: "forecast" in again.desk.panels)
        assert not again.desk.panels["forecast"].visibleRegion().isEmpty()
        assert "output" not in again.desk.panels
    finally:
        again.player.close()
        again.trainer.close()
        again.hide()
        again.deleteLater()


def test_a_layout_that_no_longer_fits_gives_the_one_of_a_new_window(window: Window) -> None:
    window.desk.docks["model"].hide()
    window.desk.restore(QByteArray(b"not a layout"))
    assert all(dock.isHidden() is not dock.row.shown for dock in window.desk.docks.values())


def test_reset_layout_puts_everything_back(window: Window) -> None:
    desk = window.desk
    desk.docks["values"].setFloating(True)
    desk.docks["gates"].hide()
    desk.addDockWidget(AREAS["left"], desk.docks["loss"])
    window.acts.all["reset_layout"].trigger()
    for name, dock in desk.docks.items():
        assert not dock.isFloating()
        assert dock.isHidden() is not dock.row.shown
        assert desk.dockWidgetArea(dock) is AREAS[row_of(name).area]


def test_sizes_follow_the_window_until_a_person_drags_an_edge(window: Window, qtbot: QtBot) -> None:
    desk, gates = window.desk, window.desk.docks["gates"]
    before = gates.height()
    window.resize(1600, 1000)
    qtbot.waitUntil(lambda: gates.height() > before + 30)
    edge = gates.geometry().topLeft()
    edge.setY(edge.y() - 4)
    edge.setX(edge.x() + 50)
    QTest.mousePress(desk, Qt.MouseButton.LeftButton, pos=edge)
    QTest.mouseRelease(desk, Qt.MouseButton.LeftButton, pos=edge)
    height = gates.height()
    window.resize(1600, 900)
    qtbot.wait(50)
    window.resize(1600, 1000)
    qtbot.wait(50)
    assert abs(gates.height() - height) <= 1


@pytest.mark.parametrize("name", ["count", "trust"])
def test_a_tab_comes_to_the_front_when_it_is_asked_for_and_rests_behind(window: Window, name: str) -> None:
    dock, neighbour = window.desk.docks[name], window.desk.docks["lens"]
    before = neighbour.geometry()
    dock.toggleViewAction().trigger()
    QApplication.processEvents()
    panel = window.desk.panels[name]
    assert not panel.visibleRegion().isEmpty()
    assert neighbour.visibleRegion().isEmpty()
    assert abs(dock.width() - before.width()) <= 1
    neighbour.raise_()
    QApplication.processEvents()
    assert panel.visibleRegion().isEmpty()
    assert not panel.isVisible()
    shown = panel.header.fact.text()
    window.session.do(sizes.set_units, 3)
    window.frame.flush()
    assert panel.header.fact.text() == shown  # what is behind another tab is not kept up to date
    window.desk.reveal(name)
    QApplication.processEvents()
    assert panel.isVisible()
    window.frame.flush()
    if name == "count":
        assert panel.header.fact.text() != shown
    window.acts.all["reset_layout"].trigger()
    QApplication.processEvents()
    assert dock.isHidden()
    assert not neighbour.visibleRegion().isEmpty()


def test_a_click_beside_the_cards_takes_no_sizes_over(window: Window) -> None:
    desk = window.desk
    QTest.mouseClick(desk, Qt.MouseButton.LeftButton, pos=QPoint(100, 2))  # the paper above the cards
    assert not desk.remember().startsWith(b"own ")
