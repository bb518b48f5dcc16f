"""The menu of examples: every study that is shipped, opened as nobody's file."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from lstm_studio.catalogue import first_study, resource
from lstm_studio.session.verbs import what_if
from lstm_studio.ui.examples import ExamplesMenu, example_paths
from lstm_studio.ui.window import Window


def menu_of(window: Window) -> ExamplesMenu:
    (menu,) = window.findChildren(ExamplesMenu)
    assert not menu.actions(), "no start needs it"
    menu.fill()
    return menu


def test_every_study_that_is_shipped_stands_in_the_menu(window: Window) -> None:
    menu = menu_of(window)
    assert set(example_paths()) == set(resource("studies").glob("*.lstm"))
    assert example_paths()[0] == first_study()
    assert len(menu.actions()) == len(example_paths())
    for action in menu.actions():
        assert action.toolTip()[0].isupper()
        assert action.text().count("&") == 1
    menu.fill()
    assert len(menu.actions()) == len(example_paths())


def test_an_example_is_opened_as_it_is_looked_at_and_saved_under_another_name(window: Window) -> None:
    action = next(action for action in menu_of(window).actions() if "Adding" in action.text())
    action.trigger()
    window.frame.flush()
    QApplication.processEvents()
    session = window.session
    assert session.path is None
    assert not session.unsaved
    assert not window.settings.recent()
    assert not session.state.run.playing, "it is shown where there is something to see"
    look = session.state.study.look
    assert look is not None
    assert session.state.view.cursor == look.cursor
    assert window.desk.panels["study"].isVisible()
    assert window.desk.panels["output"].isVisible()
    session.do(what_if.hold, "f", 1.0)
    assert session.unsaved
